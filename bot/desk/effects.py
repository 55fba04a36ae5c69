"""What a changed fact changes: every sentence of every page, in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.desk.differences import Piece, words
from bot.i18n import catalogue
from bot.knowledge.facts import show
from bot.knowledge.markdown import Block, Body, parse_body, parse_reference, plain
from bot.knowledge.model import Fact, Knowledge, Page


@dataclass(frozen=True, slots=True)
class Effect:
    """A sentence that reads differently."""

    topic: str
    title: str
    language: str
    pieces: tuple[Piece, ...]


def pages_with(knowledge: Knowledge, name: str) -> list[Page]:
    """Return the pages that show a fact, in the order of the knowledge base."""
    return [
        page
        for topic in knowledge.topics.values()
        for page in topic.pages.values()
        if name in page.body and any(True for _ in _places(page, name))
    ]


def effects(
    knowledge: Knowledge, facts: Mapping[str, Fact], name: str, today: date
) -> list[Effect]:
    """Return each sentence that would read differently with other *facts*."""
    found: list[Effect] = []
    for page in pages_with(knowledge, name):
        for text in _places(page, name):
            before = _shown(text, page, knowledge.facts, today)
            after = _shown(text, page, facts, today)
            if before != after:
                pieces = words(before, after)
                found.append(Effect(page.topic, page.title, page.language, pieces))
    return found


def used_by(knowledge: Knowledge, name: str) -> list[str]:
    """Return where else a fact is named: facts that ask it, panels of danger."""
    asking = [fact.name for fact in knowledge.facts.values() if fact.ask == name]
    panels = [kind.id for kind in knowledge.danger_kinds if name in kind.contacts]
    return [*asking, *panels]


def _places(page: Page, name: str) -> Iterator[Block | Body]:
    body = parse_body(page.body)
    if any(_names(span.fact, name) for span in body.short):
        yield Body(short=body.short)
    for block in body.blocks:
        if any(_names(span.fact, name) for span in block.spans):
            yield block


def _names(reference: str | None, name: str) -> bool:
    found = None if reference is None else parse_reference(reference)
    return found is not None and found.name == name


def _shown(place: Block | Body, page: Page, facts: Mapping[str, Fact], today: date) -> str:
    t = catalogue(page.language)
    spans = place.short if isinstance(place, Body) else place.spans
    return plain(spans, lambda reference: show(reference, on=today, t=t, facts=facts))
