"""News to many chats: taken out of the outbox before they are sent, so never sent twice.

A row holds the language alone: what is sent names no subject, and the text waits behind a tap.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import Announcement, Chat, OutboxMessage

#: Messages of announcements a second. Telegram allows 30 to all chats: a third is left for answers.
#: https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once
PER_SECOND: Final = 20.0


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that was taken out of the outbox to be sent once, now or never."""

    id: int
    chat_id: int
    payload: list[dict[str, str]]
    announcement_id: int

    @property
    def language(self) -> str:
        return self.payload[0]["language"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement has gone; ``lost`` were under way when a process was killed."""

    id: int
    created_at: datetime
    stopped: bool
    total: int
    sent: int
    blocked: int
    failed: int
    waiting: int

    @property
    def lost(self) -> int:
        left = self.total - self.sent - self.blocked - self.failed - self.waiting
        return 0 if self.stopped else left


async def readers(
    session: AsyncSession, *, languages: Collection[str], countries: Collection[str]
) -> list[tuple[int, str]]:
    """Return chat and language of those who want news; of all countries when none are given."""
    statement = (
        select(Chat.chat_id, Chat.language)
        .where(Chat.news, ~Chat.unreachable, Chat.language.in_(set(languages)))
        .order_by(Chat.chat_id)
    )
    if countries:
        statement = statement.where(Chat.country.in_(set(countries)))
    return [(chat_id, language or "en") for chat_id, language in await session.execute(statement)]


async def announce(
    session: AsyncSession,
    texts: Mapping[str, str],
    now: datetime,
    *,
    countries: Collection[str] = (),
) -> tuple[int, dict[str, int]]:
    """Store news for all who want them and whose language is among *texts*.

    Returns:
        The number of the announcement and how many get it, by language.
    """
    found = await readers(session, languages=texts, countries=countries)
    number = await _create(session, texts, len(found), now)
    await _put(session, number, found, now)
    counts: dict[str, int] = dict.fromkeys(texts, 0)
    for _, language in found:
        counts[language] += 1
    return number, counts


async def announce_test(
    session: AsyncSession, texts: Mapping[str, str], group_id: int, now: datetime
) -> int:
    """Store news for one group alone, once in each language; return their number."""
    number = await _create(session, texts, len(texts), now)
    await _put(session, number, [(group_id, language) for language in texts], now)
    return number


async def _create(
    session: AsyncSession, texts: Mapping[str, str], total: int, now: datetime
) -> int:
    row = Announcement(
        created_at=now, texts=dict(texts), total=total, stopped=False, sent=0, blocked=0, failed=0
    )
    session.add(row)
    await session.flush()
    return row.id


async def _put(
    session: AsyncSession, number: int, readers_: Sequence[tuple[int, str]], now: datetime
) -> None:
    """Store one message a chat, each due a little later than the one before."""
    rows: list[dict[str, Any]] = [
        {
            "chat_id": chat_id,
            "payload": [{"language": language}],
            "due_at": now + timedelta(seconds=index / PER_SECOND),
            "lease_until": now,
            "attempts": 0,
            "announcement_id": number,
        }
        for index, (chat_id, language) in enumerate(readers_)
    ]
    if rows:
        await session.execute(insert(OutboxMessage), rows)


async def take(session: AsyncSession, now: datetime, *, limit: int) -> list[Taken]:
    """Take due messages out of the outbox, oldest first: no other process will see them."""
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.announcement_id.is_not(None), OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.id)
        .limit(limit)
    )
    if session.get_bind().dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    statement = (
        delete(OutboxMessage)
        .where(OutboxMessage.id.in_(due.scalar_subquery()))
        .returning(
            OutboxMessage.id,
            OutboxMessage.chat_id,
            OutboxMessage.payload,
            OutboxMessage.announcement_id,
        )
        .execution_options(synchronize_session=False)
    )
    taken = [Taken(*row) for row in await session.execute(statement)]
    return sorted(taken, key=lambda one: one.id)


async def is_wanted(session: AsyncSession, one: Taken) -> bool:
    """Whether news are to be sent that were taken just now: not when forgotten or stopped since."""
    announcement = await session.get(Announcement, one.announcement_id)
    if announcement is None or announcement.stopped:
        return False
    wanted = select(Chat.news).where(Chat.chat_id == one.chat_id)
    return one.chat_id < 0 or bool(await session.scalar(wanted))


async def put_back(session: AsyncSession, taken: Sequence[Taken], due_at: datetime) -> None:
    """Put messages back that were certainly not sent, unless their announcement was stopped.

    A chat that was forgotten or does not want news any more gets none.
    """
    if not taken:
        return
    stopped = set(
        await session.scalars(
            select(Announcement.id).where(
                Announcement.id.in_({one.announcement_id for one in taken}), Announcement.stopped
            )
        )
    )
    wanted = set(
        await session.scalars(
            select(Chat.chat_id).where(Chat.chat_id.in_({one.chat_id for one in taken}), Chat.news)
        )
    )
    rows: list[dict[str, Any]] = [
        {
            "chat_id": one.chat_id,
            "payload": one.payload,
            "due_at": due_at,
            "lease_until": due_at,
            "attempts": 0,
            "announcement_id": one.announcement_id,
        }
        for one in taken
        if one.announcement_id not in stopped and (one.chat_id in wanted or one.chat_id < 0)
    ]
    if rows:
        await session.execute(insert(OutboxMessage), rows)


async def count(
    session: AsyncSession, announcement_id: int, *, sent: int, blocked: int, failed: int
) -> None:
    """Add to the counts of an announcement."""
    await session.execute(
        update(Announcement)
        .where(Announcement.id == announcement_id)
        .values(
            sent=Announcement.sent + sent,
            blocked=Announcement.blocked + blocked,
            failed=Announcement.failed + failed,
        )
    )


async def mark_unreachable(session: AsyncSession, chat_ids: Collection[int]) -> None:
    """Remember who has blocked the bot: no news goes there until they write again."""
    column = Chat.__table__.c.chat_id
    theirs = select(column).where(column.in_(set(chat_ids))).order_by(column)
    locked = (await session.scalars(theirs.with_for_update())).all()  # one order: no deadlock
    await session.execute(update(Chat).where(Chat.chat_id.in_(locked)).values(unreachable=True))


async def stop(session: AsyncSession, announcement_id: int) -> int | None:
    """Stop an announcement; return how many messages were not sent, ``None`` without such one."""
    found = await session.get(Announcement, announcement_id)
    if found is None:
        return None
    found.stopped = True
    statement = (
        delete(OutboxMessage)
        .where(OutboxMessage.announcement_id == announcement_id)
        .returning(OutboxMessage.id)
    )
    return len((await session.scalars(statement)).all())


async def text_of(session: AsyncSession, announcement_id: int, language: str) -> str | None:
    """Return the text of an announcement for a reader; ``None`` when it is gone or was stopped."""
    found = await session.get(Announcement, announcement_id)
    if found is None or found.stopped:
        return None
    return found.texts.get(language) or found.texts.get("en")


async def progress(session: AsyncSession) -> list[Progress]:
    """Return all announcements, newest first."""
    counted = await session.execute(
        select(OutboxMessage.announcement_id, func.count())
        .where(OutboxMessage.announcement_id.is_not(None))
        .group_by(OutboxMessage.announcement_id)
    )
    waiting = {number: count for number, count in counted}  # noqa: C416 -- rows are no pairs
    rows = await session.scalars(select(Announcement).order_by(Announcement.id.desc()))
    return [
        Progress(
            row.id,
            row.created_at,
            row.stopped,
            row.total,
            row.sent,
            row.blocked,
            row.failed,
            waiting.get(row.id, 0),
        )
        for row in rows
    ]
