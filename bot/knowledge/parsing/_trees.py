"""A whole tree of files, a file parsed again only when it changed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.knowledge.files import (
    FACTS,
    GLOSSARY,
    KINDS,
    PAPERS,
    SITUATIONS,
    SUPPORT,
    WAYS,
    Tree,
    digest,
    topic_path,
)
from bot.knowledge.model import Knowledge, Page, Support, Topic
from bot.knowledge.papers import Papers
from bot.knowledge.parsing._facts import names_in
from bot.knowledge.parsing._kept import ParsedFile, mark
from bot.knowledge.parsing._kinds import SINGLE, kind_of
from bot.knowledge.parsing._topics import AREAS
from bot.knowledge.problems import Problem, in_order
from bot.knowledge.ways import Ways

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read: ``knowledge`` holds the whole parts, and is servable without problems.

    ``broken`` names the topics, page files, facts and ways that exist but could not be read.
    """

    knowledge: Knowledge
    problems: tuple[Problem, ...]
    broken: frozenset[str] = field(default_factory=frozenset)


def parse(tree: Tree) -> tuple[Knowledge | None, list[Problem]]:
    """Return the knowledge base in *tree*, or ``None`` and every problem of its form."""
    draft = Parser().parse(tree)
    return (None if draft.problems else draft.knowledge), list(draft.problems)


class Parser:
    """Parses trees one after the other, a file again only when it changed.

    Args:
        known: What another parser knew.
    """

    def __init__(self, known: Mapping[str, ParsedFile] | None = None) -> None:
        self._known = dict(known or {})

    @property
    def known(self) -> Mapping[str, ParsedFile]:
        """The files of the last tree, by path."""
        return self._known

    def parse(self, tree: Tree) -> Draft:
        self._known = {path: self._file(path, tree[path]) for path in sorted(tree)}
        values = {path: file.value for path, file in self._known.items() if file.value is not None}
        problems = [problem for file in self._known.values() for problem in file.problems]
        return _assemble(tree, values, problems)

    def _file(self, path: str, content: bytes) -> ParsedFile:
        present, known = mark(content), self._known.get(path)
        if known is not None and known.mark == present:
            return known
        value, problems = _parse_file(path, content)
        return ParsedFile(present, value, tuple(problems))


def decode(content: bytes) -> str:
    """Return the text of a file with line feeds only, as all readers see it.

    Raises:
        UnicodeDecodeError: The file is not UTF-8.
    """
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _parse_file(path: str, content: bytes) -> tuple[Any, list[Problem]]:
    kind = kind_of(path)
    if kind is None:
        message = "this file has no place in the knowledge base. Rename it, or move it away."
        return None, [Problem(path, None, message)]
    try:
        text = decode(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [Problem(path, line, "the text is not UTF-8. Save the file as UTF-8.")]
    if problem := _wrong_characters(path, text):
        return None, [problem]
    return kind.parse(path, text)


def _wrong_characters(path: str, text: str) -> Problem | None:
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return Problem(path, line, "there is an invisible control character. Type the line anew.")
    if unicodedata.is_normalized("NFC", text):
        return None
    wrong = [not unicodedata.is_normalized("NFC", part) for part in text.split("\n")]
    line = wrong.index(True) + 1 if True in wrong else 1
    message = (
        "letters and their marks are stored in another form than elsewhere. "
        "Save the file in Unicode NFC."
    )
    return Problem(path, line, message)


def _assemble(tree: Tree, values: Mapping[str, Any], problems: list[Problem]) -> Draft:
    pages: dict[str, dict[str, Page]] = {}
    bare: dict[str, Topic] = {}
    for value in values.values():
        if isinstance(value, Page):
            pages.setdefault(value.topic, {})[value.language] = value
        elif isinstance(value, Topic):
            bare[value.id] = value
    problems = [*problems, *_without_topic_file(tree)]
    topics = {
        topic_id: replace(bare[topic_id], pages=pages.get(topic_id, {}))
        for topic_id in sorted(bare, key=_by_area)
    }
    aliases, twice = _aliases(topics)
    problems += twice
    if not any(path.count("/") == 2 for path in tree):
        problems.append(Problem("", None, "there is no topic. Add one, or choose another folder."))
    facts = values.get(FACTS, {})
    broken = {path.rpartition("/")[0] for path in tree if path.count("/") == 2} - topics.keys()
    broken |= {path for path in tree if path.endswith(".md") and path not in values}
    broken |= {WAYS} & tree.keys() - values.keys()
    if any(problem.path == FACTS for problem in problems) and FACTS in values:
        broken |= names_in(decode(tree[FACTS])) - facts.keys()
    knowledge = Knowledge(
        digest=digest(tree),
        topics=topics,
        facts=facts,
        situations=values.get(SITUATIONS, ()),
        glossary=values.get(GLOSSARY, ()),
        danger_kinds=values.get(KINDS, ()),
        danger=_by_language(values, "danger/"),
        danger_messages=_by_language(values, "danger_messages/"),
        speech=_by_language(values, "speech/"),
        aliases=aliases,
        golden=_by_language(values, "golden/"),
        ways=replace(values.get(WAYS, Ways()), words=_by_language(values, "pathways/")),
        support=values.get(SUPPORT, Support()),
        phrases=_by_language(values, "phrases/"),
        papers=replace(values.get(PAPERS, Papers()), words=_by_language(values, "papers/")),
    )
    return Draft(knowledge, tuple(in_order(problems)), frozenset(broken))


def _by_language(values: Mapping[str, Any], folder: str) -> dict[str, Any]:
    return {
        path.removeprefix(folder).removesuffix(".yaml"): value
        for path, value in values.items()
        if path.startswith(folder) and path not in SINGLE
    }


def _without_topic_file(tree: Tree) -> list[Problem]:
    folders = {path.rpartition("/")[0] for path in tree if path.count("/") == 2}
    return [
        Problem(
            f"{folder}/topic.yaml",
            None,
            "the topic has pages but no topic.yaml. Add it, with sources and review dates.",
        )
        for folder in folders
        if topic_path(folder) not in tree
    ]


def _aliases(topics: Mapping[str, Topic]) -> tuple[dict[str, str], list[Problem]]:
    aliases: dict[str, str] = {}
    problems: list[Problem] = []
    for topic in topics.values():
        for alias in topic.aliases:
            taken = alias if alias in topics else aliases.get(alias)
            if taken is not None:
                message = f'the alias "{alias}" already leads to {taken}. Take it out.'
                problems.append(Problem(topic_path(topic.id), None, message))
            aliases.setdefault(alias, topic.id)
    return aliases, problems


def _by_area(topic_id: str) -> tuple[int, str]:
    area = topic_id.partition("/")[0]
    return (AREAS.index(area) if area in AREAS else len(AREAS), topic_id)
