"""Accounts of the desk: sessions, invitations, failed sign-ins, and what each account did."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.desk_models import (
    DeskAccount,
    DeskAction,
    DeskAttempt,
    DeskInvitation,
    DeskMark,
    DeskReading,
    DeskSession,
)

IDLE: Final = timedelta(hours=12)
LONGEST_SESSION: Final = timedelta(days=7)
INVITED_FOR: Final = timedelta(hours=72)
REVIEW_FOR: Final = timedelta(days=14)
#: Failed sign-ins count this long.
ATTEMPTS_COUNT_FOR: Final = timedelta(minutes=15)
_ACTIONS_KEPT: Final = timedelta(days=730)
_SEEN_EVERY: Final = timedelta(minutes=5)


async def by_login(session: AsyncSession, login: str) -> DeskAccount | None:
    """Return the account with this folded name."""
    return await session.scalar(select(DeskAccount).where(DeskAccount.login == login))


async def by_id(session: AsyncSession, account_id: int) -> DeskAccount | None:
    return await session.get(DeskAccount, account_id)


async def everybody(session: AsyncSession) -> list[DeskAccount]:
    """Return all accounts by name."""
    return list(await session.scalars(select(DeskAccount).order_by(DeskAccount.login)))


# Sessions


async def current(
    session: AsyncSession, token: str, now: datetime
) -> tuple[DeskSession, DeskAccount] | None:
    """Return a session that has not run out, with its account; its use now is noted."""
    found = (
        await session.execute(
            select(DeskSession, DeskAccount)
            .join(DeskAccount, DeskAccount.id == DeskSession.account_id)
            .where(
                DeskSession.token == token,
                DeskSession.seen_at > now - IDLE,
                DeskSession.created_at > now - LONGEST_SESSION,
                DeskAccount.disabled.is_(False),
            )
        )
    ).first()
    if found is None:
        return None
    if found[0].seen_at < now - _SEEN_EVERY:
        found[0].seen_at = now
    return found[0], found[1]


async def end_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(DeskSession).where(DeskSession.token == token))


async def end_sessions_of(
    session: AsyncSession, account_id: int, *, keep: str | None = None
) -> None:
    """End all sessions of an account but one."""
    statement = delete(DeskSession).where(DeskSession.account_id == account_id)
    if keep is not None:
        statement = statement.where(DeskSession.token != keep)
    await session.execute(statement)


async def use_code(session: AsyncSession, account_id: int, step: int) -> bool:
    """Note that the code of a time step was used; false when it, or a later one, was before."""
    statement = (
        update(DeskAccount)
        .where(DeskAccount.id == account_id, DeskAccount.totp_step < step)
        .values(totp_step=step)
        .returning(DeskAccount.id)
        .execution_options(synchronize_session=False)
    )
    return (await session.scalar(statement)) is not None


# Failed sign-ins


async def failures(session: AsyncSession, key: str, now: datetime) -> int:
    """Return how often signing in failed for a key lately."""
    statement = select(func.count()).where(
        DeskAttempt.key == key, DeskAttempt.at > now - ATTEMPTS_COUNT_FOR
    )
    return int(await session.scalar(statement) or 0)


async def note_failure(session: AsyncSession, keys: Sequence[str], now: datetime) -> None:
    session.add_all(DeskAttempt(key=key, at=now) for key in keys)


async def forget_failures(session: AsyncSession, keys: Sequence[str]) -> None:
    await session.execute(delete(DeskAttempt).where(DeskAttempt.key.in_(keys)))


# Invitations


async def invitation(session: AsyncSession, token: str, now: datetime) -> DeskInvitation | None:
    """Return an invitation that can still be used."""
    return await session.scalar(
        select(DeskInvitation).where(
            DeskInvitation.token == token,
            DeskInvitation.used_at.is_(None),
            DeskInvitation.expires_at > now,
        )
    )


async def use_invitation(session: AsyncSession, token: str, now: datetime) -> bool:
    """Use an invitation up; false when it was used before or has run out."""
    statement = (
        update(DeskInvitation)
        .where(
            DeskInvitation.token == token,
            DeskInvitation.used_at.is_(None),
            DeskInvitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(DeskInvitation.token)
        .execution_options(synchronize_session=False)
    )
    return (await session.scalar(statement)) is not None


async def open_invitations(session: AsyncSession, now: datetime) -> list[DeskInvitation]:
    """Return invitations to an account that are not used yet, newest first."""
    statement = (
        select(DeskInvitation)
        .where(
            DeskInvitation.topic.is_(None),
            DeskInvitation.used_at.is_(None),
            DeskInvitation.expires_at > now,
        )
        .order_by(DeskInvitation.created_at.desc())
    )
    return list(await session.scalars(statement))


async def withdraw(session: AsyncSession, token: str) -> None:
    """Take an invitation back."""
    await session.execute(delete(DeskInvitation).where(DeskInvitation.token == token))


# What was done


async def note(
    session: AsyncSession, account: DeskAccount, kind: str, target: str, now: datetime
) -> None:
    """Note something that an account did."""
    session.add(
        DeskAction(at=now, account_id=account.id, name=account.name, kind=kind, target=target[:160])
    )


async def actions(
    session: AsyncSession, *, account_id: int | None = None, limit: int = 200
) -> list[DeskAction]:
    """Return what was done, newest first; by one account if given."""
    statement = select(DeskAction).order_by(DeskAction.id.desc()).limit(limit)
    if account_id is not None:
        statement = statement.where(DeskAction.account_id == account_id)
    return list(await session.scalars(statement))


async def expire(session: AsyncSession, now: datetime) -> None:
    """Delete what may not be kept or is of no use any longer."""
    await session.execute(delete(DeskSession).where(DeskSession.seen_at < now - IDLE))
    await session.execute(delete(DeskSession).where(DeskSession.created_at < now - LONGEST_SESSION))
    await session.execute(delete(DeskAttempt).where(DeskAttempt.at < now - ATTEMPTS_COUNT_FOR))
    old = select(DeskInvitation.token).where(DeskInvitation.expires_at < now - REVIEW_FOR)
    await session.execute(delete(DeskReading).where(DeskReading.invitation.in_(old)))
    await session.execute(
        delete(DeskInvitation).where(DeskInvitation.expires_at < now - REVIEW_FOR)
    )
    await session.execute(delete(DeskAction).where(DeskAction.at < now - _ACTIONS_KEPT))
    await session.execute(delete(DeskMark).where(DeskMark.at < now - _ACTIONS_KEPT))
