"""Periods of pension insurance: the months that count, and whether they are enough.

What is worked out from them is an estimate; the pension office's count decides.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from bot.i18n import Catalogue
from bot.knowledge.facts import show
from bot.knowledge.model import Knowledge
from bot.knowledge.ways import Step
from bot.pathway.calculators import CalculationError, Facts, Impossible, duration, in_months

#: More periods than anybody needs; what comes after them takes the place of the first.
MOST_PERIODS: Final = 8
#: Contracts and prepaid contributions end within that time.
_AHEAD: Final = timedelta(days=5 * 366)
#: Least months for a lump sum, those with which a pension is due instead, the most that bring any.
_LIMITS: Final = ("pension_min_months", "pension_right_years", "pension_cap")
#: Who is asked about it when there is a step for it: the calculator that its page offers.
_TOOL: Final = "pension"


class Insurance(Enum):
    """Which pension; the value stands in buttons and in the database."""

    EMPLOYEES = "e"  # 厚生年金
    NATIONAL = "n"  # 国民年金


@dataclass(frozen=True, slots=True)
class Period:
    """Days of insurance, both counted; ``last`` is ``None`` while it goes on."""

    insurance: Insurance
    first: date
    last: date | None = None


def check(period: Period, today: date) -> None:
    """Refuse a period that cannot be.

    Raises:
        CalculationError: It ends before it begins, or lies ahead.
    """
    if period.last is not None and period.last < period.first:
        raise CalculationError(Impossible.ENDS_BEFORE_START)
    if period.first > today or (period.last is not None and period.last > today + _AHEAD):
        raise CalculationError(Impossible.LIES_AHEAD)


def whole_months(period: Period) -> Period:
    """Return a period of the National Pension, which is paid by the month, as whole months."""
    if period.insurance is not Insurance.NATIONAL:
        return period
    last = None if period.last is None else _last_of_month(period.last)
    return Period(period.insurance, period.first.replace(day=1), last)


def added(periods: Sequence[Period], new: Period) -> tuple[Period, ...]:
    """Return the periods with a new one, in order; those that it overlaps make room for it."""
    kept = [one for one in periods if not _overlap(one, new)][-(MOST_PERIODS - 1) :]
    return tuple(sorted((*kept, new), key=lambda one: (one.insurance.value, one.first)))


def of(periods: Sequence[Period], insurance: Insurance) -> tuple[Period, ...]:
    """Return the periods of one pension, in their order."""
    return tuple(one for one in periods if one.insurance is insurance)


def months(periods: Sequence[Period], insurance: Insurance, today: date) -> int:
    """Return the months that count for one pension; what goes on counts up to *today*.

    Employees' pension: the month in which it began counts, the month in which it was lost does
    not (see ``calculators.months_insured``). National Pension: every month paid for. A month
    counts once; where it changed from the National to the employees' pension, for the latter:
    National Pension Act, article 11-2 (https://laws.e-gov.go.jp/law/334AC0000000141).
    """
    employees = {
        month
        for one in of(periods, Insurance.EMPLOYEES)
        for month in range(_month(one.first), _month((one.last or today) + timedelta(days=1)))
    }
    if insurance is Insurance.EMPLOYEES:
        return len(employees)
    national = {
        month
        for one in of(periods, Insurance.NATIONAL)
        for month in range(_month(one.first), _month(one.last or today) + 1)
    }
    return len(national - employees)


def pension_name(t: Catalogue, insurance: Insurance) -> str:
    """Return what a pension is called, with the name that stands on papers."""
    if insurance is Insurance.EMPLOYEES:
        return t.gettext("Employees' pension (厚生年金)")
    return t.gettext("National Pension (国民年金)")


def days_of(t: Catalogue, period: Period) -> str:
    """Return the days of a period."""
    if period.last is None:
        return t.gettext("since {date}").format(date=t.date(period.first))
    return t.gettext("{first} – {last}").format(
        first=t.date(period.first), last=t.date(period.last)
    )


def counted(t: Catalogue, number: int) -> str:
    """Return a number of months."""
    return t.ngettext("{number} month", "{number} months", number).format(number=number)


def outlook(periods: Sequence[Period], *, on: date, t: Catalogue, facts: Facts) -> Iterator[str]:
    """Yield what the periods mean for the lump sum: a line for each pension, and what to beware.

    Each pension is worked out alone; for the right to a pension later all months count together
    (https://www.nenkin.go.jp/faq/jukyu/sonota-kyufu/dattai-ichiji/2020042801.html). Where a figure
    of the law is not confirmed, the only line says so.
    """
    try:
        least, right, cap = (in_months(duration(name, on, facts)) for name in _LIMITS)
    except CalculationError as error:
        yield (
            show(error.fact, on=on, t=t, facts=facts)
            if error.fact in facts
            else t.gettext("The figure for this is not confirmed. Please ask the office.")
        )
        return
    said = {kind: months(periods, kind, on) for kind in Insurance if of(periods, kind)}
    for kind, number in said.items():
        text = (
            t.gettext("{pension}: {months} by your dates. Enough: {time} are needed.")
            if number >= least
            else t.gettext("{pension}: {months} by your dates. Not enough: {time} are needed.")
        )
        yield text.format(
            pension=pension_name(t, kind),
            months=counted(t, number),
            time=show("pension_min_months", on=on, t=t, facts=facts),
        )
        if cap < number < right:
            lost = t.gettext("{number} months above the limit bring nothing and are deleted.")
            yield lost.format(number=number - cap)
    if sum(said.values()) >= right:
        text = t.gettext(
            "With {time} and more there is no lump sum, but a pension later. Do not give it up."
        )
        yield text.format(time=show("pension_right_years", on=on, t=t, facts=facts))


def concerns(step: Step, knowledge: Knowledge) -> bool:
    """Whether a step is about money from the pension: its first page offers to work it out."""
    topic = knowledge.topic(step.topics[0]) if step.topics else None
    return topic is not None and _TOOL in topic.tools


def _overlap(one: Period, other: Period) -> bool:
    if one.insurance is not other.insurance:
        return False
    return one.first <= (other.last or date.max) and other.first <= (one.last or date.max)


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month(day: date) -> int:
    return 12 * day.year + day.month
