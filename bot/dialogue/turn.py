"""One turn of a conversation as values: what came in, what is remembered, what goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from bot.dialogue.reply import Reply
from bot.pathway.insured import Period


class Media(Enum):
    """What a message holds that is not text."""

    PHOTO = "photo"
    VOICE = "voice"
    OTHER = "other"


class Wish(Enum):
    """What a worker wants of the conversation with a person."""

    OPEN = "open"
    END = "end"
    REOPEN = "reopen"
    RATE = "rate"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class PersonWish:
    """A wish about the conversation with a person.

    ``topic`` and ``urgent`` belong to ``OPEN``, ``case`` to ``REOPEN`` and ``RATE``, ``helpful`` to
    ``RATE``, ``phrase`` (its id and that of the answer) to ``ANSWER``.
    """

    wish: Wish
    language: str
    topic: str | None = None
    urgent: bool = False
    case: int = 0
    helpful: bool = False
    phrase: tuple[str, str] = ("", "")


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

    ``marks`` say of steps that they are done, or why they are left out. ``reminds``: reminders are
    wanted, whether a day lies ahead or not.
    """

    pathway: str | None = None
    leaving: date | None = None
    card: date | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    reminds: bool = False


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is kept of a chat: what the worker chose, and the last topic for 48 hours.

    ``awaiting`` is the data of the form that takes typed text next; it goes with the next message.
    ``status`` is the status of residence, ``prefecture`` where the work is, ``insured`` the periods
    of pension insurance; nothing of a stay without permission. ``remind_at`` is when to send the
    next reminder, for those who asked for them.
    ``news`` is whether the worker wants announcements. ``talks_to_person``: a conversation with a
    person goes on; ``asked_person``: it does, or did lately. They are kept elsewhere.
    """

    language: str | None = None
    country: str | None = None
    last_topic: str | None = None
    last_topic_at: datetime | None = None
    awaiting: str | None = None
    status: str | None = None
    prefecture: str | None = None
    insured: tuple[Period, ...] = ()
    way: Way = field(default_factory=Way)
    remind_at: datetime | None = None
    news: bool = False
    talks_to_person: bool = False
    asked_person: bool = False


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
class DangerSeen:
    """Danger was seen in what somebody wrote in ``language``; ``now``: minutes count."""

    language: str
    now: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one ``Incoming``: replies, the new state, and things to count.

    ``forget`` asks that every row of the chat be removed; ``person`` is a wish about the
    conversation with a person, ``danger`` that the emergency panel is shown because of what was
    written. ``heard`` is the language of what a person will read, where it shows.
    ``news`` is the number of the announcement to show; its text is kept elsewhere.
    """

    replies: tuple[Reply, ...]
    state: ChatState
    events: tuple[Event, ...] = ()
    forget: bool = False
    person: PersonWish | None = None
    danger: DangerSeen | None = None
    heard: str = ""
    news: int | None = None
