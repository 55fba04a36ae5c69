"""Calls to Telegram that wait and go on: 429, 5xx and a network that is gone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.client import ANSWERS_AT_ONCE, SHORT_CALLS_AT_ONCE, wait_after
from bot.telegram.outgoing import Action, Outgoing
from bot.telegram.sending import Sender
from bot.telegram.timing import Outage, Timing

T = TypeVar("T")
#: Whether something is still to be sent; asked just before each try.
IsWanted = Callable[[], Awaitable[bool]]
#: Answers "5xx" to one message after which it is put aside: others of the chat go first.
_MOST_REFUSALS: Final = 8
_MOST_ACKNOWLEDGEMENTS: Final = 3


class PutAsideError(Exception):
    """Telegram fails at this message again and again: it is to be tried much later."""


class PatientSender:
    """Does what ``Sender`` does, as often as needed; a chat that waits holds nobody else up."""

    def __init__(self, sender: Sender, timing: Timing, network: Outage) -> None:
        self._sender = sender
        self._timing = timing
        self._network = network
        self._answers = asyncio.Semaphore(ANSWERS_AT_ONCE)
        self._short_calls = asyncio.Semaphore(SHORT_CALLS_AT_ONCE)

    async def perform(self, chat_id: int, one: Outgoing, is_wanted: IsWanted) -> int | None:
        """Send, edit or delete, and return the number of a new message.

        Raises:
            Forbidden: The chat cannot be written to any more.
            RejectedError: Telegram will never take the message.
            PutAsideError: Telegram failed too often.
        """
        document = await self._sender.document(one) if one.action is Action.FILE else None
        return await self.call(lambda: self._sender.perform(chat_id, one, document), is_wanted)

    async def delete(self, chat_id: int, message_ids: Sequence[int], is_wanted: IsWanted) -> None:
        """Delete messages; raises as ``perform``."""
        await self.call(lambda: self._sender.delete(chat_id, message_ids), is_wanted)

    async def acknowledge(self, one: Outgoing, is_wanted: IsWanted) -> None:
        """Acknowledge a press; given up soon, because the waiting sign ends by itself."""
        for tries in range(1, _MOST_ACKNOWLEDGEMENTS + 1):
            if not await is_wanted():
                return
            try:
                async with self._short_calls:
                    await self._sender.acknowledge(one)
            except TelegramError as error:
                await asyncio.sleep(wait_after(error, tries, self._timing))
            else:
                return

    async def type(self, chat_id: int, thread_id: int | None) -> None:
        """Show that an answer is being written."""
        async with self._short_calls:
            await self._sender.type(chat_id, thread_id)

    async def call(self, call: Callable[[], Awaitable[T]], is_wanted: IsWanted) -> T | None:
        """Return what *call* returns; ``None`` when it is wanted no more.

        Raises:
            Forbidden: The chat cannot be written to any more.
            BadRequest: Telegram refuses the call.
            PutAsideError: Telegram failed too often.
        """
        tries = refusals = 0
        while await is_wanted():
            try:
                async with self._answers:
                    if not await is_wanted():  # others were sent first
                        return None
                    result = await call()
            except (Forbidden, BadRequest, ChatMigrated):
                raise
            except TelegramError as error:
                tries += 1
                refusals += _is_refusal(error)
                if refusals > _MOST_REFUSALS:
                    raise PutAsideError from None
                if not isinstance(error, RetryAfter):
                    self._network.begin(error)
                await asyncio.sleep(wait_after(error, tries, self._timing))
            else:
                self._network.end()
                return result
        return None


def _is_refusal(error: TelegramError) -> bool:
    """Whether Telegram itself answered with a failure, and not the network between."""
    lost = isinstance(error, TimedOut) or (
        isinstance(error, NetworkError) and error.__cause__ is not None
    )
    return not lost and not isinstance(error, RetryAfter)
