"""Typed dates and amounts: every script, several calendars, nothing guessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import catalogue
from bot.languages import LANGUAGES
from bot.pathway.typed import TypedError, Unreadable, read_date, read_number, read_period

APRIL = date(2027, 4, 1)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2027-04-01", "en"),
        ("1.4.2027", "vi"),
        ("1 tháng 4 2027", "vi"),
        ("ngay 1 thang 4 nam 2027", "vi"),
        ("2027年4月1日", "ja"),
        ("令和9年4月1日", "ja"),
        ("R9.4.1", "ja"),
        ("reiwa 9 4 1", "en"),
        ("１ 4 2570", "th"),
        ("1 เมษายน 2570", "th"),
        ("1 เม.ย. 2570", "th"),
        ("२०२७/०४/०१", "ne"),
        ("၂၀၂၇ ဧပြီ ၁", "my"),
        ("០១/០៤/២០២៧", "km"),
        ("1 មេសា 2027", "km"),
        ("April 1, 2027", "en"),
        ("1 apr 2027", "id"),
        ("2027 оны 4 сарын 1", "mn"),
        ("2027 оны дөрөвдүгээр сарын 1", "mn"),
        ("১ এপ্রিল ২০২৭", "bn"),
        ("2027 අප්‍රේල් 1", "si"),
        ("2027年4月1号", "zh_Hans"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, language: str) -> None:
    assert read_date(text, language) == APRIL


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("3/4/2027", "en", Unreadable.TWO_WAYS),
        ("31/2/2027", "vi", Unreadable.NO_SUCH_DAY),
        ("2083-12-18", "ne", Unreadable.OTHER_CALENDAR),
        ("hello", "en", Unreadable.NOT_A_DATE),
        ("2027-04", "en", Unreadable.NOT_A_DATE),
        ("1 april", "en", Unreadable.NOT_A_DATE),
        ("2027 2028 1", "en", Unreadable.NOT_A_DATE),
        ("12 months before 2027-04-01", "en", Unreadable.NOT_A_DATE),
    ],
)
def test_what_is_not_sure_is_refused(text: str, language: str, reason: Unreadable) -> None:
    with pytest.raises(TypedError) as raised:
        read_date(text, language)

    assert raised.value.reason is reason


def test_day_and_month_are_not_swapped_where_only_one_order_is_possible() -> None:
    assert read_date("3/14/2027", "fil") == date(2027, 3, 14)
    assert read_date("14/3/2027", "fil") == date(2027, 3, 14)


@given(
    day=st.dates(date(2000, 1, 1), date(2060, 1, 1)), language=st.sampled_from(sorted(LANGUAGES))
)
def test_a_date_as_the_bot_writes_it_is_read_again(day: date, language: str) -> None:
    assert read_date(catalogue(language).date(day), language) == day


@given(text=st.text(max_size=60), language=st.sampled_from(sorted(LANGUAGES)))
def test_any_text_is_a_date_or_refused(text: str, language: str) -> None:
    try:
        found = read_date(text, language)
    except TypedError:
        return
    assert date(1900, 1, 1) < found < date(2100, 1, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("180,000", 180_000),
        ("180.000", 180_000),
        ("¥ 180000 yen", 180_000),
        ("18万", 180_000),
        ("18 man", 180_000),
        ("18man5sen", 185_000),
        ("18万5000", 185_000),
        ("১৮ মান", 180_000),
        ("180k", 180_000),
        ("၁၈၀၀၀၀", 180_000),
        ("1.5", Decimal("1.5")),
        ("7,5", Decimal("7.5")),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, number: Decimal) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "20 or 30", "12345678901234"])
def test_no_number_is_guessed(text: str) -> None:
    with pytest.raises(TypedError):
        read_number(text)


@given(text=st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        found = read_number(text)
    except TypedError:
        return
    assert 0 <= found <= 10**9


PERIOD = (date(2023, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1 April 2023 - 31 March 2026", "en"),
        ("April 1, 2023 to March 31, 2026", "en"),
        ("2023-04-01-2026-03-31", "en"),
        ("1/4/2023-31/3/2026", "vi"),
        ("ngày 1 tháng 4 năm 2023 đến ngày 31 tháng 3 năm 2026", "vi"),
        ("2023年4月1日から2026年3月31日まで", "ja"),
        ("令和5年4月1日〜令和8年3月31日", "ja"),
        ("1 เม.ย. 2566 ถึง 31 มี.ค. 2569", "th"),
        ("၂၀၂၃-၀၄-၀၁ မှ ၂၀၂၆-၀၃-၃၁", "my"),
        ("2023 оны 4 сарын 1 - 2026 оны 3 сарын 31", "mn"),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, language: str) -> None:
    assert read_period(text, language) == PERIOD


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(first=st.dates(date(2000, 1, 1), date(2057, 12, 31)), days=st.integers(0, 4000))
def test_what_the_bot_writes_it_reads_as_a_period(language: str, first: date, days: int) -> None:
    t, last = catalogue(language), first + timedelta(days=days)

    assert read_period(f"{t.date(first)} – {t.date(last)}", language) == (first, last)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3/4/2023 - 31/3/2026", Unreadable.TWO_WAYS),
        ("31/2/2023 - 31/3/2026", Unreadable.NO_SUCH_DAY),
        ("31 March 2026 - 1 April 2023", Unreadable.ENDS_BEFORE_START),
    ],
)
def test_periods_that_cannot_be_are_refused(text: str, reason: Unreadable) -> None:
    with pytest.raises(TypedError) as refused:
        read_period(text, "en")

    assert refused.value.reason is reason


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_period_a_refusal_or_nothing(text: str) -> None:
    try:
        found = read_period(text, "en")
    except TypedError:
        return

    assert found is None or found[0] <= found[1]
