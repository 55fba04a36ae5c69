"""Dates, numbers and money for each language, always in Latin digits; plurals."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.i18n import catalogue
from bot.knowledge.facts import show_value
from bot.knowledge.model import Duration, FactKind, Money
from bot.languages import LANGUAGES

in_every_language = pytest.mark.parametrize("language", list(LANGUAGES))

DATES = {
    "en": "1 April 2027",
    "ja": "2027年4月1日",
    "vi": "1 tháng 4, 2027",
    "id": "1 April 2027",
    "fil": "Abril 1, 2027",
    "my": "2027 ဧပြီ 1",
    "ne": "2027 अप्रिल 1",
    "km": "1 មេសា 2027",
    "th": "1 เมษายน ค.ศ. 2027",
    "zh_Hans": "2027年4月1日",
    "mn": "2027 оны 4-р сарын 1",
    "bn": "1 এপ্রিল, 2027",
    "si": "2027 අප්‍රේල් 1",
}


@in_every_language
def test_a_date_has_the_month_s_name_and_the_western_year(language: str):
    assert catalogue(language).date(date(2027, 4, 1)) == DATES[language]


@in_every_language
@pytest.mark.parametrize("month", range(1, 13))
def test_no_date_has_digits_that_japanese_papers_do_not_have(language: str, month: int):
    text = catalogue(language).date(date(2026, month, 28))

    assert not [char for char in text if char.isdecimal() and not char.isascii()]
    assert sorted(re.findall(r"\d+", text)) in (
        sorted(["2026", "28"]),
        sorted(["2026", "28", str(month)]),
    )


@in_every_language
def test_numbers_and_money_stand_as_on_japanese_papers(language: str):
    t = catalogue(language)

    assert t.number(1234567) == "1,234,567"
    assert t.number(Decimal("20.42")) == "20.42"
    assert t.number(0) == "0"
    assert t.time(datetime(2026, 11, 24, 17, 5, tzinfo=UTC)) == "17:05"
    assert show_value(Money(Decimal(6000)), FactKind.MONEY, t) == "¥6,000"
    assert show_value(Money(Decimal(500000), "VND"), FactKind.MONEY, t) == "500,000 VND"
    assert show_value(Decimal("20.42"), FactKind.PERCENT, t) == "20.42%"


@in_every_language
def test_weekdays_have_seven_names(language: str):
    t = catalogue(language)

    names = [t.weekday(index) for index in range(7)]
    assert len(set(names)) == 7
    assert not [char for name in names for char in name if char.isdecimal() and not char.isascii()]


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (Duration(years=1), "1 year"),
        (Duration(years=2, months=10), "2 years 10 months"),
        (Duration(weeks=1, days=1), "1 week 1 day"),
        (Duration(days=14), "14 days"),
        (Duration(hours=1, minutes=30), "1 hour 30 minutes"),
        (Duration(), ""),
    ],
)
def test_durations_agree_in_number(duration: Duration, expected: str):
    assert show_value(duration, FactKind.DURATION, catalogue("en")) == expected


@in_every_language
@pytest.mark.parametrize("number", [1, 2, 5, 21])
def test_durations_hold_the_number_in_every_language(language: str, number: int):
    duration = Duration(years=number, months=number, days=number)

    text = show_value(duration, FactKind.DURATION, catalogue(language))

    assert re.findall(r"\d+", text) == [str(number)] * 3
    assert "{" not in text


@pytest.mark.parametrize("language", ["xx", "", "EN", "zh", "../en"])
def test_a_language_that_is_not_ours_raises(language: str):
    with pytest.raises(KeyError):
        catalogue(language)


def test_a_text_without_a_translation_stays_english():
    assert catalogue("vi").gettext("Never translated.") == "Never translated."
    assert catalogue("en").ngettext("{number} day", "{number} days", 1) == "{number} day"
