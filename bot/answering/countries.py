"""Which home country a message names."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from bot.languages import COUNTRY_LANGUAGES
from bot.text import fold, is_latin, script, scripts

#: Where words have spaces between them a name begins one; in katakana it also ends there: in
#: Japanese Thailand is a part of "time card".
_BEGINS: Final = frozenset({"DEVANAGARI", "BENGALI", "SINHALA", "CYRILLIC", "KATAKANA"})
_ENDS: Final = frozenset({"KATAKANA"})
#: Which languages' names can stand in a text: reading those of all takes a while.
_LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "LATIN": ("en", "vi", "id", "fil"),
    "KATAKANA": ("ja",),
    "CJK": ("ja", "zh_Hans"),
    "MYANMAR": ("my",),
    "DEVANAGARI": ("ne",),
    "KHMER": ("km",),
    "THAI": ("th",),
    "CYRILLIC": ("mn",),
    "BENGALI": ("bn",),
    "SINHALA": ("si",),
}


def named_country(text: str) -> str | None:
    """Return the home country that *text* names in any of our languages, if it is just one."""
    folded = fold(text)
    words = " ".join(["", *re.findall(r"[^\W_]+", folded), ""])
    found = {
        code
        for kind in scripts(folded)
        for language in _LANGUAGES.get(kind, ())
        for name, code in _names(language).items()
        if (f" {name} " in words if is_latin(name[0]) else _stands(name, folded))
    }
    return found.pop() if len(found) == 1 else None


def _stands(name: str, folded: str) -> bool:
    """Return whether a name stands in a text, and not as a part of another word."""
    if name not in folded:
        return False
    kind = script(name[0])
    for found in re.finditer(re.escape(name), folded):
        before, after = folded[: found.start()][-1:], folded[found.end() :][:1]
        begins = kind not in _BEGINS or not before or script(before) != kind
        ends = kind not in _ENDS or not after or script(after) != kind
        if begins and ends:
            return True
    return False


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    names = {fold(str(territories.get(code, ""))): code for code in COUNTRY_LANGUAGES}
    if language == "en":
        names |= {"vietnam": "VN", "burma": "MM"}
    short = {re.sub(r"\s*\(.*\)", "", name): code for name, code in names.items()}
    return {name: code for name, code in (names | short).items() if name}
