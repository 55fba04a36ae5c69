"""News: only for those who want them, never twice, within the limits, stopped at any time."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.storage import announcements, chats
from bot.storage.announcements import Progress, announce, announce_test
from bot.storage.chats import SavedChat
from bot.storage.models import Chat
from tests.bot_api import BotApiServer, Person, drop, too_many
from tests.telegram.fakes import RunningBot, now

TEXTS = {"en": "New rule\n\nFrom April it changes.", "vi": "Quy định mới\n\nTừ tháng tư."}
TODAY = datetime(2026, 11, 24, tzinfo=UTC).date()


async def want_news(bot: RunningBot, *people: Person, language: str = "en", **more) -> None:
    saved = {one.id: SavedChat(language, more.get("country"), news=True) for one in people}
    async with bot.database.transaction() as session:
        await chats.save_chats(session, saved, TODAY)


async def send(bot: RunningBot, **more) -> int:
    async with bot.database.transaction() as session:
        number, _ = await announce(session, TEXTS, now(), **more)
    return number


async def done(bot: RunningBot) -> Progress:
    """Wait until nothing is on its way, and return the counts."""
    async with asyncio.timeout(5):
        while True:
            found = await progress(bot)
            if not found.waiting and not found.lost:
                return found
            await asyncio.sleep(0.01)


async def progress(bot: RunningBot) -> Progress:
    async with bot.database.transaction() as session:
        return (await announcements.progress(session))[0]


async def test_news_name_no_subject_and_open_with_a_tap(
    running: RunningBot, server: BotApiServer
) -> None:
    reader, other, off = server.user(started=True), server.user(started=True), server.user()
    await want_news(running, reader)
    await want_news(running, other, language="vi")
    await send(running)

    arrived = await reader.reply()

    assert (arrived.text, arrived.labels) == ("📰 News", ["📰 Tap to read"])
    await reader.press("📰 Tap to read")
    assert (await reader.shown()).text == "New rule\n\nFrom April it changes."
    await other.replies()
    await other.press_data(other.last.buttons[0].data, other.last)
    assert (await other.shown()).text.startswith("Quy định mới")
    assert off.messages == []
    assert (await done(running)).sent == 2


async def test_only_chosen_countries_get_them(running: RunningBot, server: BotApiServer) -> None:
    linh, maya = server.user(started=True), server.user(started=True)
    await want_news(running, linh, country="VN")
    await want_news(running, maya, country="NP")
    await send(running, countries=["NP"])
    await maya.reply()

    assert linh.messages == []


async def test_who_blocked_the_bot_is_marked_until_they_write(
    running: RunningBot, server: BotApiServer
) -> None:
    gone, there = server.user(started=True), server.user(started=True)
    gone.account.blocked_bot = True
    await want_news(running, gone, there)
    await send(running)
    await there.reply()
    found = await done(running)

    assert (found.sent, found.blocked, found.lost) == (1, 1, 0)
    async with running.database.transaction() as session:
        chat = await session.scalar(select(Chat).where(Chat.chat_id == gone.id))
        assert chat is not None
        assert chat.unreachable
        assert len(await announcements.readers(session, languages=TEXTS, countries=())) == 1
    await gone.send("moon")
    await gone.reply()
    async with running.database.transaction() as session:
        assert len(await announcements.readers(session, languages=TEXTS, countries=())) == 2


@pytest.mark.parametrize("fault", [too_many(1), drop()])
async def test_what_telegram_did_not_take_comes_later_or_never_but_not_twice(
    running: RunningBot, server: BotApiServer, fault
) -> None:
    reader = server.user(started=True)
    await want_news(running, reader)
    server.faults.next("sendMessage", fault)
    await send(running)
    found = await done(running)

    assert len(reader.messages) == found.sent
    assert found.sent + found.failed == 1


async def test_stopped_news_go_no_further_and_do_not_open(
    running: RunningBot, server: BotApiServer
) -> None:
    people = [server.user(started=True) for _ in range(30)]
    await want_news(running, *people)
    number = await send(running)
    await people[0].reply()
    async with running.database.transaction() as session:
        left = await announcements.stop(session, number)
    assert left

    await people[0].press("📰 Tap to read")

    assert (await people[0].shown()).text == "This news is not there any more."
    assert any(one.messages == [] for one in people)
    assert (await progress(running)).stopped


async def test_who_is_forgotten_meanwhile_gets_none(
    running: RunningBot, server: BotApiServer
) -> None:
    people = [server.user(started=True) for _ in range(25)]
    await want_news(running, *people)
    await send(running)
    async with running.database.transaction() as session:
        await chats.forget_chat(session, people[-1].id)
    await people[-2].reply()

    assert people[-1].messages == []


async def test_a_test_goes_to_one_group_alone(running: RunningBot, server: BotApiServer) -> None:
    anna = server.user()
    group = server.group("Helpers", [anna], forum=True, administrator=True)
    async with running.database.transaction() as session:
        await announce_test(session, TEXTS, group.id, now())
    await server.wait_for(lambda: len(group.messages) == 2)

    await (await group.press(anna, "📰 Tap to read", group.messages[0])).answered()
    await server.wait_for(lambda: group.messages[0].edits)

    assert group.messages[0].text.startswith("New rule")
