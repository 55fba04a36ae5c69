"""A topic on the screen: the short answer first, sections and sources behind buttons."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from bot.dialogue import calculating, papers, ways
from bot.dialogue.actions import Verb, dump
from bot.dialogue.links import topic_link
from bot.dialogue.reply import Block, Button, Keyboard, Reply, Run, Shape, notice, title
from bot.dialogue.scene import Scene, foot, hide_button, section_title, topic_button
from bot.i18n import Catalogue, catalogue
from bot.knowledge import markdown
from bot.knowledge.facts import show
from bot.knowledge.model import PAPERS_TOOL, Hold, Page, Section, Topic
from bot.knowledge.translation import TranslationStatus
from bot.languages import LANGUAGES

_SIGNS = {
    Section.STEPS: "👣",
    Section.GOOD_TO_KNOW: "💡",
    Section.BEWARE: "⚠️",
    Section.CONTACTS: "☎️",
}
_MAX_OTHERS = 3


def short_answer(scene: Scene, topic: Topic, page: Page, *, near: Sequence[str] = ()) -> Reply:
    """Return the first screen of a topic: title, short answer, where it comes from.

    ``near`` are topics that may have been meant as well; they stand before the related ones.
    """
    if topic.hold is not None:
        return held(scene, topic, page, topic.hold)
    body = markdown.parse_body(page.body)
    blocks = [title(page.title), Block(_runs(scene, page, body.short))]
    blocks += [_block(scene, page, block) for block in body.opening]
    blocks += _about(scene, topic, page)
    tools = (_tool(scene, topic, tool) for tool in topic.tools)
    others = [*filter(None, tools), *_others(scene, topic, near)]
    keyboard = _keyboard(scene, topic, page, (Verb.TOPIC.value, topic.id), others=others)
    return Reply(tuple(blocks), keyboard, in_place=True)


def section(scene: Scene, topic: Topic, page: Page, wanted: Section) -> Reply:
    """Return one section of a topic; the first screen where the page has no such section."""
    body = markdown.parse_body(page.body)
    if wanted not in body.sections or topic.hold is not None:
        return short_answer(scene, topic, page)
    heading = f"{_SIGNS[wanted]} {section_title(scene.t, wanted)}"
    blocks = [title(page.title), Block((Run(heading, bold=True),))]
    blocks += [_block(scene, page, block) for block in body.sections[wanted]]
    blocks += _about(scene, topic, page)
    here = (Verb.SECTION.value, topic.id, str(list(Section).index(wanted)))
    return Reply(tuple(blocks), _keyboard(scene, topic, page, here), in_place=True)


def held(scene: Scene, topic: Topic, page: Page, hold: Hold) -> Reply:
    """Return the screen of a topic that editors took back: nothing of the page but whom to ask."""
    t = scene.t
    contacts = markdown.parse_body(page.body).sections.get(Section.CONTACTS, ())
    blocks = [
        title(page.title),
        notice("ℹ️ " + held_text(t, hold)),
        *(_block(scene, page, block) for block in contacts),
    ]
    keyboard: Keyboard = (
        (Button("☎️ " + t.gettext("People to ask"), dump(Verb.PEOPLE, t.language)),),
        *([(hide_button(t),)] if topic.urgent else []),
        *foot(t, Verb.TOPIC.value, topic.id),
    )
    return Reply(tuple(blocks), keyboard, in_place=True)


def held_text(t: Catalogue, hold: Hold) -> str:
    """Return that a page is being checked, and since when."""
    return t.gettext(
        "This page is being checked since {date}. Until then please ask people, not this page."
    ).format(date=t.date(hold.since))


def sources(scene: Scene, topic: Topic, page: Page) -> Reply:
    """Return where a topic comes from, each source with the day it was read."""
    t = scene.t
    blocks = [title(page.title), Block((Run(t.gettext("Where this comes from"), bold=True),))]
    for source in topic.sources:
        name = (
            source.title
            if source.publisher in source.title
            else (f"{source.publisher}: {source.title}")
        )
        when = t.gettext("read on {date}").format(date=t.date(source.checked))
        blocks.append(
            Block((Run(name, href=source.url), Run(f" ({when})")), Shape.ITEM, marker="•")
        )
    blocks.append(
        notice(t.gettext("Page last checked on {date}.").format(date=t.date(topic.reviewed)))
    )
    here = (Verb.SOURCES.value, topic.id)
    return Reply(tuple(blocks), _keyboard(scene, topic, page, here), in_place=True)


def for_staff(scene: Scene, topic: Topic, page: Page) -> Reply:
    """Return a topic to hold up at a counter: each point in Japanese and in the reader's language.

    Where the two pages have not the same points, one stands after the other.
    """
    t = scene.t
    other = _beside(topic, page)
    here = (Verb.STAFF.value, topic.id)
    keyboard = (
        (Button("⬅️ " + t.gettext("Short answer"), dump(Verb.TOPIC, t.language, topic.id)),),
        *foot(t, *here),
    )
    if other is None or topic.hold is not None:
        return short_answer(scene, topic, page)
    japanese, own = (page, other) if page.language == "ja" else (other, page)
    blocks = [title(japanese.title), notice(own.title)]
    theirs, ours = _shown_to_staff(japanese), _shown_to_staff(own)
    if len(theirs) == len(ours):
        for first, second in zip(theirs, ours, strict=True):
            blocks += [_block(scene, japanese, first), _quiet(_block(scene, own, second))]
    else:
        blocks += [_block(scene, japanese, block) for block in theirs]
        blocks += [_quiet(_block(scene, own, block)) for block in ours]
    blocks.append(notice("この画面は、外国人労働者のための案内「帰り道」の説明です。"))
    return Reply(tuple(blocks), keyboard, in_place=True)


def _tool(scene: Scene, topic: Topic, tool: str) -> Button | None:
    if tool == PAPERS_TOOL:
        return papers.button(scene, next(iter(topic.countries), None))
    return calculating.button(scene, tool) or ways.button(scene, tool)


def _beside(topic: Topic, page: Page) -> Page | None:
    """Return the Japanese page of a topic, for a Japanese one the English."""
    return topic.pages.get("en" if page.language == "ja" else "ja")


def _shown_to_staff(page: Page) -> list[markdown.Paragraph | markdown.ListItem]:
    body = markdown.parse_body(page.body)
    steps = body.sections.get(Section.STEPS, ())
    return [markdown.Paragraph(body.short), *body.opening, *steps]


def _quiet(block: Block) -> Block:
    """Return a block in the reader's own language, set back behind the Japanese one."""
    runs = tuple(replace(run, italic=True) for run in block.runs)
    return Block(runs, Shape.PARAGRAPH)


def notices(scene: Scene, topic: Topic, page: Page) -> list[Block]:
    """Return what a reader must know about a page itself, a line each."""
    t = scene.t
    lines: list[str] = []
    if page.language != scene.language:
        lines.append(
            t.gettext("This page is not in your language yet. You see it in {language}.").format(
                language=LANGUAGES[page.language]
            )
        )
    if topic.is_outdated(page.language):
        lines.append(t.gettext("The English page has changed since. Ask before you act on this."))
    elif page.translation is not None and page.translation.status is TranslationStatus.DRAFT:
        lines.append(t.gettext("Draft translation: not yet checked by a native speaker."))
    if topic.review_by < scene.today:
        lines.append(
            t.gettext("This page should have been checked again by {date}.").format(
                date=t.date(topic.review_by)
            )
        )
    return [notice("ℹ️ " + line) for line in lines]


def _about(scene: Scene, topic: Topic, page: Page) -> list[Block]:
    t = scene.t
    first = topic.sources[0]
    return [
        *notices(scene, topic, page),
        Block(
            (
                Run(
                    t.gettext("Source: {publisher}, read on {date}.").format(
                        publisher=first.publisher, date=t.date(first.checked)
                    ),
                    italic=True,
                    href=first.url,
                ),
            ),
            Shape.NOTICE,
        ),
    ]


def _block(scene: Scene, page: Page, block: markdown.Paragraph | markdown.ListItem) -> Block:
    runs = _runs(scene, page, block.spans)
    if isinstance(block, markdown.ListItem):
        marker = "•" if block.number is None else f"{block.number}."
        return Block(runs, Shape.ITEM, marker)
    return Block(runs)


def _runs(scene: Scene, page: Page, spans: tuple[markdown.Span, ...]) -> tuple[Run, ...]:
    t = catalogue(page.language)
    return tuple(
        Run(
            show(span.fact, on=scene.today, t=t, facts=scene.knowledge.facts)
            if span.fact
            else span.text,
            bold=span.bold,
            italic=span.italic,
            href=span.href,
        )
        for span in spans
    )


def _keyboard(
    scene: Scene,
    topic: Topic,
    page: Page,
    here: tuple[str, ...],
    *,
    others: Sequence[Button] = (),
) -> Keyboard:
    """Return the ways on from the screen *here* of a topic."""
    t = scene.t
    parts = [button for button in _parts(scene, topic, page) if button.data != _data(t, here)]
    rows = [tuple(parts[start : start + 2]) for start in range(0, len(parts), 2)]
    rows += [(button,) for button in others]
    rows.append(_feedback(t, page))
    if scene.bot_url is not None:
        rows.append((_share(scene, topic, page),))
    if topic.urgent:
        rows.append((hide_button(t),))
    return (*rows, *foot(t, *here))


def _data(t: Catalogue, here: tuple[str, ...]) -> str:
    verb, *arguments = here
    return dump(Verb(verb), t.language, *arguments)


def _parts(scene: Scene, topic: Topic, page: Page) -> list[Button]:
    """Return the buttons of the screens of a topic: short answer, sections, sources."""
    t = scene.t
    body = markdown.parse_body(page.body)
    sections = [
        Button(
            f"{_SIGNS[part]} {section_title(t, part)}",
            dump(Verb.SECTION, t.language, topic.id, str(index)),
        )
        for index, part in enumerate(Section)
        if part in body.sections
    ]
    return [
        Button("⬅️ " + t.gettext("Short answer"), dump(Verb.TOPIC, t.language, topic.id)),
        *sections,
        Button("📄 " + t.gettext("Sources"), dump(Verb.SOURCES, t.language, topic.id)),
        *(
            [Button("🪧 " + t.gettext("Show to staff"), dump(Verb.STAFF, t.language, topic.id))]
            if _beside(topic, page) is not None
            else []
        ),
    ]


def _feedback(t: Catalogue, page: Page) -> tuple[Button, ...]:
    of = (t.language, page.topic, page.revision[:6])
    return (
        Button("👍 " + t.gettext("Helpful"), dump(Verb.FEEDBACK, *of, "y")),
        Button("👎 " + t.gettext("Not helpful"), dump(Verb.FEEDBACK, *of, "n")),
    )


def _share(scene: Scene, topic: Topic, page: Page) -> Button:
    link = topic_link(scene.bot_url or "", page.language, topic.id)
    query = urlencode({"url": link, "text": page.title})
    return Button("↗️ " + scene.t.gettext("Share"), url=f"https://t.me/share/url?{query}")


def _others(scene: Scene, topic: Topic, near: Sequence[str]) -> list[Button]:
    """Return buttons of other topics, each once: near titles, then related ones.

    A general topic names those of all countries; only the reader's own is shown.
    """
    of_country = topic.countries | ({scene.country} if scene.country else set())
    related = (
        other
        for other in topic.related
        if (entry := scene.knowledge.topic(other)) is not None
        and (not entry.countries or entry.countries & of_country)
    )
    buttons = (topic_button(scene, other) for other in (*near, *related))
    by_data = {
        button.data: Button("▸ " + button.label, button.data)
        for button in buttons
        if button is not None
    }
    return list(by_data.values())[:_MAX_OTHERS]


def _fits(scene: Scene, topic_id: str) -> bool:
    topic = scene.knowledge.topic(topic_id)
    return topic is not None and scene.concerns(topic)


def listing(scene: Scene, topic_ids: tuple[str, ...]) -> list[tuple[Button, ...]]:
    """Return a row for each topic that exists and may concern the reader."""
    buttons = (topic_button(scene, topic_id) for topic_id in topic_ids if _fits(scene, topic_id))
    return [(button,) for button in buttons if button is not None]
