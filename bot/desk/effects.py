"""What a changed fact changes: every text in every language, as the bot itself would show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial

from bot.desk import phone
from bot.desk.differences import Piece, compare, words
from bot.dialogue import danger, screens, ways
from bot.dialogue.reply import Block as Said
from bot.dialogue.scene import Scene
from bot.i18n import catalogue
from bot.knowledge.facts import brief_line, show
from bot.knowledge.markdown import Block, Body, parse_body, parse_reference, plain
from bot.knowledge.model import Fact, Knowledge, Page
from bot.knowledge.uses import Use, Where, texts_of, uses
from bot.languages import JAPAN, LANGUAGES
from bot.pathway.words import filled


@dataclass(frozen=True, slots=True)
class Effect:
    """A sentence that reads differently; ``title`` is that of the page or step it stands in."""

    use: Use
    title: str
    language: str
    pieces: tuple[Piece, ...]


def effects(knowledge: Knowledge, facts: Mapping[str, Fact], name: str, day: date) -> list[Effect]:
    """Return each sentence that would read differently on *day* with other *facts*."""
    after = replace(knowledge, facts=facts)
    found: list[Effect] = []
    known = uses(knowledge)
    for changed in (name, *_asking(knowledge, name, day)):
        for use in known.get(changed, ()):
            found += _of_use(use, changed, knowledge, after, day)
    return list(dict.fromkeys(found))


def _asking(knowledge: Knowledge, name: str, day: date) -> Iterator[str]:
    """Yield the facts that send their readers to a contact: those without a value on the day."""
    for fact in knowledge.facts.values():
        if fact.ask == name and fact.on(day) is None:
            yield fact.name


def _of_use(
    use: Use, name: str, before: Knowledge, after: Knowledge, day: date
) -> Iterator[Effect]:
    if use.where is Where.PAGE:
        page = before.topics[use.place].pages[use.language]
        for pieces in _on_page(page, name, before, after, day):
            yield Effect(use, page.title, page.language, pieces)
        return
    where = Where.STEP if use.where is Where.STEP_DAY else use.where
    for language in (use.language,) if use.language else LANGUAGES:
        place = Use(where, use.place, language)
        title, *old = _shown(use, name, before, language, day)
        _, *new = _shown(use, name, after, language, day)
        for line in compare("\n".join(old), "\n".join(new)):
            if line.changed:
                yield Effect(place, title, language, line.pieces)


def _shown(use: Use, name: str, knowledge: Knowledge, language: str, day: date) -> list[str]:
    """Return what stands where a fact is used, after a title: the lines of a reader's screen."""
    scene = Scene(knowledge, language, None, datetime.combine(day, time(12), JAPAN))
    if use.where in {Where.STEP, Where.STEP_DAY}:
        return _step(scene, use.place)
    if use.where is Where.WAY and (way := knowledge.ways.pathway(use.place)) is not None:
        title, *lines = _lines(ways.opening(scene, way).blocks)
        return [title, *lines]
    if use.where is Where.PAPER:
        return _paper(scene, use.place)
    if use.where is Where.HOME:
        contact = scene.contact(name)
        line = "" if contact is None else brief_line(contact, scene.t)
        return [str(scene.t.locale.territories.get(use.place, use.place)), line]
    if use.where is Where.DANGER:
        kind = next(one for one in knowledge.danger_kinds if one.id == use.place)
        return [use.place, *_lines(danger.panel(scene, kind).blocks)]
    if use.where is Where.PEOPLE:
        return ["", *_lines(screens.people_lines(scene))]
    return [""]  # a calculator works it out, and a fact that asks is looked at itself


def _step(scene: Scene, step_id: str) -> list[str]:
    reply = phone.step_screen(scene, step_id)
    if reply is None:  # a step that no way takes
        return [step_id]
    title, *lines = _lines(reply.blocks)
    return [title.removeprefix("▫️ "), *lines]


def _paper(scene: Scene, place: str) -> list[str]:
    part, _, name = place.partition("/")
    entry = getattr(scene.knowledge.papers.words[scene.language], part)[name]
    fill = partial(filled, knowledge=scene.knowledge, t=scene.t, today=scene.today)
    title = getattr(entry, "name", getattr(entry, "label", name))
    return [title, *(fill(text) for text in texts_of(entry))]


def _lines(blocks: Sequence[Said]) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in blocks]


# Pages


def _on_page(
    page: Page, name: str, before: Knowledge, after: Knowledge, day: date
) -> Iterator[tuple[Piece, ...]]:
    for place in _places(page, name):
        old = _filled(place, page, before.facts, day)
        new = _filled(place, page, after.facts, day)
        if old != new:
            yield words(old, new)


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


def _filled(place: Block | Body, page: Page, facts: Mapping[str, Fact], day: date) -> str:
    t = catalogue(page.language)
    spans = place.short if isinstance(place, Body) else place.spans
    return plain(spans, lambda reference: show(reference, on=day, t=t, facts=facts))
