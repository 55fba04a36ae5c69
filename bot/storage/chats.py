"""What is kept of chats, and what is counted without them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

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
from bot.storage.periods import CHATS_KEPT, MESSAGES_KEPT, UNANSWERED_KEPT


@dataclass(frozen=True, slots=True)
class SavedChat:
    """What is saved of one chat."""

    language: str | None = None
    country: str | None = None
    last_topic: str | None = None
    last_topic_at: datetime | None = None
    awaiting: str | None = None
    status: str | None = None
    prefecture: str | None = None
    insured: list[list[str | None]] | None = None
    way: dict[str, Any] | None = None  # Any: a JSON object
    remind_at: datetime | None = None
    news: bool = False


def week_of(day: date) -> date:
    """Return the Monday of a day's week: counted rows are dated no finer."""
    return day - timedelta(days=day.weekday())


async def load_chats(
    session: AsyncSession, chat_ids: Collection[int], *, to_change: bool = False
) -> dict[int, SavedChat]:
    """Return what is saved of each chat; chats without a row are left out.

    ``to_change``: nobody else may change the rows before this transaction has ended.
    """
    column = Chat.__table__.c.chat_id
    statement = select(*_columns()).where(column.in_(set(chat_ids))).order_by(column)
    return await _saved(session, statement.with_for_update() if to_change else statement)


async def due_reminders(
    session: AsyncSession, now: datetime, *, limit: int
) -> dict[int, SavedChat]:
    """Return chats whose reminder is due, oldest first; other processes do not see them now."""
    column = Chat.__table__.c.remind_at
    statement = select(*_columns()).where(column <= now).order_by(column).limit(limit)
    return await _saved(session, statement.with_for_update(skip_locked=True))


async def set_reminder(
    session: AsyncSession, chat_id: int, moment: datetime | None, today: date
) -> None:
    """Store when a chat is reminded next; it is kept for half a year after a reminder."""
    values = {"remind_at": moment, "last_used": today}
    await session.execute(update(Chat).where(Chat.chat_id == chat_id).values(**values))


async def stop_reminders(session: AsyncSession, chat_id: int) -> None:
    """Remind a chat of nothing any more."""
    await session.execute(update(Chat).where(Chat.chat_id == chat_id).values(remind_at=None))


async def remind_again(session: AsyncSession, chat_id: int, moment: datetime) -> None:
    """Remind a chat at *moment*; nothing is stored of one that was forgotten meanwhile."""
    await session.execute(update(Chat).where(Chat.chat_id == chat_id).values(remind_at=moment))


def _columns() -> list[ColumnElement[Any]]:
    """Return the number of a chat and the columns of a ``SavedChat``, in its order."""
    table = Chat.__table__.c
    return [table.chat_id, *(table[field.name] for field in fields(SavedChat))]


async def _saved(session: AsyncSession, statement: Select[Any]) -> dict[int, SavedChat]:
    return {row[0]: SavedChat(*row[1:]) for row in await session.execute(statement)}


async def hold_chats(session: AsyncSession, chat_ids: Collection[int]) -> None:
    """Let no other transaction that holds one of these chats go on before this one has ended.

    It holds for chats without a row too. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "postgresql" or not chat_ids:
        return
    # One order in all processes: no deadlock.
    hold = "SELECT pg_advisory_xact_lock(chat) FROM unnest(CAST(:chats AS bigint[])) AS chat"
    await session.execute(text(hold), {"chats": sorted(set(chat_ids))})


async def save_chats(session: AsyncSession, chats: dict[int, SavedChat], today: date) -> None:
    """Store what is to be kept of each chat, as of its use *today*.

    Whole rows are written: the caller has held the chats since it read them.
    """
    rows = [
        {"chat_id": chat_id, **_values(chat), "unreachable": False, "last_used": today}
        for chat_id, chat in sorted(chats.items())  # one order in all processes: no deadlock
    ]
    await _upsert(session, Chat, rows, key=("chat_id",))


def _values(chat: SavedChat) -> dict[str, Any]:
    return {field.name: getattr(chat, field.name) for field in fields(chat)}


async def save_messages(
    session: AsyncSession, messages: Collection[tuple[int, int]], at: datetime
) -> None:
    """Remember the numbers of messages, as ``(chat_id, message_id)``, so that they can go."""
    rows = [{"chat_id": chat, "message_id": number, "at": at} for chat, number in messages]
    rows.sort(key=lambda row: (row["chat_id"], row["message_id"]))
    await _upsert(session, ChatMessage, rows, key=("chat_id", "message_id"))


async def save_unasked_messages(
    session: AsyncSession, messages: Collection[tuple[int, int]], at: datetime
) -> None:
    """Remember the numbers of messages that nobody asked for: not of chats forgotten meanwhile."""
    column = Chat.__table__.c.chat_id
    statement = select(column).where(column.in_({chat for chat, _ in messages})).order_by(column)
    there = set((await session.scalars(statement.with_for_update(read=True))).all())
    await save_messages(session, [one for one in messages if one[0] in there], at)


async def messages_of(session: AsyncSession, chat_id: int) -> list[int]:
    """Return the numbers of a chat's messages, oldest first."""
    statement = select(ChatMessage.message_id).where(ChatMessage.chat_id == chat_id)
    return sorted((await session.scalars(statement)).all())


async def forget_messages(
    session: AsyncSession, chat_id: int, message_ids: Collection[int]
) -> None:
    """Forget the numbers of messages that are gone."""
    await session.execute(
        delete(ChatMessage).where(
            ChatMessage.chat_id == chat_id, ChatMessage.message_id.in_(message_ids)
        )
    )


async def new_updates(session: AsyncSession, update_ids: Collection[int], at: datetime) -> set[int]:
    """Mark updates as handled and return those that were not handled before."""
    rows = [{"update_id": number, "at": at} for number in sorted(set(update_ids))]
    if not rows:
        return set()
    insert = _insert(session)(HandledUpdate).values(rows).on_conflict_do_nothing()
    return set((await session.scalars(insert.returning(HandledUpdate.update_id))).all())


async def forget_chat(session: AsyncSession, chat_id: int) -> None:
    """Remove every row of a chat, pending messages too.

    What waits to be sent goes first: a process that erases it just now has then stored the number
    of its message, which goes with the others.
    """
    for table in (OutboxMessage, Chat, ChatMessage):
        await session.execute(delete(table).where(table.chat_id == chat_id))


async def count(
    session: AsyncSession, rows: Sequence[AnswerGiven | Rating | UnansweredQuestion]
) -> None:
    """Store rows that name no person."""
    session.add_all(rows)
    await session.flush()


async def expire(session: AsyncSession, now: datetime) -> None:
    """Delete what may not be kept any longer."""
    today = now.date()
    await _delete(session, ChatMessage, ChatMessage.at < now - MESSAGES_KEPT)
    await _delete(session, HandledUpdate, HandledUpdate.at < now - MESSAGES_KEPT)
    await _delete(session, Chat, (Chat.last_used < today - CHATS_KEPT) & Chat.remind_at.is_(None))
    await _delete(
        session, UnansweredQuestion, UnansweredQuestion.week < week_of(today - UNANSWERED_KEPT)
    )
    await session.execute(
        update(Chat)
        .where(Chat.last_topic_at < now - MESSAGES_KEPT)
        .values(last_topic=None, last_topic_at=None)
    )
    await session.execute(
        update(Chat)
        .where(Chat.awaiting.is_not(None), Chat.last_used < today - timedelta(days=1))
        .values(awaiting=None)
    )


async def _delete(session: AsyncSession, table: type[Base], condition: ColumnElement[bool]) -> None:
    await session.execute(delete(table).where(condition))


async def _upsert(
    session: AsyncSession, model: type[Base], rows: list[dict[str, Any]], *, key: tuple[str, ...]
) -> None:
    """Insert rows or update those with the same key; Any: one value a column."""
    if not rows:
        return
    table = model.__table__
    assert isinstance(table, Table)
    insert = _insert(session)(model)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in key}
    await session.execute(
        insert.on_conflict_do_update(index_elements=list(key), set_=changed), rows
    )


def _insert(session: AsyncSession) -> Any:  # Any: two dialects' classes without a common base
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert
