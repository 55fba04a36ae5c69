"""The ways home: ``pathways/pathways.yaml`` and ``pathways/<lang>.yaml``."""

import re
from typing import Final

from bot.knowledge.parsing._lists import language_file
from bot.knowledge.parsing._pages import parse_translation, revision_of_words
from bot.knowledge.parsing._reader import Node, Reader
from bot.knowledge.parsing._topics import STATUSES
from bot.knowledge.problems import Problem
from bot.knowledge.translation import Translation
from bot.knowledge.ways import (
    Anchor,
    Moment,
    Pathway,
    PathwayWords,
    Sentence,
    Step,
    StepWords,
    Ways,
    Words,
)

_TOPIC: Final = re.compile(r"[a-z]+/(?:\{cc\}-)?[a-z0-9]+(?:-[a-z0-9]+)*")
_MOMENT: Final = re.compile(r"(leave|card|newyear)(?: ([+-])(?:(\d{1,4})|([a-z][a-z0-9_]*)))?")
_MOMENTS: Final = {"from": "start", "due": "due", "last": "last"}
_OPTIONAL_WORDS: Final = ("late", "refuse", "paper", "show")


def parse_ways(path: str, text: str) -> tuple[Ways | None, list[Problem]]:
    """Read ``pathways/pathways.yaml``."""
    reader = Reader(path, text)
    if reader.document.faults:
        return None, reader.problems
    parts = reader.root.fields(("steps", "pathways"))
    if len(parts) < 2:
        return None, reader.problems
    steps = [_step(node) for node in parts["steps"].items()]
    pathways = [_pathway(node) for node in parts["pathways"].items()]
    for name in ("steps", "pathways"):
        seen: set[object] = set()
        for node in parts[name].items():
            one = node.value.get("id") if isinstance(node.value, dict) else None
            if one in seen:
                node.fail(f'"{one}" stands in this file twice. Take one out.')
            seen.add(one)
    if reader.problems:
        return None, reader.problems
    return Ways({one.id: one for one in steps if one}, tuple(filter(None, pathways))), []


def parse_words(path: str, text: str) -> tuple[Words | None, list[Problem]]:
    """Read ``pathways/<lang>.yaml``."""
    reader = language_file(path, text)
    if reader.problems:
        return None, reader.problems
    language = path.rpartition("/")[2].removesuffix(".yaml")
    translated = ("translation",) if language != "en" else ()
    parts = reader.root.fields(("pathways", "steps", *translated))
    if len(parts) < 2 + len(translated):
        return None, reader.problems
    pathways = {
        name: PathwayWords(**node.texts_by_name(("title", "opening")))
        for name, node in parts["pathways"].entries().items()
    }
    steps = {
        name: StepWords(
            **node.texts_by_name(("title", "do", "why"), ("late", "refuse", "paper", "show"))
        )
        for name, node in parts["steps"].entries().items()
    }
    translation: Translation | None = None
    if translated:
        translation = parse_translation(parts["translation"])
    if reader.problems:
        return None, reader.problems
    revision = revision_of_words(parts[name] for name in ("pathways", "steps"))
    return Words(pathways, steps, revision, translation), []


def _step(node: Node) -> Step | None:
    parts = node.fields(
        ("id", "topics"),
        ("from", "due", "last", "statuses", "essential", "from_home", "before_leaving", "show"),
    )
    if "id" not in parts or "topics" not in parts:
        return None
    moments = {name: _moment(parts[key]) for key, name in _MOMENTS.items() if key in parts}
    return Step(
        id=parts["id"].short_name(),
        topics=_topics(parts["topics"]),
        statuses=_statuses(parts.get("statuses")),
        essential=_flag(parts.get("essential"), default=False),
        from_home=_flag(parts.get("from_home"), default=False),
        before_leaving=_flag(parts.get("before_leaving"), default=False),
        sentence=_sentence(parts.get("show")),
        **moments,
    )


def _pathway(node: Node) -> Pathway | None:
    parts = node.fields(
        ("id", "steps", "staying", "unsure", "remembered"), ("statuses", "has_left")
    )
    if not {"id", "steps", "staying", "unsure", "remembered"} <= parts.keys():
        return None
    return Pathway(
        id=parts["id"].short_name(),
        steps=tuple(item.short_name() for item in parts["steps"].items()),
        statuses=_statuses(parts.get("statuses")),
        staying=_topics(parts["staying"]),
        unsure=_topics(parts["unsure"]),
        remembered=_flag(parts["remembered"], default=False),
        has_left=_flag(parts.get("has_left"), default=False),
    )


def _topics(node: Node) -> tuple[str, ...]:
    expected = 'the id of a topic, like "leave/checklist" or "home/{cc}-jobs"'
    return tuple(item.matching(_TOPIC, expected) for item in node.items())


def _statuses(node: Node | None) -> frozenset[str]:
    if node is None:
        return frozenset()
    return frozenset(item.one_of(STATUSES, "status of residence") for item in node.items())


def _flag(node: Node | None, *, default: bool) -> bool:
    if node is None:
        return default
    if not isinstance(node.value, bool):
        node.fail(f"{node.name} is neither true nor false. Write one of them.")
        return default
    return node.value


def _sentence(node: Node | None) -> Sentence | None:
    if node is None:
        return None
    parts = node.fields(("text", "reading"))
    if len(parts) < 2:
        return None
    return Sentence(parts["text"].text(), parts["reading"].text())


def _moment(node: Node) -> Moment | None:
    text = node.text()
    found = _MOMENT.fullmatch(text)
    if found is None:
        node.fail(
            f'{node.name} is "{text}". Write an anchor and how far from it, like "leave -30", '
            '"card", or "leave +pension_claim_limit".'
        )
        return None
    anchor, sign, days, fact = found.groups()
    return Moment(Anchor(anchor), int(days or 0), fact, before=sign == "-")
