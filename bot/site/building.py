"""Writes the knowledge base as plain HTML: no server, no cookies, nothing loaded from elsewhere."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.atomic import replace_file
from bot.dialogue.pages import held_text, notices
from bot.dialogue.reply import plain as plain_blocks
from bot.dialogue.scene import Scene, area_title, country_label, section_title
from bot.dialogue.screens import AREAS
from bot.errors import KaerimichiError
from bot.i18n import Catalogue, catalogue
from bot.knowledge.facts import show
from bot.knowledge.markdown import Body, ListItem, Paragraph, Span, parse_body, plain
from bot.knowledge.model import Knowledge, Page, Section, Topic
from bot.languages import LANGUAGES
from bot.site import papers

_TEMPLATES: Final = Path(__file__).parent / "templates"
#: Copied as they are.
_FILES: Final = ("style.css", "search.js")
_MARK: Final = ".kaerimichi-site"
_EMERGENCY: Final = "help/emergency"


class SiteError(KaerimichiError):
    """The site cannot be written."""


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written: pages, and bytes in all."""

    pages: int
    size: int


def build(knowledge: Knowledge, folder: Path, now: datetime) -> Written:
    """Write the site into *folder*, in place of a former one.

    Args:
        knowledge: What is shown.
        folder: A new or empty folder, or one that a site was written to before.
        now: The present moment, aware; figures are those of this day.

    Raises:
        SiteError: The folder holds something else, or cannot be written.
    """
    try:
        _prepare(folder)
        files = dict(_Site(knowledge, now).files())
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            replace_file(folder / path, content)
        for name in _FILES:
            shutil.copyfile(_TEMPLATES / name, folder / name)
        (folder / _MARK).touch()
    except OSError as error:
        raise SiteError(
            f"The site cannot be written to {folder}: {error.strerror}. "
            "Choose another folder, or correct the rights."
        ) from error
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Written(sum(path.endswith(".html") for path in files), size)


def _prepare(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise SiteError(f"{folder} is a file. Choose a folder.")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise SiteError(
                f"{folder} is not empty and holds no site of ours. Choose a new folder, so that "
                "nothing is lost."
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class _Site:
    knowledge: Knowledge
    now: datetime

    @cached_property
    def _templates(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and content of each page and search index."""
        yield "index.html", self._render("languages.html", languages=LANGUAGES, root="", lang="en")
        for language in LANGUAGES:
            scene = Scene(self.knowledge, language, None, self.now)
            yield f"{language}/index.html", self._language(scene)
            yield f"{language}/search-data.js", self._index(scene)
            for topic in self.knowledge.topics.values():
                if language in topic.pages or not topic.countries:
                    page = scene.page(topic.id)
                    if page is not None:
                        yield f"{language}/{topic.id}.html", self._topic(scene, topic, page)
            yield from self._papers(scene)

    def _render(self, template: str, **values: Any) -> bytes:  # Any: what a template shows
        return self._templates.get_template(template).render(values).encode()

    def _language(self, scene: Scene) -> bytes:
        t = scene.t
        return self._render(
            "language.html",
            **self._common(scene, root="../"),
            situations=[
                (
                    situation.title.get(scene.language, situation.title["en"]),
                    [link for topic in situation.topics if (link := self._link(scene, topic))],
                )
                for situation in self.knowledge.situations
            ],
            areas=[
                (area_title(t, area), [self._named(scene, topic) for topic in topics])
                for area in AREAS
                if (topics := self._shown(scene, area))
            ],
            papers=papers.link(scene),
            ask=t.gettext("What happened?"),
            all_subjects=t.gettext("All subjects"),
        )

    def _papers(self, scene: Scene) -> Iterator[tuple[str, bytes]]:
        shared = self._common(scene, root="../../")
        known = papers.countries(scene)
        for country in known:
            page = self._render(
                "papers.html", **shared, **papers.values(scene, country, self._link)
            )
            yield f"{scene.language}/{papers.path(country)}", page
        if len(known) > 1:
            heading, _ = papers.link(scene)[0]
            listed = self._render(
                "countries.html", **shared, title=heading, countries=papers.by_country(scene)
            )
            yield f"{scene.language}/{papers.INDEX}", listed

    def _topic(self, scene: Scene, topic: Topic, page: Page) -> bytes:
        t = scene.t
        body = _body(page, topic)
        own = catalogue(page.language)
        return self._render(
            "topic.html",
            **self._common(scene, root="../../"),
            title=page.title,
            page_lang=_tag(page.language),
            short=_spans(body.short, own, self),
            opening=[_block(block, own, self) for block in body.opening],
            sections=[
                (section_title(t, section), [_block(block, own, self) for block in blocks])
                for section, blocks in body.sections.items()
            ],
            notices=[
                *([] if topic.hold is None else ["ℹ️ " + held_text(t, topic.hold)]),
                *(plain_blocks((block,)) for block in notices(scene, topic, page)),
            ],
            sources_title=t.gettext("Where this comes from"),
            sources=[
                (
                    f"{source.publisher}: {source.title}",
                    source.url,
                    t.gettext("read on {date}").format(date=t.date(source.checked)),
                )
                for source in topic.sources
            ],
            checked=t.gettext("Page last checked on {date}.").format(date=t.date(topic.reviewed)),
            related=[
                *papers.link_of(scene, topic),
                *(link for other in topic.related if (link := self._link(scene, other))),
            ],
            others=[
                (LANGUAGES[code], f"../../{code}/{topic.id}.html", _tag(code))
                for code in LANGUAGES
                if code in topic.pages and code != scene.language
            ],
        )

    def _common(self, scene: Scene, *, root: str) -> dict[str, Any]:  # Any: see ``_render``
        t = scene.t
        return {
            "lang": _tag(scene.language),
            "root": root,
            "home": f"{root}{scene.language}/index.html",
            "start": t.gettext("Start"),
            "danger": t.gettext("I am in danger"),
            "emergency": f"{root}{scene.language}/{_EMERGENCY}.html",
            "language_name": "🌐 Language · 言語",
            "search": t.gettext("Search"),
            "nothing_found": t.gettext("Nothing found. Try other words."),
            "index": f"{root}{scene.language}/search-data.js",
            "today": t.gettext("As of {date}.").format(date=t.date(scene.today)),
        }

    def _shown(self, scene: Scene, area: str) -> list[Topic]:
        return [
            topic
            for topic in self.knowledge.topics.values()
            if topic.area == area and (scene.language in topic.pages or not topic.countries)
        ]

    def _named(self, scene: Scene, topic: Topic) -> tuple[str, str]:
        page = scene.page(topic.id)
        title = page.title if page is not None else topic.id
        if len(topic.countries) == 1 and scene.language in {"en", "ja"}:
            title = f"{country_label(scene.t, next(iter(topic.countries)))}: {title}"
        return title, f"{topic.id}.html"

    def _link(self, scene: Scene, topic_id: str) -> tuple[str, str] | None:
        topic = self.knowledge.topic(topic_id)
        if topic is None or (topic.countries and scene.language not in topic.pages):
            return None
        title, path = self._named(scene, topic)
        return title, path

    def _index(self, scene: Scene) -> bytes:
        """Return what the search looks through: path, title, short answer, questions."""
        rows = []
        for topic in self.knowledge.topics.values():
            page = scene.page(topic.id)
            if page is None or (topic.countries and scene.language not in topic.pages):
                continue
            short = plain(_body(page, topic).short, lambda _: "")
            title, path = self._named(scene, topic)
            rows.append([path, title, short, "\n".join(page.questions)])
        rows += [papers.searched(scene, country) for country in papers.countries(scene)]
        content = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        safe = content.replace("</", "<\\/")  # nothing in a script may end it
        return f"window.TOPICS={safe};\n".encode()

    def fact(self, reference: str, t: Catalogue, day: date) -> str:
        return show(reference, on=day, t=t, facts=self.knowledge.facts)


def _body(page: Page, topic: Topic) -> Body:
    """Return what is shown of a page: while it is on hold no more than whom to ask."""
    body = parse_body(page.body)
    if topic.hold is None:
        return body
    contacts = body.sections.get(Section.CONTACTS, ())
    return Body(sections={Section.CONTACTS: contacts} if contacts else {})


def _tag(language: str) -> str:
    return language.replace("_", "-")


def _spans(spans: Sequence[Span], t: Catalogue, site: _Site) -> list[Mapping[str, Any]]:
    day = site.now.date()
    return [
        {
            "text": site.fact(span.fact, t, day) if span.fact else span.text,
            "bold": span.bold,
            "italic": span.italic,
            "href": span.href,
        }
        for span in spans
    ]


def _block(block: Paragraph | ListItem, t: Catalogue, site: _Site) -> Mapping[str, Any]:
    return {
        "spans": _spans(block.spans, t, site),
        "is_item": isinstance(block, ListItem),
        "number": block.number if isinstance(block, ListItem) else None,
    }
