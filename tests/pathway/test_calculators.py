"""What the calculators say, checked against worked examples and at the edges of each rule."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.files import read_tree
from bot.knowledge.model import Duration
from bot.knowledge.parsing import Parser
from bot.pathway import calculators
from bot.pathway.calculators import (
    CalculationError,
    Impossible,
    employees_lump_sum,
    last_day_to_claim,
    minimum_wage_check,
    months_insured,
    national_lump_sum,
    overtime_due,
    paid_leave_due,
    ssw1_left,
)

FACTS = Parser().parse(read_tree(Path(__file__).parents[2] / "knowledge")).knowledge.facts
TODAY = date(2026, 11, 25)
PAY = Decimal(180_000)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2023, 4, 1), date(2026, 3, 31), 36),  # to the end of a month: it counts
        (date(2023, 4, 1), date(2026, 3, 30), 35),  # a day less: March does not
        (date(2023, 4, 30), date(2026, 3, 31), 36),  # the first month counts from any day
        (date(2026, 4, 10), date(2026, 4, 20), 0),
        (date(2026, 4, 1), date(2026, 4, 30), 1),
    ],
)
def test_months_of_insurance(first: date, last: date, months: int) -> None:
    assert months_insured(first, last) == months


def test_end_before_start_is_refused() -> None:
    with pytest.raises(CalculationError) as raised:
        months_insured(date(2026, 4, 2), date(2026, 4, 1))

    assert raised.value.reason is Impossible.ENDS_BEFORE_START


def test_employees_lump_sum_as_in_the_pension_service_s_table() -> None:
    found = employees_lump_sum(36, PAY, on=TODAY, facts=FACTS)

    assert (found.total, found.tax, found.first_payment) == (594_000, 121_294, 472_706)
    assert (found.next_months, found.next_total) == (6, 684_000)


@pytest.mark.parametrize(("months", "rate"), [(6, "0.5"), (11, "0.5"), (12, "1.1"), (59, "4.9")])
def test_bands_of_the_rates(months: int, rate: str) -> None:
    found = employees_lump_sum(months, PAY, on=TODAY, facts=FACTS)

    assert found.total == PAY * Decimal(rate)
    assert found.next_months == 6 - months % 6


def test_months_above_the_cap_bring_nothing() -> None:
    found = employees_lump_sum(84, PAY, on=TODAY, facts=FACTS)

    assert (found.total, found.months, found.lost_months) == (990_000, 60, 24)
    assert found.next_months is None


@pytest.mark.parametrize(
    ("months", "pay", "reason"),
    [
        (5, PAY, Impossible.TOO_SHORT),
        (120, PAY, Impossible.PENSION_INSTEAD),
        (36, Decimal(0), Impossible.NOT_POSITIVE),
    ],
)
def test_no_lump_sum(months: int, pay: Decimal, reason: Impossible) -> None:
    with pytest.raises(CalculationError) as raised:
        employees_lump_sum(months, pay, on=TODAY, facts=FACTS)

    assert raised.value.reason is reason


@pytest.mark.parametrize(
    ("months", "last_paid", "total"),
    [
        (6, date(2024, 3, 1), 49_560),  # fiscal 2023: 16,520 yen x 6 / 2
        (36, date(2026, 3, 1), 315_180),  # fiscal 2025: 17,510 yen x 36 / 2
        (35, date(2026, 4, 1), 268_800),  # fiscal 2026: 17,920 yen x 30 / 2
        (70, date(2026, 4, 1), 537_600),
    ],
)
def test_national_lump_sum_depends_on_the_year_of_the_last_month(
    months: int, last_paid: date, total: int
) -> None:
    found = national_lump_sum(months, last_paid, on=TODAY, facts=FACTS)

    assert (found.total, found.tax) == (total, 0)


def test_national_lump_sum_of_a_year_that_is_not_known() -> None:
    with pytest.raises(CalculationError) as raised:
        national_lump_sum(12, date(2027, 4, 1), on=TODAY, facts=FACTS)

    assert (raised.value.reason, raised.value.fact) == (
        Impossible.NO_FIGURE,
        "pension_amount_national",
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 3, 1), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2030, 2, 27)),
        (date(2027, 12, 31), date(2029, 12, 30)),
    ],
)
def test_last_day_to_claim_the_lump_sum(first: date, last: date) -> None:
    assert last_day_to_claim(first, facts=FACTS) == last


def test_overtime_of_a_month() -> None:
    due = overtime_due(Decimal(1_200), Decimal(70), Decimal(10), Decimal(8), on=TODAY, facts=FACTS)

    assert due.overtime == 1_200 * 60 * 125 // 100 + 1_200 * 10 * 150 // 100
    assert due.night == 1_200 * 10 * 25 // 100
    assert due.holiday == 1_200 * 8 * 135 // 100
    assert due.total == 90_000 + 18_000 + 3_000 + 12_960


def test_minimum_wage_of_a_prefecture() -> None:
    minimum = calculators.row("minimum_wage", "tokyo", TODAY, FACTS)
    assert minimum.amount > 1_000  # type: ignore[attr-defined]
    hours = Decimal(160)
    enough = minimum_wage_check(
        minimum.amount * hours,
        hours,
        "tokyo",
        on=TODAY,
        facts=FACTS,  # type: ignore[attr-defined]
    )
    less = minimum_wage_check(
        minimum.amount * hours - 1,
        hours,
        "tokyo",
        on=TODAY,
        facts=FACTS,  # type: ignore[attr-defined]
    )

    assert (enough.is_enough, enough.missing_a_month) == (True, 0)
    assert (less.is_enough, less.missing_a_month) == (False, 1)


def test_minimum_wage_is_there_for_all_47_prefectures() -> None:
    found = FACTS["minimum_wage"].on(TODAY)

    assert found is not None
    assert len(found.rows) == 47


@pytest.mark.parametrize(
    ("days_after", "days", "next_days"),
    [
        (0, 0, 10),
        (182, 0, 10),
        (183, 10, 11),  # half a year from 1 April is 1 October
        (549, 21, 12),  # 10 of the first and 11 of the second year
        (915, 23, 14),  # the first ten have lapsed
    ],
)
def test_paid_leave_for_full_time(days_after: int, days: int, next_days: int) -> None:
    first = date(2023, 4, 1)
    found = paid_leave_due(first, 5, on=first + timedelta(days=days_after), facts=FACTS)

    assert (found.days, found.next_days) == (days, next_days)


def test_paid_leave_after_many_years_and_for_few_days() -> None:
    assert paid_leave_due(date(2010, 4, 1), 6, on=TODAY, facts=FACTS).days == 40
    assert paid_leave_due(date(2025, 11, 1), 3, on=TODAY, facts=FACTS).days == 5


def test_ssw1_time_left() -> None:
    whole = ssw1_left(((date(2023, 1, 1), date(2026, 12, 31)),), on=TODAY, facts=FACTS)
    two = ssw1_left(
        ((date(2022, 1, 1), date(2022, 12, 31)), (date(2026, 11, 25), date(2027, 11, 24))),
        on=TODAY,
        facts=FACTS,
    )

    assert whole.used == (TODAY - date(2023, 1, 1)).days + 1
    assert two.used == 365 + 1
    assert two.left + two.used == whole.left + whole.used == (date(2031, 11, 25) - TODAY).days


@given(
    day=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    months=st.integers(0, 130),
    days=st.integers(0, 40),
)
def test_adding_a_length_never_goes_back_nor_skips_a_month(
    day: date, months: int, days: int
) -> None:
    later = calculators.add(day, Duration(months=months))

    assert 12 * (later.year - day.year) + later.month - day.month == months
    assert calculators.add(day, Duration(months=months, days=days)) == later + timedelta(days=days)
