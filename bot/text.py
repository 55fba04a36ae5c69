"""Folding of text for comparison, in every script: nothing here assumes Latin letters."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Longest text, in characters after NFKC, that is looked at when a question is understood.
MAX_CHARACTERS: Final = 1_000

#: Letters that look the same on a phone, or are used for each other, in one form.
_SAME: Final = (
    (re.compile("\u0e40\u0e40"), "\u0e41"),  # Thai: two sara e for one sara ae
    (re.compile("\u0e4d([\u0e48-\u0e4b])"), "\\1\u0e4d"),  # Thai: tone typed after the circle
    (re.compile("\u17d2\u178a"), "\u17d2\u178f"),  # Khmer: subscript da for subscript ta
    (re.compile("\u17a2\u17c4\u1799|\u17b2\u17d2\u1799"), "\u17b1\u17d2\u1799"),  # Khmer: aoy
    (re.compile("\u102b"), "\u102c"),  # Burmese: tall aa for aa
)
_SPACE: Final = re.compile(r"\s+")
_INVISIBLE: Final = {"Cf", "Cc", "Cs", "Co", "Cn"}
#: Joiners that change how Burmese, Sinhala or Bengali letters combine are kept.
_JOINERS: Final = {"\u200c", "\u200d"}
#: Signs typed for one another: phones turn an apostrophe into a quotation mark.
_ALIKE: Final = str.maketrans({"đ": "d", **dict.fromkeys("\u2018\u2019\u02bc`", "'")})


def clean(text: str) -> str:
    """Return *text* in NFKC without control, format and surrogate characters, spaces in one form.

    Line breaks become spaces. The result never contains NUL or unpaired surrogates.
    """
    if text.isascii() and text.isprintable():
        return _SPACE.sub(" ", text).strip()
    normal = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode())
    if not normal.isprintable():
        normal = "".join(
            char if char in _JOINERS or unicodedata.category(char) not in _INVISIBLE else " "
            for char in normal
        )
    return _SPACE.sub(" ", normal).strip()


def fold(text: str) -> str:
    """Return *text* cleaned, in lower case, with the accents of Latin letters taken off.

    All apostrophes become the same. Marks of other scripts stay: without them Burmese or Thai
    words are different words.

    >>> fold("Ｌương của tôi ĐÂU?")
    'luong cua toi dau?'
    """
    lower = clean(text).lower()
    if lower.isascii():
        return lower.replace("`", "'")
    decomposed = unicodedata.normalize("NFD", lower)
    kept: list[str] = []
    base = " "
    for char in decomposed:
        if not unicodedata.combining(char):
            base = char
        elif is_latin(base):
            continue
        kept.append(char)
    folded = "".join(kept).translate(_ALIKE)
    for pattern, form in _SAME:
        folded = pattern.sub(form, folded)
    return unicodedata.normalize("NFC", folded)


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
