"""When to remind somebody of the way home: at most once a day, by day, where the worker then is."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.languages import HOME_ZONES, JAPAN
from bot.pathway.planning import Plan

#: Noon: a break at work, and by day in all home countries when it is noon in Japan.
_AT: Final = time(12, 30)
#: Hours in which nothing is sent (21 to 8).
_NIGHT_FROM, _NIGHT_UNTIL = time(21), time(8)
_BEFORE_DUE: Final = timedelta(days=7)
#: Early enough for post from abroad: claims must have arrived by the last day.
_BEFORE_LAST: Final = (timedelta(days=90), timedelta(days=45), timedelta(days=21))


def reminder_days(plan: Plan) -> Iterator[date]:
    """Yield the days on which something begins, is due soon, or is lost soon; in no order."""
    for one in plan.steps:
        if not one.is_open:
            continue
        if one.due is not None:
            soon = one.due - _BEFORE_DUE
            yield soon if one.start is None else max(one.start, soon)
        if one.last is not None:
            yield from (one.last - before for before in _BEFORE_LAST)


def next_reminder(plan: Plan, now: datetime, country: str | None) -> datetime | None:
    """Return the next moment to remind after the day of *now*; ``None`` when no day is ahead."""
    today = now.astimezone(zone_on(plan.leaving, now.astimezone(JAPAN).date(), country)).date()
    ahead = [day for day in reminder_days(plan) if day > today]
    if not ahead:
        return None
    day = min(ahead)
    return datetime.combine(day, _AT, tzinfo=zone_on(plan.leaving, day, country))


def zone_on(leaving: date | None, day: date, country: str | None) -> ZoneInfo:
    """Return where the worker is on a day: in Japan up to the flight, at home afterwards."""
    if leaving is None or day <= leaving or country is None:
        return JAPAN
    return HOME_ZONES.get(country, JAPAN)


def by_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return *now*, or the next moment by day when it is night in *zone*."""
    local = now.astimezone(zone)
    if _NIGHT_UNTIL <= local.time() < _NIGHT_FROM:
        return now
    day = local.date() if local.time() < _NIGHT_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, _AT, tzinfo=zone)
