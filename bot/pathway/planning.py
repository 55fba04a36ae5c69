"""The days of a way home: which steps are due, which come later, what cannot be made up.

A pure function of the content, of what the worker chose, and of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Final

from bot.knowledge.model import Duration, Fact, Knowledge
from bot.knowledge.ways import ANY_COUNTRY, Anchor, Moment, Pathway, Step
from bot.pathway.calculators import CalculationError, add, duration, last_day

#: How many steps without a day are due at once.
_FIRST_UNDATED: Final = 3
#: The mark of a step that is done; any other says why it is left out.
DONE: Final = "done"


class Stage(Enum):
    """Where a step stands today."""

    DONE = "done"
    LEFT_OUT = "left out"
    NOW = "now"
    LATER = "later"
    TOO_LATE = "too late"
    PASSED = "passed"  # it belonged before the flight, and nothing can be done about it from home


@dataclass(frozen=True, slots=True)
class Choices:
    """What the worker chose to say.

    Attributes:
        leaving: The day of the flight, in the past for people who are home.
        card: The last day on the residence card.
        country: Home country.
        status: Status of residence.
        marks: Step -> ``DONE``, or why it is left out.
    """

    leaving: date | None = None
    card: date | None = None
    country: str | None = None
    status: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its days; those that hang on an unknown day are ``None``."""

    step: Step
    stage: Stage
    start: date | None = None
    due: date | None = None
    last: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.stage in {Stage.NOW, Stage.LATER}


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a pathway for one worker, in the order of the pathway.

    Attributes:
        pathway: Whose steps they are.
        steps: All that concern the worker.
        leaving: The day of the flight, if known.
        card_too_early: Whether the residence card ends before the flight.
        today: The day it was made for.
        unknown: Facts that days would hang on, and the day on which each has no value.
    """

    pathway: Pathway
    steps: tuple[PlannedStep, ...]
    leaving: date | None
    card_too_early: bool
    today: date
    unknown: tuple[tuple[str, date], ...] = ()

    @property
    def hangs_on_leaving(self) -> bool:
        """Whether the days of any step hang on the day of leaving."""
        return any(
            one.step.due is not None and one.step.due.anchor is Anchor.LEAVE for one in self.steps
        )

    @property
    def counted(self) -> tuple[PlannedStep, ...]:
        """The steps that progress is measured over."""
        return tuple(one for one in self.steps if one.stage is not Stage.PASSED)

    @property
    def finished(self) -> int:
        """How many of them are done or left out."""
        return sum(one.stage in {Stage.DONE, Stage.LEFT_OUT} for one in self.counted)

    @property
    def now(self) -> tuple[PlannedStep, ...]:
        """What is due, what matters most first."""
        due = [one for one in self.steps if one.stage is Stage.NOW]
        return tuple(sorted(due, key=self._urgency))

    @property
    def later(self) -> tuple[PlannedStep, ...]:
        """What comes next, the nearest first."""
        waiting = [one for one in self.steps if one.stage is Stage.LATER]
        return tuple(sorted(waiting, key=lambda one: one.start or one.due or date.max))

    @property
    def last_days(self) -> tuple[PlannedStep, ...]:
        """What is lost for good after a day, and still open; the nearest first."""
        ending = [one for one in self.steps if one.is_open and one.last is not None]
        return tuple(sorted(ending, key=lambda one: one.last or date.max))

    def _urgency(self, one: PlannedStep) -> tuple[int, int]:
        """Sort by what matters, then: what has no day, at home what is lost first, what is near."""
        if one.due is None:
            return (0 if one.step.essential else 3), 0
        rank = 1 if one.step.essential else 2
        if self.leaving is not None and self.today > self.leaving:
            return rank, ((one.last or date.max) - self.today).days
        return rank, abs((one.due - self.today).days)

    def step(self, step_id: str) -> PlannedStep | None:
        """Return a step by its id."""
        return next((one for one in self.steps if one.step.id == step_id), None)


def plan(knowledge: Knowledge, pathway: Pathway, choices: Choices, today: date) -> Plan:
    """Return the plan of a pathway for what somebody chose, as it stands today.

    A day that hangs on a fact without a value (changed, not confirmed) is left open.
    """
    unknown: set[tuple[str, date]] = set()
    dates = _Dates(choices, knowledge.facts, unknown)
    wanted = [
        step
        for name in pathway.steps
        if (step := knowledge.ways.steps.get(name)) is not None and _concerns(step, choices)
    ]
    undated = [
        step.id for step in wanted if dates.of(step.due) is None and step.id not in choices.marks
    ]
    soon = frozenset(undated[:_FIRST_UNDATED])
    has_left = choices.leaving is not None and today > choices.leaving
    steps = tuple(
        _planned(step, dates, choices.marks, today, soon=soon, has_left=has_left) for step in wanted
    )
    card_too_early = bool(
        choices.card and choices.leaving and choices.card < choices.leaving and not has_left
    )
    return Plan(pathway, steps, choices.leaving, card_too_early, today, tuple(sorted(unknown)))


def topics_of(step: Step, country: str | None, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the topics of a step for a home country; unknown countries leave theirs out."""
    code = "" if country is None else country.lower()
    named = (topic.replace(ANY_COUNTRY, code) for topic in step.topics)
    return tuple(topic for topic in named if topic in knowledge.topics)


@dataclass(frozen=True, slots=True)
class _Dates:
    choices: Choices
    facts: Mapping[str, Fact]
    unknown: set[tuple[str, date]]

    def of(self, moment: Moment | None, *, is_last: bool = False) -> date | None:
        """Return the day of a moment, as the last one of the time or the first one after it."""
        anchor = None if moment is None else self._anchor(moment.anchor)
        if moment is None or anchor is None:
            return None
        if moment.fact is None:
            return anchor + timedelta(days=-moment.days if moment.before else moment.days)
        try:
            length = duration(moment.fact, anchor, self.facts)
        except CalculationError:
            self.unknown.add((moment.fact, anchor))
            return None
        if moment.before:
            return add(anchor, _reversed(length))
        return last_day(anchor, length) if is_last else add(anchor, length)

    def _anchor(self, anchor: Anchor) -> date | None:
        leaving = self.choices.leaving
        if anchor is Anchor.CARD:
            return self.choices.card
        if anchor is Anchor.NEW_YEAR:
            return None if leaving is None else date(leaving.year + 1, 1, 1)
        return leaving


def _reversed(length: Duration) -> Duration:
    return Duration(
        years=-length.years, months=-length.months, weeks=-length.weeks, days=-length.days
    )


def _concerns(step: Step, choices: Choices) -> bool:
    return not step.statuses or choices.status is None or choices.status in step.statuses


def _planned(
    step: Step,
    dates: _Dates,
    marks: Mapping[str, str],
    today: date,
    *,
    soon: frozenset[str],
    has_left: bool,
) -> PlannedStep:
    start, due = dates.of(step.start), dates.of(step.due)
    last = dates.of(step.last, is_last=True)
    mark = marks.get(step.id)
    if mark is not None:
        stage = Stage.DONE if mark == DONE else Stage.LEFT_OUT
    elif has_left and _is_before_flight(step) and not step.from_home:
        stage = Stage.PASSED
    elif last is not None and today > last:
        stage = Stage.TOO_LATE
    elif due is None:
        stage = Stage.NOW if step.id in soon else Stage.LATER
    elif start is not None and today < start:
        stage = Stage.LATER
    else:
        stage = Stage.NOW
    return PlannedStep(step, stage, start, due, last)


def _is_before_flight(step: Step) -> bool:
    due = step.due
    if due is None:
        return step.before_leaving
    if due.anchor is not Anchor.LEAVE:
        return False
    return due.before or (due.days == 0 and due.fact is None)
