"""Values taken out of a YAML document with the type they must have, all problems noted.

A value of the wrong type is noted and read as an empty one, so that the rest is looked at too;
the caller drops the whole when ``Reader.problems`` is not empty.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, TypeVar

from bot.knowledge.parsing._yaml import Document, Place
from bot.knowledge.problems import Problem
from bot.languages import LANGUAGES, OTHER_LANGUAGES

_Choice = TypeVar("_Choice", bound=Enum)
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: What topics, steps, papers and the like are called in files and in the data of buttons.
NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME: Final = 24  # it shares the data of a button with others
#: Stands for a day that could not be read.
NO_DAY: Final = date.min


class Reader:
    """A document of the file ``path`` and what is wrong with it."""

    def __init__(self, path: str, text: str, first_line: int = 1) -> None:
        self.path = path
        self.document = Document(text, first_line)
        self.problems = [
            Problem(path, line, f"{reason}. Correct this line or the one before it.")
            for line, reason in self.document.faults
        ]

    @property
    def root(self) -> "Node":
        return Node(self, self.document.data, ())

    def note(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.path, self.document.line(place), message))


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a document, at ``place``."""

    reader: Reader
    value: object
    place: Place

    @property
    def name(self) -> str:
        """How the part is called in a message: the nearest key."""
        keys = [step for step in self.place if isinstance(step, str)]
        return keys[-1] if keys else "the file"

    def fail(self, message: str) -> None:
        self.reader.note(self.place, message)

    def fields(
        self, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> "dict[str, Node]":
        """Return the parts of a mapping; unknown and missing keys are noted."""
        known = [*required, *optional]
        parts = self.entries()
        for key in parts:
            if key not in known:
                parts[key].fail(
                    f'"{key}" is not a known field of {self.name}. '
                    f"Take it out, or correct it to one of: {', '.join(known)}."
                )
        for key in required:
            if key not in parts and isinstance(self.value, dict):
                self.fail(f'the field "{key}" of {self.name} is missing. Add it.')
        return {key: part for key, part in parts.items() if key in known}

    def entries(self) -> "dict[str, Node]":
        """Return the parts of a mapping with keys of any name."""
        if not isinstance(self.value, dict):
            self.fail(f"{self.name} is {_kind(self.value)}. Write fields as name: value.")
            return {}
        parts: dict[str, Node] = {}
        for key, value in self.value.items():
            if isinstance(key, str) or (isinstance(key, int) and not isinstance(key, bool)):
                parts[str(key)] = Node(self.reader, value, (*self.place, str(key)))
            else:
                self.fail(f"a name in {self.name} is {_kind(key)}. Put it in quotes.")
        return parts

    def items(self) -> "list[Node]":
        """Return the parts of a list."""
        if not isinstance(self.value, list):
            self.fail(f"{self.name} is {_kind(self.value)}. Write a list, or [] for an empty one.")
            return []
        return [
            Node(self.reader, value, (*self.place, index)) for index, value in enumerate(self.value)
        ]

    def text(self) -> str:
        """Return one line of text that is not empty."""
        if not isinstance(self.value, str):
            self.fail(f"{self.name} is {_kind(self.value)}. Write text, in quotes.")
            return ""
        text = self.value.strip()
        if not text:
            self.fail(f"{self.name} is empty. Write it, or take it out.")
        elif "\n" in text:
            self.fail(f"{self.name} has more than one line. Write it in one.")
        return text

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def texts_by_name(
        self, required: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, str]:
        """Return the texts of a mapping; those that are missing are noted and empty."""
        required = tuple(required)
        found = {name: part.text() for name, part in self.fields(required, optional).items()}
        return dict.fromkeys(required, "") | found

    def matching(self, pattern: re.Pattern[str], expected: str) -> str:
        """Return text that *pattern* matches whole; *expected* says in words what that is."""
        text = self.text()
        if text and not pattern.fullmatch(text):
            self.fail(f'{self.name} is "{text}". Write {expected}.')
        return text

    def short_name(self, longest: int = _LONGEST_NAME) -> str:
        """Return a name that fits the data of a button."""
        text = self.text()
        if text and not (NAME.fullmatch(text) and len(text) <= longest):
            self.fail(
                f'{self.name} is "{text}". Write a name in small letters with hyphens, at most '
                f"{longest} characters."
            )
        return text

    def link(self) -> str:
        return self.matching(_LINK, "a link that begins with https:// or http://, without spaces")

    def day(self) -> date:
        if isinstance(self.value, date):
            return self.value
        if isinstance(self.value, str) and _DAY.fullmatch(self.value):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                self.fail(f'{self.name} is "{self.value}", a day that does not exist. Correct it.')
                return NO_DAY
        self.fail(f"{self.name} is {_kind(self.value)}. Write a day as YYYY-MM-DD.")
        return NO_DAY

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail(f"{self.name} is {_kind(self.value)}. Write true or false.")
        return self.value is True

    def number(self) -> Decimal:
        if isinstance(self.value, int | Decimal) and not isinstance(self.value, bool):
            return Decimal(self.value)
        self.fail(f"{self.name} is {_kind(self.value)}. Write a number, such as 28 or 1.25.")
        return Decimal(0)

    def whole(self) -> int:
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 0:
            return self.value
        self.fail(f"{self.name} is {_kind(self.value)}. Write a whole number, such as 6000.")
        return 0

    def choice(self, options: type[_Choice]) -> _Choice:
        """Return a member of an enumeration by its value; YAML's own yes and no are understood."""
        names = {True: "yes", False: "no"}
        value = names[self.value] if isinstance(self.value, bool) else self.value
        for option in options:
            if option.value == value:
                return option
        known = ", ".join(str(option.value) for option in options)
        self.fail(f"{self.name} is {_kind(self.value)}. Write one of: {known}.")
        return next(iter(options))

    def one_of(self, known: Iterable[str], what: str) -> str:
        text = self.text()
        if text and text not in known:
            self.fail(f'"{text}" is not a known {what}. Write one of: {", ".join(known)}.')
        return text

    def language(self) -> str:
        """Return the code of any language that a source or a telephone line can have."""
        text = self.text()
        if text and text not in LANGUAGES and text not in OTHER_LANGUAGES:
            self.fail(f'"{text}" is not a known language. Write one of: {", ".join(LANGUAGES)}.')
        return text

    def by_language(self, required: Iterable[str] = ("en", "ja")) -> Mapping[str, str]:
        """Return texts by language code."""
        found: dict[str, str] = {}
        entries = self.entries()
        for code, part in entries.items():
            if code not in LANGUAGES:
                part.fail(
                    f'"{code}" is not a known language. Write one of: {", ".join(LANGUAGES)}.'
                )
            found[code] = part.text()
        missing = [code for code in required if code not in entries]
        if missing and isinstance(self.value, dict):
            self.fail(f"{self.name} has no text in: {', '.join(missing)}. Add it.")
        return found


def _kind(value: object) -> str:
    """Return what a value is, in everyday words and never long."""
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:59]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int | Decimal):
        return str(value)[:60]
    return "something else"
