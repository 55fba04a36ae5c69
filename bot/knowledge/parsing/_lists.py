"""The smaller files: situations, glossary, danger and how people type."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

from bot.knowledge.model import (
    DangerKind,
    DangerMessages,
    DangerPhrases,
    Level,
    Situation,
    Speech,
    Term,
)
from bot.knowledge.parsing._reader import Node, Reader
from bot.knowledge.parsing._topics import LONGEST_ID, STATUSES, topic_ids
from bot.knowledge.problems import Problem
from bot.languages import LANGUAGES

_Item = TypeVar("_Item")
_FACT: Final = re.compile(r"[a-z][a-z0-9_]*")
_NOT_DANGER: Final = "not_danger"
_HARMLESS: Final = "harmless"
_SPEECH: Final = ("latin", "greetings", "thanks", "out_of_scope")


def parse_situations(path: str, text: str) -> tuple[tuple[Situation, ...], list[Problem]]:
    return _parse_list(path, text, _situation, key="id")


def parse_glossary(path: str, text: str) -> tuple[tuple[Term, ...], list[Problem]]:
    return _parse_list(path, text, _term, key="term")


def parse_kinds(path: str, text: str) -> tuple[tuple[DangerKind, ...], list[Problem]]:
    return _parse_list(path, text, _kind, key="id")


def parse_danger(path: str, text: str) -> tuple[DangerPhrases | None, list[Problem]]:
    """Read ``danger/<lang>.yaml``: kinds of danger with their phrases."""
    reader = language_file(path, text)
    if reader.document.faults:
        return None, reader.problems
    phrases = {name: _phrases(node) for name, node in reader.root.entries().items()}
    if reader.problems:
        return None, reader.problems
    harmless = phrases.pop(_NOT_DANGER, ())
    return DangerPhrases(phrases, harmless), []


def parse_danger_messages(path: str, text: str) -> tuple[DangerMessages | None, list[Problem]]:
    """Read ``danger_messages/<lang>.yaml``: kinds of danger with whole messages."""
    reader = language_file(path, text)
    if reader.document.faults:
        return None, reader.problems
    messages = {name: node.texts() for name, node in reader.root.entries().items()}
    if reader.problems:
        return None, reader.problems
    harmless = messages.pop(_HARMLESS, ())
    return DangerMessages(messages, harmless), []


def parse_speech(path: str, text: str) -> tuple[Speech | None, list[Problem]]:
    """Read ``speech/<lang>.yaml``."""
    reader = language_file(path, text)
    if reader.document.faults:
        return None, reader.problems
    parts = reader.root.fields((), _SPEECH)
    lists = {key: part.texts() for key, part in parts.items()}
    return (None if reader.problems else Speech(**lists)), reader.problems


def parse_golden(path: str, text: str) -> tuple[dict[str, tuple[str, ...]] | None, list[Problem]]:
    """Read ``golden/<lang>.yaml``: topics with questions that answers are measured with."""
    reader = language_file(path, text)
    if reader.document.faults:
        return None, reader.problems
    found = {name: node.texts() for name, node in reader.root.entries().items()}
    return (None if reader.problems else found), reader.problems


def _parse_list(
    path: str, text: str, read: Callable[[Node], _Item | None], *, key: str
) -> tuple[tuple[_Item, ...], list[Problem]]:
    """Return the whole items of a list in which each has another ``key``."""
    reader = Reader(path, text)
    if reader.document.faults or reader.document.data is None:
        return (), reader.problems
    found: list[_Item] = []
    seen: set[str] = set()
    for node in reader.root.items():
        before = len(reader.problems)
        item = read(node)
        name = node.value.get(key) if isinstance(node.value, dict) else None
        if isinstance(name, str):
            if name in seen:
                node.fail(f'"{name}" stands in this file twice. Take one out.')
            seen.add(name)
        if item is not None and len(reader.problems) == before:
            found.append(item)
    return tuple(found), reader.problems


def _situation(node: Node) -> Situation | None:
    parts = node.fields(("id", "title", "topics"))
    if len(parts) < 3:
        return None
    return Situation(
        id=parts["id"].short_name(LONGEST_ID),
        title=parts["title"].by_language(LANGUAGES),
        topics=topic_ids(parts["topics"]),
    )


def _term(node: Node) -> Term | None:
    parts = node.fields(("term", "reading"), ("forms", "status"))
    if "term" not in parts or "reading" not in parts:
        return None
    status = parts["status"].one_of(STATUSES, "status of residence") if "status" in parts else None
    return Term(
        term=parts["term"].text(),
        reading=parts["reading"].text(),
        forms=parts["forms"].texts() if "forms" in parts else (),
        status=status,
    )


def _kind(node: Node) -> DangerKind | None:
    parts = node.fields(("id", "level", "topics", "contacts"))
    if len(parts) < 4:
        return None
    return DangerKind(
        id=parts["id"].short_name(LONGEST_ID),
        level=parts["level"].choice(Level),
        topics=topic_ids(parts["topics"]),
        contacts=tuple(
            item.matching(_FACT, "the name of a contact in facts.yaml")
            for item in parts["contacts"].items()
        ),
    )


def _phrases(node: Node) -> tuple[str, ...]:
    phrases = node.texts()
    for index, phrase in enumerate(phrases):
        if reason := _wrong_phrase(phrase):
            node.reader.note((*node.place, index), f'the phrase "{phrase}" {reason}')
    return phrases


def _wrong_phrase(phrase: str) -> str | None:
    """Return why a danger phrase cannot be used (grammar: docs/knowledge-format.md)."""
    outside = re.sub(r"\([^()]*\)", " x ", phrase)
    if "(" in outside or ")" in outside or "|" in outside:
        return "has brackets that do not fit. Write a choice as (a|b c)."
    for group in re.findall(r"\(([^()]*)\)", phrase):
        if any(not choice.strip(" -*") for choice in group.split("|")):
            return "has an empty choice. Take out the | that is too many."
    if not outside.replace("*", " ").strip(" -"):
        return "has no word. Write at least one beside the *."
    return None


def language_file(path: str, text: str) -> Reader:
    """Read a file that is called after a language; an empty one is an empty mapping."""
    language = path.rpartition("/")[2].removesuffix(".yaml")
    reader = Reader(path, text)
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        message = f'"{language}" is not a known language. Rename the file to one of: {known}.'
        reader.problems.append(Problem(path, None, message))
    elif reader.document.data is None and not reader.document.faults:
        reader.document.data = {}
    return reader
