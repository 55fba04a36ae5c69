"""What the knowledge base is made of once it is read: plain values, without files or rendering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final

from bot.knowledge.papers import Papers
from bot.knowledge.translation import Translation
from bot.knowledge.ways import Ways


class Section(Enum):
    """The fixed sections of a page, in their order; the value is the heading in the files."""

    STEPS = "Steps"
    GOOD_TO_KNOW = "Good to know"
    BEWARE = "Beware"
    CONTACTS = "Contacts"


class FactKind(Enum):
    MONEY = "money"
    DURATION = "duration"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    PHONE = "phone"
    URL = "url"
    TEXT = "text"
    CONTACT = "contact"
    TABLE = "table"


class Level(Enum):
    """How near a danger is: *now* needs 110 or 119, *serious* is safe for the moment."""

    NOW = "now"
    SERIOUS = "serious"


class ReportsStatus(Enum):
    """Whether a contact may report an irregular stay to the authorities."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a person can open; ``checked`` is the date of what was read."""

    url: str
    publisher: str
    title: str
    language: str
    checked: date


@dataclass(frozen=True, slots=True)
class Page:
    """A topic in one language. ``body`` is Markdown with ``{{ fact }}`` references."""

    topic: str
    language: str
    title: str
    questions: tuple[str, ...]
    body: str
    revision: str
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A fact or topic that an editor took back until it is checked."""

    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with its pages by language. Empty ``countries`` or ``statuses`` mean everybody.

    With a ``hold`` no page of it is shown, in any language.
    """

    id: str
    pages: Mapping[str, Page]
    sources: tuple[Source, ...]
    reviewed: date
    reviewed_by: str
    review_by: date
    countries: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    urgent: bool = False
    related: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hold: Hold | None = None

    @property
    def area(self) -> str:
        return self.id.split("/", 1)[0]

    def is_outdated(self, language: str) -> bool:
        """Whether English has changed since the page in *language* was made from it."""
        page, english = self.pages.get(language), self.pages.get("en")
        if page is None or page.translation is None or english is None:
            return False
        return page.translation.of != english.revision


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole or decimal units of ``currency`` (ISO 4217)."""

    amount: Decimal
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; only units that are not zero are shown."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: weekdays (0 Monday to 6 Sunday), times as ``HH:MM``, midnight as ``24:00``."""

    days: tuple[int, ...]
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A number of a contact. No languages: Japanese is spoken. No hours: they are not known."""

    number: str
    languages: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """An office or line that can be asked; texts by language, English and Japanese always."""

    name: Mapping[str, str]
    phones: tuple[Phone, ...] = ()
    abroad: str | None = None
    web: str | None = None
    chat: str | None = None
    free: bool = False
    closed_on_holidays: bool = False
    reports_status: ReportsStatus = ReportsStatus.UNKNOWN
    note: Mapping[str, str] = field(default_factory=dict)


Value = Money | Duration | Decimal | date | str | Contact


@dataclass(frozen=True, slots=True)
class FactValue:
    """One value of a fact and the days it holds, both ends included.

    ``value`` is ``None`` where the old value ended and the new one is not confirmed. ``rows`` is
    filled for tables only, ``value`` for all other kinds.
    """

    value: Value | None
    source: Source
    valid_from: date | None = None
    valid_until: date | None = None
    rows: Mapping[str, Value] = field(default_factory=dict)

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, date, telephone number or contact, written once, with its sources."""

    name: str
    about: str
    kind: FactKind
    values: tuple[FactValue, ...]
    check_by: date
    ask: str | None = None
    hold: Hold | None = None
    row_kind: FactKind | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def on(self, day: date) -> FactValue | None:
        """Return the value that holds on *day*; ``None`` when changed, unconfirmed or on hold."""
        if self.hold is not None:
            return None
        for value in self.values:
            if value.holds(day):
                return value if value.value is not None or value.rows else None
        return None

    def changed_since(self, day: date) -> date | None:
        """Return the day from which no value is known, when ``on(day)`` is ``None``."""
        if self.hold is not None:
            return self.hold.since
        for value in self.values:
            if value.holds(day):
                return value.valid_from
        ended = [v.valid_until for v in self.values if v.valid_until and v.valid_until < day]
        return max(ended) + timedelta(days=1) if ended else None


@dataclass(frozen=True, slots=True)
class Situation:
    """A door of the home screen: what has happened to the worker, and topics in order."""

    id: str
    title: Mapping[str, str]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A Japanese word that workers meet, with its reading and the ways they write it."""

    term: str
    reading: str
    forms: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class DangerKind:
    """A kind of danger: what the emergency panel shows for it."""

    id: str
    level: Level
    topics: tuple[str, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DangerPhrases:
    """How people of one language say that they are in danger (kind -> phrases), and do not."""

    phrases: Mapping[str, tuple[str, ...]]
    not_danger: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DangerMessages:
    """Whole messages of one language that show danger (kind -> messages), and that do not."""

    messages: Mapping[str, tuple[str, ...]]
    harmless: tuple[str, ...] = ()


#: The tool that is no calculator: what papers from Japan are worth.
PAPERS_TOOL: Final = "papers"
#: What a topic may offer beside its text: the calculators of the dialogue, and the papers; any
#: pathway of the content as well.
TOOLS: Final = frozenset(
    {"pension", "national", "claim", "overtime", "minimum", "leave", "ssw1", "card", "notice"}
    | {PAPERS_TOOL}
)
#: Stands for a topic where the bot must not answer.
NO_TOPIC: Final = "-"


@dataclass(frozen=True, slots=True)
class Speech:
    """How people of one language type."""

    latin: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """Who answers when somebody asks for a person: name, languages, hours (none: when they can).

    ``group_language`` is what the bot writes in their group: ``en`` or ``ja``.
    """

    name: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    group_language: str = "en"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a caseworker says often, in one language, by id: ``questions`` are answered by a tap."""

    questions: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A whole valid snapshot of the knowledge base.

    ``digest`` identifies the content (SHA-256 over all files). ``aliases`` leads retired topic
    ids to those that took their place. ``golden`` holds questions by language and topic (``-``:
    the bot must not answer) that are never learned from: answers are measured with them.
    ``ways`` are the ways home, ``papers`` what papers from Japan are worth there.
    """

    digest: str
    topics: Mapping[str, Topic]
    facts: Mapping[str, Fact]
    situations: tuple[Situation, ...] = ()
    glossary: tuple[Term, ...] = ()
    danger_kinds: tuple[DangerKind, ...] = ()
    danger: Mapping[str, DangerPhrases] = field(default_factory=dict)
    danger_messages: Mapping[str, DangerMessages] = field(default_factory=dict)
    speech: Mapping[str, Speech] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    golden: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    ways: Ways = field(default_factory=Ways)
    support: Support = field(default_factory=Support)
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    papers: Papers = field(default_factory=Papers)

    def topic(self, topic_id: str) -> Topic | None:
        """Return the topic with this id or alias."""
        return self.topics.get(self.aliases.get(topic_id, topic_id))

    def page(self, topic_id: str, languages: tuple[str, ...]) -> Page | None:
        """Return the page of a topic in the first of *languages* that it has."""
        topic = self.topic(topic_id)
        if topic is None:
            return None
        return next((topic.pages[code] for code in languages if code in topic.pages), None)
