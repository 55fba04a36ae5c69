"""Folding of text for comparison, in every script: nothing here assumes Latin letters."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Longest text, in characters after NFKC, that is looked at when a question is understood.
MAX_CHARACTERS: Final = 1_000

_SPACE: Final = re.compile(r"\s+")
_INVISIBLE: Final = {"Cf", "Cc", "Cs", "Co", "Cn"}
#: Joiners that change how Burmese, Sinhala or Bengali letters combine are kept.
_JOINERS: Final = {"\u200c", "\u200d"}
#: Signs typed for one another: phones turn an apostrophe into a quotation mark.
_ALIKE: Final = {"đ": "d", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'"}


def clean(text: str) -> str:
    """Return *text* in NFKC without control, format and surrogate characters, spaces in one form.

    Line breaks become spaces. The result never contains NUL or unpaired surrogates.
    """
    normal = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode())
    visible = "".join(
        char if char in _JOINERS or unicodedata.category(char) not in _INVISIBLE else " "
        for char in normal
    )
    return _SPACE.sub(" ", visible).strip()


def fold(text: str) -> str:
    """Return *text* cleaned, in lower case, with the accents of Latin letters taken off.

    All apostrophes become the same. Marks of other scripts stay: without them Burmese or Thai
    words are different words.

    >>> fold("Ｌương của tôi ĐÂU?")
    'luong cua toi dau?'
    """
    decomposed = unicodedata.normalize("NFD", clean(text).lower())
    kept: list[str] = []
    base_is_latin = False
    for char in decomposed:
        if unicodedata.combining(char):
            if not base_is_latin:
                kept.append(char)
            continue
        base_is_latin = is_latin(char)
        kept.append(_ALIKE.get(char, char))
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    """Return a rough script of a letter: the first word of its Unicode name, or an empty string.

    >>> script("a"), script("က"), script("3")
    ('LATIN', 'MYANMAR', '')
    """
    if not (char.isalpha() or unicodedata.category(char) in {"Mn", "Mc"}):
        return ""
    return unicodedata.name(char, "").split(" ", 1)[0].split("-", 1)[0]


def is_latin(char: str) -> bool:
    return script(char) == "LATIN"


def scripts(text: str) -> dict[str, int]:
    """Count the letters of each script in *text*."""
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            name = script(char)
            counts[name] = counts.get(name, 0) + 1
    return counts
