"""Sends reminders: by day, once each, at most one a chat after downtime, naming nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.dialogue import reminder
from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import ChatState
from bot.errors import StorageError
from bot.languages import JAPAN
from bot.pathway.reminders import by_day, zone_on
from bot.storage import chats, outbox
from bot.storage.database import Database
from bot.telegram.client import is_unsent
from bot.telegram.outgoing import Action, Outgoing
from bot.telegram.rendering import markup, render
from bot.telegram.sending import RejectedError, Sender
from bot.telegram.storing import state_of
from bot.telegram.timing import report

#: How many are sent in a row, and how long one that surely was not sent waits for its next try.
_AT_ONCE: Final = 100
_AGAIN: Final = timedelta(minutes=15)

log = structlog.get_logger(__name__)


class Reminders:
    """A reminder is taken off before it is sent: after a crash it may be lost, never sent twice.

    The days that matter stand in the plan and in the file taken along as well.
    """

    def __init__(
        self,
        sender: Sender,
        database: Database,
        conversation: Conversation,
        now: Callable[[], datetime],
    ) -> None:
        self._sender = sender
        self._database = database
        self._conversation = conversation
        self._now = now

    async def send_due(self) -> None:
        """Send what is due, one after the other.

        Raises:
            StorageError: The database does not answer: no further one was taken.
        """
        for _ in range(_AT_ONCE):
            taken = await self._take()
            if taken is None:
                return
            chat_id, state = taken
            if state is None:
                continue
            try:
                if await self._is_wanted(chat_id):
                    await self._send(chat_id, state)
            except Exception as error:  # noqa: BLE001 -- the edge: one reminder
                report("reminder failed", error)

    async def _take(self) -> tuple[int, ChatState | None] | None:
        """Return the next chat to remind; its next reminder is stored before that.

        Without a state it is night there: it was put off.
        """
        now = self._now()
        today = now.astimezone(JAPAN).date()
        async with self._database.transaction() as session:
            due = await chats.due_reminders(session, now, limit=1)
            for chat_id, saved in due.items():
                state = state_of(saved)
                moment = by_day(now, zone_on(state.way.leaving, today, state.country))
                if moment > now:  # after an outage
                    await chats.remind_again(session, chat_id, moment)
                    return chat_id, None
                following = self._conversation.reminded(state).remind_at
                await chats.set_reminder(session, chat_id, following, today)
                return chat_id, state
        return None

    async def _is_wanted(self, chat_id: int) -> bool:
        """Whether a reminder is to be sent that was taken just now: not when forgotten since.

        What is forgotten after this is on its way to Telegram; a reminder names nothing.
        """
        try:
            async with self._database.transaction() as session:
                return await _wants_reminders(session, chat_id)
        except StorageError:  # it was taken off: better sent than lost
            return True

    async def _send(self, chat_id: int, state: ChatState) -> None:
        reply = reminder.unasked(state.language or "en")
        one = Outgoing(Action.SEND, render(reply)[0], markup(reply.keyboard) or None, remember=True)
        try:
            number = await self._sender.perform(chat_id, one)
        except Forbidden:
            async with self._database.transaction() as session:
                await outbox.remove_chat(session, chat_id)
                await chats.stop_reminders(session, chat_id)
        except (BadRequest, RejectedError):
            log.warning("reminder refused")
        except TelegramError as error:
            await self._once_more(chat_id, error)
        else:
            await self._remember(chat_id, number)

    async def _once_more(self, chat_id: int, error: TelegramError) -> None:
        """Try a reminder again that Telegram surely has not taken; others are given up."""
        log.warning("reminder not sent", error=type(error).__name__)
        if not is_unsent(error):
            return
        try:
            async with self._database.transaction() as session:
                if await _wants_reminders(session, chat_id):
                    await chats.remind_again(session, chat_id, self._now() + _AGAIN)
        except StorageError:
            return

    async def _remember(self, chat_id: int, number: int | None) -> None:
        if number is None:
            return
        try:
            async with self._database.transaction() as session:
                await chats.save_unasked_messages(session, [(chat_id, number)], self._now())
        except StorageError:  # it was sent: the worker clears it by hand
            return


async def _wants_reminders(session: AsyncSession, chat_id: int) -> bool:
    saved = (await chats.load_chats(session, [chat_id], to_change=True)).get(chat_id)
    return saved is not None and state_of(saved).way.reminds
