"""What papers from Japan are worth at home: the list, one paper, the sheet for employers."""

from typing import Final

from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import (
    Block,
    Button,
    File,
    Keyboard,
    Reply,
    Run,
    Shape,
    item,
    labelled,
    notice,
    paragraph,
    title,
)
from bot.dialogue.scene import (
    Scene,
    countries_in_order,
    country_label,
    country_name,
    foot,
    topic_button,
    words_notices,
)
from bot.i18n import Catalogue
from bot.knowledge.facts import brief_line
from bot.knowledge.papers import Paper, Standing, Worth
from bot.languages import LANGUAGES
from bot.pathway.certificates import Certificates, sheet

#: The presses that this module answers.
VERBS: Final = frozenset({Verb.PAPERS, Verb.PAPER, Verb.SHEET})
_SIGNS: Final = {
    Worth.RECOGNISED: "✅",
    Worth.TEST: "📝",
    Worth.EMPLOYERS: "🤝",
    Worth.LEVEL: "📶",
    Worth.NO_LICENCE: "🚫",
    Worth.UNKNOWN: "❔",
}
#: Stands for the country where it is to be chosen.
_CHOOSE: Final = "-"


def button(scene: Scene, country: str | None = None) -> Button | None:
    """Return the way to what papers are worth; ``None`` where the content has no such table.

    Without *country* it leads to the reader's own, or asks for it.
    """
    if not scene.knowledge.papers.papers:
        return None
    of = country or scene.country or _CHOOSE
    return Button(heading(scene.t), dump(Verb.PAPERS, scene.language, of))


def screen(scene: Scene, verb: Verb, first: str, second: str) -> Reply:
    """Return what a press asks for; *verb* is one of ``VERBS``."""
    papers = scene.knowledge.papers
    if verb is Verb.PAPERS:
        return _listing(scene, first) if first in papers.countries else _which_country(scene)
    paper = papers.paper(first)
    if second not in papers.countries:
        return _which_country(scene)
    if paper is None:  # a button of content that is no more
        return _listing(scene, second)
    if verb is Verb.SHEET and scene.prints:
        return _sheet(scene, paper, second)
    return _paper(scene, paper, second)


def _which_country(scene: Scene) -> Reply:
    t = scene.t
    known = scene.knowledge.papers.countries
    buttons = [
        Button(country_label(t, code), dump(Verb.PAPERS, t.language, code))
        for code in countries_in_order(t.language)
        if code in known
    ]
    return Reply(
        (
            title(heading(t)),
            paragraph(t.gettext("Offices and rules differ from country to country.")),
        ),
        (
            *(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)),
            *foot(t, Verb.PAPERS.value, _CHOOSE),
        ),
        in_place=True,
    )


def _listing(scene: Scene, country: str) -> Reply:
    t = scene.t
    rows: list[tuple[Button, ...]] = [
        (Button(label(scene, paper, country), dump(Verb.PAPER, t.language, paper.id, country)),)
        for paper in scene.knowledge.papers.papers
    ]
    other = Button("🧭 " + t.gettext("Another country"), dump(Verb.PAPERS, t.language, _CHOOSE))
    return Reply(
        (title(heading(t)), *introduction(scene, country)),
        (*rows, (other,), *foot(t, Verb.PAPERS.value, country)),
        in_place=True,
    )


def heading(t: Catalogue) -> str:
    """Return the question that the table of papers answers."""
    return "📜 " + t.gettext("What are my papers worth?")


def introduction(scene: Scene, country: str) -> list[Block]:
    """Return what stands over the list of papers: what to expect, and what the signs mean."""
    words, papers = _words(scene), scene.knowledge.papers.papers
    worths = {paper.worth[country].worth for paper in papers}
    return [
        Block((Run(country_label(scene.t, country), bold=True),)),
        paragraph(
            scene.t.gettext(
                "Hardly any paper is accepted at home by itself; most help as proof. Tap one: "
                "what it is worth, whom to see, what to bring."
            )
        ),
        *(item(words.worth(one).label, sign) for one, sign in _SIGNS.items() if one in worths),
        *_draft(scene),
    ]


def label(scene: Scene, paper: Paper, country: str) -> str:
    """Return a paper's name behind the sign of what it is worth in a country."""
    return f"{_SIGNS[paper.worth[country].worth]} {_words(scene).paper(paper).name}"


def told(scene: Scene, paper: Paper, country: str) -> list[Block]:
    """Return all that is known of a paper in a country, below its name."""
    t, words = scene.t, _words(scene)
    said, standing = words.paper(paper), paper.worth[country]
    worth, home = words.worth(standing.worth), words.home(standing, country)
    in_country = t.gettext("In {country}: {worth}").format(
        country=country_name(t, country), worth=worth.label
    )
    blocks: list[Block] = [
        notice(f"{paper.japanese} ({paper.reading})"),
        paragraph(words.told(said.proves)),
        *(item(f"{one.japanese}: {words.level(paper, one)}") for one in paper.levels),
        Block((Run(f"{_SIGNS[standing.worth]} {in_country}", bold=True),)),
        paragraph(" ".join(map(words.told, (worth.text, *words.notes(standing))))),
        labelled(t.gettext("Whom to see:"), words.told(home.see)),
    ]
    for name in words.contacts(standing, country):
        contact = scene.contact(name)
        if contact is not None:
            blocks.append(item(brief_line(contact, t), "☎️"))
    blocks.append(labelled(t.gettext("What to bring:"), words.told(home.bring)))
    return [*blocks, *_about(scene, paper, standing, country)]


def _paper(scene: Scene, paper: Paper, country: str) -> Reply:
    blocks = (
        title(_words(scene).paper(paper).name),
        *told(scene, paper, country),
        *_draft(scene),
    )
    here = (Verb.PAPER.value, paper.id, country)
    return Reply(blocks, (*_ways_on(scene, paper, country), *foot(scene.t, *here)), in_place=True)


def _ways_on(scene: Scene, paper: Paper, country: str) -> Keyboard:
    t = scene.t
    rows: list[tuple[Button, ...]] = []
    if scene.prints:
        name = "📄 " + t.gettext("Sheet for employers (PDF)")
        rows.append((Button(name, dump(Verb.SHEET, t.language, paper.id, country)),))
    topics = (*paper.topics, scene.knowledge.papers.countries[country].topic)
    buttons = (topic_button(scene, topic) for topic in topics)
    rows += [(Button("▸ " + one.label, one.data),) for one in buttons if one is not None]
    rows.append((_back(scene, country),))
    return tuple(rows)


def _sheet(scene: Scene, paper: Paper, country: str) -> Reply:
    """Return the sheet as a file; its name does not say what it is."""
    t = scene.t
    html = sheet(
        scene.knowledge, paper, language=scene.language, today=scene.today, link=scene.bot_url or ""
    )
    text = t.gettext("Give this sheet to an employer together with a copy of your paper.")
    return Reply(
        (paragraph(text),),
        ((_back(scene, country),), *foot(t)),
        file=File("sheet.pdf", html, (scene.language,)),
    )


def _back(scene: Scene, country: str) -> Button:
    t = scene.t
    return Button("⬅️ " + t.gettext("All papers"), dump(Verb.PAPERS, t.language, country))


def _about(scene: Scene, paper: Paper, standing: Standing, country: str) -> list[Block]:
    """Return where it comes from, and what a reader must know about the words."""
    t, words = scene.t, _words(scene)
    blocks: list[Block] = []
    if words.lacks(standing, country):
        text = t.gettext("This page is not in your language yet. You see it in {language}.")
        blocks.append(notice("ℹ️ " + text.format(language=LANGUAGES["en"])))
    source = words.source(paper, country)
    if source is not None:
        text = t.gettext("Source: {publisher}, read on {date}.").format(
            publisher=source.publisher, date=t.date(source.checked)
        )
        blocks.append(Block((Run(text, italic=True, href=source.url),), Shape.NOTICE))
    return blocks


def _draft(scene: Scene) -> list[Block]:
    words = _words(scene)
    return words_notices(scene.t, is_outdated=words.is_outdated, is_draft=words.is_draft)


def _words(scene: Scene) -> Certificates:
    return Certificates(scene.knowledge, scene.language, scene.today)
