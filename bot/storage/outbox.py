"""Messages that must be sent, also after a crash: a row each, held by a lease while one sends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import OutboxMessage

#: How long a process may take to send what it claimed before another tries.
LEASE: Final = timedelta(seconds=30)
MAX_ATTEMPTS: Final = 8

Payload = list[dict[str, Any]]  # Any: one JSON object a message


@dataclass(frozen=True, slots=True)
class Pending:
    """Messages of one chat to send in order; ``attempts`` counts this claim and earlier ones."""

    id: int
    chat_id: int
    payload: Payload
    attempts: int


async def of_chats(
    session: AsyncSession, chat_ids: Collection[int], now: datetime
) -> dict[int, dict[int, bool]]:
    """Return the rows of each chat, and whether some process is sending them at this moment.

    Those of announcements are left out: they stand in no order with answers.
    """
    being_sent = (OutboxMessage.due_at <= now) & (OutboxMessage.lease_until > now)
    statement = select(OutboxMessage.chat_id, OutboxMessage.id, being_sent).where(
        OutboxMessage.chat_id.in_(set(chat_ids)), OutboxMessage.announcement_id.is_(None)
    )
    found: dict[int, dict[int, bool]] = {chat_id: {} for chat_id in chat_ids}
    for chat_id, number, is_sent_now in await session.execute(statement):
        found[chat_id][number] = is_sent_now
    return found


async def put(
    session: AsyncSession, messages: Sequence[tuple[int, Payload]], now: datetime
) -> list[int]:
    """Store messages that the caller is about to send itself; return their row ids in order."""
    rows = [
        OutboxMessage(
            chat_id=chat_id, payload=payload, due_at=now, lease_until=now + LEASE, attempts=0
        )
        for chat_id, payload in messages
    ]
    session.add_all(rows)
    await session.flush()
    return [row.id for row in rows]


async def claim(session: AsyncSession, now: datetime, *, limit: int = 20) -> list[Pending]:
    """Take due messages that nobody holds, oldest first; the lease makes them ours.

    Those of announcements are left to ``storage.announcements``: they may not be sent twice.
    """
    due = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.due_at <= now,
            OutboxMessage.lease_until <= now,
            OutboxMessage.announcement_id.is_(None),
        )
        .order_by(OutboxMessage.id)
        .limit(limit)
    )
    if session.get_bind().dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(due.scalar_subquery()))
        .values(lease_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(
            OutboxMessage.id, OutboxMessage.chat_id, OutboxMessage.payload, OutboxMessage.attempts
        )
        .execution_options(synchronize_session=False)
    )
    rows = [Pending(*row) for row in await session.execute(statement)]
    return sorted(rows, key=lambda pending: pending.id)


async def remove(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Erase messages that were sent, or that can never be; return those that were still there."""
    if not ids:
        return set()
    statement = delete(OutboxMessage).where(OutboxMessage.id.in_(ids)).returning(OutboxMessage.id)
    return set((await session.scalars(statement)).all())


async def remove_chat(session: AsyncSession, chat_id: int) -> None:
    """Erase all that waits for a chat that cannot be written to any more."""
    await session.execute(delete(OutboxMessage).where(OutboxMessage.chat_id == chat_id))


async def release(
    session: AsyncSession, message_id: int, payload: Payload, due_at: datetime
) -> None:
    """Give a message back with what is left to send, to be tried again from *due_at* on."""
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(payload=payload, due_at=due_at, lease_until=due_at)
    )


async def release_all(session: AsyncSession, now: datetime) -> None:
    """End every lease: for a process that is known to be the only one that sends."""
    await session.execute(
        update(OutboxMessage).where(OutboxMessage.lease_until > now).values(lease_until=now)
    )


async def extend(
    session: AsyncSession, ids: Collection[int], held_until: datetime, now: datetime
) -> set[int]:
    """Hold messages until ``now + LEASE``; return those that nobody else took meanwhile.

    *held_until* is when the present lease of all *ids* ends: it tells our lease from another's.
    """
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.lease_until == held_until)
        .values(lease_until=now + LEASE)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return set((await session.scalars(statement)).all())
