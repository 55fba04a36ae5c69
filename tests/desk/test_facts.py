"""The facts: what a change would change, before it is published; hold; values as people write."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.effects import effects
from bot.desk.fact_forms import plain, written
from bot.desk.problems import EntryProblem
from bot.knowledge.files import read_tree
from bot.knowledge.model import Contact, Duration, FactKind, Hours, Money, Phone, ReportsStatus
from bot.knowledge.parsing import parse
from bot.knowledge.uses import Where
from bot.knowledge.writing import history
from bot.languages import LANGUAGES
from bot.resources import packaged
from tests.desk.browser import Browser, Everything, Page
from tests.desk.test_editor import shown
from tests.knowledge.samples import FACTS_YAML, TODAY

FEE = "/facts/travel_fee"


async def changed(browser: Browser, address: str, **typed: object) -> Page:
    """Fill the form of a fact and send it: shown, not yet published."""
    form = (await browser.get(address)).form(f"{address}/change#correct")
    return await browser.post(f"{address}/change", {**form, **typed})


async def published(browser: Browser, address: str, **typed: object) -> Page:
    """Fill the form of a fact, look at what changes, and publish it."""
    preview = await changed(browser, address, **typed)
    return await agreed(browser, preview, address)


async def agreed(browser: Browser, preview: Page, address: str, note: str = "raised") -> Page:
    assert "Publish this" in preview.text, preview.text
    form = preview.form(f"{address}/change#effects")
    return await browser.post(f"{address}/change", {**form, "sure": "1", "note": note})


async def test_change_is_shown_on_every_page_before_it_is_published(
    desk: Everything, editor: Browser
) -> None:
    preview = await changed(editor, FEE, value="7500")

    assert "This changes 3 sentences" in preview.text
    assert "<del>6</del>" in preview.html
    assert "<ins>7</ins>" in preview.html
    assert "6000" in desk.file("facts.yaml")
    done = await agreed(editor, preview, FEE)
    assert "Published." in done.text
    assert desk.shared.answerer.knowledge.facts["travel_fee"].values[0].value == Money(
        Decimal(7500)
    )
    (last, *_) = history(desk.folder, "facts.yaml")
    assert (last.author, last.message.split("\n")[0]) == ("Ken", "travel_fee: raised")


async def test_second_person_looks_at_a_changed_fact_afterwards(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    await published(editor, FEE, value="7500")

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
    preview = await changed(editor, FEE, value="8000", since="2027-04-01")
    await agreed(editor, preview, FEE)

    assert "As they read on 1 April 2027" in preview.text
    assert "This changes 3 sentences" in preview.text
    old, new = desk.shared.answerer.knowledge.facts["travel_fee"].values
    assert (str(old.valid_until), old.value) == ("2027-03-31", Money(Decimal(6000)))
    assert (str(new.valid_from), new.value) == ("2027-04-01", Money(Decimal(8000)))
    page = await editor.get(f"{FEE}?period=1")
    assert page.form(f"{FEE}/change#correct")["value"] == ["8000"]
    form = {**page.form(f"{FEE}/change#correct"), "gone": "1"}
    await agreed(editor, await editor.post(f"{FEE}/change", form), FEE)
    (only,) = desk.shared.answerer.knowledge.facts["travel_fee"].values
    assert only.value == Money(Decimal(6000))


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("value", "much", "is not a number"),
        ("url", "example", "Give the address of the page"),
        ("check_by", "soon", "is not a day"),
        ("publisher", "", "Say whose page the source is"),
        ("unknown", "1", "from which day the new value is not known"),
        ("ask", "nobody", 'There is no contact "nobody"'),
        ("gone", "1", "This is its only value"),
    ],
)
async def test_wrong_entry_is_said_beside_what_was_typed(
    desk: Everything, editor: Browser, field: str, text: str, said: str
) -> None:
    page = await changed(editor, FEE, about="Another word", **{field: text})

    assert page.status == 400
    assert "1 thing must be mended" in page.text
    assert said in page.text
    assert page.fields["about"] == "Another word"
    assert "6000" in desk.file("facts.yaml")


async def test_second_editor_of_a_fact_sees_both(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    theirs = (await other.get(FEE)).form(f"{FEE}/change#correct")
    await published(editor, FEE, value="7500")

    page = await other.post(f"{FEE}/change", {**theirs, "value": "9000"})

    assert page.status == 409
    assert "Somebody else was faster" in page.text
    assert ("<del>7500</del>" in page.html, "<ins>9000</ins>" in page.html) == (True, True)
    again = page.form(f"{FEE}/change#correct")
    assert again["value"] == ["9000"]
    preview = await other.post(f"{FEE}/change", again)
    assert "This changes 3 sentences" in preview.text


HOTLINE = "/facts/hotline"


async def test_contact_is_edited_field_by_field(desk: Everything, editor: Browser) -> None:
    form = (await editor.get(HOTLINE)).form(f"{HOTLINE}/change#correct")
    more = await editor.post(f"{HOTLINE}/change", {**form, "edit": "add-hours-0"})
    typed = {
        **more.form(f"{HOTLINE}/change#correct"),
        "phone-0-language": ["vi", "pt"],
        "phone-0-hours-0-day": ["mon", "fri"],
        "phone-0-hours-0-from": "09:00",
        "phone-0-hours-0-to": "17:30",
        "abroad": "+81-3-6700-1165",
        "chat": "https://chat.example.org",
        "free": "1",
        "reports_status": "no",
        "note-en": "not for tourists",
        "note-ja": "旅行の人は使えません",
    }
    preview = await editor.post(f"{HOTLINE}/change", typed)
    await agreed(editor, preview, HOTLINE)

    (value,) = desk.shared.answerer.knowledge.facts["hotline"].values
    assert value.value == Contact(
        name={"en": "Hotline", "ja": "ほっとライン"},
        phones=(Phone("0120-531-406", ("vi", "pt"), (Hours((0, 4), "09:00", "17:30"),)),),
        abroad="+81-3-6700-1165",
        chat="https://chat.example.org",
        free=True,
        reports_status=ReportsStatus.NO,
        note={"en": "not for tourists", "ja": "旅行の人は使えません"},
    )


async def test_numbers_and_hours_come_and_go_and_nothing_typed_is_lost(editor: Browser) -> None:
    form = (await editor.get(HOTLINE)).form(f"{HOTLINE}/change#correct")
    address = f"{HOTLINE}/change"
    for press in ("add-phone", "add-hours-1"):
        page = await editor.post(address, {**form, "name-en": "Line", "edit": press})
        form = page.form(f"{address}#correct")
    assert 'id="phone-1-hours-0-from" name="phone-1-hours-0-from" autofocus' in page.html
    page = await editor.post(
        address, {**form, "phone-1-number": "119", "phone-1-hours-0-from": "9", "web": "x"}
    )

    assert page.status == 400
    for said in ("Tick the days", "Write a time like 09:00", "begins with https://"):
        assert said in page.text
    assert page.form(f"{address}#correct")["phone-1-number"] == ["119"]
    gone = await editor.post(address, {**page.form(f"{address}#correct"), "edit": "drop-phone-0"})
    assert (
        gone.form(f"{address}#correct")["phone-0-number"],
        gone.form(f"{address}#correct")["name-en"],
    ) == (
        ["119"],
        ["Line"],
    )
    assert "phone-1-number" not in gone.form(f"{address}#correct")


async def test_table_is_made_and_edited_row_by_row(desk: Everything, editor: Browser) -> None:
    address = "/new-fact"
    form = (await editor.get("/new-fact?kind=table&of=money")).form(address)
    form |= {"row-0-name-en": "Tokyo (to)", "row-0-value": "1,226"}
    form = (await editor.post(address, {**form, "edit": "add-row"})).form(address)
    form |= {
        "name": "wage",
        "row-1-name-en": "Osaka",
        "row-1-name-ja": "大阪",
        "row-1-value": "1177",
        "about": "Lowest wage",
        "url": "https://www.example.go.jp/w.html",
        "publisher": "Ministry",
        "title": "Wages",
    }
    wrong = await editor.post(address, {**form, "row-1-value": "a lot", "name": "Wage"})
    made = await editor.post(address, form)

    assert "2 things must be mended" in wrong.text
    assert "The fact is there" in made.text
    fact = desk.shared.answerer.knowledge.facts["wage"]
    assert fact.labels == {"tokyo-to": {"en": "Tokyo (to)"}, "osaka": {"en": "Osaka", "ja": "大阪"}}
    assert fact.values[0].rows == {"tokyo-to": Money(Decimal(1226)), "osaka": Money(Decimal(1177))}

    page = await editor.get("/facts/wage")
    form = {**page.form("/facts/wage/change#correct"), "edit": "drop-row-0"}
    form = (await editor.post("/facts/wage/change", form)).form("/facts/wage/change#correct")
    await agreed(editor, await editor.post("/facts/wage/change", form), "/facts/wage")
    fact = desk.shared.answerer.knowledge.facts["wage"]
    assert (list(fact.labels), list(fact.values[0].rows)) == (["osaka"], ["osaka"])


async def test_fact_in_use_is_not_taken_out_and_a_free_one_is(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    page = await editor.get("/new-fact?kind=percent")
    form = page.form("/new-fact") | {
        "name": "share",
        "value": "20.42",
        "about": "Share",
        "url": "https://www.example.go.jp/s.html",
        "publisher": "Ministry",
        "title": "Shares",
    }
    await editor.post("/new-fact", form)

    refused = await editor.post(f"{HOTLINE}/remove", {"sure": "1"})
    unsure = await editor.post("/facts/share/remove")
    removed = await editor.post("/facts/share/remove", {"sure": "1", "note": "nobody asks"})

    assert refused.status == 409
    assert "Who pays the trip home" in refused.text
    assert "Fee" in refused.text
    assert "Tick that you are sure" in unsure.text
    assert "The fact is taken out" in removed.text
    assert "share" not in desk.file("facts.yaml")
    assert desk.file("facts.yaml").startswith(FACTS_YAML)
    listed = await other.get("/drafts")
    assert "nobody asks" in listed.text
    assert "<del>" in (await other.get("/drafts/2")).html


async def test_change_reaches_steps_days_and_papers(desk: Everything, editor: Browser) -> None:
    """Beside the pages: words of steps, days that hang on a fact, papers, danger, people."""
    knowledge, _ = parse(read_tree(packaged("knowledge")))
    assert knowledge is not None

    def would(name: str, **value: object) -> dict[Where, set[str]]:
        fact = knowledge.facts[name]
        new = replace(fact, values=(replace(fact.values[0], **value),))
        found: dict[Where, set[str]] = {}
        for one in effects(knowledge, {**knowledge.facts, name: new}, name, TODAY):
            found.setdefault(one.use.where, set()).add(one.language)
        return found

    everywhere = set(LANGUAGES)
    limit = would("pension_claim_limit", value=Duration(years=3))
    assert {Where.WAY, Where.STEP} <= limit.keys()
    assert limit[Where.STEP] == everywhere
    assert would("jft_pass_score", value=Decimal(1))[Where.PAPER] == everywhere
    contact = would("otit_consultation", value=Contact({"en": "X", "ja": "X"}, (Phone("1"),)))
    assert contact[Where.DANGER] == contact[Where.PEOPLE] == everywhere
    assert would("np_nstb", value=Contact({"en": "X"}, (Phone("1"),)))[Where.HOME] == everywhere


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
