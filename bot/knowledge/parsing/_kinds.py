"""Which files there are: how each is read, by its path, and what comes out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.knowledge.files import FACTS, GLOSSARY, KINDS, PAPERS, SITUATIONS, SUPPORT, WAYS
from bot.knowledge.model import (
    DangerKind,
    DangerMessages,
    DangerPhrases,
    Page,
    Phrases,
    Situation,
    Speech,
    Support,
    Term,
    Topic,
)
from bot.knowledge.papers import Papers, PapersWords
from bot.knowledge.parsing._facts import parse_facts
from bot.knowledge.parsing._lists import (
    parse_danger,
    parse_danger_messages,
    parse_glossary,
    parse_golden,
    parse_kinds,
    parse_situations,
    parse_speech,
)
from bot.knowledge.parsing._pages import parse_page
from bot.knowledge.parsing._papers import parse_papers, parse_papers_words
from bot.knowledge.parsing._support import parse_phrases, parse_support
from bot.knowledge.parsing._topics import parse_topic
from bot.knowledge.parsing._ways import parse_ways, parse_words
from bot.knowledge.problems import Problem
from bot.knowledge.ways import Ways, Words


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        parse: Path and text of a file -> its value and its problems.
        type: What the value is; ``None`` where the type alone does not say how to read a kept one
            back, as with the values of facts.
    """

    parse: Callable[[str, str], tuple[Any, list[Problem]]]
    type: Any


SINGLE: Final[Mapping[str, Kind]] = {
    FACTS: Kind(parse_facts, None),
    SITUATIONS: Kind(parse_situations, tuple[Situation, ...]),
    GLOSSARY: Kind(parse_glossary, tuple[Term, ...]),
    KINDS: Kind(parse_kinds, tuple[DangerKind, ...]),
    WAYS: Kind(parse_ways, Ways),
    SUPPORT: Kind(parse_support, Support),
    PAPERS: Kind(parse_papers, Papers),
}
#: One file a language.
_BY_LANGUAGE: Final[Mapping[str, Kind]] = {
    "danger": Kind(parse_danger, DangerPhrases),
    "danger_messages": Kind(parse_danger_messages, DangerMessages),
    "speech": Kind(parse_speech, Speech),
    "golden": Kind(parse_golden, dict[str, tuple[str, ...]]),
    "pathways": Kind(parse_words, Words),
    "phrases": Kind(parse_phrases, Phrases),
    "papers": Kind(parse_papers_words, PapersWords),
}
_TOPIC: Final = Kind(parse_topic, Topic)
_PAGE: Final = Kind(parse_page, Page)


def kind_of(path: str) -> Kind | None:
    """Return the kind of a file; ``None`` for one that has no place in the knowledge base."""
    if path in SINGLE:
        return SINGLE[path]
    folder, _, name = path.rpartition("/")
    if name == "topic.yaml" and folder.count("/") == 1:
        return _TOPIC
    if name.endswith(".md") and folder.count("/") == 1:
        return _PAGE
    return _BY_LANGUAGE.get(folder) if name.endswith(".yaml") else None
