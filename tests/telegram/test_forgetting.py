"""Forgotten between taking and sending: looked at just before, and no number is left behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue.conversation import Conversation
from bot.storage import announcements, chats, outbox
from bot.storage.chats import SavedChat
from bot.storage.database import Database
from bot.storage.models import Chat, ChatMessage, OutboxMessage
from bot.telegram.announcing import Announcer
from bot.telegram.client import Client, make_client
from bot.telegram.delivery import Delivery, Held
from bot.telegram.outgoing import Action, Outgoing, dump
from bot.telegram.patience import PatientSender
from bot.telegram.printing import Printer
from bot.telegram.reminding import Reminders
from bot.telegram.sending import Sender
from bot.telegram.timing import Outage
from tests.bot_api import BotApiServer, Person, too_many
from tests.telegram.fakes import QUICK, FakeAnswerer, settings_for

NOON = datetime(2026, 12, 24, 3, 31, tzinfo=UTC)
TODAY = date(2026, 12, 24)


class SharedDatabase(Database):
    """A database in which another process does something between two transactions.

    Attributes:
        between: What it does after the next transaction.
        skips: So many transactions end before that.
    """

    between: Callable[[], Awaitable[None]] | None = None
    skips = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with super().transaction() as session:
            yield session
        if self.between is None:
            return
        if self.skips:
            self.skips -= 1
            return
        between, self.between = self.between, None
        await between()

    async def forget(self, chat_id: int) -> None:
        async with self.transaction() as session:
            await chats.forget_chat(session, chat_id)

    async def rows(self, table: type[Chat | ChatMessage | OutboxMessage]) -> int:
        async with self.transaction() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SharedDatabase]:
    opened = SharedDatabase(f"sqlite+aiosqlite:///{tmp_path}/x.sqlite3")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def client(server: BotApiServer, tmp_path: Path) -> AsyncIterator[Client]:
    async with make_client(settings_for(server, tmp_path), QUICK) as connected:
        yield connected


@pytest.fixture
def ana(server: BotApiServer) -> Person:
    """Somebody to whom the bot may write."""
    return server.user(started=True)


# Reminders


@pytest.fixture
async def reminders(database: SharedDatabase, client: Client, ana: Person) -> Reminders:
    """Reminders, of which one is due; no day lies ahead after it."""
    saved = SavedChat("en", way={"reminds": True}, remind_at=NOON - timedelta(minutes=1))
    async with database.transaction() as session:
        await chats.save_chats(session, {ana.id: saved}, TODAY)
    conversation = Conversation(FakeAnswerer(), lambda: NOON)
    return Reminders(Sender(client, Printer()), database, conversation, lambda: NOON)


async def test_reminder_of_somebody_forgotten_meanwhile_is_not_sent(
    reminders: Reminders, database: SharedDatabase, ana: Person
) -> None:
    database.between = lambda: database.forget(ana.id)

    await reminders.send_due()

    assert database.between is None
    assert ana.messages == []


async def test_reminder_that_was_turned_off_meanwhile_is_not_sent(
    reminders: Reminders, database: SharedDatabase, ana: Person
) -> None:
    async def turn_off() -> None:
        async with database.transaction() as session:
            await chats.save_chats(session, {ana.id: SavedChat("en")}, TODAY)

    database.between = turn_off

    await reminders.send_due()

    assert ana.messages == []


async def test_number_of_a_reminder_is_not_kept_of_somebody_forgotten_meanwhile(
    reminders: Reminders, database: SharedDatabase, ana: Person
) -> None:
    """It was on its way to Telegram: the message cannot be called back, its number can."""
    database.skips, database.between = 1, lambda: database.forget(ana.id)

    await reminders.send_due()

    assert len(ana.messages) == 1
    assert await database.rows(ChatMessage) == 0


async def test_last_reminder_that_telegram_did_not_take_comes_again(
    reminders: Reminders, database: SharedDatabase, server: BotApiServer, ana: Person
) -> None:
    server.faults.next("sendMessage", too_many(5))

    await reminders.send_due()

    async with database.transaction() as session:
        saved = await chats.load_chats(session, [ana.id])
    assert ana.messages == []
    assert saved[ana.id].remind_at == NOON + timedelta(minutes=15)


# News


@pytest.fixture
async def announcer(database: SharedDatabase, client: Client, ana: Person) -> Announcer:
    """News for one person, due now."""
    async with database.transaction() as session:
        await chats.save_chats(session, {ana.id: SavedChat("en", news=True)}, TODAY)
        await announcements.announce(session, {"en": "New rule"}, NOON)
    return Announcer(client, database, lambda: NOON, QUICK)


@pytest.mark.parametrize("what", ["forgotten", "not wanted", "stopped"])
async def test_news_taken_just_now_are_not_sent(
    announcer: Announcer, database: SharedDatabase, ana: Person, what: str
) -> None:
    async def meddle() -> None:
        async with database.transaction() as session:
            if what == "forgotten":
                await chats.forget_chat(session, ana.id)
            elif what == "stopped":
                await announcements.stop(session, 1)
            else:
                await chats.save_chats(session, {ana.id: SavedChat("en")}, TODAY)

    database.between = meddle

    await announcer.work(asyncio.Event())

    assert database.between is None
    assert ana.messages == []


async def test_number_of_news_is_not_kept_of_somebody_forgotten_meanwhile(
    announcer: Announcer, database: SharedDatabase, ana: Person
) -> None:
    database.skips, database.between = 1, lambda: database.forget(ana.id)

    await announcer.work(asyncio.Event())

    assert len(ana.messages) == 1
    assert await database.rows(ChatMessage) == 0


# Answers


def delivery_of(
    database: SharedDatabase, client: Client, printer: Printer | None = None
) -> Delivery:
    sender = PatientSender(Sender(client, printer or Printer()), QUICK, Outage("sending"))
    return Delivery(sender, database, lambda: NOON, QUICK, Outage("database"))


async def give(delivery: Delivery, database: SharedDatabase, person: Person, one: Outgoing) -> None:
    """Store something to send, and have it sent."""
    async with database.transaction() as session:
        (row,) = await outbox.put(session, [(person.id, dump([one]))], NOON)
    delivery.add(Held(row, person.id, [one], NOON + outbox.LEASE))


class SlowPrinter(Printer):
    """A printer that needs as long as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def pdf(self, html: str, languages: Sequence[str]) -> bytes:
        self.begun.set()
        await self.go.wait()
        return b"%PDF-"


async def test_answer_that_telegram_put_off_is_not_sent_after_forget(
    database: SharedDatabase, client: Client, server: BotApiServer, ana: Person
) -> None:
    """Another process forgets the chat while this one waits as long as Telegram asked."""
    delivery = delivery_of(database, client)
    server.faults.next("sendMessage", too_many(1))
    await give(delivery, database, ana, Outgoing(Action.SEND, "hello"))
    await server.wait_for(lambda: server.calls_of("sendMessage"))

    await database.forget(ana.id)
    async with asyncio.timeout(10):
        while delivery.held:
            await asyncio.sleep(0.02)

    assert len(server.calls_of("sendMessage")) == 1
    assert ana.messages == []


async def test_file_that_is_being_printed_is_not_sent_after_forget(
    database: SharedDatabase, client: Client, server: BotApiServer, ana: Person
) -> None:
    """Another process forgets the chat while its plan is drawn, which takes a second."""
    printer = SlowPrinter()
    delivery = delivery_of(database, client, printer)
    plan = Outgoing(Action.FILE, name="plan.pdf", content="<p>", languages=("en",))
    await give(delivery, database, ana, plan)
    await printer.begun.wait()

    await database.forget(ana.id)
    await asyncio.sleep(0.15)
    printer.go.set()
    await delivery.drain()

    assert server.calls_of("sendDocument") == []
    assert ana.messages == []
