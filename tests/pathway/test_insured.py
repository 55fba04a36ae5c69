"""Months of pension insurance: counted as the law does, each once, and what they mean."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import catalogue
from bot.knowledge.model import Hold
from bot.pathway import insured
from bot.pathway.calculators import CalculationError, Facts, Impossible, months_insured
from bot.pathway.insured import Insurance, Period
from tests.pathway.test_planning import KNOWLEDGE

TODAY = date(2026, 11, 24)
EMPLOYEES, NATIONAL = Insurance.EMPLOYEES, Insurance.NATIONAL
DAYS = st.dates(date(2010, 1, 1), date(2026, 11, 24))


def outlook(*periods: Period, facts: Facts = KNOWLEDGE.facts) -> list[str]:
    return list(insured.outlook(periods, on=TODAY, t=catalogue("en"), facts=facts))


@given(DAYS, DAYS)
def test_one_period_counts_as_the_calculator_does(one: date, other: date) -> None:
    first, last = sorted((one, other))

    counted = insured.months([Period(EMPLOYEES, first, last)], EMPLOYEES, TODAY)

    assert counted == months_insured(first, last)


def test_a_month_counts_once_and_not_between_two_jobs() -> None:
    jobs = [
        Period(EMPLOYEES, date(2023, 4, 1), date(2024, 3, 31)),
        Period(EMPLOYEES, date(2024, 6, 10), date(2025, 6, 9)),
    ]

    assert insured.months(jobs, EMPLOYEES, TODAY) == 12 + 12


def test_the_month_of_a_change_counts_for_the_employees_pension() -> None:
    lessons = Period(NATIONAL, date(2023, 4, 1), date(2023, 5, 31))
    job = Period(EMPLOYEES, date(2023, 5, 8), date(2026, 3, 31))

    assert insured.months([lessons, job], NATIONAL, TODAY) == 1
    assert insured.months([lessons, job], EMPLOYEES, TODAY) == 35


def test_what_goes_on_counts_so_far() -> None:
    going_on = [Period(EMPLOYEES, date(2026, 6, 1))]

    assert insured.months(going_on, EMPLOYEES, TODAY) == 5
    assert insured.months(going_on, EMPLOYEES, date(2026, 11, 30)) == 6


def test_the_national_pension_is_kept_by_whole_months() -> None:
    typed = Period(NATIONAL, date(2024, 1, 15), date(2024, 2, 3))

    whole = insured.whole_months(typed)

    assert whole == Period(NATIONAL, date(2024, 1, 1), date(2024, 2, 29))
    assert insured.months([whole], NATIONAL, TODAY) == 2


def test_a_new_period_takes_the_place_of_those_it_overlaps() -> None:
    first = Period(EMPLOYEES, date(2020, 1, 1), date(2020, 12, 31))
    second = Period(EMPLOYEES, date(2021, 1, 1))
    other = Period(NATIONAL, date(2020, 1, 1), date(2021, 12, 31))
    new = Period(EMPLOYEES, date(2022, 1, 1), date(2022, 6, 30))

    assert insured.added([first, second, other], new) == (first, new, other)


def test_no_more_periods_are_kept_than_anybody_needs() -> None:
    kept: tuple[Period, ...] = ()
    for year in range(2000, 2025):
        kept = insured.added(kept, Period(EMPLOYEES, date(year, 1, 1), date(year, 6, 30)))

    assert len(kept) == insured.MOST_PERIODS
    assert kept[-1].first.year == 2024


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2026, 3, 31), date(2023, 4, 1), Impossible.ENDS_BEFORE_START),
        (TODAY + timedelta(days=1), None, Impossible.LIES_AHEAD),
        (date(2023, 4, 1), date(2056, 3, 31), Impossible.LIES_AHEAD),
    ],
)
def test_impossible_periods_are_refused(first: date, last: date | None, reason: Impossible) -> None:
    with pytest.raises(CalculationError) as refused:
        insured.check(Period(EMPLOYEES, first, last), TODAY)

    assert refused.value.reason is reason


def test_it_says_whether_the_months_are_enough() -> None:
    five = Period(NATIONAL, date(2023, 1, 1), date(2023, 5, 31))
    six = Period(EMPLOYEES, date(2023, 7, 1), date(2023, 12, 31))

    assert outlook(six, five) == [
        "Employees' pension (厚生年金): 6 months by your dates. Enough: 6 months are needed.",
        "National Pension (国民年金): 5 months by your dates. Not enough: 6 months are needed.",
    ]
    assert outlook() == []


def test_months_of_both_together_may_bring_a_pension_instead() -> None:
    student = Period(NATIONAL, date(2014, 4, 1), date(2018, 3, 31))
    job = Period(EMPLOYEES, date(2018, 4, 1), date(2024, 3, 31))

    assert "no lump sum, but a pension later" in outlook(student, job)[-1]
    assert "no lump sum" not in outlook(job)[-1]


def test_months_above_the_limit_are_told() -> None:
    job = Period(EMPLOYEES, date(2018, 4, 1), date(2024, 3, 31))

    assert outlook(job)[1] == ("12 months above the limit bring nothing and are deleted.")


def test_a_figure_that_is_not_confirmed_is_not_used() -> None:
    name = "pension_min_months"
    held = replace(KNOWLEDGE.facts[name], hold=Hold(date(2026, 11, 20), "asked again"))

    (line,) = outlook(Period(EMPLOYEES, date(2018, 4, 1)), facts={**KNOWLEDGE.facts, name: held})

    assert line.startswith("(being checked since 20 November 2026")
    assert outlook(Period(EMPLOYEES, date(2018, 4, 1)), facts={}) == [
        "The figure for this is not confirmed. Please ask the office."
    ]


def test_steps_about_pension_money_are_known_by_their_page() -> None:
    steps = KNOWLEDGE.ways.steps

    found = {name for name, step in steps.items() if insured.concerns(step, KNOWLEDGE)}

    assert found == {"pension-papers", "pension-claim"}
