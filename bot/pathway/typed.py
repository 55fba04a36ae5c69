"""Dates and amounts as people type them: any digits, several calendars, names of months.

Nothing is guessed: what can be read in two ways is refused, with the reason.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Final

from babel.dates import get_month_names

from bot.errors import KaerimichiError
from bot.i18n import latin_digits
from bot.languages import LANGUAGES
from bot.text import clean, fold


class Unreadable(Enum):
    """Why a typed value cannot be used."""

    NOT_A_DATE = "not a date"
    TWO_WAYS = "day and month can be read in two ways"
    NO_SUCH_DAY = "no such day"
    OTHER_CALENDAR = "a year of another calendar"
    ENDS_BEFORE_START = "the last day lies before the first"
    NOT_A_NUMBER = "not a number"


class TypedError(KaerimichiError):
    """What was typed cannot be understood; ``reason`` says why."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


#: First years of Japanese eras, minus one: https://www.kunaicho.go.jp/
_ERAS: Final = {
    **dict.fromkeys(("令和", "reiwa", "r"), 2018),
    **dict.fromkeys(("平成", "heisei", "h"), 1988),
    **dict.fromkeys(("昭和", "showa", "s"), 1925),
}
_ERA: Final = re.compile(
    r"(令和|平成|昭和|\breiwa|\bheisei|\bshowa|\b[rhs])[ .]*(元|\d{1,2})(?=\D|$)", re.IGNORECASE
)
#: The Thai year is 543 ahead: https://en.wikipedia.org/wiki/Thai_solar_calendar
_BUDDHIST: Final = 543
_BUDDHIST_YEARS: Final = range(2443, 2643)
#: The Nepali year (Bikram Sambat) is 56 or 57 ahead and begins in April: it cannot be told which.
_NEPALI_YEARS: Final = range(2070, 2100)
_YEARS: Final = range(1950, 2070)
#: Where the month stands first when people write numbers only.
_MONTH_FIRST: Final = frozenset({"en", "fil"})
_NUMBER: Final = re.compile(r"\d+")
_MONTH_WORDS: Final = re.compile(r"\b(?:thang|bulan|buwan|сарын|сар)\b|-?р сар\w*")
#: Japanese units that workers count in, in the spellings they use.
_UNITS: Final = (
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:万|man(?![a-z])|မန်|মান|मान|मैन|มัง|ម៉ាន់|ман|මාන්)"), 10_000),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:千|k(?![a-z])|sen(?![a-z]))"), 1_000),
)
#: Two days with names of months, or in eras, have so many numbers.
_LEAST_NUMBERS: Final = 4
_GROUPS: Final = re.compile(r"(?<=\d)[.,'’ ](?=\d{3}(?!\d))")
_MOST: Final = Decimal(10**9)


def read_date(text: str, language: str) -> date:
    """Return the day that was typed.

    Understands digits of every script, ``2027-04-01``, ``1.4.2027``, ``2027年4月1日``,
    ``令和9年4月1日``, Thai years, and names of months in our languages.

    Raises:
        TypedError: It is no date, can be read in two ways, or does not exist.
    """
    plain = latin_digits(clean(text)).lower()
    plain, era_year = _take_era(plain)
    month, rest = _take_month_name(fold(plain))
    numbers = [int(found) for found in _NUMBER.findall(rest)]
    if era_year is not None:
        numbers = [era_year, *numbers]
    if len(numbers) != (2 if month else 3):
        raise TypedError(Unreadable.NOT_A_DATE)
    year, others = _take_year(numbers, language)
    if month:
        return _day(year, month, others[0])
    if numbers[0] == year or era_year is not None or _is_year(numbers[0]):
        return _day(year, others[0], others[1])
    first, second = others
    if first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    if language in _MONTH_FIRST:
        raise TypedError(Unreadable.TWO_WAYS)
    return _day(year, second, first)


def read_period(text: str, language: str) -> tuple[date, date] | None:
    """Return the two days of a typed period, such as ``1 April 2023 - 31.3.2026``.

    Whatever stands between them is passed over; ``None``: there are not two days in it.

    Raises:
        TypedError: A day of it can be read in two ways or does not exist, or it ends before it
            begins.
    """
    if len(_NUMBER.findall(latin_digits(clean(text)))) < _LEAST_NUMBERS:
        return None
    found: set[tuple[date, date]] = set()
    reasons: list[Unreadable] = []
    for cut in range(1, len(text)):
        try:
            found.add((read_date(text[:cut], language), read_date(text[cut:], language)))
        except TypedError as error:
            if error.reason is not Unreadable.NOT_A_DATE:
                reasons.append(error.reason)
    if len(found) == 1:
        ((first, last),) = found
        if last < first:
            raise TypedError(Unreadable.ENDS_BEFORE_START)
        return first, last
    if reasons:
        raise TypedError(reasons[0])
    return None


def read_number(text: str) -> Decimal:
    """Return the amount that was typed: ``180,000``, ``18万``, ``18 man``, ``180k``, ``၁၈၀၀၀၀``.

    Raises:
        TypedError: It is no number, or there are several.
    """
    plain = fold(latin_digits(clean(text)))
    plain = _GROUPS.sub("", plain)
    total, found_unit = Decimal(0), False
    for pattern, factor in _UNITS:
        found = pattern.search(plain)
        if found:
            total += Decimal(found.group(1)) * factor
            plain = plain[: found.start()] + " " + plain[found.end() :]
            found_unit = True
    numbers = re.findall(r"\d+(?:[.,]\d+)?", plain)
    if len(numbers) > 1 or not (numbers or found_unit):
        raise TypedError(Unreadable.NOT_A_NUMBER)
    total += Decimal(numbers[0].replace(",", ".")) if numbers else 0
    if total > _MOST:
        raise TypedError(Unreadable.NOT_A_NUMBER)
    return total


def has_digits(text: str) -> bool:
    """Whether somebody who was asked for a number or date seems to answer that."""
    return any(char.isdecimal() for char in text)


def _take_era(text: str) -> tuple[str, int | None]:
    found = _ERA.search(text)
    if found is None:
        return text, None
    years = 1 if found.group(2) == "元" else int(found.group(2))
    year = _ERAS[found.group(1).lower()] + years
    return text[: found.start()] + " " + text[found.end() :], year


def _take_month_name(folded: str) -> tuple[int | None, str]:
    """Return the month that is named, and the text without it."""
    for name, month in _month_names():
        pattern = rf"(?<![^\W\d_]){re.escape(name)}" if name[0].isascii() else re.escape(name)
        found = re.search(pattern, folded)
        if found:
            return month, folded[: found.start()] + " " + folded[found.end() :]
    return None, _MONTH_WORDS.sub(" ", folded)


@cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """Return names of months in all our languages, folded, the longest first.

    Names that are numbers themselves (``tháng 4``, ``4月``) are left to the numbers.
    """
    names = {fold(name): month for name, month in _all_month_names() if not has_digits(name)}
    long_enough = ((name.rstrip("."), month) for name, month in names.items())
    kept = [
        (name, month) for name, month in long_enough if len(name) >= (3 if name.isascii() else 2)
    ]
    return tuple(sorted(kept, key=lambda item: (-len(item[0]), item[0])))


def _all_month_names() -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale=language).items():
                    yield str(name), int(month)


def _take_year(numbers: list[int], language: str) -> tuple[int, list[int]]:
    if language == "ne" and any(number in _NEPALI_YEARS for number in numbers):
        raise TypedError(Unreadable.OTHER_CALENDAR)
    years = [index for index, number in enumerate(numbers) if _is_year(number)]
    if len(years) != 1 or years[0] not in {0, len(numbers) - 1}:
        raise TypedError(Unreadable.NOT_A_DATE)
    year = numbers[years[0]]
    others = [number for index, number in enumerate(numbers) if index != years[0]]
    return (year - _BUDDHIST if year in _BUDDHIST_YEARS else year), others


def _is_year(number: int) -> bool:
    return number in _YEARS or number in _BUDDHIST_YEARS


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise TypedError(Unreadable.NO_SUCH_DAY) from error
