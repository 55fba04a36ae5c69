"""Which home country a message names."""

import re
from functools import lru_cache
from typing import Final

from babel import Locale

from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from bot.text import fold, is_latin, script

#: Where words have spaces between them a name begins one; in katakana it also ends there: in
#: Japanese Thailand is a part of "time card".
_BEGINS: Final = frozenset({"DEVANAGARI", "BENGALI", "SINHALA", "CYRILLIC", "KATAKANA"})
_ENDS: Final = frozenset({"KATAKANA"})


def named_country(text: str) -> str | None:
    """Return the home country that *text* names in any of our languages, if it is just one."""
    folded = fold(text)
    words = " ".join(["", *re.findall(r"[^\W_]+", folded), ""])
    found = {
        code
        for name, code in _names().items()
        if (f" {name} " in words if is_latin(name[0]) else _stands(name, folded))
    }
    return found.pop() if len(found) == 1 else None


def _stands(name: str, folded: str) -> bool:
    """Return whether a name stands in a text, and not as a part of another word."""
    kind = script(name[0])
    for found in re.finditer(re.escape(name), folded):
        before, after = folded[: found.start()][-1:], folded[found.end() :][:1]
        begins = kind not in _BEGINS or not before or script(before) != kind
        ends = kind not in _ENDS or not after or script(after) != kind
        if begins and ends:
            return True
    return False


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = {
        fold(str(Locale.parse(language).territories.get(code, ""))): code
        for language in LANGUAGES
        for code in COUNTRY_LANGUAGES
    }
    names |= {"vietnam": "VN", "burma": "MM"}
    short = {re.sub(r"\s*\(.*\)", "", name): code for name, code in names.items()}
    return {name: code for name, code in (names | short).items() if name}
