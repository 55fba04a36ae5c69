"""What is kept of chats, how long, and how it goes."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from bot.storage import chats, outbox
from bot.storage.chats import SavedChat, week_of
from bot.storage.database import Database
from bot.storage.models import (
    AnswerGiven,
    Base,
    Chat,
    ChatMessage,
    HandledUpdate,
    OutboxMessage,
    Rating,
    UnansweredQuestion,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
CHOSEN = SavedChat(
    "vi",
    "VN",
    "leave/travel-cost",
    NOW,
    "K|vi|claim|27",
    prefecture="tokyo",
    insured=[["e", "2023-04-01", None]],
)
SETTLED = replace(CHOSEN, awaiting=None)


async def rows(database: Database, table: type[Base]) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_what_was_saved_is_loaded(database: Database) -> None:
    async with database.transaction() as session:
        await chats.save_chats(session, {1: CHOSEN, -5: SavedChat()}, TODAY)
    async with database.transaction() as session:
        await chats.save_chats(session, {1: SavedChat("ja")}, TODAY)

    async with database.transaction() as session:
        found = await chats.load_chats(session, [1, -5, 7])
    assert found == {1: SavedChat("ja"), -5: SavedChat()}


async def test_moments_come_back_as_they_were(database: Database) -> None:
    async with database.transaction() as session:
        await chats.save_chats(session, {1: CHOSEN}, TODAY)
    async with database.transaction() as session:
        assert (await chats.load_chats(session, [1]))[1].last_topic_at == NOW


@pytest.mark.parametrize("count", [1, 3])
async def test_chats_are_loaded_and_saved_with_one_statement_each(
    database: Database, count: int
) -> None:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement != "BEGIN IMMEDIATE":
            statements.append(statement)

    many = dict.fromkeys(range(1, count + 1), CHOSEN)
    async with database.transaction() as session:
        engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", note)
        await chats.save_chats(session, many, TODAY)
        await chats.load_chats(session, list(many))
        event.remove(engine, "before_cursor_execute", note)

    assert len(statements) == 2


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (1, True), (2, False)])
async def test_what_a_form_waits_for_is_kept_two_days_at_most(
    database: Database, days: int, is_kept: bool
) -> None:
    async with database.transaction() as session:
        await chats.save_chats(session, {1: CHOSEN}, TODAY)
        await chats.expire(session, NOW + timedelta(days=days))

    async with database.transaction() as session:
        found = (await chats.load_chats(session, [1]))[1]
    assert (found.awaiting == CHOSEN.awaiting) == is_kept
    assert found.language == "vi"


async def test_update_is_new_only_once(database: Database) -> None:
    async with database.transaction() as session:
        assert await chats.new_updates(session, [1, 2, 2], NOW) == {1, 2}
    async with database.transaction() as session:
        assert await chats.new_updates(session, [2, 3], NOW) == {3}
        assert await chats.new_updates(session, [], NOW) == set()


async def test_update_of_a_failed_transaction_is_still_new(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await chats.new_updates(session, [1], NOW)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await fail()

    async with database.transaction() as session:
        assert await chats.new_updates(session, [1], NOW) == {1}


async def test_numbers_of_messages_are_kept_and_forgotten(database: Database) -> None:
    async with database.transaction() as session:
        await chats.save_messages(session, [(1, 9), (1, 3), (2, 3), (1, 9)], NOW)
    async with database.transaction() as session:
        assert await chats.messages_of(session, 1) == [3, 9]
        await chats.forget_messages(session, 1, [3])
        assert await chats.messages_of(session, 1) == [9]
        assert await chats.messages_of(session, 2) == [3]


async def test_forgotten_chat_has_no_row_left_and_others_keep_theirs(database: Database) -> None:
    async with database.transaction() as session:
        await chats.save_chats(session, {1: CHOSEN, 2: CHOSEN}, TODAY)
        await chats.save_messages(session, [(1, 9), (2, 9)], NOW)
        await outbox.put(session, [(1, [{"text": "a"}]), (2, [{"text": "b"}])], NOW)

    async with database.transaction() as session:
        await chats.forget_chat(session, 1)

    for table in (Chat, ChatMessage, OutboxMessage):
        async with database.transaction() as session:
            assert (await session.scalars(select(table.chat_id))).all() == [2]


async def test_expiry_keeps_what_is_young_and_deletes_what_is_old(database: Database) -> None:
    old_topic = SavedChat("vi", None, "leave/travel-cost", NOW - timedelta(hours=49))
    async with database.transaction() as session:
        await chats.save_chats(session, {1: SETTLED, 2: old_topic}, TODAY)
        await chats.save_chats(session, {3: SETTLED}, TODAY - timedelta(days=181))
        await chats.save_chats(session, {4: SETTLED}, TODAY - timedelta(days=180))
        for age in (47, 49):
            at = NOW - timedelta(hours=age)
            await chats.save_messages(session, [(1, age)], at)
            await chats.new_updates(session, [age], at)
        weeks = (week_of(TODAY - timedelta(days=days)) for days in (90, 97))
        await chats.count(session, [question(week) for week in weeks])

    async with database.transaction() as session:
        await chats.expire(session, NOW)

    async with database.transaction() as session:
        kept = await chats.load_chats(session, [1, 2, 3, 4])
        assert kept == {1: SETTLED, 2: SavedChat("vi"), 4: SETTLED}
        assert await chats.messages_of(session, 1) == [47]
        assert (await session.scalars(select(HandledUpdate.update_id))).all() == [47]
    assert await rows(database, UnansweredQuestion) == 1


async def test_profile_with_a_reminder_ahead_outlives_the_others(database: Database) -> None:
    """It is kept for half a year after the last reminder, whichever is later."""
    used = TODAY - timedelta(days=181)
    ahead = SavedChat("vi", remind_at=NOW + timedelta(days=90))
    async with database.transaction() as session:
        await chats.save_chats(session, {1: ahead, 2: SavedChat("vi")}, used)
        await chats.expire(session, NOW)
        kept = set(await chats.load_chats(session, [1, 2]))
        await chats.set_reminder(session, 1, None, TODAY)  # the last one was sent
        await chats.expire(session, NOW + timedelta(days=180))
        half_a_year_later = set(await chats.load_chats(session, [1]))
        await chats.expire(session, NOW + timedelta(days=182))
        later_still = set(await chats.load_chats(session, [1]))

    assert (kept, half_a_year_later, later_still) == ({1}, {1}, set())


async def test_due_reminders_come_oldest_first_and_others_wait(database: Database) -> None:
    times = {1: 1, 2: -5, 3: -10, 4: 0}
    saved = {
        chat: SavedChat("vi", remind_at=NOW + timedelta(minutes=minutes))
        for chat, minutes in times.items()
    }
    async with database.transaction() as session:
        await chats.save_chats(session, {**saved, 5: SavedChat("vi")}, TODAY)

        assert list(await chats.due_reminders(session, NOW, limit=2)) == [3, 2]
        await chats.set_reminder(session, 3, NOW + timedelta(days=1), TODAY)
        await chats.stop_reminders(session, 2)
        assert list(await chats.due_reminders(session, NOW, limit=9)) == [4]
        await chats.remind_again(session, 7, NOW)  # of somebody who was forgotten
        assert set(await chats.load_chats(session, [7])) == set()


async def test_reminder_that_another_process_takes_is_passed_over(
    database: Database, url: str
) -> None:
    saved = {chat: SavedChat("vi", remind_at=NOW) for chat in (1, 2)}
    other = Database(url)
    await other.open()
    async with database.transaction() as session:
        await chats.save_chats(session, saved, TODAY)

    async def take() -> list[int]:
        async with other.transaction() as session:
            taken = list(await chats.due_reminders(session, NOW, limit=1))
            await chats.set_reminder(session, taken[0], None, TODAY)
            return taken

    async with database.transaction() as session:
        ours = list(await chats.due_reminders(session, NOW, limit=1))
        taking = asyncio.create_task(take())
        if not other.is_sqlite:  # there it waits for us: one writer at a time
            await taking
        await chats.set_reminder(session, ours[0], None, TODAY)

    assert ours + await taking == [1, 2]
    await other.close()


async def test_two_processes_do_not_hold_a_chat_at_once(database: Database, url: str) -> None:
    other = Database(url)
    await other.open()
    order: list[str] = []

    async def hold(theirs: Database, name: str, *, first: asyncio.Event | None = None) -> None:
        async with theirs.transaction() as session:
            await chats.hold_chats(session, [9, 7])
            assert await chats.load_chats(session, [7, 9], to_change=True) == {}
            order.append(name)
            if first is not None:
                first.set()
                await asyncio.sleep(0.1)
                order.append(f"{name} ends")

    held = asyncio.Event()
    holding = asyncio.create_task(hold(database, "one", first=held))
    await held.wait()
    await hold(other, "other")
    await holding

    assert order == ["one", "one ends", "other"]
    await other.close()


async def test_no_way_is_null(database: Database) -> None:
    async with database.transaction() as session:
        await chats.save_chats(session, {1: SavedChat("vi"), 2: SavedChat("vi", way={})}, TODAY)
        null = await session.scalars(text("SELECT chat_id FROM chat WHERE way IS NULL"))

        assert null.all() == [1]


async def test_number_of_an_unasked_message_is_kept_of_chats_that_are_there(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await chats.save_chats(session, {1: SavedChat("vi")}, TODAY)
        await chats.save_unasked_messages(session, [(1, 5), (2, 5)], NOW)

        assert await chats.messages_of(session, 1) == [5]
        assert await chats.messages_of(session, 2) == []


async def test_counted_rows_are_stored(database: Database) -> None:
    page = {"topic": "leave/travel-cost", "language": "vi", "revision": "abc"}
    async with database.transaction() as session:
        await chats.count(
            session,
            [
                AnswerGiven(week=TODAY, confidence=0.9, outcome="answer", **page),
                Rating(week=TODAY, helpful=True, **page),
                question(TODAY),
            ],
        )

    assert [await rows(database, table) for table in (AnswerGiven, Rating, UnansweredQuestion)] == [
        1,
        1,
        1,
    ]


def test_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 24)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)


def question(week: date) -> UnansweredQuestion:
    return UnansweredQuestion(week=week, language="vi", outcome="unknown", text="…")
