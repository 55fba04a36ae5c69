"""Reminders and files through a real bot and the strict server: moved clocks, two processes."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialogue.actions import Verb, dump
from bot.knowledge.files import read_tree
from bot.knowledge.model import Knowledge
from bot.knowledge.parsing import Parser
from bot.storage import chats
from bot.storage.chats import SavedChat
from bot.telegram.timing import Timing
from tests.bot_api import BotApiServer, Message, Person
from tests.telegram.fakes import QUICK, Bots, FakeAnswerer, RunningBot

TEXT = "🔔 There is something for you. Tap to see it."
NOON = datetime(2026, 12, 24, 3, 31, tzinfo=UTC)
NIGHT = datetime(2026, 12, 24, 14, 0, tzinfo=UTC)  # 23:00 in Japan


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Parser().parse(read_tree(Path(__file__).parents[2] / "knowledge")).knowledge


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


QUICK_REMINDERS = Timing(
    **{field: getattr(QUICK, field) for field in QUICK.__slots__ if field != "remind_every_s"},
    remind_every_s=0.05,
)


def saved(remind_at: datetime | None) -> SavedChat:
    way = {"pathway": "technical-intern", "leaving": "2027-03-31", "reminds": True}
    return SavedChat(language="en", country="VN", way=way, remind_at=remind_at)


async def start(
    make_bot: Bots,
    server: BotApiServer,
    knowledge: Knowledge,
    clock: Clock,
    person: Person,
    remind_at: datetime | None,
    *,
    answerer: FakeAnswerer | None = None,
) -> RunningBot:
    """Start a bot that *person* has written to, with a reminder at *remind_at*."""
    answering = answerer or FakeAnswerer(knowledge)
    bot = make_bot(answerer=answering, clock=clock, timing=QUICK_REMINDERS)
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    await person.send("/help")
    await person.reply()
    async with bot.database.transaction() as session:
        await chats.save_chats(session, {person.id: saved(remind_at)}, date(2026, 12, 1))
    return bot


async def next_reminder(bot: RunningBot, chat_id: int) -> datetime | None:
    async with bot.database.transaction() as session:
        found = await chats.load_chats(session, [chat_id])
    return found[chat_id].remind_at


async def reminded(person: Person) -> Message:
    """Wait for a reminder."""
    return await person.wait_for(
        lambda one: next((message for message in one.messages if message.text == TEXT), None)
    )


async def quiet(person: Person) -> list[str]:
    """Return the reminders that came, after a while in which nothing else may come."""
    await asyncio.sleep(0.4)
    return [message.text for message in person.messages if message.text == TEXT]


async def test_a_reminder_names_nothing_comes_once_and_leads_to_the_plan(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    clock = Clock(NOON)
    bot = await start(make_bot, server, knowledge, clock, linh, NOON - timedelta(minutes=1))

    message = await reminded(linh)

    assert message.text == TEXT
    assert await quiet(linh) == [TEXT]
    later = await next_reminder(bot, linh.id)
    assert later is not None
    assert later > clock.now
    await linh.press("👀 Show", message)
    assert "Home after technical training" in (await linh.shown()).text


async def test_two_processes_remind_once(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    clock = Clock(NOON - timedelta(hours=1))
    due = NOON - timedelta(minutes=1)
    first = await start(make_bot, server, knowledge, clock, linh, due)
    second = make_bot(answerer=FakeAnswerer(knowledge), clock=clock, timing=QUICK_REMINDERS)
    await second.database.open()
    second.start()

    clock.now = NOON
    await reminded(linh)

    assert await quiet(linh) == [TEXT]
    await first.end()


async def test_at_night_it_waits_and_after_days_of_downtime_only_one_comes(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    clock = Clock(NIGHT)
    await start(make_bot, server, knowledge, clock, linh, NIGHT - timedelta(days=40))
    assert await quiet(linh) == []

    clock.now = NIGHT + timedelta(hours=14)  # 13:00 on the next day

    await reminded(linh)
    assert await quiet(linh) == [TEXT]


async def test_one_tap_stops_all(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    clock = Clock(NOON)
    bot = await start(make_bot, server, knowledge, clock, linh, NOON - timedelta(minutes=1))
    message = await reminded(linh)

    await linh.press("🔕 Stop reminders", message)
    await asyncio.sleep(0.3)

    assert await next_reminder(bot, linh.id) is None
    clock.now = NOON + timedelta(days=400)
    assert await quiet(linh) == []  # the plan was written over the first one


async def test_somebody_who_blocked_the_bot_is_not_reminded_again(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    clock = Clock(NOON - timedelta(hours=1))
    bot = await start(make_bot, server, knowledge, clock, linh, NOON - timedelta(minutes=1))
    await linh.block()

    clock.now = NOON

    async with asyncio.timeout(5):  # it is tried once, and refused
        while await next_reminder(bot, linh.id) is not None:
            await asyncio.sleep(0.02)


async def test_a_press_that_was_loaded_before_does_not_bring_a_reminder_back(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    clock = Clock(NOON - timedelta(hours=1))
    answerer = FakeAnswerer(knowledge)
    bot = await start(
        make_bot, server, knowledge, clock, linh, NOON - timedelta(minutes=1), answerer=answerer
    )
    await linh.send("a slow question")  # its chat is loaded, its answer waits
    await asyncio.sleep(0.2)
    clock.now = NOON
    await reminded(linh)

    answerer.go.set()
    await linh.wait_for(lambda one: len(one.messages) >= 3)

    assert await next_reminder(bot, linh.id) > NOON
    assert await quiet(linh) == [TEXT]


async def test_the_plan_comes_as_a_file(
    make_bot: Bots, server: BotApiServer, linh: Person, knowledge: Knowledge
) -> None:
    await start(make_bot, server, knowledge, Clock(NOON), linh, None)
    async with asyncio.timeout(20):  # the bot looks by itself whether it can print
        while True:
            await linh.send("/pathway")
            plan = await linh.reply()
            if any("PDF" in button.text for button in plan.buttons):
                break
            await asyncio.sleep(0.5)

    await linh.press("📄 Take along (PDF)", plan)

    sent = await linh.reply(timeout_s=30)
    assert sent.json["document"]["file_name"] == "plan.pdf"
    assert sent.json["document"]["file_size"] > 50_000
    assert dump(Verb.PLAN, "en") in str(sent.json["reply_markup"])
    await linh.press("🗓 Calendar file", plan)
    assert (await linh.reply()).json["document"]["file_name"] == "dates.ics"
