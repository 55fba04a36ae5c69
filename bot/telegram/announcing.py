"""News to many, sent slowly enough to leave room for answers.

Each message is taken out of the outbox before it is sent: a process that is killed loses those
under way (counted as lost) and repeats none.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.dialogue import news
from bot.errors import StorageError
from bot.i18n import catalogue
from bot.storage import announcements, chats
from bot.storage.announcements import PER_SECOND, Taken
from bot.storage.database import Database
from bot.telegram.client import Client, is_unsent, wait_after
from bot.telegram.outgoing import write
from bot.telegram.sending import keyboard_of
from bot.telegram.timing import Timing

_AT_ONCE: Final = 20

log = structlog.get_logger(__name__)


class _Fate(Enum):
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    NOT_SENT = "not sent"
    UNWANTED = "unwanted"


class Announcer:
    """Sends what is due, a second's worth at a time."""

    def __init__(
        self, client: Client, database: Database, now: Callable[[], datetime], timing: Timing
    ) -> None:
        self._client = client
        self._database = database
        self._now = now
        self._timing = timing
        self._not_before = 0.0
        self._failures = 0

    async def work(self, stop: asyncio.Event) -> None:
        """Send what is due now, ``PER_SECOND`` at most, until nothing is or *stop* is set.

        Raises:
            StorageError: The database does not answer; nothing was sent, or it was not counted.
        """
        while not stop.is_set() and asyncio.get_running_loop().time() >= self._not_before:
            if not await self._send_some():
                return

    async def _send_some(self) -> bool:
        """Send about a second's worth; return whether anything was due."""
        sending: list[tuple[Taken, asyncio.Task[tuple[_Fate, int]]]] = []
        try:
            for _ in range(_AT_ONCE):  # one by one: a process that is killed loses hardly any
                async with self._database.transaction() as session:
                    taken = await announcements.take(session, self._now(), limit=1)
                if not taken:
                    break
                sending += [(one, asyncio.create_task(self._send(one))) for one in taken]
                await asyncio.sleep(1 / PER_SECOND)
        finally:
            if sending:
                done = [(one, await task) for one, task in sending]
                async with self._database.transaction() as session:
                    await self._keep(session, done)
        return bool(sending)

    async def _send(self, one: Taken) -> tuple[_Fate, int]:
        if asyncio.get_running_loop().time() < self._not_before:
            return _Fate.NOT_SENT, 0
        try:  # what is forgotten after this is on its way to Telegram
            async with self._database.transaction() as session:
                if not await announcements.is_wanted(session, one):
                    return _Fate.UNWANTED, 0
        except StorageError:
            return _Fate.NOT_SENT, 0
        (message,) = write([news.teaser(catalogue(one.language), one.announcement_id)])
        try:
            sent = await self._client.send_message(
                one.chat_id, message.text, parse_mode="HTML", reply_markup=keyboard_of(message)
            )
        except Forbidden:
            return _Fate.BLOCKED, 0
        except BadRequest:
            return (_Fate.BLOCKED if one.chat_id > 0 else _Fate.FAILED), 0
        except TelegramError as error:
            self._rest(error)
            return (_Fate.NOT_SENT if is_unsent(error) else _Fate.FAILED), 0
        self._failures = 0
        return _Fate.SENT, sent.message_id

    def _rest(self, error: TelegramError) -> None:
        """Wait as Telegram says, or longer each time, before anything more is sent."""
        self._failures += 1
        wait_s = wait_after(error, self._failures, self._timing)
        self._not_before = asyncio.get_running_loop().time() + wait_s

    async def _keep(
        self, session: AsyncSession, done: Sequence[tuple[Taken, tuple[_Fate, int]]]
    ) -> None:
        for number in {one.announcement_id for one, _ in done}:
            fates = [fate for one, (fate, _) in done if one.announcement_id == number]
            await announcements.count(
                session,
                number,
                sent=fates.count(_Fate.SENT),
                blocked=fates.count(_Fate.BLOCKED),
                failed=fates.count(_Fate.FAILED),
            )
        blocked = [one.chat_id for one, (fate, _) in done if fate is _Fate.BLOCKED]
        await announcements.mark_unreachable(session, blocked)
        back = [one for one, (fate, _) in done if fate is _Fate.NOT_SENT]
        await announcements.put_back(session, back, self._now())
        numbers = [
            (one.chat_id, message)
            for one, (fate, message) in done
            if fate is _Fate.SENT and one.chat_id > 0
        ]
        await chats.save_unasked_messages(session, numbers, self._now())
        log.info("news sent", sent=len(numbers), blocked=len(blocked), put_back=len(back))
