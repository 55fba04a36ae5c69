"""What is to be done in a chat, as values that can be stored: written before it is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Final

from bot.dialogue import channel
from bot.dialogue.reply import File, Reply
from bot.i18n import catalogue
from bot.storage.outbox import Payload
from bot.telegram.incoming import Received
from bot.telegram.rendering import Markup, markup, render, units

#: Telegram's limit for the line over a chat: https://core.telegram.org/bots/api#answercallbackquery
_MAX_TOAST_UNITS: Final = 200


class Action(Enum):
    """What to do in the chat."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    CLEAR = "clear"
    ACKNOWLEDGE = "acknowledge"
    FILE = "file"
    # Of a conversation with a person (support/courier.py):
    COPY = "copy"
    MIRROR = "mirror"
    NOTE = "note"
    ALERT = "alert"
    OPEN_TOPIC = "open_topic"
    CLOSE_TOPIC = "close_topic"
    REOPEN_TOPIC = "reopen_topic"


#: What needs the case at the moment of sending.
OF_CASES: Final = frozenset(
    {
        *(Action.COPY, Action.MIRROR, Action.NOTE, Action.ALERT),
        *(Action.OPEN_TOPIC, Action.CLOSE_TOPIC, Action.REOPEN_TOPIC),
    }
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One call to Telegram.

    ``text`` is HTML, or plain for ``ACKNOWLEDGE``, ``MIRROR`` and the name of a topic.
    ``message_id`` is edited or deleted, or the original of a copy, which may be part of an
    ``album``. ``remember`` says whether the number of a new message is kept for clearing the chat.
    ``entities`` belong to a mirrored text; ``is_caption`` says that it stands under a picture.
    ``content`` is that of a file called ``name``; with ``languages`` it is HTML, printed as PDF;
    ``instead`` is said when that fails.
    """

    action: Action
    text: str = ""
    keyboard: Markup | None = None
    message_id: int | None = None
    callback_id: str | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    remember: bool = False
    name: str = ""
    content: str = ""
    languages: tuple[str, ...] = ()
    instead: str = ""
    case_id: int | None = None
    album: str | None = None
    entities: list[dict[str, Any]] | None = None  # Any: JSON as Telegram sends it
    is_caption: bool = False


def compose(received: Received, replies: Sequence[Reply], *, remember: bool) -> list[Outgoing]:
    """Return what the *replies* ask to be done where the message or press came from.

    A press is acknowledged whatever follows. At most one reply is written over the message whose
    button was pressed; the keyboard of a long reply stands under its last part.
    """
    found: list[Outgoing] = []
    if received.callback_id is not None:
        toast = next((reply.toast for reply in replies if reply.toast.strip()), "")
        found.append(
            Outgoing(Action.ACKNOWLEDGE, _shortened(toast), callback_id=received.callback_id)
        )
    pressed = received.pressed_id
    for reply in replies:
        if reply.clear and received.private:
            found.append(Outgoing(Action.CLEAR, message_id=pressed))
            pressed = None
        if reply.hide and pressed is not None:
            found.append(Outgoing(Action.DELETE, message_id=pressed))
            pressed = None
        if reply.file is not None:
            found.append(_file(received, reply, reply.file, remember=remember))
            continue
        over = pressed if reply.in_place else None
        parts = _messages(received, reply, over=over, remember=remember and received.private)
        if parts and over is not None:
            pressed = None
        found += parts
    return found


def write(
    replies: Iterable[Reply],
    *,
    action: Action = Action.SEND,
    case_id: int | None = None,
    thread_id: int | None = None,
    remember: bool = False,
) -> list[Outgoing]:
    """Return *replies* as new messages, or as another ``action`` of a case."""
    found: list[Outgoing] = []
    for reply in replies:
        texts = render(reply)
        found += [
            Outgoing(
                action,
                text,
                (markup(reply.keyboard) or None) if index == len(texts) - 1 else None,
                thread_id=thread_id,
                remember=remember,
                case_id=case_id,
            )
            for index, text in enumerate(texts)
        ]
    return found


def dump(messages: Iterable[Outgoing]) -> Payload:
    """Return messages as JSON, without what is empty."""
    return [
        {name: value for name, value in asdict(one).items() if value not in (None, "", False, ())}
        | {"action": one.action.value}
        for one in messages
    ]


def load(payload: Payload) -> list[Outgoing]:
    """Return the messages that ``dump`` wrote."""
    return [
        Outgoing(
            **{
                **one,
                "action": Action(one["action"]),
                "languages": tuple(one.get("languages", ())),
            }
        )
        for one in payload
    ]


def _file(received: Received, reply: Reply, file: File, *, remember: bool) -> Outgoing:
    printed_in = next(iter(file.languages), None)
    return Outgoing(
        Action.FILE,
        render(reply)[0],
        markup(reply.keyboard) or None,
        thread_id=received.thread_id,
        remember=remember and received.private,
        name=file.name,
        content=file.content,
        languages=file.languages,
        instead="" if printed_in is None else render(channel.failed(catalogue(printed_in)))[0],
    )


def _messages(
    received: Received, reply: Reply, *, over: int | None, remember: bool
) -> list[Outgoing]:
    texts = render(reply)
    keyboard = markup(reply.keyboard) or None
    return [
        Outgoing(
            Action.EDIT if over is not None and index == 0 else Action.SEND,
            text,
            keyboard if index == len(texts) - 1 else None,
            message_id=over if index == 0 else None,
            thread_id=received.thread_id,
            reply_to=received.reply_to,
            remember=remember,
        )
        for index, text in enumerate(texts)
    ]


def _shortened(toast: str) -> str:
    while units(toast) > _MAX_TOAST_UNITS:
        toast = toast[:-2].rstrip() + "…"
    return toast.strip()
