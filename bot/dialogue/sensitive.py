"""What belongs to a person: numbers warned about, names and addresses taken out of questions."""

import re
from collections.abc import Callable
from typing import Final

from bot.text import clean

_ALONE: Final = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
#: Residence card: two letters, eight digits, two letters.
_RESIDENCE_CARD: Final = _ALONE.replace("{}", r"[A-Za-z]{2}[\s-]?\d{4}[\s-]?\d{4}[\s-]?[A-Za-z]{2}")
#: Passports of the home countries: one or two letters, six to eight digits, perhaps a letter. With
#: a space between, or six digits, capitals only: "is 180000 yen" is a wage; so is "Rp5000000".
_PASSPORT: Final = _ALONE.replace(
    "{}",
    r"(?!(?i:rp|rs|tk|ks))"
    r"(?:[A-Za-z]{1,2}\d{7,8}[A-Za-z]?|[A-Z]{1,2}[\s-]\d{7,8}[A-Z]?|[A-Z]{2}\d{6})",
)
#: My Number: twelve digits, often in groups of four; three years in a row are none.
_MY_NUMBER: Final = r"(?<!\d)(?!(?:(?:19|20)\d\d[\s\-]){2})\d{4}[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)"
_PERSONAL: Final = re.compile(f"{_RESIDENCE_CARD}|{_PASSPORT}|{_MY_NUMBER}")

_ADDRESS: Final = re.compile(
    r"\S+@\S+|https?://\S+|www\.\S+|@\w+|[\w.-]+\.(?:com|net|org|info|me|jp|vn|id|ph|np)\b\S*",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d[\d\s.,:/\-]*\d|\d")
#: A name and what is said after it: Tanaka-san, 田中さん, アンと申します.
_BEFORE_TITLE: Final = re.compile(
    r"[^\W\d_]+[ -](?:san|sama|kun|chan)\b"
    r"|(?:[一-鿿々]{1,4}|[・゠-ヿ]{1,12}|[ぁ-ゖ]{1,4}|[A-Za-z]+) ?"
    r"(?:さん|さま|様(?!子)|くん(?![でだじの])|ちゃん(?!と)|氏(?!名)|と(?:申|もう)します|といいます)",
    re.IGNORECASE,
)
_TITLES: Final = re.compile(r"(?<!\w)(?:mr|mrs|ms|miss)\b\.? ?[^\W\d_]+", re.IGNORECASE)
#: How people say their name, in each language and as it is typed in Latin letters.
_INTRODUCTIONS: Final = (
    *(
        "my name is",
        "i am called",
        "nama saya",
        "namaku",
        "pangalan ko ay",
        "pangalan ko",
        "ako si",
    ),
    *("tôi tên là", "tôi tên", "tên tôi là", "em tên là", "em tên", "tên em là", "tên là"),
    *("toi ten la", "toi ten", "ten toi la", "em ten la", "em ten", "ten em la", "ten la"),
    *("mero naam", "mero nam", "मेरो नाम", "amar naam", "amar nam", "আমার নাম", "mage nama"),
    *("මගේ නම", "миний нэр", "намайг", "ကျွန်တော့်နာမည်", "ကျွန်တော်နာမည်", "ကျွန်မနာမည်", "နာမည်က"),
    *("ខ្ញុំឈ្មោះ", "ผมชื่อ", "ฉันชื่อ", "หนูชื่อ", "ชื่อว่า", "名前は", "なまえは", "我叫", "名字叫", "名字是"),
)
_WORD: Final = r"[^\s,.;:!?…。、！？၊။।]{1,20}"
_INTRODUCED: Final = re.compile(
    rf"(?<![A-Za-z])({'|'.join(_INTRODUCTIONS)})(?![A-Za-z])[\s:]*(?!wrong|not|different|spelled)"
    rf"{_WORD}(?: {_WORD}){{0,2}}",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[^\W\d_]+")
_GAP: Final = "…"


def has_personal_number(text: str) -> bool:
    """Whether *text* carries what looks like a residence-card, passport or My Number.

    >>> has_personal_number("AB12345678CD"), has_personal_number("My pay is 180000 yen")
    (True, False)
    """
    return _PERSONAL.search(clean(text)) is not None


def without_personal_numbers(text: str) -> str:
    """Return *text* cleaned, with such numbers replaced by an ellipsis."""
    left = clean(text)
    while (shorter := _PERSONAL.sub(_GAP, left)) != left:  # one may stand right behind another
        left = shorter
    return left


def redact(text: str, is_known_word: Callable[[str], bool]) -> str:
    """Return a question as editors may see it: without numbers, addresses and names.

    Names are guessed: what stands after *my name is* or before *san*, and capitalised words that
    ``is_known_word`` does not know from the knowledge base.
    """
    redacted = _ADDRESS.sub(_GAP, without_personal_numbers(text))
    redacted = _DIGITS.sub("#", redacted)
    redacted = _INTRODUCED.sub(rf"\1 {_GAP}", redacted)
    redacted = _TITLES.sub(_GAP, _BEFORE_TITLE.sub(_GAP, redacted))

    def hide_name(match: re.Match[str]) -> str:
        word = match[0]
        looks_like_name = word[0].isupper() and not is_known_word(word)
        return _GAP if looks_like_name else word

    redacted = _WORDS.sub(hide_name, redacted)
    return re.sub(rf"(?:{_GAP}\s*){{2,}}", _GAP + " ", redacted).strip()[:300]
