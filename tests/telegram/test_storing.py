"""Nothing is confirmed before it is stored, and nothing is handled twice."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from bot.dialogue.turn import ChatState, Rated, Unanswered, Way
from bot.pathway.insured import Insurance, Period
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.models import OutboxMessage
from bot.telegram.outgoing import Action, Outgoing, dump
from bot.telegram.storing import ChatStore, Effects, Known
from tests.bot_api import BotApiServer, Person, drop, hang, too_many
from tests.telegram.fakes import ANSWER_START, Bots, FailingDatabase, RunningBot, now
from tests.telegram.test_troubles import left_to_send, wait_until_all_is_sent


@pytest.fixture
async def shaky(server: BotApiServer, make_bot: Bots) -> RunningBot:
    """A bot whose database can be lost."""
    bot = make_bot(failing=True)
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    return bot


def lose(bot: RunningBot, *, is_lost: bool) -> None:
    assert isinstance(bot.database, FailingDatabase)
    bot.database.is_lost = is_lost


async def test_nothing_is_confirmed_while_the_database_is_lost(
    shaky: RunningBot, linh: Person, server: BotApiServer
) -> None:
    with structlog.testing.capture_logs() as events:
        lose(shaky, is_lost=True)
        await linh.send("ticket")
        await asyncio.sleep(0.3)
        waiting = list(server.unconfirmed)
        lose(shaky, is_lost=False)
        answer = await linh.reply()
        await server.wait_until_confirmed()

    assert len(waiting) == 1
    assert answer.text.startswith(ANSWER_START)
    assert len(linh.messages) == 1
    assert [e["event"] for e in events if "database" in e["event"]] == [
        "database lost, waiting",
        "database back",
    ]


async def test_transaction_that_is_lost_at_the_end_is_done_again(
    shaky: RunningBot, linh: Person, server: BotApiServer
) -> None:
    assert isinstance(shaky.database, FailingDatabase)
    shaky.database.loses_next = 3
    await linh.send("ticket")
    await linh.reply()
    await wait_until_all_is_sent(shaky.database)
    await server.wait_until_confirmed()

    assert len(linh.messages) == 1


async def test_sent_answer_is_not_sent_again_when_erasing_it_fails(
    shaky: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.delay_s = 0.1
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))
    lose(shaky, is_lost=True)
    await linh.reply()
    await asyncio.sleep(0.1)
    lose(shaky, is_lost=False)

    await wait_until_all_is_sent(shaky.database)
    assert len(linh.messages) == 1


async def test_stop_while_the_database_is_lost_keeps_the_update(
    shaky: RunningBot, make_bot: Bots, linh: Person, server: BotApiServer
) -> None:
    lose(shaky, is_lost=True)
    await linh.send("ticket")
    await asyncio.sleep(0.1)
    await shaky.end()
    kept = list(server.unconfirmed)

    second = make_bot()
    await second.database.open()
    second.start()

    assert len(kept) == 1
    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_update_that_comes_again_after_a_restart_is_not_answered_again(
    make_bot: Bots, linh: Person, server: BotApiServer
) -> None:
    first, second = make_bot(), make_bot()
    await first.database.open()
    await second.database.open()
    first.start()
    await server.wait_until_polled()
    server.faults.next("getUpdates", *[drop()] * 50)  # so that nothing can be confirmed
    await linh.send("ticket")
    await linh.reply()
    await first.end()
    unconfirmed = list(server.unconfirmed)
    server.faults._queues.clear()

    second.start()
    await server.wait_until_confirmed()
    await linh.send("moon")
    await linh.wait_for(lambda person: person.last.text.startswith("I do not know"))

    assert len(unconfirmed) == 1
    assert len(linh.messages) == 2


async def test_answer_that_could_not_be_sent_is_sent_by_the_next_process(
    make_bot: Bots, linh: Person, server: BotApiServer
) -> None:
    first, second = make_bot(), make_bot()
    await first.database.open()
    await second.database.open()
    first.start()
    server.faults.next("sendMessage", too_many(60))
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))
    await server.wait_until_confirmed()
    await first.end()
    nothing = list(linh.messages)

    second.start()

    assert nothing == []
    assert (await linh.reply()).text.startswith(ANSWER_START)
    await wait_until_all_is_sent(second.database)
    assert len(linh.messages) == 1


async def test_answer_of_a_process_that_died_is_sent_when_its_lease_ends(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    linh.account.started = True
    hello = dump([Outgoing(Action.SEND, "hello")])
    async with running.database.transaction() as session:
        then = now() - outbox.LEASE + timedelta(seconds=0.2)
        await outbox.put(session, [(linh.id, hello)], then)

    await linh.wait_for(lambda person: person.messages)

    assert linh.last.text == "hello"
    await wait_until_all_is_sent(running.database)


async def test_lease_is_extended_while_an_answer_waits(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    async def lease() -> datetime | None:
        async with running.database.transaction() as session:
            return await session.scalar(select(OutboxMessage.lease_until))

    server.faults.next("sendMessage", too_many(60))
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))
    first = await lease()
    assert first is not None

    async with asyncio.timeout(5):
        while (extended := await lease()) is None or extended <= first:
            await asyncio.sleep(0.01)


async def test_answer_that_another_process_took_is_left_to_it(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.next("sendMessage", too_many(1))
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))
    async with running.database.transaction() as session:
        (taken,) = await outbox.claim(session, now() + 2 * outbox.LEASE)
    await asyncio.sleep(1.2)

    assert linh.messages == []
    assert await left_to_send(running.database) == 1
    async with running.database.transaction() as session:
        await outbox.remove(session, [taken.id])


async def test_message_that_crashes_every_process_is_given_up(
    running: RunningBot, linh: Person
) -> None:
    hello = dump([Outgoing(Action.SEND, "hello")])
    async with running.database.transaction() as session:
        await outbox.put(session, [(linh.id, hello)], now() + timedelta(hours=1))
    for _ in range(outbox.MAX_ATTEMPTS):
        async with running.database.transaction() as session:
            await outbox.claim(session, now() + timedelta(hours=2))
            await outbox.release_all(session, now() + timedelta(hours=1, seconds=1))
    async with running.database.transaction() as session:
        await outbox.release_all(session, now())
        (row,) = await outbox.claim(session, now() + timedelta(hours=2))
        await outbox.release(session, row.id, hello, now())

    await wait_until_all_is_sent(running.database)
    assert linh.messages == []


async def test_effects_that_cannot_be_stored_spoil_no_others(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.sqlite3")
    await database.open()
    store = ChatStore(database, now)
    broken = Unanswered("\ud800", "en", "unknown")
    fine = Rated("leave/travel-cost", "en", "abc", helpful=True)

    results = await asyncio.gather(
        *(
            store.store(Effects(number, number, state=ChatState("vi"), events=(event,)))
            for number, event in ((1, fine), (2, broken), (3, fine))
        ),
        return_exceptions=True,
    )

    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert await store.load(2) == Known(None)
    assert await store.load(3) == Known(ChatState("vi"))
    assert await store.store(Effects(3, 3)) is None
    assert await store.store(Effects(2, 2)) is not None
    await database.close()


async def test_what_was_said_comes_back_as_it_was(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.sqlite3")
    await database.open()
    store = ChatStore(database, now)
    said = ChatState(
        "vi",
        "VN",
        prefecture="tokyo",
        insured=(
            Period(Insurance.EMPLOYEES, date(2023, 4, 1)),
            Period(Insurance.NATIONAL, date(2022, 4, 1), date(2022, 9, 30)),
        ),
        way=Way("ssw", date(2027, 3, 31), marks={"goal": "done"}),
    )

    await store.store(Effects(1, 1, state=said))
    await store.store(Effects(2, 2, state=ChatState("vi")))

    assert await store.load(1) == Known(said)
    assert await store.load(2) == Known(ChatState("vi"))
    await database.close()


async def test_hanging_telegram_does_not_hinder_a_quick_stop(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.next("sendMessage", *[hang()] * 3)
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))

    async with asyncio.timeout(2):
        await running.end()

    await running.database.open()
    assert await left_to_send(running.database) == 1
