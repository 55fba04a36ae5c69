"""How complete and how fresh the content is, by topic and language, for editors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from bot.knowledge.model import Knowledge, Page, Topic
from bot.knowledge.translation import TranslationStatus
from bot.knowledge.words import Wordlist
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES

#: How long before its day a fact is listed.
SOON: Final = timedelta(days=30)


class State(Enum):
    """What a page is in one language."""

    MISSING = "missing"
    ORIGINAL = "original"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """The pages of a topic; a language that the topic does not need is not listed."""

    id: str
    pages: Mapping[str, State]
    review_by: date
    past_review: bool


@dataclass(frozen=True, slots=True)
class LanguageStatus:
    """Counts of one language: ``pages`` are those that exist."""

    language: str
    pages: int
    missing: int
    draft: int
    reviewed: int
    outdated: int
    past_review: int


@dataclass(frozen=True, slots=True)
class FactStatus:
    """A fact whose day has passed or is near, or that is on hold."""

    name: str
    check_by: date
    past: bool
    on_hold: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Coverage and freshness of a knowledge base on a day."""

    today: date
    topics: tuple[TopicStatus, ...]
    languages: tuple[LanguageStatus, ...]
    facts: tuple[FactStatus, ...]
    fact_count: int


def status(knowledge: Knowledge, today: date) -> Status:
    """Return coverage and freshness; topics in the order of the base, facts by day."""
    topics = tuple(_topic(topic, today) for topic in knowledge.topics.values())
    facts = [
        FactStatus(fact.name, fact.check_by, fact.check_by < today, fact.hold is not None)
        for fact in knowledge.facts.values()
        if fact.check_by <= today + SOON or fact.hold is not None
    ]
    return Status(
        today=today,
        topics=topics,
        languages=tuple(_language(code, topics) for code in LANGUAGES),
        facts=tuple(sorted(facts, key=lambda fact: (fact.check_by, fact.name))),
        fact_count=len(knowledge.facts),
    )


def needed_languages(topic: Topic) -> tuple[str, ...]:
    """Return the languages a topic should have: all, or those of its countries."""
    if not topic.countries:
        return tuple(LANGUAGES)
    own = {"en", "ja", *(COUNTRY_LANGUAGES[country] for country in topic.countries)}
    return tuple(code for code in LANGUAGES if code in own)


def words_state(own: Wordlist | None, english: Wordlist | None) -> State:
    """Return what the words of a folder are in one language."""
    return _state_of(own, is_outdated=own is not None and own.is_outdated(english))


def render(found: Status) -> str:
    """Return a status as tables for the terminal."""
    parts = [
        f"{len(found.topics)} topics, {found.fact_count} facts, on {found.today}",
        _table(
            ("language", "pages", "missing", "draft", "reviewed", "outdated", "past review"),
            [
                (
                    row.language,
                    *map(str, (row.pages, row.missing, row.draft, row.reviewed, row.outdated)),
                    str(row.past_review),
                )
                for row in found.languages
            ],
        ),
        _table(
            ("topic", "review by", *LANGUAGES),
            [
                (
                    topic.id,
                    f"{topic.review_by}{' !' if topic.past_review else ''}",
                    *(
                        _SIGNS[topic.pages[code]] if code in topic.pages else ""
                        for code in LANGUAGES
                    ),
                )
                for topic in found.topics
            ],
        ),
        _LEGEND,
    ]
    if found.facts:
        late = [(fact.name, str(fact.check_by), _why(fact, found.today)) for fact in found.facts]
        parts.append(_table(("fact", "check by", ""), late))
    else:
        parts.append(f"No fact must be checked within {SOON.days} days.")
    return "\n\n".join(parts) + "\n"


_SIGNS: Final[Mapping[State, str]] = {
    State.MISSING: "-",
    State.ORIGINAL: "en",
    State.DRAFT: "d",
    State.REVIEWED: "r",
    State.OUTDATED: "o",
}
_LEGEND: Final = "en original, d draft, r reviewed, o outdated, - missing, ! past review"


def _topic(topic: Topic, today: date) -> TopicStatus:
    languages = [
        code for code in LANGUAGES if code in topic.pages or code in needed_languages(topic)
    ]
    pages = {code: _state(topic, code) for code in languages}
    return TopicStatus(topic.id, pages, topic.review_by, topic.review_by < today)


def _state(topic: Topic, language: str) -> State:
    return _state_of(topic.pages.get(language), is_outdated=topic.is_outdated(language))


def _state_of(own: Page | Wordlist | None, *, is_outdated: bool) -> State:
    if own is None:
        return State.MISSING
    if own.translation is None:
        return State.ORIGINAL
    if is_outdated:
        return State.OUTDATED
    reviewed = own.translation.status is TranslationStatus.REVIEWED
    return State.REVIEWED if reviewed else State.DRAFT


def _language(code: str, topics: tuple[TopicStatus, ...]) -> LanguageStatus:
    states = [topic.pages[code] for topic in topics if code in topic.pages]
    past = sum(
        topic.past_review and topic.pages.get(code, State.MISSING) is not State.MISSING
        for topic in topics
    )
    return LanguageStatus(
        language=code,
        pages=len(states) - states.count(State.MISSING),
        missing=states.count(State.MISSING),
        draft=states.count(State.DRAFT),
        reviewed=states.count(State.REVIEWED),
        outdated=states.count(State.OUTDATED),
        past_review=past,
    )


def _sign(topic: TopicStatus, language: str) -> str:
    return _SIGNS[topic.pages[language]] if language in topic.pages else ""


def _why(fact: FactStatus, today: date) -> str:
    if fact.on_hold:
        return "on hold"
    days = abs((fact.check_by - today).days)
    return f"{days} days late" if fact.past else f"in {days} days"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return columns under their heads, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    )
