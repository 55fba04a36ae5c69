"""From a Telegram update to what the dialogue understands, and where the answer goes."""

import re
from dataclasses import dataclass
from typing import Any, Final

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.dialogue.turn import Incoming, Media
from bot.languages import from_tag

#: A command: its name, the bot that it is for, what follows.
COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Original:
    """A message as it may be passed on to the other side of a conversation with a person.

    ``text`` and ``entities`` are those of a text or a caption; ``replied_id`` the message that it
    replies to.
    """

    edited: bool = False
    album: str | None = None
    replied_id: int | None = None
    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()  # Any: JSON as Telegram sends it
    is_caption: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """One update that asks for an answer.

    ``message_id`` is the worker's own message, or the bot's message whose button was pressed
    (``pressed_id`` says so). ``thread_id`` and ``reply_to`` keep an answer in its place in a group.
    """

    update_id: int
    chat_id: int
    private: bool
    incoming: Incoming
    message_id: int | None = None
    pressed_id: int | None = None
    callback_id: str | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    copied: Original | None = None


def original(message: Message, *, edited: bool) -> Original:
    """Return what must be known of a message to pass it on."""
    is_caption = message.text is None
    entities = message.caption_entities if is_caption else message.entities
    replied = message.reply_to_message
    return Original(
        edited=edited,
        album=message.media_group_id,
        replied_id=replied.message_id if replied is not None else None,
        text=(message.caption if is_caption else message.text) or "",
        entities=tuple(entity.to_dict() for entity in entities or ()),
        is_caption=is_caption,
    )


def receive(update: Update, username: str) -> Received | None:
    """Return what an update asks for; ``None`` when it is not for us.

    In a group only messages that address the bot are: ``@username``, a reply to the bot, or a
    command with its name.
    """
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or (message.from_user is not None and message.from_user.is_bot):
        return None
    private = message.chat.type == ChatType.PRIVATE
    if not private and not _is_addressed(message, username):
        return None
    incoming = _incoming(message, username, private=private)
    if incoming is None:
        return None
    return Received(
        update.update_id,
        message.chat.id,
        private,
        incoming,
        message_id=message.message_id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_to=None if private else message.message_id,
        copied=original(message, edited=update.edited_message is not None),
    )


def _pressed(update_id: int, query: CallbackQuery) -> Received | None:
    message = query.message
    private = message is None or message.chat.type == ChatType.PRIVATE
    incoming = Incoming(
        button=query.data or "_",
        language_hint=from_tag(query.from_user.language_code),
        private=private,
    )
    thread_id = None
    if isinstance(message, Message) and message.is_topic_message:
        thread_id = message.message_thread_id
    return Received(
        update_id,
        message.chat.id if message is not None else query.from_user.id,
        private,
        incoming,
        pressed_id=message.message_id if message is not None else None,
        callback_id=query.id,
        thread_id=thread_id,
    )


def _incoming(message: Message, username: str, *, private: bool) -> Incoming | None:
    hint = from_tag(message.from_user.language_code) if message.from_user is not None else None
    text = message.text or message.caption or ""
    if command := COMMAND.match(text):
        name, _, arguments = command.groups()
        return Incoming(
            command=name.lower(),
            arguments=(arguments or "").strip(),
            language_hint=hint,
            private=private,
        )
    if text:
        own_name = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
        spoken = own_name.sub(" ", text) if not private else text
        return Incoming(text=spoken, language_hint=hint, private=private)
    media = _media(message)
    return None if media is None else Incoming(media=media, language_hint=hint, private=private)


def _media(message: Message) -> Media | None:
    if message.photo or message.video or message.animation or message.video_note:
        return Media.PHOTO
    if message.voice or message.audio:
        return Media.VOICE
    return Media.OTHER if message.effective_attachment is not None else None


def _is_addressed(message: Message, username: str) -> bool:
    text = message.text or message.caption or ""
    if command := COMMAND.match(text):
        return (command[2] or "").lower() == username.lower()
    if re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE):
        return True
    replied = message.reply_to_message
    author = replied.from_user if replied is not None else None
    return author is not None and (author.username or "").lower() == username.lower()
