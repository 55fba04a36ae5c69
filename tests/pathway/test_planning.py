"""The days of a way home: at every distance from the flight, and whatever was said or not."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.files import read_tree
from bot.knowledge.model import Duration
from bot.knowledge.parsing import Parser
from bot.pathway.planning import DONE, Choices, Plan, Stage, plan, topics_of

KNOWLEDGE = Parser().parse(read_tree(Path(__file__).parents[2] / "knowledge")).knowledge
WAYS = KNOWLEDGE.ways
LEAVING = date(2027, 3, 31)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


#: So many due steps stand on the overview.
SHOWN = 5


def planned(days: int, *, way: str = "technical-intern", **said: object) -> Plan:
    """Return the plan so many days after the flight (before it when negative)."""
    pathway = WAYS.pathway(way)
    assert pathway is not None
    choices = Choices(**{"leaving": LEAVING, "country": "VN", **said})
    return plan(KNOWLEDGE, pathway, choices, LEAVING + timedelta(days=days))


def now(found: Plan) -> list[str]:
    return [one.step.id for one in found.now]


def test_four_months_before_the_flight_papers_and_tests_are_due() -> None:
    found = planned(-120)

    assert {"goal", "trade-test", "home-country-papers"} <= set(now(found))
    assert "city-office" in [one.step.id for one in found.later]
    assert found.finished == 0


def test_three_days_before_what_matters_most_comes_first() -> None:
    assert "city-office" in now(planned(-3))[:SHOWN]
    assert "city-office" in now(planned(-1))[:SHOWN]


def test_in_trouble_nothing_comes_before_signing_nothing() -> None:
    assert now(planned(-10, way="early"))[:3] == ["sign-nothing", "safe-place", "ask-help"]


def test_at_home_what_can_be_lost_comes_first() -> None:
    assert now(planned(300))[0] == "pension-claim"
    assert "pension-papers" not in now(planned(300))
    assert "keep-passport" not in now(planned(60, way="early"))


def test_on_the_day_the_airport_is_due_and_nothing_at_home_yet() -> None:
    found = planned(0)

    assert "airport" in now(found)[:SHOWN]
    assert "pension-claim" in [one.step.id for one in found.later]


@pytest.mark.parametrize("days", [1, 365])
def test_at_home_what_belonged_before_the_flight_is_gone(days: int) -> None:
    found = planned(days)

    assert "pension-claim" in now(found)
    gone = {one.step.id for one in found.steps if one.stage is Stage.PASSED}
    assert {"goal", "ticket", "airport", "bank"} <= gone
    assert "city-office" in now(found)  # the city takes it by post


def test_two_years_after_the_flight_the_pension_is_lost_to_the_day() -> None:
    last = date(2029, 3, 30)  # two years, counted from the day of the flight itself

    claim = planned(0).step("pension-claim")
    assert claim is not None
    assert claim.last == last
    assert planned((last - LEAVING).days).step("pension-claim").stage is Stage.NOW
    assert planned((last - LEAVING).days + 1).step("pension-claim").stage is Stage.TOO_LATE


def test_the_tax_can_be_asked_for_until_five_years_after_the_new_year() -> None:
    tax = planned(0).step("pension-tax")

    assert tax is not None
    assert tax.last == date(2032, 12, 31)


def test_another_day_moves_the_plan() -> None:
    later = planned(-120, leaving=LEAVING + timedelta(days=200))

    assert later.step("city-office").due == planned(-120).step("city-office").due + timedelta(200)


def test_without_a_day_the_first_steps_are_due_and_none_has_a_date() -> None:
    found = planned(-120, leaving=None)

    assert now(found) == [one.step.id for one in found.steps[:3]]
    assert all((one.start, one.due, one.last) == (None, None, None) for one in found.steps)


def test_ticks_and_what_is_left_out_count_and_can_be_taken_back() -> None:
    found = planned(-120, marks={"goal": DONE, "trade-test": "not-for-me"})

    assert found.finished == 2
    assert found.step("goal").stage is Stage.DONE
    assert found.step("trade-test").stage is Stage.LEFT_OUT
    assert not {"goal", "trade-test"} & set(now(found))


def test_home_safely_nobody_is_told_that_the_card_has_ended() -> None:
    found = planned(10, card=LEAVING + timedelta(days=5))

    assert found.step("card-date").stage is Stage.PASSED


def test_a_limit_is_the_one_that_held_on_leaving() -> None:
    """A limit that grows later does not grow for people who left before."""
    fact = KNOWLEDGE.facts["pension_claim_limit"]
    old = fact.values[-1]
    longer = replace(old, value=Duration(years=5), valid_from=date(2028, 1, 1), valid_until=None)
    facts = {
        **KNOWLEDGE.facts,
        fact.name: replace(fact, values=(replace(old, valid_until=date(2027, 12, 31)), longer)),
    }
    pathway = WAYS.pathway("home-already")

    found = plan(
        replace(KNOWLEDGE, facts=facts), pathway, Choices(leaving=LEAVING), date(2028, 6, 1)
    )

    assert found.step("pension-claim").last == date(2029, 3, 30)


def test_a_card_that_ends_before_the_flight_is_told() -> None:
    assert planned(-120, card=LEAVING - timedelta(days=1)).card_too_early
    assert not planned(-120, card=LEAVING).card_too_early
    assert not planned(1, card=LEAVING - timedelta(days=1)).card_too_early


def test_steps_of_another_status_are_not_shown() -> None:
    assert planned(-120, way="early", status="ssw1").step("completion-paper") is None
    assert planned(-120, way="early", status="technical-intern").step("completion-paper")


def test_topics_are_those_of_the_home_country() -> None:
    step = WAYS.steps["home-country-papers"]

    assert "skills/np-recognition" in topics_of(step, "NP", KNOWLEDGE)
    assert topics_of(step, None, KNOWLEDGE) == ("skills/what-counts",)


@given(
    st.sampled_from(WAYS.pathways),
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | st.sampled_from(["VN", "MM", "LK"]),
    DAYS,
    st.sets(st.sampled_from(sorted(WAYS.steps))),
)
def test_whatever_was_said_every_step_stands_in_one_place(
    pathway, leaving, card, country, today, done
) -> None:
    choices = Choices(leaving, card, country, None, dict.fromkeys(done, DONE))

    found = plan(KNOWLEDGE, pathway, choices, today)

    shown = [one.step.id for one in (*found.now, *found.later)]
    assert len(shown) == len(set(shown))
    assert found.finished + len(shown) <= len(found.counted)
    for one in found.steps:
        assert (one.stage is Stage.DONE) == (one.step.id in done)
        if one.stage is Stage.TOO_LATE:
            assert one.last is not None
            assert one.last < today
        if one.start and one.due:
            assert one.start <= one.due
        if one.due and one.last:
            assert one.due <= one.last or one.step.last.anchor is not one.step.due.anchor
    assert [one.last for one in found.last_days] == sorted(one.last for one in found.last_days)
