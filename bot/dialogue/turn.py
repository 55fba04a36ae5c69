"""One turn of a conversation as values: what came in, what is remembered, what goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from bot.dialogue.reply import Reply


class Media(Enum):
    """What a message holds that is not text."""

    PHOTO = "photo"
    VOICE = "voice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or a press of a button, from any channel.

    Exactly one of ``text``, ``command``, ``button`` and ``media`` says what it is. ``arguments``
    follow a command. ``language_hint`` is one of our languages, as the phone is set. ``private``:
    nobody else reads along.
    """

    text: str = ""
    command: str = ""
    arguments: str = ""
    button: str = ""
    media: Media | None = None
    language_hint: str | None = None
    private: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """What the worker chose to keep of a way home; never one without a valid stay.

    ``marks`` say of steps that they are done, or why they are left out.
    """

    pathway: str | None = None
    leaving: date | None = None
    card: date | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is kept of a chat: what the worker chose, and the last topic for 48 hours.

    ``awaiting`` is the data of the form that takes typed text next; it goes with the next message.
    ``status`` is the status of residence. ``remind_at`` is when to send the next reminder, for
    those who asked for them.
    """

    language: str | None = None
    country: str | None = None
    last_topic: str | None = None
    last_topic_at: datetime | None = None
    awaiting: str | None = None
    status: str | None = None
    way: Way = field(default_factory=Way)
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was given; kept without person."""

    topic: str
    language: str
    revision: str
    confidence: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the bot could not answer, with numbers and names taken out."""

    text: str
    language: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Rated:
    """Somebody said whether a page helped."""

    topic: str
    language: str
    revision: str
    helpful: bool


Event = Answered | Unanswered | Rated


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one ``Incoming``: replies, the new state, and things to count.

    ``forget`` asks that every row of the chat be removed.
    """

    replies: tuple[Reply, ...]
    state: ChatState
    events: tuple[Event, ...] = ()
    forget: bool = False
