"""When reminders come: by day, where the worker is, never for what is done, never in the past."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.languages import COUNTRY_LANGUAGES, HOME_ZONES, JAPAN
from bot.pathway.planning import DONE, Choices, plan
from bot.pathway.reminders import by_day, next_reminder, reminder_days, zone_on
from tests.pathway.test_planning import KNOWLEDGE, LEAVING, WAYS

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


def next_for(now: datetime, country: str | None = "VN", **said: object) -> datetime | None:
    pathway = WAYS.pathway("technical-intern")
    assert pathway is not None
    choices = replace(Choices(leaving=LEAVING, country=country), **said)
    return next_reminder(plan(KNOWLEDGE, pathway, choices, now.date()), now, country)


@given(MOMENTS, st.none() | st.sampled_from(sorted(COUNTRY_LANGUAGES)))
def test_the_next_reminder_is_on_a_later_day_at_noon_where_the_worker_is(
    now: datetime, country: str | None
) -> None:
    found = next_for(now, country)

    if found is None:
        return
    zone = zone_on(LEAVING, found.date(), country)
    assert found > now
    assert (
        found.astimezone(zone).date() > now.astimezone(zone_on(LEAVING, now.date(), country)).date()
    )
    assert (found.hour, found.minute) == (12, 30)
    assert 8 <= found.astimezone(JAPAN if zone is JAPAN else zone).hour < 21


def test_before_the_flight_it_is_noon_in_japan_and_afterwards_at_home() -> None:
    assert zone_on(LEAVING, LEAVING, "NP") is JAPAN
    assert zone_on(LEAVING, LEAVING + timedelta(days=1), "NP") == ZoneInfo("Asia/Kathmandu")
    assert zone_on(LEAVING, LEAVING + timedelta(days=1), None) is JAPAN
    assert set(HOME_ZONES) == set(COUNTRY_LANGUAGES)


def test_nothing_is_ahead_when_everything_is_done() -> None:
    marks = dict.fromkeys(WAYS.steps, DONE)

    assert next_for(datetime(2026, 12, 1, tzinfo=UTC), marks=marks) is None


def test_the_last_days_of_the_pension_are_reminded_of() -> None:
    pathway = WAYS.pathway("home-already")
    assert pathway is not None
    found = plan(KNOWLEDGE, pathway, Choices(leaving=LEAVING), date(2029, 1, 1))

    last = found.step("pension-claim").last
    assert {last - timedelta(days=45), last - timedelta(days=21)} <= set(reminder_days(found))


@given(MOMENTS, st.sampled_from([JAPAN, *HOME_ZONES.values()]))
def test_at_night_it_waits_for_the_day(now: datetime, zone: ZoneInfo) -> None:
    found = by_day(now, zone)

    assert found >= now
    assert 8 <= found.astimezone(zone).hour < 21
    assert found - now < timedelta(hours=16)
