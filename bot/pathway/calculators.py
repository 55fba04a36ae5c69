"""What can be worked out from a few dates and amounts; every rate comes from ``facts.yaml``.

Estimates, never decisions: the dialogue says so beside each result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from enum import Enum
from typing import Final

from bot.errors import KaerimichiError
from bot.knowledge.model import Duration, Fact, FactValue, Money

Facts = Mapping[str, Fact]

_BAND: Final = 6
_TOP_BAND: Final = 60


class Impossible(Enum):
    """Why there is nothing to work out."""

    ENDS_BEFORE_START = "the end lies before the start"
    LIES_AHEAD = "days of insurance lie ahead"
    TOO_SHORT = "fewer months than are needed"
    PENSION_INSTEAD = "so many months that a pension is due instead"
    NO_FIGURE = "a figure is not confirmed"
    NOT_POSITIVE = "an amount must be more than nothing"


class CalculationError(KaerimichiError):
    """The input makes no sense, or a figure is missing; ``reason`` says which."""

    def __init__(self, reason: Impossible, fact: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.fact = fact


def months_insured(first_day: date, last_day: date) -> int:
    """Return the months of insurance of one employment.

    The month in which it began counts; the month in which it was lost (the day after the last
    day of work) does not: Employees' Pension Insurance Act, articles 13, 14 and 19
    (https://laws.e-gov.go.jp/law/329AC0000000115).

    Raises:
        CalculationError: The end lies before the start.
    """
    if last_day < first_day:
        raise CalculationError(Impossible.ENDS_BEFORE_START)
    lost = last_day + timedelta(days=1)
    return 12 * (lost.year - first_day.year) + lost.month - first_day.month


@dataclass(frozen=True, slots=True)
class LumpSum:
    """A pension lump sum, in yen.

    ``next_months`` more months would bring the next step, with ``next_total``; ``None`` when the
    highest step is reached. ``lost_months`` lie above the cap: they bring nothing and are deleted.
    """

    months: int
    total: int
    tax: int
    lost_months: int
    next_months: int | None = None
    next_total: int | None = None

    @property
    def first_payment(self) -> int:
        return self.total - self.tax


def employees_lump_sum(months: int, average_pay: Decimal, *, on: date, facts: Facts) -> LumpSum:
    """Return the lump sum of the employees' pension.

    The average standard remuneration times the rate for the band of months; 20.42% income tax is
    taken from it (https://www.nenkin.go.jp/international/japanese-system/withdrawalpayment/payment.html).

    Args:
        months: Months of coverage.
        average_pay: Average standard remuneration in yen a month, bonuses in it.
        on: The day of leaving.
        facts: All facts by name.

    Raises:
        CalculationError: Too few or too many months, no positive pay, or a figure is missing.
    """
    if average_pay <= 0:
        raise CalculationError(Impossible.NOT_POSITIVE)

    def total(of_months: int) -> int:
        rate = row("pension_amount_rates", band(of_months), on, facts)
        assert isinstance(rate, Decimal)
        return _floor(average_pay * rate)

    return _lump_sum(months, total, percent("pension_tax_rate", on, facts), on=on, facts=facts)


def national_lump_sum(months: int, last_paid: date, *, on: date, facts: Facts) -> LumpSum:
    """Return the lump sum of the National Pension; no tax is taken from it.

    Args:
        months: Months for which contributions were paid in full.
        last_paid: A day of the last month that was paid for: its fiscal year decides the amount.
        on: The day of leaving.
        facts: All facts by name.

    Raises:
        CalculationError: Too few or too many months, or a figure is missing.
    """

    def total(of_months: int) -> int:
        amount = row("pension_amount_national", band(of_months), last_paid, facts)
        assert isinstance(amount, Money)
        return int(amount.amount)

    return _lump_sum(months, total, Decimal(0), on=on, facts=facts)


def _lump_sum(
    months: int, total: Callable[[int], int], tax_rate: Decimal, *, on: date, facts: Facts
) -> LumpSum:
    """Return the lump sum for months under the cap, and the next step of the table."""
    if months < in_months(duration("pension_min_months", on, facts)):
        raise CalculationError(Impossible.TOO_SHORT)
    if months >= in_months(duration("pension_right_years", on, facts)):
        raise CalculationError(Impossible.PENSION_INSTEAD)
    cap = in_months(duration("pension_cap", on, facts))
    counted = min(months, cap)
    amount = total(counted)
    to_next = _BAND - counted % _BAND
    next_total = None if counted + to_next > min(cap, _TOP_BAND) else total(counted + to_next)
    return LumpSum(
        months=counted,
        total=amount,
        tax=_floor(amount * tax_rate / 100),
        lost_months=months - counted,
        next_months=to_next if next_total is not None else None,
        next_total=next_total,
    )


def last_day_to_claim(first_day_without_address: date, *, facts: Facts) -> date:
    """Return the last day on which a pension lump sum can safely be claimed.

    Counted from the first day without an address in Japan; the claim must arrive by then.

    Raises:
        CalculationError: The time limit is not confirmed for that day.
    """
    limit = duration("pension_claim_limit", first_day_without_address, facts)
    return last_day(first_day_without_address, limit)


@dataclass(frozen=True, slots=True)
class Overtime:
    """What overtime, night and holiday work must bring, in yen."""

    hourly: Decimal
    overtime: int
    night: int
    holiday: int

    @property
    def total(self) -> int:
        return self.overtime + self.night + self.holiday


def overtime_due(
    hourly: Decimal, hours: Decimal, night: Decimal, holiday: Decimal, *, on: date, facts: Facts
) -> Overtime:
    """Return the least pay for a month's overtime: Labour Standards Act, article 37.

    Args:
        hourly: Base pay an hour in yen.
        hours: Overtime of the month, without work on the weekly holiday.
        night: Hours at night: they bring a premium beside whatever else is due.
        holiday: Hours on the weekly holiday.
        on: A day of the month.
        facts: All facts by name.

    Raises:
        CalculationError: No positive pay, or a rate is missing.
    """
    if hourly <= 0:
        raise CalculationError(Impossible.NOT_POSITIVE)
    usual = percent("overtime_rate", on, facts)
    long = percent("overtime_rate_long", on, facts)
    limit = Decimal(duration("overtime_long_from", on, facts).hours)
    within, above = min(hours, limit), max(hours - limit, Decimal(0))
    return Overtime(
        hourly=hourly,
        overtime=_floor(hourly * (within * (100 + usual) + above * (100 + long)) / 100),
        night=_floor(hourly * night * percent("night_rate", on, facts) / 100),
        holiday=_floor(hourly * holiday * (100 + percent("holiday_rate", on, facts)) / 100),
    )


@dataclass(frozen=True, slots=True)
class MinimumWageCheck:
    """Pay an hour beside the least that the prefecture allows, in yen."""

    hourly: Decimal
    minimum: Decimal
    missing_a_month: int

    @property
    def is_enough(self) -> bool:
        return self.hourly >= self.minimum


def minimum_wage_check(
    monthly_pay: Decimal, monthly_hours: Decimal, prefecture: str, *, on: date, facts: Facts
) -> MinimumWageCheck:
    """Compare a month's pay with the regional minimum wage.

    Args:
        monthly_pay: Base pay and fixed allowances in yen, before deductions, without overtime and
            premiums, bonuses, commuting, family and perfect-attendance allowances: Minimum Wages
            Act, article 4 (https://laws.e-gov.go.jp/law/334AC0000000137).
        monthly_hours: Scheduled hours of the month, without overtime.
        prefecture: Row of the table, in small Latin letters.
        on: A day of the month.
        facts: All facts by name.

    Raises:
        CalculationError: Nothing worked or paid, or the minimum wage is not confirmed.
    """
    if monthly_pay <= 0 or monthly_hours <= 0:
        raise CalculationError(Impossible.NOT_POSITIVE)
    found = row("minimum_wage", prefecture, on, facts)
    assert isinstance(found, Money)
    minimum = Decimal(found.amount)
    hourly = (monthly_pay / monthly_hours).quantize(Decimal("0.01"), ROUND_FLOOR)
    least = minimum * monthly_hours
    missing = max(Decimal(0), least - monthly_pay)
    return MinimumWageCheck(hourly, minimum, int(missing.to_integral_value("ROUND_CEILING")))


@dataclass(frozen=True, slots=True)
class PaidLeave:
    """Days of paid leave given so far and still alive, and when the next come."""

    days: int
    next_on: date
    next_days: int


def paid_leave_due(first_day: date, days_a_week: int, *, on: date, facts: Facts) -> PaidLeave:
    """Return the paid leave that was given and has not lapsed, none of it taken.

    Half a year after the first day, then every year: Labour Standards Act, article 39
    (https://www.mhlw.go.jp/mobile/m/job/0112.html). Leave lapses two years after it was given.

    Args:
        first_day: The first day of work.
        days_a_week: Working days; five stands for thirty hours a week or more as well.
        on: The day asked about.
        facts: All facts by name.

    Raises:
        CalculationError: The first day lies in the future, or a figure is missing.
    """
    if on < first_day:
        raise CalculationError(Impossible.ENDS_BEFORE_START)
    lapse = duration("leave_lapse", on, facts)
    first_after = duration("leave_first_after", on, facts)
    table = f"leave_days_week{min(5, max(1, days_a_week))}"
    alive, year = 0, 0
    given = add(first_day, first_after)
    while given <= on:
        if on < add(given, lapse):
            alive += _leave_days(table, year, on, facts)
        year += 1
        given = add(first_day, Duration(years=year, months=first_after.months))
    return PaidLeave(alive, given, _leave_days(table, year, on, facts))


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Time of a status that was used and is left, in days; ``last_day`` if it is used in one go."""

    used: int
    left: int
    last_day: date


def ssw1_left(periods: tuple[tuple[date, date], ...], *, on: date, facts: Facts) -> TimeLeft:
    """Return what is left of the years with Specified Skilled Worker (i) status.

    All stays with the status count together, in every field
    (https://www.moj.go.jp/isa/applications/ssw/index.html).

    Raises:
        CalculationError: A period ends before it starts, or the limit is not confirmed.
    """
    if any(last < first for first, last in periods):
        raise CalculationError(Impossible.ENDS_BEFORE_START)
    limit = duration("ssw1_total", on, facts)
    used = sum((min(last, on) - first).days + 1 for first, last in periods if first <= on)
    total = (add(on, limit) - on).days
    left = max(0, total - used)
    return TimeLeft(used, left, on + timedelta(days=left))


def add(day: date, length: Duration) -> date:
    """Return the day *length* later; a day that a month lacks becomes its last."""
    months = day.month - 1 + length.months + 12 * length.years
    year, month = day.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) + timedelta(days=length.days + 7 * length.weeks)


def last_day(first_day: date, limit: Duration) -> date:
    """Return the last day of a time limit that runs from *first_day* on.

    The first day counts: the earlier reading of a time limit is the safe one.
    """
    return add(first_day, limit) - timedelta(days=1)


def in_months(length: Duration) -> int:
    """Return a length of years and months in months."""
    return 12 * length.years + length.months


def duration(name: str, on: date, facts: Facts) -> Duration:
    """Return a fact that is a length of time.

    Raises:
        CalculationError: It has no value on that day.
    """
    value = _value(name, on, facts)
    assert isinstance(value, Duration)
    return value


def percent(name: str, on: date, facts: Facts) -> Decimal:
    """Return a fact that is a share, in percent.

    Raises:
        CalculationError: It has no value on that day.
    """
    value = _value(name, on, facts)
    assert isinstance(value, Decimal)
    return value


def row(table: str, key: str, on: date, facts: Facts) -> object:
    """Return one row of a table.

    Raises:
        CalculationError: The table has no value on that day.
    """
    found = _held(table, on, facts)
    if key not in found.rows:
        raise CalculationError(Impossible.NO_FIGURE, table)
    return found.rows[key]


def _value(name: str, on: date, facts: Facts) -> object:
    found = _held(name, on, facts)
    if found.value is None:
        raise CalculationError(Impossible.NO_FIGURE, name)
    return found.value


def _held(name: str, on: date, facts: Facts) -> FactValue:
    fact = facts.get(name)
    found = fact.on(on) if fact is not None else None
    if found is None:
        raise CalculationError(Impossible.NO_FIGURE, name)
    return found


def _leave_days(table: str, year: int, on: date, facts: Facts) -> int:
    years = list(_held(table, on, facts).rows)
    days = row(table, years[min(year, len(years) - 1)], on, facts)
    assert isinstance(days, Decimal)
    return int(days)


def band(months: int) -> str:
    """Return the row of the tables by months: ``m36`` stands for 36 to 41 months."""
    return f"m{min(months // _BAND * _BAND, _TOP_BAND)}"


def _floor(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_FLOOR))
