"""What is being written on the desk, what readers said of pages, and how sources look."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.desk_models import DeskDraft, DeskInvitation, DeskReading, DeskSource
from bot.storage.models import AnswerGiven, Rating, UnansweredQuestion

#: States of a draft, in the order of its life.
DRAFT: Final = "draft"
WAITING: Final = "waiting"
RETURNED: Final = "returned"
PUBLISHED: Final = "published"
REVIEWED: Final = "reviewed"
#: Being written by its author.
OPEN: Final = (DRAFT, RETURNED)
_KEPT: Final = timedelta(days=180)


async def own(
    session: AsyncSession, account_id: int, topic: str, language: str
) -> DeskDraft | None:
    """Return the draft of a page that an account is writing."""
    return await session.scalar(
        select(DeskDraft)
        .where(
            DeskDraft.account_id == account_id,
            DeskDraft.topic == topic,
            DeskDraft.language == language,
            DeskDraft.state.in_(OPEN),
        )
        .order_by(DeskDraft.id.desc())
        .limit(1)
    )


async def of_account(session: AsyncSession, account_id: int) -> list[DeskDraft]:
    """Return what an account is writing or waits for, newest first."""
    return await _list(
        session, DeskDraft.account_id == account_id, DeskDraft.state.in_((*OPEN, WAITING))
    )


async def of_page(session: AsyncSession, topic: str, language: str) -> list[DeskDraft]:
    """Return the unpublished drafts of a page by anybody, newest first."""
    return await _list(
        session,
        DeskDraft.topic == topic,
        DeskDraft.language == language,
        DeskDraft.state.in_((*OPEN, WAITING)),
    )


async def to_look_at(session: AsyncSession) -> list[DeskDraft]:
    """Return what waits for a second person: proposals, and corrections published at once."""
    return await _list(session, DeskDraft.state.in_((WAITING, PUBLISHED)))


async def get(session: AsyncSession, draft_id: int) -> DeskDraft | None:
    return await session.get(DeskDraft, draft_id)


async def propose(session: AsyncSession, draft_id: int) -> None:
    """Let a draft wait for a second person."""
    draft = await get(session, draft_id)
    if draft is not None:
        draft.state = WAITING
        await _forget_twins(session, draft)


async def publish(
    session: AsyncSession, draft_id: int, *, state: str, commit: str, second: str, at: datetime
) -> None:
    """Note that a draft went out with *commit*; *second* is who looked at it, empty for nobody."""
    draft = await get(session, draft_id)
    if draft is not None:
        draft.state, draft.commit, draft.decided_by = state, commit, second
        draft.saved_at = at
        await _forget_twins(session, draft)


async def _forget_twins(session: AsyncSession, draft: DeskDraft) -> None:
    """Delete other open drafts of the same page and account, begun in a second window."""
    await session.execute(
        delete(DeskDraft).where(
            DeskDraft.account_id == draft.account_id,
            DeskDraft.topic == draft.topic,
            DeskDraft.language == draft.language,
            DeskDraft.state.in_(OPEN),
            DeskDraft.id != draft.id,
        )
    )


async def _list(session: AsyncSession, *conditions: object) -> list[DeskDraft]:
    statement = select(DeskDraft).order_by(DeskDraft.saved_at.desc(), DeskDraft.id.desc())
    for condition in conditions:
        statement = statement.where(condition)  # type: ignore[arg-type] # each is a column clause
    return list(await session.scalars(statement))


async def expire(session: AsyncSession, now: datetime) -> None:
    """Delete drafts whose story is over, and those that nobody has touched for half a year."""
    await session.execute(delete(DeskDraft).where(DeskDraft.saved_at < now - _KEPT))


# Review links


async def review_links(session: AsyncSession, topic: str, language: str) -> list[DeskInvitation]:
    """Return the review links of a page, newest first."""
    statement = (
        select(DeskInvitation)
        .where(DeskInvitation.topic == topic)
        .order_by(DeskInvitation.created_at.desc())
    )
    return [link for link in await session.scalars(statement) if link.languages == [language]]


async def readings(session: AsyncSession, tokens: Collection[str]) -> list[DeskReading]:
    """Return what was said by review links."""
    statement = (
        select(DeskReading).where(DeskReading.invitation.in_(tokens)).order_by(DeskReading.at)
    )
    return list(await session.scalars(statement))


# Sources


async def sources(
    session: AsyncSession, urls: Collection[str] | None = None
) -> dict[str, DeskSource]:
    """Return how source pages were last found: all of them, or some."""
    statement = select(DeskSource)
    if urls is not None:
        statement = statement.where(DeskSource.url.in_(urls))
    return {row.url: row for row in await session.scalars(statement)}


# What workers ask


async def unanswered(
    session: AsyncSession, *, language: str | None = None, limit: int = 2000
) -> list[UnansweredQuestion]:
    """Return questions without an answer, newest week first."""
    statement = (
        select(UnansweredQuestion)
        .order_by(UnansweredQuestion.week.desc(), UnansweredQuestion.id)
        .limit(limit)
    )
    if language is not None:
        statement = statement.where(UnansweredQuestion.language == language)
    return list(await session.scalars(statement))


async def forget_questions(session: AsyncSession, ids: Sequence[int]) -> None:
    """Delete questions that an editor has dealt with."""
    await session.execute(delete(UnansweredQuestion).where(UnansweredQuestion.id.in_(ids)))


async def ratings(session: AsyncSession, since: date) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (helpful, not helpful) by topic and language, from the week of *since* on."""
    statement = (
        select(Rating.topic, Rating.language, Rating.helpful, func.count())
        .where(Rating.week >= since)
        .group_by(Rating.topic, Rating.language, Rating.helpful)
    )
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for topic, language, helpful, number in await session.execute(statement):
        good, bad = found.get((topic, language), (0, 0))
        found[topic, language] = (good + number, bad) if helpful else (good, bad + number)
    return found


async def shown(session: AsyncSession, since: date) -> dict[tuple[str, str], int]:
    """Return how often each page was shown, by topic and language."""
    statement = (
        select(AnswerGiven.topic, AnswerGiven.language, func.count())
        .where(AnswerGiven.week >= since)
        .group_by(AnswerGiven.topic, AnswerGiven.language)
    )
    return {(row[0], row[1]): int(row[2]) for row in await session.execute(statement)}


async def by_week(session: AsyncSession, since: date) -> dict[date, tuple[int, int]]:
    """Return (pages shown, questions without an answer) of each week."""
    answers = await session.execute(
        select(AnswerGiven.week, func.count())
        .where(AnswerGiven.week >= since)
        .group_by(AnswerGiven.week)
    )
    found = {row[0]: (int(row[1]), 0) for row in answers}
    missed = await session.execute(
        select(UnansweredQuestion.week, func.count())
        .where(UnansweredQuestion.week >= since)
        .group_by(UnansweredQuestion.week)
    )
    for week, number in missed:
        found[week] = (found.get(week, (0, 0))[0], int(number))
    return dict(sorted(found.items()))
