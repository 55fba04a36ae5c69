"""What matters most this week, in one ordered list for each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from bot.knowledge.model import Knowledge, Topic
from bot.knowledge.status import State, needed_languages, status, words_state
from bot.knowledge.words import FOLDERS, wordlist
from bot.storage.desk_models import DeskSource

_SOON: Final = timedelta(days=14)
#: What a shown page counts for, against what is wrong with it.
_PER_VIEW: Final = 0.5
_MOST_FOR_VIEWS: Final = 40.0


class Why(Enum):
    """Why something waits for an editor, with its weight."""

    DANGER = "danger"
    FACT_LATE = "fact late"
    HOLD = "hold"
    SOURCE_GONE = "source gone"
    SOURCE_CHANGED = "source changed"
    UNHELPFUL = "unhelpful"
    PAST_REVIEW = "past review"
    OUTDATED = "outdated"
    FACT_SOON = "fact soon"
    REVIEW_SOON = "review soon"
    MISSING = "missing"
    DRAFT = "draft"


_OF_STATE: Final[Mapping[State, Why]] = {
    State.OUTDATED: Why.OUTDATED,
    State.MISSING: Why.MISSING,
    State.DRAFT: Why.DRAFT,
}
_WEIGHT: Final[Mapping[Why, float]] = {
    Why.DANGER: 0,
    Why.HOLD: 70,
    Why.FACT_LATE: 60,
    Why.SOURCE_GONE: 55,
    Why.SOURCE_CHANGED: 50,
    Why.UNHELPFUL: 40,
    Why.PAST_REVIEW: 45,
    Why.OUTDATED: 40,
    Why.FACT_SOON: 15,
    Why.REVIEW_SOON: 12,
    Why.MISSING: 20,
    Why.DRAFT: 10,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is to be done; ``number`` and ``day`` say how much or when."""

    why: Why
    number: int = 0
    day: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for an editor; ``target`` is its address on the desk.

    It is a page or topic, a fact, or the words of a ``folder``.
    """

    target: str
    topic: str
    fact: str
    reasons: tuple[Reason, ...]
    score: float
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """What is known of how pages are used, by topic and language."""

    shown: Mapping[tuple[str, str], int]
    ratings: Mapping[tuple[str, str], tuple[int, int]]
    sources: Mapping[str, DeskSource]


def tasks(knowledge: Knowledge, language: str, use: Use, today: date) -> list[Task]:
    """Return what waits in one language, most important first; for English also the sources."""
    found = [
        *_pages(knowledge, language, use, today),
        *_words(knowledge, language),
        *(_facts(knowledge, today) if language == "en" else ()),
    ]
    return sorted(found, key=lambda task: (-task.score, task.target))


def _pages(knowledge: Knowledge, language: str, use: Use, today: date) -> list[Task]:
    states = {one.id: one.pages for one in status(knowledge, today).topics}
    found = []
    for topic in knowledge.topics.values():
        reasons = _of_page(topic, language, states[topic.id].get(language), use)
        if language == "en":
            reasons += _of_topic(topic, use, today)
        if reasons:
            target = f"/pages/{topic.id}" + (f"/{language}" if language != "en" else "")
            found.append(_task(target, reasons, use, topic=topic, language=language))
    return found


def _words(knowledge: Knowledge, language: str) -> list[Task]:
    """Return the words of the ways home and of papers that wait for a translator."""
    found = []
    for folder in FOLDERS:
        english = wordlist(knowledge, folder, "en")
        if english is None:
            continue
        why = _OF_STATE.get(words_state(wordlist(knowledge, folder, language), english))
        if why is not None:
            target = f"/words/{folder}/{language}"
            score = _WEIGHT[why] + _MOST_FOR_VIEWS / 2  # many read them; dangers come first
            found.append(Task(target, "", "", (Reason(why),), score, folder))
    return found


def _of_page(topic: Topic, language: str, state: State | None, use: Use) -> list[Reason]:
    reasons: list[Reason] = []
    if state is State.OUTDATED:
        reasons.append(Reason(Why.OUTDATED))
    elif state is State.MISSING and language in needed_languages(topic):
        reasons.append(Reason(Why.MISSING))
    elif state is State.DRAFT:
        reasons.append(Reason(Why.DRAFT))
    good, bad = use.ratings.get((topic.id, language), (0, 0))
    if bad and bad >= good:
        reasons.append(Reason(Why.UNHELPFUL, number=bad))
    if reasons and (topic.urgent or topic.area == "help"):
        reasons.append(Reason(Why.DANGER))
    return reasons


def _of_topic(topic: Topic, use: Use, today: date) -> list[Reason]:
    reasons: list[Reason] = []
    if topic.hold is not None:
        reasons.append(Reason(Why.HOLD, day=topic.hold.since, name=topic.hold.reason))
    for source in topic.sources:
        row = use.sources.get(source.url)
        if row is not None and row.state == "gone":
            reasons.append(Reason(Why.SOURCE_GONE, name=source.publisher))
        elif row is not None and row.state == "changed":
            day = None if row.changed_at is None else row.changed_at.date()
            reasons.append(Reason(Why.SOURCE_CHANGED, name=source.publisher, day=day))
    if topic.review_by < today:
        reasons.append(Reason(Why.PAST_REVIEW, day=topic.review_by))
    elif topic.review_by <= today + _SOON:
        reasons.append(Reason(Why.REVIEW_SOON, day=topic.review_by))
    return reasons


def _facts(knowledge: Knowledge, today: date) -> list[Task]:
    found = []
    for fact in knowledge.facts.values():
        reasons: list[Reason] = []
        if fact.hold is not None:
            reasons.append(Reason(Why.HOLD, day=fact.hold.since, name=fact.hold.reason))
        if fact.check_by < today:
            reasons.append(Reason(Why.FACT_LATE, day=fact.check_by))
        elif fact.check_by <= today + _SOON:
            reasons.append(Reason(Why.FACT_SOON, day=fact.check_by))
        if reasons:
            score = max(_WEIGHT[reason.why] for reason in reasons)
            found.append(Task(f"/facts/{fact.name}", "", fact.name, tuple(reasons), score))
    return found


def _task(target: str, reasons: Sequence[Reason], use: Use, *, topic: Topic, language: str) -> Task:
    views = use.shown.get((topic.id, language), 0)
    score = max(_WEIGHT[reason.why] for reason in reasons)
    score += min(_MOST_FOR_VIEWS, views * _PER_VIEW)
    score += 25 if any(reason.why is Why.DANGER for reason in reasons) else 0
    score += 5 * sum(reason.number for reason in reasons if reason.why is Why.UNHELPFUL)
    return Task(target, topic.id, "", tuple(reasons), score)
