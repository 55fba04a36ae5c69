"""What papers are worth at home: ``papers/papers.yaml`` and ``papers/<lang>.yaml``."""

import re
from typing import Final

from bot.knowledge.papers import (
    Home,
    HomeWords,
    Level,
    Paper,
    Papers,
    PapersWords,
    PaperWords,
    Standing,
    Worth,
    WorthWords,
)
from bot.knowledge.parsing._lists import language_file
from bot.knowledge.parsing._pages import parse_translation, revision_of_words
from bot.knowledge.parsing._reader import Node, Reader
from bot.knowledge.parsing._topics import topic_ids
from bot.knowledge.problems import Problem
from bot.languages import COUNTRY_LANGUAGES

_FACT: Final = re.compile(r"[a-z][a-z0-9_]*")
_PARTS: Final = ("papers", "worths", "countries", "notes")


def parse_papers(path: str, text: str) -> tuple[Papers | None, list[Problem]]:
    """Read ``papers/papers.yaml``."""
    reader = Reader(path, text)
    if reader.document.faults:
        return None, reader.problems
    parts = reader.root.fields(("countries", "papers"))
    if len(parts) < 2:
        return None, reader.problems
    countries = {name: _home(node) for name, node in _by_country(parts["countries"]).items()}
    papers = [_paper(node) for node in parts["papers"].items()]
    if reader.problems:
        return None, reader.problems
    return Papers(tuple(filter(None, papers)), {k: v for k, v in countries.items() if v}), []


def parse_papers_words(path: str, text: str) -> tuple[PapersWords | None, list[Problem]]:
    """Read ``papers/<lang>.yaml``."""
    reader = language_file(path, text)
    if reader.problems:
        return None, reader.problems
    language = path.rpartition("/")[2].removesuffix(".yaml")
    translated = ("translation",) if language != "en" else ()
    parts = reader.root.fields((*_PARTS, *translated))
    if len(parts) < len(_PARTS) + len(translated):
        return None, reader.problems
    papers = {name: _paper_words(node) for name, node in parts["papers"].entries().items()}
    worths = {
        name: WorthWords(**node.texts_by_name(("label", "text"), ("see", "bring")))
        for name, node in parts["worths"].entries().items()
    }
    countries = {
        name: HomeWords(**node.texts_by_name(("see", "bring")))
        for name, node in _by_country(parts["countries"]).items()
    }
    notes = {name: node.text() for name, node in parts["notes"].entries().items()}
    translation = parse_translation(parts["translation"]) if translated else None
    if reader.problems:
        return None, reader.problems
    revision = revision_of_words(parts[name] for name in _PARTS)
    return PapersWords(papers, worths, countries, notes, revision, translation), []


def _by_country(node: Node) -> dict[str, Node]:
    entries = node.entries()
    for code, part in entries.items():
        if code not in COUNTRY_LANGUAGES:
            known = ", ".join(COUNTRY_LANGUAGES)
            part.fail(f'"{code}" is not a known home country. Write one of: {known}.')
    return entries


def _home(node: Node) -> Home | None:
    parts = node.fields(("topic", "source"), ("contacts",))
    if not {"topic", "source"} <= parts.keys():
        return None
    contacts = parts["contacts"].items() if "contacts" in parts else []
    return Home(
        topic=parts["topic"].text(),
        source=parts["source"].link(),
        contacts=tuple(one.matching(_FACT, "the name of a contact") for one in contacts),
    )


def _paper(node: Node) -> Paper | None:
    required = ("id", "japanese", "reading", "topics", "source", "worth")
    parts = node.fields(required, ("levels",))
    if not set(required) <= parts.keys():
        return None
    levels = parts["levels"].items() if "levels" in parts else []
    worth = {code: _standing(part) for code, part in _by_country(parts["worth"]).items()}
    return Paper(
        id=parts["id"].short_name(),
        japanese=parts["japanese"].text(),
        reading=parts["reading"].text(),
        topics=topic_ids(parts["topics"]),
        source=parts["source"].link(),
        levels=tuple(filter(None, map(_level, levels))),
        worth={code: standing for code, standing in worth.items() if standing},
    )


def _level(node: Node) -> Level | None:
    parts = node.fields(("id", "japanese"), ("beside",))
    if not {"id", "japanese"} <= parts.keys():
        return None
    beside = parts["beside"].text() if "beside" in parts else ""
    return Level(parts["id"].short_name(), parts["japanese"].text(), beside)


def _standing(node: Node) -> Standing | None:
    parts = node.fields(("worth",), ("notes", "source"))
    if "worth" not in parts:
        return None
    notes = parts["notes"].items() if "notes" in parts else []
    return Standing(
        worth=parts["worth"].choice(Worth),
        notes=tuple(one.short_name() for one in notes),
        source=parts["source"].link() if "source" in parts else None,
    )


def _paper_words(node: Node) -> PaperWords:
    parts = node.fields(("name", "proves", "issuer"), ("levels",))
    levels = parts.pop("levels").entries() if "levels" in parts else {}
    return PaperWords(
        **{key: parts[key].text() if key in parts else "" for key in ("name", "proves", "issuer")},
        levels={name: level.text() for name, level in levels.items()},
    )
