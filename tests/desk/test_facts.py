"""The facts: what a change would change, before it is published; hold; values as people write."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.fact_forms import plain, written
from bot.desk.problems import EntryProblem
from bot.knowledge.model import Duration, FactKind, Money
from bot.knowledge.writing import history
from tests.desk.browser import Browser, Everything
from tests.desk.test_editor import shown

FEE = "/facts/travel_fee"


async def test_change_is_shown_on_every_page_before_it_is_published(
    desk: Everything, editor: Browser
) -> None:
    form = (await editor.get(FEE)).fields
    assert form["value"] == "6000"

    preview = await editor.post(f"{FEE}/change", {**form, "value": "7500"})

    assert "This changes 3 sentences" in preview.text
    assert "<del>6</del>" in preview.html
    assert "<ins>7</ins>" in preview.html
    assert "6000" in desk.file("facts.yaml")
    done = await editor.post(f"{FEE}/change", {**preview.fields, "sure": "1", "note": "raised"})
    assert "Published." in done.text
    assert desk.shared.answerer.knowledge.facts["travel_fee"].values[0].value == Money(
        Decimal(7500)
    )
    (last, *_) = history(desk.folder, "facts.yaml")
    assert (last.author, last.message.split("\n")[0]) == ("Ken", "travel_fee: raised")


async def test_second_person_looks_at_a_changed_fact_afterwards(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    form = (await editor.get(FEE)).fields
    await editor.post(f"{FEE}/change", {**form, "value": "7500", "sure": "1", "note": "raised"})

    listed = await other.get("/drafts")
    page = await other.get("/drafts/1")
    looked = await other.post("/drafts/1/decide")

    assert "raised" in listed.text.partition("please look at it")[2]
    assert "<del>6000</del>" in page.html
    assert "<ins>7500</ins>" in page.html
    assert "Noted that you looked at it" in looked.text


async def test_new_rule_keeps_the_old_value_until_the_day_before(
    desk: Everything, editor: Browser
) -> None:
    form = (await editor.get(FEE)).fields
    await editor.post(
        f"{FEE}/change", {**form, "value": "8000", "since": "2027-04-01", "sure": "1"}
    )

    old, new = desk.shared.answerer.knowledge.facts["travel_fee"].values
    assert (str(old.valid_until), old.value) == ("2027-03-31", Money(Decimal(6000)))
    assert (str(new.valid_from), new.value) == ("2027-04-01", Money(Decimal(8000)))


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("value", "much", "is not a number"),
        ("url", "example", "Give the address of the page"),
        ("check_by", "soon", "is not a day"),
        ("publisher", "", "Say whose page the source is"),
    ],
)
async def test_wrong_entry_is_said_beside_what_was_typed(
    desk: Everything, editor: Browser, field: str, text: str, said: str
) -> None:
    form = (await editor.get(FEE)).fields
    page = await editor.post(f"{FEE}/change", {**form, "about": "Another word", field: text})

    assert page.status == 400
    assert said in page.text
    assert page.fields["about"] == "Another word"
    assert "6000" in desk.file("facts.yaml")


async def test_contact_is_edited_as_it_stands_and_checked(
    desk: Everything, editor: Browser
) -> None:
    form = (await editor.get("/facts/hotline")).fields
    broken = await editor.post(
        "/facts/hotline/change", {**form, "block": form["block"].replace("name:", "nmae:")}
    )
    assert broken.status == 400
    assert "nmae" in broken.text
    number = form["block"].replace("0120-531-406", "0120-531-407")
    preview = await editor.post("/facts/hotline/change", {**form, "block": number})
    assert "This changes 3 sentences" in preview.text
    await editor.post("/facts/hotline/change", {**preview.fields, "sure": "1"})

    assert "0120-531-407" in desk.file("facts.yaml")


async def test_hold_takes_a_fact_back_in_all_languages(desk: Everything, editor: Browser) -> None:
    before = desk.file("facts.yaml")
    await editor.post(f"{FEE}/hold", {"hold": "1", "reason": 'they say "other"'})

    knowledge = desk.shared.answerer.knowledge
    assert knowledge.facts["travel_fee"].hold is not None
    page = await editor.get(FEE)
    assert "being checked since 24 November 2026" in page.text
    await editor.post(f"{FEE}/hold", {"hold": "1", "lift": "1"})
    assert desk.file("facts.yaml") == before
    assert await shown(desk)


async def test_table_is_searched_and_late_facts_stand_first(
    desk: Everything, editor: Browser
) -> None:
    page = await editor.get("/facts")
    found = await editor.get("/facts?q=hotline")

    assert page.text.index("hotline") < page.text.index("travel_fee")  # to be checked earlier
    assert "travel_fee" not in found.text


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("6,000", FactKind.MONEY, 6000),
        ("¥6000", FactKind.MONEY, 6000),
        ("500000 VND", FactKind.MONEY, {"amount": 500000, "currency": "VND"}),
        ("2 years 6 months", FactKind.DURATION, {"years": 2, "months": 6}),
        ("1 day", FactKind.DURATION, {"days": 1}),
        ("20.42%", FactKind.PERCENT, Decimal("20.42")),
        ("unknown", FactKind.MONEY, "unknown"),
    ],
)
def test_values_are_read_as_people_write_them(text: str, kind: FactKind, value: object) -> None:
    assert plain(text, kind) == value


@given(st.text(max_size=40), st.sampled_from(sorted(FactKind, key=lambda kind: kind.value)))
def test_any_text_is_a_value_or_a_problem(text: str, kind: FactKind) -> None:
    with suppress(EntryProblem):
        plain(text, kind)


@given(
    st.builds(
        Duration,
        years=st.integers(0, 99),
        months=st.integers(0, 99),
        days=st.integers(1, 99),
    )
)
def test_durations_survive_the_form(duration: Duration) -> None:
    found = plain(written(duration), FactKind.DURATION)

    assert isinstance(found, dict)
    assert Duration(**found) == duration
