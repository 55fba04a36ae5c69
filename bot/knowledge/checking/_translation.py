"""Whether a translation says all that its English page says, and nothing in another language.

Compared only while the translation is of the present English page: an edit of English must never
be refused because translations have yet to follow.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.checking._language import SCRIPTS, line_of, shortened, still_english
from bot.knowledge.markdown import BRACES, Block, Body, parse_body, plain, references
from bot.knowledge.model import Contact, Fact, Page, Term
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.text import fold, script

#: Letters of text in each language, measured as a share of the same text in English: the median
#: of our pages. A page or paragraph far from it has lost something, or says more than English.
_USUAL: Final[Mapping[str, float]] = {
    "ja": 0.83,
    "vi": 1.07,
    "id": 1.14,
    "fil": 1.17,
    "my": 1.07,
    "ne": 0.97,
    "km": 0.93,
    "th": 0.90,
    "zh_Hans": 0.45,
    "mn": 1.08,
    "bn": 0.97,
    "si": 1.05,
}
#: How far from the usual is too far: our pages lie within 0.80 and 1.20, paragraphs over 0.48.
_LEAST_OF_PAGE, _MOST_OF_PAGE = 0.72, 1.35
_LEAST_OF_BLOCK: Final = 0.42
#: Shorter paragraphs vary too much to be told.
_BLOCK: Final = 60

_JAPANESE: Final = "\u3005\u3040-\u30ff\u4e00-\u9fff"
_TERM: Final = re.compile(rf"[{_JAPANESE}]+(?:\d*[{_JAPANESE}]+)*")
_FURIGANA: Final = re.compile(r"[(（][\u3040-\u309fー・\s]+[)）]")
#: Latin letters inside a Cyrillic word look right and are found by nobody.
_MIXED: Final = re.compile(r"\w*(?:[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z])\w*", re.IGNORECASE)
_ACRONYM: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z])")
#: Not names: every language has a word for them.
_KINDS_OF_OFFICE: Final = frozenset({"NGO", "NPO"})
_WORDS: Final = re.compile(r"[A-Za-z']+(?:[ ,]+[A-Za-z']+)+")
#: Words that English sentences have and readings of Japanese do not.
_ENGLISH: Final = re.compile(
    r"\b(?:the|of|you|your|and|is|with|not|if|or|this|that|from|by|must|may|when|it)\b"
)
#: Words that must follow one another to be left-over English: fewer in a language in Latin
#: letters would be names.
_RUN: Final = 4
#: Letters every language may have: Latin, and Japanese terms as the worker meets them.
_EVERYWHERE: Final = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"})
#: Marks that belong to several scripts: signs of Indian verse, the Japanese long sound.
_SHARED: Final = frozenset({"", "MASCULINE", "FEMININE", "MICRO", "MODIFIER", "COMBINING"})


def check_scripts(page: Page) -> list[Finding]:
    """Return where letters of a script stand that the language of a page does not use."""
    welcome = _EVERYWHERE | _SHARED | frozenset(SCRIPTS.get(page.language, ()))
    texts: list[tuple[tuple[str | int, ...] | int, str]] = [(("title",), page.title)]
    texts += [(("questions", index), text) for index, text in enumerate(page.questions)]
    texts += list(enumerate(page.body.split("\n")))
    findings: list[Finding] = []
    for place, text in texts:
        if text.isascii():
            continue
        strange = "".join(dict.fromkeys(char for char in text if script(char) not in welcome))
        if strange:
            message = said(
                '"{strange}" is not written in letters of this language. Type the word '
                "again, or translate it.",
                strange=strange,
            )
            findings.append(on_page(page, place, message))
        for word in _MIXED.findall(text):
            message = said('"{word}" mixes letters of two scripts. Type the word again.', word=word)
            findings.append(on_page(page, place, message))
    return findings


def check_translation(page: Page, english: Page, offices: frozenset[str]) -> list[Finding]:
    """Return what of the English page a translation lacks: lines, facts, terms, names, text.

    Args:
        page: The translation.
        english: The page it was made from.
        offices: Short names of offices in Latin letters, which stay as they are.
    """
    if page.translation is None or page.translation.of != english.revision:
        return []
    here, there = parse_body(page.body), parse_body(english.body)
    return [
        *_lines(page, here, there),
        *_facts(page, here, there),
        *_terms(page, english),
        *_offices(page, english, offices),
        *_english_left(page, here, there),
        *_lengths(page, here, there),
    ]


def office_names(facts: Iterable[Fact], glossary: Iterable[Term]) -> frozenset[str]:
    """Return the short names (OTIT, FRESC) in the English names of contacts.

    Those that the glossary has (SSW) have words of their own in each language.
    """
    words = {name for term in glossary for form in term.forms for name in _ACRONYM.findall(form)}
    return frozenset(
        name
        for fact in facts
        for value in fact.values
        if isinstance(value.value, Contact)
        for name in _ACRONYM.findall(value.value.name.get("en", ""))
        if name not in _KINDS_OF_OFFICE | words
    )


def _lines(page: Page, here: Body, there: Body) -> list[Finding]:
    findings = []
    where: str
    parts: list[tuple[str, Sequence[Block], Sequence[Block]]] = [
        (said("after the short answer"), here.opening, there.opening)
    ]
    for section in dict.fromkeys((*there.sections, *here.sections)):
        where = said('under "{section}"', section=section.value)
        parts.append((where, here.sections.get(section, ()), there.sections.get(section, ())))
    for where, own, original in parts:
        if len(own) != len(original):
            message = said(
                "{number} points stand {where}, in English {english}. Translate each "
                "point, in the same order.",
                number=len(own),
                where=where,
                english=len(original),
            )
            findings.append(on_page(page, 0, message))
    return findings


def _facts(page: Page, here: Body, there: Body) -> list[Finding]:
    own, original = Counter(references(here)), Counter(references(there))
    return [
        on_page(
            page,
            0,
            said("{{{{ {name} }}}} of the English page is missing here. Put it in.", name=name),
        )
        for name in original - own
    ] + [
        on_page(
            page, 0, said("{{{{ {name} }}}} is not in the English page. Take it out.", name=name)
        )
        for name in own - original
    ]


def _terms(page: Page, english: Page) -> list[Finding]:
    own = f"{page.title}\n{page.body}"
    text = _normal(f"{own}\n{_FURIGANA.sub('', own)}")
    wanted = dict.fromkeys(_TERM.findall(_normal(BRACES.sub(" ", english.body))))
    return [
        on_page(
            page,
            0,
            said("the Japanese {term} of the English page is missing here. Keep it.", term=term),
        )
        for term in wanted
        if term not in text
    ]


def _offices(page: Page, english: Page, offices: frozenset[str]) -> list[Finding]:
    if page.language == "ja":  # they have Japanese names of their own
        return []
    own = set(_ACRONYM.findall(_normal(f"{page.title}\n{page.body}")))
    wanted = dict.fromkeys(_ACRONYM.findall(BRACES.sub(" ", english.body)))
    return [
        on_page(
            page,
            0,
            said("the name {name} of the English page is missing here. Keep it.", name=name),
        )
        for name in wanted
        if name in offices and name not in own
    ]


def _english_left(page: Page, here: Body, there: Body) -> list[Finding]:
    originals = " | ".join(" ".join(_words(text)) for text in _texts(there))
    findings = []
    for text in _texts(here):
        for run in _WORDS.findall(BRACES.sub(" | ", text)):
            words, written = _words(run), re.findall(r"[A-Za-z']+", run)
            for start in range(len(words) - _RUN + 1):
                if all(word[0].isupper() or len(word) < 4 for word in written[start:][:_RUN]):
                    continue  # the name of a course or an office
                part = " ".join(words[start : start + _RUN])
                if _ENGLISH.search(part) and f" {part} " in f" {originals} ":
                    findings.append(still_english(page, line_of(page.body, run), part))
                    break
    return findings


def _lengths(page: Page, here: Body, there: Body) -> list[Finding]:
    usual = _USUAL[page.language]
    own, original = _texts(here), _texts(there)
    if len(own) != len(original):  # said already
        return []
    short = [
        on_page(
            page,
            line_of(page.body, text),
            said(
                'this is short for a translation of "{shortened}". Look whether '
                "something is missing.",
                shortened=shortened(source),
            ),
            Severity.WARNING,
        )
        for text, source in zip(own, original, strict=True)
        if len(source) >= _BLOCK and len(text) / len(source) / usual < _LEAST_OF_BLOCK
    ]
    ratio = sum(map(len, own)) / max(1, sum(map(len, original))) / usual
    if short or _LEAST_OF_PAGE <= ratio <= _MOST_OF_PAGE:
        return short
    message = said(
        "the page is {size} for a translation: {ratio} of the usual length. "
        "Look whether something is missing or was added.",
        size=said("short") if ratio < 1 else said("long"),
        ratio=f"{ratio:.0%}",
    )
    return [on_page(page, 0, message, Severity.WARNING)]


def _texts(body: Body) -> list[str]:
    return [plain(body.short), *(plain(block.spans) for block in body.blocks)]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", fold(text))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
