"""What is true of the short texts beside the pages: their facts exist, translations agree."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

from bot.knowledge.checking._findings import Finding
from bot.knowledge.checking._references import Named
from bot.knowledge.markdown import BRACES, parse_reference
from bot.knowledge.parsing import Place
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.languages import LANGUAGES

#: A line of 36 characters does not wrap on a narrow phone; two are for the bullet.
LONGEST_TITLE: Final = 34
_FURIGANA: Final = re.compile(r"\([\u3041-\u30ffー]+\)")
_KANJI: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_NUMBER: Final = re.compile(r"\d+")


def check_title(path: str, place: Place, title: str, language: str) -> Iterator[Finding]:
    """Yield a finding when a title is too long for a button or a line of a phone."""
    if _length(title, language) > LONGEST_TITLE:
        message = said(
            "the title is longer than {longest_title} characters. Shorten it.",
            longest_title=LONGEST_TITLE,
        )
        yield Finding(path, place, message)


def check_languages(path: str, words: Collection[str]) -> Iterator[Finding]:
    """Yield a warning for each of our languages that has no *words*: readers get English."""
    for code, name in LANGUAGES.items():
        if code not in words and code != "en":
            message = said(
                "there are no words in {name} yet. Write {code}.yaml beside this file.",
                name=name,
                code=code,
            )
            yield Finding(path, (), message, Severity.WARNING)


def check_text(
    named: Named, path: str, place: Place, text: str, original: str | None, language: str
) -> Iterator[Finding]:
    """Yield facts that do not exist, and where a translation differs from the *original*.

    ``original`` is ``None`` for texts that have none.
    """
    for found in BRACES.finditer(text):
        reference = parse_reference(found.group(1))
        name = found.group(1) if reference is None else reference.name
        if name not in named.knowledge.facts and name not in named.broken:
            yield Finding(
                path, place, said('there is no fact "{name}" in facts.yaml. Correct it.', name=name)
            )
    if original is None:
        return
    if bool(text) != bool(original):
        yield Finding(path, place, said("only one of English and this language has it. Add it."))
        return
    for what, here, there in _compared(text, original, language):
        if here != there:
            message = said(
                "the {what} differ from English ({there} there). Make them the same.",
                what=what,
                there=there,
            )
            yield Finding(path, place, message)


def _compared(
    text: str, original: str, language: str
) -> Iterator[tuple[str, list[str], list[str]]]:
    yield said("facts"), sorted(BRACES.findall(text)), sorted(BRACES.findall(original))
    here, there = (BRACES.sub(" ", unicodedata.normalize("NFKC", one)) for one in (text, original))
    yield said("numbers"), sorted(_NUMBER.findall(here)), sorted(_NUMBER.findall(there))
    if language not in {"ja", "zh_Hans"}:
        yield (
            said("Japanese terms"),
            sorted(set(_KANJI.findall(here))),
            sorted(set(_KANJI.findall(there))),
        )


def _length(text: str, language: str) -> int:
    """Return how many characters stand side by side: marks over and under them do not count."""
    plain = _FURIGANA.sub("", text) if language == "ja" else text
    return sum(unicodedata.category(char) not in {"Mn", "Mc"} for char in plain)
