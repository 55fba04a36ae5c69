"""The ways home as they stand in the content: which steps, in which order, when, in what words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from bot.knowledge.translation import Translation

#: Stands in a topic for the home country of the reader.
ANY_COUNTRY: Final = "{cc}"


class Anchor(Enum):
    """The day that others are counted from."""

    LEAVE = "leave"
    CARD = "card"
    NEW_YEAR = "newyear"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day: some days, or the duration of a fact, before or after an anchor."""

    anchor: Anchor
    days: int = 0
    fact: str | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Japanese sentence to hold up, and how it is read."""

    text: str
    reading: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do on a way home.

    Attributes:
        id: Its name in the files and buttons.
        topics: Pages that explain it, the first above all; ``{cc}`` is the home country.
        start: The earliest day.
        due: The day by which it should be done.
        last: The day after which it is too late.
        statuses: For whom; empty means everybody.
        essential: Comes first where time is short.
        from_home: Can still be done after leaving, though it should be done before.
        before_leaving: Has no day, but no use after leaving.
        sentence: What to show or say, in Japanese.
    """

    id: str
    topics: tuple[str, ...]
    start: Moment | None = None
    due: Moment | None = None
    last: Moment | None = None
    statuses: frozenset[str] = frozenset()
    essential: bool = False
    from_home: bool = False
    before_leaving: bool = False
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Pathway:
    """The ordered steps of one way.

    Attributes:
        id: Its name in the files and buttons.
        steps: Ids of its steps.
        statuses: Whom it is offered to first.
        staying: Topics for people who would rather stay.
        unsure: Topics for people who do not know yet.
        remembered: Whether anything of it may be stored; an irregular stay never is.
        has_left: For people who are home already.
    """

    id: str
    steps: tuple[str, ...]
    remembered: bool
    statuses: frozenset[str] = frozenset()
    staying: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step in one language; all texts may name facts.

    Attributes:
        title: What to do, in a few words.
        do: The same in two or three sentences.
        why: What it is good for.
        late: What is lost afterwards.
        refuse: What to do when an employer or office refuses.
        paper: The paper that comes out of it.
        show: What the Japanese sentence means.
    """

    title: str
    do: str
    why: str
    late: str | None = None
    refuse: str | None = None
    paper: str | None = None
    show: str | None = None


@dataclass(frozen=True, slots=True)
class PathwayWords:
    """A pathway in one language."""

    title: str
    opening: str


@dataclass(frozen=True, slots=True)
class Words:
    """All ways in one language; ``revision`` identifies the texts, as that of a page does."""

    pathways: Mapping[str, PathwayWords]
    steps: Mapping[str, StepWords]
    revision: str
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """The steps and pathways, and their words by language."""

    steps: Mapping[str, Step] = field(default_factory=dict)
    pathways: tuple[Pathway, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)

    @property
    def never_remembered(self) -> frozenset[str]:
        """Topics that only ways lead to that are never stored: having read one says too much."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for pathway in self.pathways:
            steps = (self.steps[name] for name in pathway.steps if name in self.steps)
            found = [topic for step in steps for topic in step.topics]
            told[pathway.remembered].update(found, pathway.staying, pathway.unsure)
        return frozenset(told[False] - told[True])

    def pathway(self, pathway_id: str | None) -> Pathway | None:
        """Return the pathway with this id."""
        return next((one for one in self.pathways if one.id == pathway_id), None)

    def words_in(self, language: str) -> Words | None:
        """Return the words in a language, else in English."""
        return self.words.get(language) or self.words.get("en")
