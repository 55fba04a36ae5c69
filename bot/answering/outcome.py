"""The values that travel between a question and its answer."""

from dataclasses import dataclass, field
from enum import Enum

from bot.knowledge.model import DangerKind


class Outcome(Enum):
    """The four outcomes of a question."""

    ANSWER = "answer"
    SUGGESTIONS = "suggestions"
    UNKNOWN = "unknown"
    URGENT = "urgent"


class Missing(Enum):
    """The one thing that must be known before the right page can be shown."""

    COUNTRY = "country"
    STATUS = "status"


class SmallTalk(Enum):
    """A message that asks nothing."""

    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of the person who asks; everything may be unknown."""

    language: str | None = None
    country: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A topic and the probability, in [0, 1], that it is what was asked for."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """What was understood of one question.

    ``language`` is the language to reply in; ``language_sure`` whether the question itself showed
    it. ``matches`` are in the order to show: the page and near titles for an answer, candidates
    for suggestions and for the missing question, none when unknown. ``out_of_scope``: probability
    that no page is about it.
    """

    outcome: Outcome
    language: str
    language_sure: bool
    matches: tuple[Match, ...] = ()
    danger: DangerKind | None = None
    missing: Missing | None = None
    small_talk: SmallTalk | None = None
    out_of_scope: float = field(default=0.0, compare=False)
