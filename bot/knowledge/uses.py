"""Where facts are used: on which pages, in which steps and papers, and by the program itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Final

from bot.knowledge.markdown import BRACES, parse_reference
from bot.knowledge.model import Knowledge
from bot.knowledge.ways import Step

#: Facts that the program asks for by name: they may change, but not go.
CALCULATORS: Final = frozenset(
    {
        "card_address_limit",
        "ext_apply_from",
        "holiday_rate",
        *(f"leave_days_week{days}" for days in range(1, 6)),
        "leave_first_after",
        "leave_lapse",
        "minimum_wage",
        "night_rate",
        "org_notice_limit",
        "overtime_long_from",
        "overtime_rate",
        "overtime_rate_long",
        "pension_amount_national",
        "pension_amount_rates",
        "pension_cap",
        "pension_claim_limit",
        "pension_min_months",
        "pension_right_years",
        "pension_tax_rate",
        "ssw1_total",
    }
)
PEOPLE_TO_ASK: Final = frozenset(
    {
        "ambulance",
        "fresc",
        "houterasu",
        "immigration_information_center",
        "labour_hotline",
        "nenkin_dial",
        "otit_consultation",
        "police",
    }
)


class Where(Enum):
    """What uses a fact."""

    PAGE = "page"
    WAY = "way"
    STEP = "step"
    STEP_DAY = "step day"
    PAPER = "paper"
    HOME = "home"
    DANGER = "danger"
    ASKED = "asked"
    CALCULATOR = "calculator"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses a fact.

    ``place`` names it: a topic, way, step, kind of danger or fact; an entry of the papers by its
    part and name (``papers/jlpt``); empty for the program. ``language`` is that of a text, empty
    where no text names the fact.
    """

    where: Where
    place: str = ""
    language: str = ""


def uses(knowledge: Knowledge) -> dict[str, list[Use]]:
    """Return all uses of all facts, by name, each once; in the order of the knowledge base."""
    found: dict[str, dict[Use, None]] = {}
    for name, use in _all(knowledge):
        found.setdefault(name, {})[use] = None
    return {name: list(places) for name, places in found.items()}


def names_in(text: str) -> Iterator[str]:
    """Yield the facts that a text names."""
    for braces in BRACES.finditer(text):
        reference = parse_reference(braces.group(1))
        if reference is not None:
            yield reference.name


def texts_of(entry: object) -> Iterator[str]:
    """Yield all texts of words: of a step, a paper, a note."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, Mapping):
        for part in entry.values():
            yield from texts_of(part)
    elif is_dataclass(entry):
        for part in fields(entry):
            yield from texts_of(getattr(entry, part.name))


def _all(knowledge: Knowledge) -> Iterator[tuple[str, Use]]:
    for topic in knowledge.topics.values():
        for page in topic.pages.values():
            for name in names_in(page.body):
                yield name, Use(Where.PAGE, topic.id, page.language)
    yield from _ways(knowledge)
    yield from _papers(knowledge)
    for kind in knowledge.danger_kinds:
        for name in kind.contacts:
            yield name, Use(Where.DANGER, kind.id)
    for fact in knowledge.facts.values():
        if fact.ask is not None:
            yield fact.ask, Use(Where.ASKED, fact.name)
    for name in CALCULATORS:
        yield name, Use(Where.CALCULATOR)
    for name in PEOPLE_TO_ASK:
        yield name, Use(Where.PEOPLE)


def _ways(knowledge: Knowledge) -> Iterator[tuple[str, Use]]:
    for language, words in knowledge.ways.words.items():
        for where, entries in ((Where.WAY, words.pathways), (Where.STEP, words.steps)):
            for place, entry in entries.items():
                for text in texts_of(entry):
                    for name in names_in(text):
                        yield name, Use(where, place, language)
    for step in knowledge.ways.steps.values():
        for name in days_of(step):
            yield name, Use(Where.STEP_DAY, step.id)


def days_of(step: Step) -> Iterator[str]:
    """Yield the facts that the days of a step hang on."""
    for moment in (step.start, step.due, step.last):
        if moment is not None and moment.fact is not None:
            yield moment.fact


def _papers(knowledge: Knowledge) -> Iterator[tuple[str, Use]]:
    for language, words in knowledge.papers.words.items():
        for part in ("papers", "worths", "countries", "notes"):
            for place, entry in getattr(words, part).items():
                for text in texts_of(entry):
                    for name in names_in(text):
                        yield name, Use(Where.PAPER, f"{part}/{place}", language)
    for code, home in knowledge.papers.countries.items():
        for name in home.contacts:
            yield name, Use(Where.HOME, code)
