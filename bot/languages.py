"""The languages and home countries that Kaerimichi speaks and knows, by the codes of DESIGN.md."""

from typing import Final
from zoneinfo import ZoneInfo

#: Code -> the language's own name, in the order of the language keyboard.
LANGUAGES: Final[dict[str, str]] = {
    "en": "English",
    "ja": "やさしい日本語",
    "vi": "Tiếng Việt",
    "id": "Bahasa Indonesia",
    "fil": "Filipino",
    "my": "မြန်မာ",
    "ne": "नेपाली",
    "km": "ខ្មែរ",
    "th": "ไทย",
    "zh_Hans": "简体中文",
    "mn": "Монгол",
    "bn": "বাংলা",
    "si": "සිංහල",
}

#: Other languages that a source or a telephone line can have.
OTHER_LANGUAGES: Final = (
    *("ar", "de", "es", "fa", "fr", "hi", "it", "ko", "lo", "ms", "pt", "ru", "ta", "tr", "uk"),
    "ur",
)

#: Home country -> the language that its own topics are written in, beside English and Japanese.
COUNTRY_LANGUAGES: Final[dict[str, str]] = {
    "VN": "vi",
    "ID": "id",
    "PH": "fil",
    "MM": "my",
    "NP": "ne",
    "KH": "km",
    "TH": "th",
    "CN": "zh_Hans",
    "MN": "mn",
    "BD": "bn",
    "LK": "si",
}

#: Flag emoji of each home country, so that a keyboard can be read without its letters.
FLAGS: Final[dict[str, str]] = {
    code: "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
    for code in COUNTRY_LANGUAGES
}

JAPAN: Final = ZoneInfo("Asia/Tokyo")

#: The time at home: https://data.iana.org/time-zones/
HOME_ZONES: Final[dict[str, ZoneInfo]] = {
    "VN": ZoneInfo("Asia/Ho_Chi_Minh"),
    "ID": ZoneInfo("Asia/Jakarta"),
    "PH": ZoneInfo("Asia/Manila"),
    "MM": ZoneInfo("Asia/Yangon"),
    "NP": ZoneInfo("Asia/Kathmandu"),
    "KH": ZoneInfo("Asia/Phnom_Penh"),
    "TH": ZoneInfo("Asia/Bangkok"),
    "CN": ZoneInfo("Asia/Shanghai"),
    "MN": ZoneInfo("Asia/Ulaanbaatar"),
    "BD": ZoneInfo("Asia/Dhaka"),
    "LK": ZoneInfo("Asia/Colombo"),
}

_TELEGRAM_CODES: Final[dict[str, str]] = {"tl": "fil", "zh": "zh_Hans", "in": "id"}


def from_tag(tag: str | None) -> str | None:
    """Return our code for an IETF language tag as Telegram sends it, or ``None``.

    >>> from_tag("pt-br"), from_tag("vi"), from_tag("tl"), from_tag("zh-hans")
    (None, 'vi', 'fil', 'zh_Hans')
    """
    if not tag:
        return None
    base = tag.replace("_", "-").split("-")[0].lower()
    code = _TELEGRAM_CODES.get(base, base)
    return code if code in LANGUAGES else None
