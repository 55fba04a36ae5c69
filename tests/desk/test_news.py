"""News to workers: one writes, another approves what was seen, and only then something is sent."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.desk.application import application
from bot.storage import accounts, announcements, chats, desk_news
from bot.storage.chats import SavedChat
from bot.storage.models import Announcement, OutboxMessage
from tests.desk.browser import Browser, Everything, Page

TEXTS = {
    "text_en": "New rule\n\nFrom April it changes.",
    "text_vi": "Quy định mới\n\nTừ tháng tư.",
}
GROUP = -100200


@pytest.fixture
async def desk(desk: Everything) -> Everything:
    """The desk with a support chat, and four workers of whom three want news."""
    saved = {
        1: SavedChat("en", "PH", news=True),
        2: SavedChat("vi", "VN", news=True),
        3: SavedChat("th", "TH", news=True),
        4: SavedChat("vi", "VN", news=False),
    }
    async with desk.shared.database.transaction() as session:
        await chats.save_chats(session, saved, desk.clock().date())
    shared = replace(desk.shared, support_chat_id=GROUP)
    return replace(desk, shared=shared, app=application(shared))


async def write(browser: Browser, **fields: object) -> Page:
    """Write news with both texts; return the page that comes then."""
    return await browser.post("/news/new/save", {**TEXTS, **fields})


async def asked(browser: Browser, **fields: object) -> str:
    """Write news and ask for them to be sent; return their address."""
    page = await write(browser, ask="1", **fields)
    assert "A second person has to approve it" in page.text
    return page.path


async def approve(browser: Browser, path: str) -> Page:
    page = await browser.get(path)
    return await browser.post(f"{path}/decide", {"version": page.fields["version"]})


async def outbox(desk: Everything) -> list[tuple[int, str]]:
    async with desk.shared.database.transaction() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.chat_id, row.payload[0]["language"]) for row in rows]


async def done(desk: Everything) -> list[tuple[str, str, str]]:
    """Return who did what with news, oldest first."""
    async with desk.shared.database.transaction() as session:
        found = [(one.name, one.kind, one.target) for one in await accounts.actions(session)]
    return [one for one in found[::-1] if one[1] != "signed in"]


def row(page: Page, language: str) -> str:
    """Return what the table says of a language."""
    found = re.search(rf'<th scope="row">{language}</th>(.*?)</tr>', page.html, re.DOTALL)
    assert found, language
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


async def test_who_would_get_it_is_counted_by_language(desk: Everything, editor: Browser) -> None:
    page = await write(editor)

    assert "Saved." in page.text
    assert row(page, "English") == "written 1"
    assert row(page, "Tiếng Việt") == "written 1"
    assert row(page, "ไทย") == "missing 0 1 goes without"
    assert row(page, "नेपाली") == "missing 0"
    narrowed = await editor.post(
        f"{page.path}/save", {**TEXTS, "version": "1", "countries": ["VN"]}
    )
    assert row(narrowed, "English") == "written 0"
    assert row(narrowed, "Tiếng Việt") == "written 1"
    assert await outbox(desk) == []


async def test_nothing_is_sent_before_another_account_approves(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)
    assert await outbox(desk) == []
    own = await editor.post(f"{path}/decide", {"version": "1"})
    assert own.status == 403
    assert "You wrote or changed it yourself" in own.text
    assert await outbox(desk) == []
    assert "1 piece of news waits for your approval" in (await other.get("/")).text
    assert "news waits for your approval" not in (await editor.get("/")).text

    page = await approve(other, path)

    assert "Approved. It goes out now" in page.text
    assert "approved by Mai" in page.text
    assert await outbox(desk) == [(1, "en"), (2, "vi")]
    assert await done(desk) == [
        ("Ken", "wrote news", "1: New rule"),
        ("Ken", "asked for news", "1: New rule"),
        ("Mai", "approved news", "1: en 1, vi 1; New rule"),
    ]
    assert "approved the news, which went out: 1: en 1, vi 1" in (await other.get("/me")).text


async def test_chosen_countries_alone_get_it(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor, countries=["VN", "ZZ"])

    await approve(other, path)

    assert await outbox(desk) == [(2, "vi")]


async def test_approved_once_only(desk: Everything, editor: Browser, other: Browser) -> None:
    path = await asked(editor)

    seen = {"version": (await other.get(path)).fields["version"]}
    both = (other.post(f"{path}/decide", seen) for _ in range(2))

    pages = await asyncio.gather(*both)

    said = "Somebody else has dealt with this already"
    assert sorted(said in page.text for page in pages) == [False, True]
    assert len(await outbox(desk)) == 2


async def test_what_was_changed_meanwhile_is_not_approved(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)
    seen = (await other.get(path)).fields["version"]
    await editor.post(f"{path}/take-back")
    changed = {"text_en": "Another thing", "version": "1", "ask": "1"}
    assert "has to approve it" in (await editor.post(f"{path}/save", changed)).text

    page = await other.post(f"{path}/decide", {"version": seen})

    assert "It was changed while you looked at it" in page.text
    assert "Another thing" in page.text
    assert await outbox(desk) == []


async def test_waiting_news_cannot_be_changed(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)

    page = await editor.post(f"{path}/save", {"text_en": "Something else", "version": "1"})
    assert page.status == 409
    assert page.fields["text_en"] == "Something else"
    assert (await other.post(f"{path}/save", {"text_en": "Mine", "version": "1"})).status == 409
    assert (await other.post(f"{path}/discard")).status == 404
    await editor.post(f"{path}/discard")

    assert "From April it changes." in (await other.get(path)).text


async def test_given_back_with_a_remark_and_sent_again(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)
    await other.post(f"{path}/decide", {"version": "1", "give_back": "1", "remark": "Which April?"})

    page = await editor.get(path)
    assert "Mai gave this back: Which April?" in page.text
    await editor.post(f"{path}/save", {**page.fields, "text_en": "April 2027", "ask": "1"})
    await approve(other, path)

    async with desk.shared.database.transaction() as session:
        assert await announcements.text_of(session, 1, "en") == "April 2027"


async def test_test_goes_to_the_support_chat_alone(desk: Everything, editor: Browser) -> None:
    page = await write(editor, test="1")

    assert await outbox(desk) == [(GROUP, "en"), (GROUP, "vi")]
    assert "The support chat has got a test of exactly this" in page.text
    page = await editor.post(f"{page.path}/save", {**TEXTS, "text_en": "Other", "version": "1"})
    assert "No test of exactly this" in page.text
    assert (await done(desk))[1] == ("Ken", "tested news", "1: New rule")
    assert re.search(r"on its way test .* in all 2 ", (await editor.get("/news")).text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text_en": ""}, "Write the English text first."),
        ({"text_en": "x" * 3001}, "3,001 characters of at most 3,000"),
        ({"text_th": "This is English"}, "This is not written in ไทย"),
    ],
)
@pytest.mark.parametrize("button", ["ask", "test"])
async def test_faults_are_said_and_nothing_goes_out(
    desk: Everything, editor: Browser, fields: dict[str, str], said: str, button: str
) -> None:
    page = await write(editor, **fields, **{button: "1"})

    assert page.status == 400
    assert said in page.text
    assert "It is saved, and nothing was sent" in page.text
    assert await outbox(desk) == []
    async with desk.shared.database.transaction() as session:
        assert [one.state for one in await desk_news.listed(session)] == [desk_news.DRAFT]


async def test_without_a_text_nothing_is_kept(desk: Everything, editor: Browser) -> None:
    page = await editor.post("/news/new/save", {"text_en": " \r\n ", "countries": ["VN"]})

    assert page.status == 400
    assert 'value="VN" checked' in page.html
    assert await done(desk) == []


async def test_news_for_nobody_are_not_sent(desk: Everything, editor: Browser) -> None:
    page = await write(editor, countries=["LK"], ask="1")

    assert page.status == 400
    assert "Nobody would get this" in page.text


async def test_two_windows_lose_nothing(desk: Everything, editor: Browser) -> None:
    path = (await write(editor)).path
    await editor.post(f"{path}/save", {"text_en": "First window", "version": "1"})

    page = await editor.post(f"{path}/save", {"text_en": "Second window", "version": "1"})

    assert page.status == 409
    assert "or in another window" in page.text
    assert page.fields["text_en"] == "Second window"
    assert "First window" in (await editor.get(path)).text
    page = await editor.post(f"{path}/save", page.fields)
    assert page.fields["text_en"] == "Second window"


async def test_another_editor_changes_it_and_neither_may_approve(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = (await write(editor)).path
    shown = await other.get(path)
    assert "Change the text" in shown.text
    form = (await other.get(f"{path}?write=1")).form(f"{path}/save")
    saved = await other.post(
        f"{path}/save", {**form, "text_en": "New rule\n\nFrom May.", "ask": "1"}
    )
    assert "A second person has to approve it" in saved.text

    refused = [await one.post(f"{path}/decide", {"version": "2"}) for one in (editor, other)]

    assert [page.status for page in refused] == [403, 403]
    assert await outbox(desk) == []
    async with desk.browser() as third:
        await third.join("Sora", "editor")
        assert "Ken, Mai" in (await third.get(path)).text
        assert "Approved." in (await approve(third, path)).text
    assert len(await outbox(desk)) == 2


async def test_looking_into_the_form_or_taking_it_back_makes_nobody_an_author(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)
    back = await other.post(f"{path}/take-back")
    assert "When you change it, you cannot approve it any more" in back.text
    form = back.form(f"{path}/save")
    await other.post(f"{path}/save", {**form, "ask": "1"})

    assert "Approved." in (await approve(other, path)).text


async def test_two_editors_of_one_text_see_both(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = (await write(editor)).path
    theirs = (await editor.get(path)).form(f"{path}/save")
    mine = (await other.get(f"{path}?write=1")).form(f"{path}/save")
    await editor.post(f"{path}/save", {**theirs, "text_en": "New rule\n\nFrom June."})

    page = await other.post(f"{path}/save", {**mine, "text_en": "New rule\n\nFrom July."})

    assert page.status == 409
    assert ("<del>June</del>" in page.html, "<ins>July</ins>" in page.html) == (True, True)
    assert "From July." in page.form(f"{path}/save")["text_en"][0]


async def test_counts_run_and_stop_ends_them(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)
    await approve(other, path)
    async with desk.shared.database.transaction() as session:
        await announcements.take(session, desk.clock(), limit=1)
        await announcements.count(session, 1, sent=1, blocked=0, failed=0)

    page = await editor.get("/news/counts")
    assert "on its way" in page.text
    assert "in all 2 sent 1 blocked the bot 0 failed 0 left 1 lost 0" in _counts(page)
    page = await editor.post("/news/stop/1")

    assert "stopped" in page.text
    assert "sent 1 blocked the bot 0 failed 0 not sent 1 lost 0" in _counts(page)
    assert await outbox(desk) == []
    assert (await done(desk))[-1] == ("Ken", "stopped news", "1: New rule")


def _counts(page: Page) -> str:
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page.html)
    return " ".join(f"{name} {value}" for name, value in pairs)


async def test_announcement_of_the_command_line_can_be_stopped(
    desk: Everything, editor: Browser
) -> None:
    async with desk.shared.database.transaction() as session:
        await announcements.announce(session, {"en": "News"}, desk.clock())
    assert "News 1" in (await editor.get("/news")).text

    await editor.post("/news/stop/1")

    assert await outbox(desk) == []
    assert (await editor.post("/news/stop/77")).status == 404
    assert (await editor.post("/news/stop/x")).status == 404


async def test_translators_do_not_see_news(desk: Everything, translator: Browser) -> None:
    for path in ("/news", "/news/new", "/news/1", "/news/counts"):
        assert (await translator.get(path)).status == 403
    assert (await write(translator, ask="1")).status == 403
    assert 'href="/news"' not in (await translator.get("/")).html


async def test_form_without_its_token_changes_nothing(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    path = await asked(editor)

    page = await other.post(f"{path}/decide", {"version": "1", "form_token": "forged"})

    assert page.status == 403
    assert await outbox(desk) == []


async def test_text_is_shown_as_text(desk: Everything, editor: Browser, other: Browser) -> None:
    path = await asked(editor, text_en="<script>alert(1)</script> & more")

    for browser, where in ((editor, "/news"), (other, path), (other, "/people")):
        assert "<script>alert" not in (await browser.get(where)).html


async def test_news_untouched_for_long_go_but_announcements_stay(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    await approve(other, await asked(editor))
    later = desk.clock() + timedelta(days=181)

    async with desk.shared.database.transaction() as session:
        await desk_news.expire(session, later)
        assert await desk_news.listed(session) == []
        assert await session.scalar(select(func.count()).select_from(Announcement)) == 1
    assert "News 1" in (await editor.get("/news")).text
