"""Conversations with a person: which chat and topic, and which message belongs to which copy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from statistics import median

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import CaseCount, CaseMessage, OutboxMessage, SupportCase
from bot.storage.periods import CHATS_KEPT, COUNTS_KEPT, ENDED_KEPT


class Status(Enum):
    """Where a conversation stands; the value is what the column holds."""

    WAITING = "waiting"
    JOINED = "joined"
    ENDED = "ended"


class CaseEvent(Enum):
    """What is counted of conversations, without person."""

    OPENED = "opened"
    JOINED = "joined"
    ENDED = "ended"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    FORGOTTEN = "forgotten"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """A conversation as an answer to its worker must know it."""

    id: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of some weeks: by event, opened by language, the median wait for a person."""

    events: Mapping[str, int]
    languages: Mapping[str, int]
    median_minutes: float | None


async def of_chats(session: AsyncSession, chat_ids: Collection[int]) -> dict[int, CaseBrief]:
    """Return the conversation that goes on in each chat, else the last one that is still kept."""
    statement = (
        select(SupportCase.chat_id, SupportCase.id, SupportCase.status)
        .where(SupportCase.chat_id.in_(set(chat_ids)))
        .order_by(SupportCase.status == Status.ENDED.value, SupportCase.id.desc())
    )
    found: dict[int, CaseBrief] = {}
    for chat_id, number, status in await session.execute(statement):
        found.setdefault(chat_id, CaseBrief(number, goes_on=status != Status.ENDED.value))
    return found


async def active(session: AsyncSession, chat_id: int) -> SupportCase | None:
    """Return the conversation that goes on in a chat, locked for this transaction."""
    statement = (
        select(SupportCase)
        .where(SupportCase.chat_id == chat_id, SupportCase.status != Status.ENDED.value)
        .with_for_update()
    )
    case: SupportCase | None = await session.scalar(statement)
    return case


async def of_group(session: AsyncSession, group_id: int) -> Sequence[SupportCase]:
    """Return the conversations that go on in a group, oldest first."""
    statement = (
        select(SupportCase)
        .where(SupportCase.group_id == group_id, SupportCase.status != Status.ENDED.value)
        .order_by(SupportCase.id)
    )
    return (await session.scalars(statement)).all()


async def get(session: AsyncSession, case_id: int) -> SupportCase | None:
    """Return a conversation, locked for this transaction; ``None`` when it was forgotten."""
    statement = select(SupportCase).where(SupportCase.id == case_id).with_for_update()
    case: SupportCase | None = await session.scalar(statement)
    return case


async def of_thread(session: AsyncSession, group_id: int, thread_id: int) -> SupportCase | None:
    """Return the conversation of a topic of the group, locked for this transaction."""
    statement = (
        select(SupportCase)
        .where(SupportCase.group_id == group_id, SupportCase.thread_id == thread_id)
        .with_for_update()
    )
    case: SupportCase | None = await session.scalar(statement)
    return case


async def count(
    session: AsyncSession, event: CaseEvent, language: str, week: date, minutes: int | None = None
) -> None:
    """Count an event; *minutes* is how long the worker waited."""
    session.add(CaseCount(week=week, language=language, event=event.value, minutes=minutes))
    await session.flush()


async def statistics(session: AsyncSession, since: date) -> Statistics:
    """Return what was counted in the weeks from *since* on."""
    statement = select(CaseCount.event, CaseCount.language, CaseCount.minutes).where(
        CaseCount.week >= since
    )
    events: dict[str, int] = {}
    languages: dict[str, int] = {}
    waits: list[int] = []
    for event, language, minutes in await session.execute(statement):
        events[event] = events.get(event, 0) + 1
        if event == CaseEvent.OPENED.value:
            languages[language] = languages.get(language, 0) + 1
        if minutes is not None:
            waits.append(minutes)
    return Statistics(events, languages, median(waits) if waits else None)


# Messages


async def record(
    session: AsyncSession, case_id: int, message_id: int, *, from_worker: bool, album: str | None
) -> None:
    """Remember a message that is to be copied."""
    session.add(
        CaseMessage(case_id=case_id, from_worker=from_worker, message_id=message_id, album=album)
    )
    await session.flush()


async def claim(
    session: AsyncSession,
    case_id: int,
    message_id: int,
    *,
    from_worker: bool,
    album: str | None,
    claim: int,
) -> list[int]:
    """Return what is still to be copied of a message or its whole album, in order, now ours.

    *claim* is the number of the outbox row: the same row may ask again, another gets nothing.
    """
    part = CaseMessage.message_id == message_id if album is None else CaseMessage.album == album
    statement = (
        update(CaseMessage)
        .where(
            CaseMessage.case_id == case_id,
            CaseMessage.from_worker == from_worker,
            part,
            CaseMessage.copy_id.is_(None),
            or_(CaseMessage.claim.is_(None), CaseMessage.claim == claim),
        )
        .values(claim=claim)
        .returning(CaseMessage.message_id)
        .execution_options(synchronize_session=False)
    )
    return sorted((await session.scalars(statement)).all())


async def copied(
    session: AsyncSession, case_id: int, copies: Mapping[int, int], *, from_worker: bool
) -> None:
    """Remember the copies of messages, by the number of the original."""
    for message_id, copy_id in copies.items():
        await session.execute(
            update(CaseMessage)
            .where(
                CaseMessage.case_id == case_id,
                CaseMessage.from_worker == from_worker,
                CaseMessage.message_id == message_id,
            )
            .values(copy_id=copy_id)
        )


async def counterpart(
    session: AsyncSession, case_id: int, message_id: int, *, from_worker: bool
) -> int | None:
    """Return the message on the other side that belongs to one on the side of *from_worker*."""
    own = select(CaseMessage.copy_id).where(
        CaseMessage.case_id == case_id,
        CaseMessage.from_worker == from_worker,
        CaseMessage.message_id == message_id,
    )
    found: int | None = await session.scalar(own)
    if found is not None:
        return found
    theirs = select(CaseMessage.message_id).where(
        CaseMessage.case_id == case_id,
        CaseMessage.from_worker != from_worker,
        CaseMessage.copy_id == message_id,
    )
    other: int | None = await session.scalar(theirs)
    return other


async def is_recorded(
    session: AsyncSession, case_id: int, message_id: int, *, from_worker: bool
) -> bool:
    """Whether a message is one that is or will be copied."""
    statement = select(CaseMessage.message_id).where(
        CaseMessage.case_id == case_id,
        CaseMessage.from_worker == from_worker,
        CaseMessage.message_id == message_id,
    )
    return await session.scalar(statement) is not None


# The end


async def forget(session: AsyncSession, chat_id: int) -> list[SupportCase]:
    """Remove the conversations of a chat with what waits to be copied; return what they were."""
    statement = select(SupportCase).where(SupportCase.chat_id == chat_id)
    found = list((await session.scalars(statement)).all())
    for case in found:
        await _remove_pending(session, case)
        session.expunge(case)
    ids = [case.id for case in found]
    await session.execute(delete(CaseMessage).where(CaseMessage.case_id.in_(ids)))
    await session.execute(delete(SupportCase).where(SupportCase.id.in_(ids)))
    return found


async def expire(session: AsyncSession, now: datetime) -> None:
    """Delete conversations that ended long ago or were left open for good, and old counts."""
    is_old = or_(SupportCase.ended_at < now - ENDED_KEPT, SupportCase.opened_at < now - CHATS_KEPT)
    old = select(SupportCase.id).where(is_old)
    await session.execute(delete(CaseMessage).where(CaseMessage.case_id.in_(old)))
    await session.execute(delete(SupportCase).where(is_old))
    await session.execute(delete(CaseCount).where(CaseCount.week < (now - COUNTS_KEPT).date()))


async def _remove_pending(session: AsyncSession, case: SupportCase) -> None:
    rows = await session.execute(
        select(OutboxMessage.id, OutboxMessage.payload).where(
            OutboxMessage.chat_id == case.group_id
        )
    )
    ids = [
        row_id
        for row_id, payload in rows
        if any(message.get("case_id") == case.id for message in payload)
    ]
    await session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))
