"""Parsed files as bytes, so that a start parses only what changed since the last one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec

from bot.knowledge.parsing._kinds import kind_of
from bot.knowledge.problems import Problem

#: Path, mark and value of a file; the value is read when its type is known.
_Entry = tuple[str, bytes, msgspec.Raw]

_ENCODER: Final = msgspec.msgpack.Encoder()
_ENTRIES: Final = msgspec.msgpack.Decoder(list[_Entry])


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What stands in a file (of a type that its kind fixes) and what is wrong with its form.

    ``mark`` is that of the content it was parsed from.
    """

    mark: bytes
    value: Any
    problems: tuple[Problem, ...] = ()


def mark(content: bytes) -> bytes:
    """Return what tells whether a file has other content than before (SHA-256)."""
    return hashlib.sha256(content).digest()


def worth_keeping(files: Mapping[str, ParsedFile]) -> dict[str, ParsedFile]:
    """Return those of the files that ``dump`` keeps: whole ones."""
    return {
        path: file
        for path, file in files.items()
        if file.value is not None and not file.problems and _type_of(path) is not None
    }


def dump(files: Mapping[str, ParsedFile]) -> bytes:
    """Return the files that are worth keeping as bytes."""
    entries = [
        (path, file.mark, msgspec.Raw(_ENCODER.encode(file.value)))
        for path, file in worth_keeping(files).items()
    ]
    return _ENCODER.encode(entries)


def load(content: bytes | memoryview) -> dict[str, ParsedFile]:
    """Return the files that ``dump`` was given.

    Raises:
        ValueError: The content is not what ``dump`` gives.
    """
    try:
        return {
            path: ParsedFile(known, _decoder(_type_of(path)).decode(value))
            for path, known, value in _ENTRIES.decode(content)
        }
    except msgspec.MsgspecError as error:
        raise ValueError(f"parsed files cannot be read: {error}") from error


def _type_of(path: str) -> Any:  # Any: a type, or None
    kind = kind_of(path)
    return None if kind is None else kind.type


@cache
def _decoder(shape: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(shape)
