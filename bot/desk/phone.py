"""A page as a worker's phone shows it: the very replies of the bot, as values for a template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dialogue import pages
from bot.dialogue.reply import Reply
from bot.dialogue.scene import Scene
from bot.knowledge.markdown import parse_body
from bot.knowledge.model import Knowledge, Page, Topic


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
