"""Pages and words as a worker's phone shows them: the bot's very replies, for a template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.dialogue import pages, papers, steps, ways
from bot.dialogue.actions import Verb
from bot.dialogue.reply import Reply
from bot.dialogue.scene import Scene
from bot.knowledge import words
from bot.knowledge.markdown import parse_body
from bot.knowledge.model import Knowledge, Page, Topic
from bot.knowledge.papers import Worth
from bot.languages import COUNTRY_LANGUAGES
from bot.pathway.planning import Choices, plan

#: Days of steps are shown for somebody who flies so long after, and whose card ends soon after.
EXAMPLE_FLIGHT: Final = timedelta(days=120)
_CARD_AFTER_FLIGHT: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message of the bot."""

    reply: Reply
    language: str


def screens(knowledge: Knowledge, page: Page, now: datetime) -> list[Screen]:
    """Return every screen of a page: the short answer, then each section."""
    scene = Scene(knowledge, page.language, None, now)
    topic = knowledge.topics[page.topic]
    replies = [pages.short_answer(scene, topic, page)]
    if topic.hold is None:
        sections = parse_body(page.body).sections
        replies += [pages.section(scene, topic, page, section) for section in sections]
    return [Screen(reply, page.language) for reply in replies]


def words_screens(
    knowledge: Knowledge, folder: str, language: str, entry: str, now: datetime
) -> list[Screen]:
    """Return the screen that shows an entry of the words; none where nothing shows it."""
    scene = Scene(knowledge, language, None, now)
    part, _, name = entry.partition("/")
    reply: Reply | None = None
    if part == "pathways" and (way := knowledge.ways.pathway(name)) is not None:
        reply = ways.opening(scene, way)
    elif part == "steps":
        reply = step_screen(scene, name)
    elif folder == words.PAPERS and (shown := _paper_with(knowledge, language, part, name)):
        reply = papers.screen(scene, Verb.PAPER, *shown)
    return [] if reply is None else [Screen(reply, language)]


def step_screen(scene: Scene, step_id: str) -> Reply | None:
    """Return the screen of a step for somebody who flies some months after the day."""
    leaving = scene.today + EXAMPLE_FLIGHT
    choices = Choices(leaving, leaving + _CARD_AFTER_FLIGHT)
    for way in scene.knowledge.ways.pathways:
        made = plan(scene.knowledge, way, choices, scene.today)
        planned = made.step(step_id)
        if planned is not None:
            return steps.step(scene, made, planned, kept=False)
    return None


def _paper_with(
    knowledge: Knowledge, language: str, part: str, name: str
) -> tuple[str, str] | None:
    """Return a paper and a country whose screen shows an entry of the papers."""
    own = [code for code, spoken in COUNTRY_LANGUAGES.items() if spoken == language]
    for paper in knowledge.papers.papers:
        for country in (*own, *knowledge.papers.countries):
            standing = paper.worth.get(country)
            if standing is not None and (
                (part == "papers" and name == paper.id)
                or (part == "worths" and name == standing.worth.value)
                or (part == "countries" and name == country and standing.worth is Worth.TEST)
                or (part == "notes" and name in standing.notes)
            ):
                return paper.id, country
    return None


def with_page(knowledge: Knowledge, page: Page, topic: Topic | None = None) -> Knowledge:
    """Return the knowledge base as it would be with another version of a page.

    *topic* stands in where there is no such topic yet.
    """
    found = knowledge.topics.get(page.topic) or topic
    if found is None:
        return knowledge
    changed = replace(found, pages={**found.pages, page.language: page})
    return replace(knowledge, topics={**knowledge.topics, page.topic: changed})


def texts(screens_shown: Sequence[Screen]) -> list[str]:
    """Return all that stands on screens, a line each: for comparing two versions."""
    return [
        "".join(run.text for run in block.runs)
        for screen in screens_shown
        for block in screen.reply.blocks
    ]
