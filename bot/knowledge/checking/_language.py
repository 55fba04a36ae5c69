"""Whether a page is in its language: by script, by langdetect where that is sure, by comparison."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.markdown import BRACES, Block, parse_body, plain
from bot.knowledge.model import Page
from bot.knowledge.said import said
from bot.languages import LANGUAGES
from bot.text import fold, scripts

_KANA: Final = ("HIRAGANA", "KATAKANA")
_JAPANESE: Final = (*_KANA, "CJK")
#: The script of each language; Japanese and Chinese share one and are told apart by kana.
SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ja": _JAPANESE,
    "my": ("MYANMAR",),
    "ne": ("DEVANAGARI",),
    "km": ("KHMER",),
    "th": ("THAI",),
    "zh_Hans": ("CJK",),
    "mn": ("CYRILLIC",),
    "bn": ("BENGALI",),
    "si": ("SINHALA",),
}
_LATIN: Final = ("LATIN",)
#: Our codes and those of langdetect, for the languages in Latin letters.
_DETECTED: Final = {"en": "en", "vi": "vi", "id": "id", "tl": "fil"}
_LEAST_SHARE: Final = 0.5
_LEAST_KANA: Final = 0.2
_LEAST_LETTERS_OF_PAGE: Final = 150
_LEAST_LETTERS_OF_BLOCK: Final = 25
_SURE: Final = 0.97
_URL: Final = re.compile(r"https?://\S+")


def check_language(page: Page, english: Page | None) -> list[Finding]:
    """Return where a page is not in its language."""
    text = _words_of(page.title + "\n" + page.body)
    spoken = LANGUAGES[page.language]
    if not is_in_letters(text, page.language):
        return [
            on_page(
                page,
                0,
                said(
                    "the page is not written in {spoken}. Translate it, or move it.", spoken=spoken
                ),
            )
        ]
    if page.language not in SCRIPTS and (other := _surely_other(text, page.language)):
        message = said(
            "the page is in {language}, not in {spoken}. Translate it, or move it.",
            language=LANGUAGES[other],
            spoken=spoken,
        )
        return [on_page(page, 0, message)]
    if english is None or page.language == "en":
        return []
    return _left_over(page, english)


def is_in_letters(text: str, language: str) -> bool:
    """Whether a sentence is in the letters of a language."""
    return _in_script(text, language) if language in SCRIPTS else _in_latin(text)


def _in_script(text: str, language: str) -> bool:
    counts = scripts(text)
    own = sum(counts.get(script, 0) for script in SCRIPTS[language])
    if language in {"ja", "zh_Hans"}:
        kana = sum(counts.get(script, 0) for script in _KANA)
        han = counts.get("CJK", 0)
        has_kana = kana >= _LEAST_KANA * (kana + han)
        return own >= _LEAST_SHARE * sum(counts.values()) and has_kana == (language == "ja")
    foreign = sum(counts.get(script, 0) for script in _JAPANESE)  # Japanese terms are welcome
    return own > 0 and own >= _LEAST_SHARE * (sum(counts.values()) - foreign)


def _in_latin(text: str) -> bool:
    counts = scripts(text)
    others = sum(counts.values()) - sum(counts.get(script, 0) for script in _JAPANESE)
    return sum(counts.get(script, 0) for script in _LATIN) >= _LEAST_SHARE * others


def _left_over(page: Page, english: Page) -> list[Finding]:
    """Return the title and blocks of a translation that are still English."""
    originals = {_key(text) for text in (english.title, *_blocks(english))} - {""}
    findings: list[Finding] = []
    if _key(page.title) in originals and _is_sentence(page.title):
        findings.append(still_english(page, ("title",), page.title))
    findings += [
        still_english(page, line_of(page.body, text), text)
        for text in _blocks(page)
        if (_key(text) in originals and _is_sentence(text)) or _is_foreign(text, page.language)
    ]
    return findings


def still_english(page: Page, place: tuple[str] | int, text: str) -> Finding:
    """Return the finding that a piece of a translation is not translated."""
    return on_page(
        page,
        place,
        said('"{shortened}" is still English. Translate it.', shortened=shortened(text)),
    )


def shortened(text: str) -> str:
    """Return as much of a text as a message needs to be found again."""
    return text if len(text) <= 40 else text[:39] + "…"


def _is_foreign(text: str, language: str) -> bool:
    """Whether a longer block has letters of another script than that of its language."""
    words = _words_of(text)
    counts = scripts(words)
    if counts.get("LATIN", 0) < _LEAST_LETTERS_OF_BLOCK or not _is_sentence(words):
        return False
    if language in SCRIPTS:
        own = sum(counts.get(script, 0) for script in SCRIPTS[language])
        return own < 0.2 * counts["LATIN"]
    return language == "vi" and words.isascii() and counts["LATIN"] >= 2 * _LEAST_LETTERS_OF_BLOCK


def _is_sentence(text: str) -> bool:
    words = [word for word in _words_of(text).split() if scripts(word).get("LATIN")]
    return len(words) >= 4


def _blocks(page: Page) -> list[str]:
    body = parse_body(page.body)
    return [plain(body.short), *(_text(block) for block in body.blocks)]


def _text(block: Block) -> str:
    return plain(block.spans)


def _key(text: str) -> str:
    return fold(_words_of(text))


def line_of(body: str, text: str) -> int:
    """Return the line of a body on which a block begins, as well as that can be told."""
    start = text.strip()[:20]
    return next((n for n, line in enumerate(body.split("\n")) if start in line), 0)


def _words_of(text: str) -> str:
    return _URL.sub(" ", BRACES.sub(" ", text))


def _surely_other(text: str, language: str) -> str | None:
    """Return the other language in Latin letters that a text is surely in."""
    letters = "".join(char for char in text if ord(char) < 0x2E80)
    if sum(scripts(letters).values()) < _LEAST_LETTERS_OF_PAGE:
        return None
    detector = _factory().create()
    try:
        detector.append(letters)
        best = detector.get_probabilities()
    except LangDetectException:
        return None
    if not best or best[0].prob < _SURE:
        return None
    found = _DETECTED[best[0].lang]
    return None if found == language else found


@cache
def _factory() -> Any:
    """Return langdetect limited to our languages in Latin letters, with a seed of its own."""
    factory = DetectorFactory()
    factory.seed = 0
    profiles = [
        (Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in sorted(_DETECTED)
    ]
    factory.load_json_profile(profiles)
    return factory
