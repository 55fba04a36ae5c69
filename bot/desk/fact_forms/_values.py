"""One value as people write it, and back into the plain value of the file."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.desk.problems import EntryProblem, mark
from bot.knowledge.model import Duration, FactKind, Money

_UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes")
#: What a telephone number looks like.
PHONE: Final = re.compile(r"[+#*]?[0-9][0-9 ()-]*")
#: What a web address looks like.
LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_PART: Final = re.compile(r"(\d{1,6})\s*([a-z]+)")
_GROUPED: Final = re.compile(r"(?<=\d)[,\s](?=\d{3}\b)")


def written(value: object) -> str:
    """Return a value as an editor writes it."""
    if isinstance(value, Money):
        currency = "" if value.currency == "JPY" else f" {value.currency}"
        return f"{value.amount:f}{currency}"
    if isinstance(value, Duration):
        return " ".join(
            f"{number} {unit if number != 1 else unit[:-1]}"
            for unit in _UNITS
            if (number := getattr(value, unit))
        )
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def day(text: str) -> date:
    """Return a day that was entered.

    Raises:
        EntryProblem: It is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EntryProblem(
            mark('"{text}" is not a day. Write it like 2027-04-01.'), text=text
        ) from None


def plain(text: str, kind: FactKind) -> object:
    """Return an entered value as it stands in the file.

    Raises:
        EntryProblem: It is not a value of this kind.
    """
    if text.strip().lower() == "unknown":
        return "unknown"
    if kind is FactKind.MONEY:
        return _money(text)
    if kind is FactKind.DURATION:
        return _duration(text)
    if kind in {FactKind.NUMBER, FactKind.PERCENT}:
        return _number(text.removesuffix("%").strip())
    if kind is FactKind.DATE:
        return day(text.strip())
    if not text.strip():
        raise EntryProblem(mark("The value is empty. Write it."))
    if kind is FactKind.PHONE and not PHONE.fullmatch(text.strip()):
        raise EntryProblem(mark("Write a telephone number like 0120-531-406 or +81-3-6700-1165."))
    if kind is FactKind.URL and not LINK.fullmatch(text.strip()):
        raise EntryProblem(mark("Write an address that begins with https://"))
    return text.strip()


def _money(text: str) -> object:
    amount, _, currency = text.replace("¥", "").replace("円", "").strip().partition(" ")
    if currency and not re.fullmatch(r"[A-Z]{3}", currency) and not currency[0].isdigit():
        raise EntryProblem(mark('Write the amount, for other money with its code: "500000 VND".'))
    if currency and currency[0].isdigit():
        amount, currency = text.replace("¥", "").replace("円", "").strip(), ""
    number = _number(amount)
    if currency and currency != "JPY":
        return {"amount": number, "currency": currency}
    if isinstance(number, Decimal):
        raise EntryProblem(mark("Write whole yen, without a point."))
    return number


def _number(text: str) -> int | Decimal:
    try:
        number = Decimal(_GROUPED.sub("", text.strip()))
    except InvalidOperation:
        raise EntryProblem(
            mark('"{text}" is not a number. Write digits only.'), text=text
        ) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise EntryProblem(mark('"{text}" is not a number that can be shown.'), text=text)
    return int(number) if number == number.to_integral_value() else number


def _duration(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    rest = text.strip().lower()
    for number, unit in _PART.findall(rest):
        name = unit if unit.endswith("s") else f"{unit}s"
        if name not in _UNITS or name in found:
            raise EntryProblem(mark('Write a length of time like "2 years 6 months" or "14 days".'))
        found[name] = int(number)
    if not found or _PART.sub("", rest).replace(",", "").replace("and", "").strip():
        raise EntryProblem(mark('Write a length of time like "2 years 6 months" or "14 days".'))
    return {unit: found[unit] for unit in _UNITS if unit in found}
