"""``support.yaml`` and ``phrases/``: who answers in person, and what they say often."""

import re
from collections.abc import Mapping
from typing import Final

from bot.knowledge.model import Phrases, Support
from bot.knowledge.parsing._contacts import hours
from bot.knowledge.parsing._lists import language_file
from bot.knowledge.parsing._reader import Node, Reader
from bot.knowledge.problems import Problem
from bot.languages import LANGUAGES

#: Languages in which the bot speaks to caseworkers (locales/caseworkers.pot).
GROUP_LANGUAGES: Final = ("en", "ja")
#: It stands on a button, beside the language and the answer.
_ID: Final = re.compile(r"(?=.{1,24}\Z)[a-z]+(?:-[a-z]+)*")
_PARTS: Final = ("questions", "sentences", "answers")


def parse_support(path: str, text: str) -> tuple[Support | None, list[Problem]]:
    """Read ``support.yaml``."""
    reader = Reader(path, text)
    if reader.document.faults:
        return None, reader.problems
    parts = reader.root.fields(("name", "languages"), ("hours", "group_language"))
    if len(parts) < 2:
        return None, reader.problems
    languages = tuple(item.one_of(LANGUAGES, "language") for item in parts["languages"].items())
    if not languages:
        parts["languages"].fail("no language is given. Write for example [ja, en].")
    support = Support(
        name=parts["name"].by_language(),
        languages=languages,
        hours=tuple(hours(item) for item in parts["hours"].items()) if "hours" in parts else (),
        group_language=parts["group_language"].one_of(GROUP_LANGUAGES, "language of the group")
        if "group_language" in parts
        else "en",
    )
    return (None if reader.problems else support), reader.problems


def parse_phrases(path: str, text: str) -> tuple[Phrases | None, list[Problem]]:
    """Read ``phrases/<lang>.yaml``."""
    reader = language_file(path, text)
    if reader.document.faults:
        return None, reader.problems
    parts = reader.root.fields(_PARTS)
    if len(parts) < len(_PARTS):
        return None, reader.problems
    phrases = Phrases(**{name: _sentences(part) for name, part in parts.items()})
    return (None if reader.problems else phrases), reader.problems


def _sentences(node: Node) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, part in node.entries().items():
        if not _ID.fullmatch(name):
            part.fail(f'"{name}" is no name of a phrase. Write small letters and hyphens.')
        found[name] = part.text()
    return found
