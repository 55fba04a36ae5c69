"""Which home country a message names."""

import re
from functools import lru_cache

from babel import Locale

from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from bot.text import fold, is_latin


def named_country(text: str) -> str | None:
    """Return the home country that *text* names in any of our languages, if it is just one."""
    folded = fold(text)
    words = " ".join(["", *re.findall(r"[^\W_]+", folded), ""])
    found = {
        code
        for name, code in _names().items()
        if (f" {name} " in words if is_latin(name[0]) else name in folded)
    }
    return found.pop() if len(found) == 1 else None


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
