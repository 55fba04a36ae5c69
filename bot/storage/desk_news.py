"""News being written at the desk, on their way to the second person who lets them out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage import announcements
from bot.storage.desk_models import DeskAccount, DeskNews

#: States of news, in the order of their life.
DRAFT: Final = "draft"
WAITING: Final = "waiting"
RETURNED: Final = "returned"
SENT: Final = "sent"
#: Being written by their author.
OPEN: Final = (DRAFT, RETURNED)
_KEPT: Final = timedelta(days=180)


async def get(session: AsyncSession, number: int) -> DeskNews | None:
    return await session.get(DeskNews, number)


async def listed(session: AsyncSession) -> list[DeskNews]:
    """Return all news of the desk, newest first."""
    return list(await session.scalars(select(DeskNews).order_by(DeskNews.id.desc())))


async def to_decide(session: AsyncSession, account_id: int) -> int:
    """Return how many news of others wait for a second person."""
    waiting = await session.scalars(select(DeskNews).where(DeskNews.state == WAITING))
    return sum(not one.is_by(account_id) for one in waiting)


async def names(session: AsyncSession, found: DeskNews) -> list[str]:
    """Return who wrote news, the one who began them first."""
    rows = await session.execute(
        select(DeskAccount.id, DeskAccount.name).where(DeskAccount.id.in_(found.authors))
    )
    known = {row[0]: row[1] for row in rows}
    others = [known[one] for one in found.authors if one in known and one != found.account_id]
    return [found.name, *others]


def blank(account_id: int, name: str, now: datetime) -> DeskNews:
    """Return news that say nothing yet and are not stored."""
    return DeskNews(
        account_id=account_id,
        authors=[account_id],
        name=name,
        texts={},
        countries=[],
        state=DRAFT,
        version=1,
        tested=0,
        tests=[],
        saved_at=now,
        decided_by="",
        remark="",
        announcement_id=None,
    )


async def change(
    session: AsyncSession,
    number: int,
    version: int,
    states: Sequence[str],
    values: Mapping[str, Any],  # Any: a value for each column
) -> bool:
    """Change news if they are still as they were seen; false when somebody was faster."""
    statement = (
        update(DeskNews)
        .where(DeskNews.id == number, DeskNews.version == version, DeskNews.state.in_(states))
        .values(**values)
        .returning(DeskNews.id)
        .execution_options(synchronize_session=False)
    )
    return (await session.scalar(statement)) is not None


async def discard(session: AsyncSession, number: int) -> bool:
    """Delete news that nobody has been asked to look at; false when there are none such."""
    statement = (
        delete(DeskNews)
        .where(DeskNews.id == number, DeskNews.state.in_(OPEN))
        .returning(DeskNews.id)
        .execution_options(synchronize_session=False)
    )
    return (await session.scalar(statement)) is not None


async def audience(
    session: AsyncSession, languages: Sequence[str], countries: Sequence[str]
) -> dict[str, int]:
    """Return how many want news in each language; from all countries when none are given."""
    counts = dict.fromkeys(languages, 0)
    for _, language in await announcements.readers(
        session, languages=languages, countries=countries
    ):
        counts[language] += 1
    return counts


async def expire(session: AsyncSession, now: datetime) -> None:
    """Delete news that nobody has touched for half a year; announcements stay."""
    await session.execute(delete(DeskNews).where(DeskNews.saved_at < now - _KEPT))
