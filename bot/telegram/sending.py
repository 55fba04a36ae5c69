"""One call to Telegram for one thing to do, with the ways out when Telegram refuses it."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog
from telegram import InlineKeyboardMarkup, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.printing import PrintingError
from bot.telegram.client import Client
from bot.telegram.outgoing import Action, Outgoing
from bot.telegram.printing import Printer
from bot.telegram.rendering import plain_text

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_MOST_DELETED: Final = 100
#: A chat that refuses every message: nothing of ours is wrong, and trying again changes nothing.
_CLOSED_CHAT: Final = re.compile(
    "chat not found|not enough rights|have no rights|chat_write_forbidden|topic_closed"
    "|topic_deleted|deactivated|kicked|peer_id_invalid|user not found",
    re.IGNORECASE,
)
_HIDDEN: Final = "…"

log = structlog.get_logger(__name__)


class RejectedError(Exception):
    """Telegram will never take this message."""


class Sender:
    """Does one thing in a chat.

    Every method lets network errors, 429, 5xx (``NetworkError``, ``RetryAfter``) and 403
    (``Forbidden``) through: the caller knows how long to wait.

    Args:
        client: Telegram.
        printer: What makes PDF of HTML.
    """

    def __init__(self, client: Client, printer: Printer) -> None:
        self._client = client
        self._printer = printer

    async def document(self, one: Outgoing) -> bytes | None:
        """Return the content of a file, which may take seconds; ``None`` if it is not printed."""
        if not one.languages:
            return one.content.encode()
        try:
            return await self._printer.pdf(one.content, one.languages)
        except PrintingError as error:
            log.warning("file not printed", reason=str(error))
            return None

    async def perform(
        self, chat_id: int, one: Outgoing, document: bytes | None = None
    ) -> int | None:
        """Send, edit or delete, and return the number of a new message.

        Args:
            chat_id: Where.
            one: What is to be done.
            document: The content of a file; without it, what is said instead is sent.

        Raises:
            RejectedError: Telegram will never take it; logged where it is our mistake.
        """
        try:
            return await self._perform(chat_id, one, document)
        except ChatMigrated as error:  # a group became a supergroup and has another number now
            return await self._perform(error.new_chat_id, one, document)

    async def acknowledge(self, one: Outgoing) -> None:
        """Stop the waiting sign of a pressed button; one pressed too long ago is ignored."""
        with suppress(BadRequest):
            await self._client.answer_callback_query(one.callback_id or "", text=one.text or None)

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Delete what Telegram lets us delete."""
        for start in range(0, len(message_ids), _MOST_DELETED):
            await self._delete_some(chat_id, message_ids[start : start + _MOST_DELETED])

    async def type(self, chat_id: int, thread_id: int | None) -> None:
        """Show that an answer is being written; it does not matter when that fails."""
        with suppress(TelegramError):
            await self._client.send_chat_action(
                chat_id, ChatAction.TYPING, message_thread_id=thread_id
            )

    async def _perform(self, chat_id: int, one: Outgoing, document: bytes | None) -> int | None:
        if one.action is Action.FILE:
            if document is None:
                return await self._send(chat_id, Outgoing(Action.SEND, one.instead))
            return await self._send_file(chat_id, one, document)
        if one.action is Action.DELETE:
            await self._hide(chat_id, one.message_id or 0)
            return None
        if one.action is Action.EDIT and await self._is_edited(chat_id, one):
            return None
        return await self._send(chat_id, one)

    async def _send_file(self, chat_id: int, one: Outgoing, document: bytes) -> int:
        try:
            message = await self._client.send_document(
                chat_id,
                InputFile(document, filename=one.name),
                caption=one.text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard_of(one),
                message_thread_id=one.thread_id,
            )
        except BadRequest as error:
            raise RejectedError(_reason(error)) from None
        return message.message_id

    async def _send(self, chat_id: int, one: Outgoing) -> int:
        try:
            return await self._post(chat_id, one, one.text, html=True)
        except BadRequest as error:
            if _CLOSED_CHAT.search(error.message):
                raise RejectedError(_reason(error)) from None
            _report("message refused, sent as plain text", error)
            return await self._send_plain(chat_id, one, with_keyboard="parse" in error.message)

    async def _send_plain(self, chat_id: int, one: Outgoing, *, with_keyboard: bool) -> int:
        keyboard = one.keyboard if with_keyboard else None
        plain = Outgoing(Action.SEND, keyboard=keyboard)  # where it belongs may be the mistake
        try:
            return await self._post(chat_id, plain, plain_text(one.text), html=False)
        except BadRequest as error:
            _report("plain text refused, given up", error)
            raise RejectedError(_reason(error)) from None

    async def _post(self, chat_id: int, one: Outgoing, text: str, *, html: bool) -> int:
        reply_to = one.reply_to
        message = await self._client.send_message(
            chat_id,
            text,
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard_of(one),
            message_thread_id=one.thread_id,
            reply_parameters=None
            if reply_to is None
            else ReplyParameters(reply_to, allow_sending_without_reply=True),
        )
        return message.message_id

    async def _is_edited(self, chat_id: int, one: Outgoing) -> bool:
        """Write over a message; false when it cannot be, so that a new one is needed."""
        try:
            await self._client.edit_message_text(
                one.text,
                chat_id,
                one.message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard_of(one),
            )
        except BadRequest as error:
            return "not modified" in error.message
        return True

    async def _hide(self, chat_id: int, message_id: int) -> None:
        """Delete a message, or empty it where it is too old to be deleted."""
        try:
            await self._client.delete_message(chat_id, message_id)
        except BadRequest:
            with suppress(BadRequest):
                await self._client.edit_message_text(_HIDDEN, chat_id, message_id)

    async def _delete_some(self, chat_id: int, message_ids: Sequence[int]) -> None:
        try:
            await self._client.delete_messages(chat_id, message_ids)
        except BadRequest:  # one that may not be deleted spoils all: look for it by halves
            if len(message_ids) > 1:
                middle = len(message_ids) // 2
                await self._delete_some(chat_id, message_ids[:middle])
                await self._delete_some(chat_id, message_ids[middle:])


def keyboard_of(one: Outgoing) -> InlineKeyboardMarkup | None:
    """Return the buttons of a message for the library."""
    if not one.keyboard:
        return None
    return InlineKeyboardMarkup.de_json({"inline_keyboard": one.keyboard})


def _report(event: str, error: BadRequest) -> None:
    log.error(event, reason=_reason(error))


def _reason(error: BadRequest) -> str:
    """Return Telegram's words up to where they may repeat ours."""
    return re.split(r"[:(\"]", error.message, maxsplit=1)[0].strip()[:60]
