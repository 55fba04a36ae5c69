"""Numbers that belong to a person: warned about, taken out, kept nowhere."""

import re
from collections.abc import Callable
from typing import Final

from bot.text import clean

#: Residence card, as its number is printed: two letters, eight digits, two letters.
_RESIDENCE_CARD: Final = r"(?<![A-Za-z0-9])[A-Za-z]{2}\s?\d{8}\s?[A-Za-z]{2}(?![A-Za-z0-9])"
#: Passports of the home countries: one or two letters, six to eight digits, perhaps a letter.
_PASSPORT: Final = r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\s?\d{6,8}[A-Za-z]?(?![A-Za-z0-9])"
#: My Number: twelve digits, often in groups of four.
_MY_NUMBER: Final = r"(?<!\d)\d{4}[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)"
_PERSONAL: Final = re.compile(f"{_RESIDENCE_CARD}|{_PASSPORT}|{_MY_NUMBER}")

_ADDRESS: Final = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+")
_DIGITS: Final = re.compile(r"\d[\d\s.,:/\-]*\d|\d")
_NAMED: Final = re.compile(
    r"\S+(?:[ -](?:san|sama|kun|chan)\b|さん|さま|様|くん|ちゃん|氏)", re.IGNORECASE
)
_CAPITALISED: Final = re.compile(r"[^\W\d_]+")
_GAP: Final = "…"


def has_personal_number(text: str) -> bool:
    """Whether *text* carries what looks like a residence-card, passport or My Number.

    >>> has_personal_number("AB12345678CD"), has_personal_number("I earn 180000 yen")
    (True, False)
    """
    return _PERSONAL.search(clean(text)) is not None


def without_personal_numbers(text: str) -> str:
    """Return *text* cleaned, with such numbers replaced by an ellipsis."""
    return _PERSONAL.sub(_GAP, clean(text))


def redact(text: str, is_known_word: Callable[[str], bool]) -> str:
    """Return a question as editors may see it: without numbers, addresses and names.

    Names are guessed: what stands before *san*, and capitalised words that ``is_known_word`` does
    not know from the knowledge base.
    """
    redacted = _ADDRESS.sub(_GAP, without_personal_numbers(text))
    redacted = _DIGITS.sub("#", redacted)
    redacted = _NAMED.sub(_GAP, redacted)

    def hide_name(match: re.Match[str]) -> str:
        word = match[0]
        looks_like_name = word[0].isupper() and not is_known_word(word)
        return _GAP if looks_like_name else word

    redacted = _CAPITALISED.sub(hide_name, redacted)
    return re.sub(r"(?:…\s*){2,}", _GAP + " ", redacted).strip()[:300]
