"""Validators compiled once from bot-api.json: for calls, for updates and for our own results.

Knows types, fields and which are required; lengths, HTML and buttons are in `texts` and
`keyboards`. JSON values are checked as documented, form values are decoded first.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from tests.bot_api.wire import Json, JsonObject, SpecError, Upload

Check: TypeAlias = Callable[[Json], str | None]
Decode: TypeAlias = Callable[[str], Json]

FILE = Path(__file__).with_name("bot-api.json")
# Unions whose members are told apart by a constant field, derived from the member's name.
_TAGGED = {
    "BotCommandScope": "type",
    "ChatMember": "status",
    "InlineQueryResult": "type",
    "InputMedia": "type",
    "MenuButton": "type",
    "MessageOrigin": "type",
    "ReactionType": "type",
}
_TAGS = {"ChatMemberOwner": "creator", "ChatMemberBanned": "kicked"}
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Bot API."""

    name: str
    checks: Mapping[str, Check]
    decoders: Mapping[str, Decode]
    required: tuple[str, ...]
    returns: tuple[str, ...]
    returns_valid: Check

    def read(self, form: Mapping[str, str | Upload], typed: JsonObject) -> JsonObject:
        """Return the fields of a call, decoded and checked.

        Args:
            form: Values from the query, a urlencoded or a multipart body.
            typed: Values from a JSON body.

        Raises:
            SpecError: An unknown or missing field, or a wrong type.
        """
        fields = dict(typed)
        for name, value in form.items():
            decode = self.decoders.get(name)
            if decode is None or isinstance(value, Upload):
                fields[name] = value
                continue
            try:
                fields[name] = decode(value)
            except (ValueError, KeyError):
                raise SpecError(f"can't parse field {name}: {value[:80]!r}") from None
        if problem := self.problem(fields):
            raise SpecError(f"{self.name}: {problem}")
        return fields

    def problem(self, fields: JsonObject) -> str | None:
        """Say what is wrong with *fields*, or None."""
        attached = None
        for name, value in fields.items():
            check = self.checks.get(name)
            if check is None:
                if isinstance(value, Upload):
                    attached = f"attach://{name}"
                    if attached in repr(fields):
                        continue
                return f"unknown field {name!r}"
            if problem := check(value):
                return f"{name}: {problem}"
        for name in self.required:
            if name not in fields:
                return f"missing field {name!r}"
        return None


class Spec:
    """The methods (by lower-case name, as Telegram finds them) and types of bot-api.json."""

    def __init__(self, document: JsonObject) -> None:
        self._types: dict[str, JsonObject] = document["types"]
        self._checks: dict[str, Check] = {
            "Integer": _integer,
            "Float": _float,
            "Boolean": _boolean,
            "String": _string,
            "InputFile": _upload,
        }
        self.methods = {
            name.lower(): self._method(name, method) for name, method in document["methods"].items()
        }

    def problem(self, type_name: str, value: Json) -> str | None:
        """Say how *value* fails to be a *type_name* (``Message``, ``Array of Update``), or None."""
        return self._check(type_name)(value)

    def fields_of(self, type_name: str) -> set[str]:
        """Return the names of the fields of a type."""
        return set(self._types[type_name]["fields"])

    def _method(self, name: str, method: JsonObject) -> Method:
        fields: JsonObject = method["fields"]
        return Method(
            name=name,
            checks={key: self._any_of(field["types"]) for key, field in fields.items()},
            decoders={key: _decoder(frozenset(field["types"])) for key, field in fields.items()},
            required=tuple(key for key, field in fields.items() if field["required"]),
            returns=tuple(method["returns"]),
            returns_valid=self._any_of(method["returns"]),
        )

    def _check(self, type_name: str) -> Check:
        if (known := self._checks.get(type_name)) is not None:
            return known
        if type_name.startswith("Array of "):
            check = _array(self._check(type_name.removeprefix("Array of ")))
        elif members := self._types[type_name]["subtypes"]:
            # Types refer to each other in circles: a name is looked up when it is first used.
            self._checks[type_name] = self._later(type_name)
            check = self._union(type_name, members)
        else:
            check = self._object(type_name)
        self._checks[type_name] = check
        return check

    def _later(self, type_name: str) -> Check:
        def check(value: Json) -> str | None:
            return self._checks[type_name](value)

        return check

    def _object(self, type_name: str) -> Check:
        definition: JsonObject = self._types[type_name].get("fields", {})
        checks: dict[str, Check] = {}
        required = tuple(key for key, field in definition.items() if field["required"])

        def check(value: Json) -> str | None:
            if type(value) is not dict:
                return f"expected {type_name}, got {_short(value)}"
            for key, item in value.items():
                inner = checks.get(key)
                if inner is None:
                    return f"unknown field {key!r} in {type_name}"
                if problem := inner(item):
                    return f"{key}: {problem}"
            for key in required:
                if key not in value:
                    return f"missing field {key!r} in {type_name}"
            return None

        self._checks[type_name] = check
        checks.update({key: self._any_of(field["types"]) for key, field in definition.items()})
        return check

    def _any_of(self, type_names: list[str]) -> Check:
        checks = [self._check(name) for name in type_names]
        return checks[0] if len(checks) == 1 else _first_that_fits(checks)

    def _union(self, type_name: str, members: list[str]) -> Check:
        tag = _TAGGED.get(type_name)
        if tag is None:
            return self._any_of(members)
        by_tag: dict[str, list[Check]] = {}
        for member in members:
            by_tag.setdefault(_tag_of(type_name, member), []).append(self._check(member))

        def check(value: Json) -> str | None:
            if type(value) is not dict:
                return f"expected {type_name}, got {_short(value)}"
            candidates = by_tag.get(value.get(tag, ""))
            if candidates is None:
                return f"{tag}: {_short(value.get(tag))} is no {type_name}"
            return _first_that_fits(candidates)(value)

        return check


@cache
def load() -> Spec:
    """Return the compiled document; one for the whole process."""
    return Spec(json.loads(FILE.read_text(encoding="utf-8")))


def _tag_of(union: str, member: str) -> str:
    if member in _TAGS:
        return _TAGS[member]
    suffix = member.removeprefix(union).removeprefix("Cached")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", suffix).lower()


def _first_that_fits(checks: Iterable[Check]) -> Check:
    candidates = tuple(checks)

    def check(value: Json) -> str | None:
        problems: list[str] = []
        for candidate in candidates:
            problem = candidate(value)
            if problem is None:
                return None
            problems.append(problem)
        # The candidate that understood most says what is wrong.
        return min(problems, key=lambda text: text.startswith(("unknown", "missing", "expected")))

    return check


def _array(inner: Check) -> Check:
    def check(value: Json) -> str | None:
        if type(value) is not list:
            return f"expected an array, got {_short(value)}"
        for index, item in enumerate(value):
            if problem := inner(item):
                return f"[{index}]: {problem}"
        return None

    return check


def _integer(value: Json) -> str | None:
    return None if type(value) is int else f"expected Integer, got {_short(value)}"


def _float(value: Json) -> str | None:
    return None if type(value) in (int, float) else f"expected Float, got {_short(value)}"


def _boolean(value: Json) -> str | None:
    return None if type(value) is bool else f"expected Boolean, got {_short(value)}"


def _string(value: Json) -> str | None:
    if type(value) is not str:
        return f"expected String, got {_short(value)}"
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return "strings must be encoded in UTF-8"
    return None


def _upload(value: Json) -> str | None:
    return None if isinstance(value, Upload) else f"expected InputFile, got {_short(value)}"


def _short(value: Json) -> str:
    return f"{type(value).__name__} {value!r:.60}"


def _decoder(types: frozenset[str]) -> Decode:
    if types == {"Integer", "String"}:
        return _number_or_name
    if types <= {"String", "InputFile"}:
        return str
    if types == {"Integer"}:
        return _whole_number
    if types == {"Boolean"}:
        return _BOOLEANS.__getitem__
    return json.loads


def _number_or_name(value: str) -> int | str:
    return int(value) if _INTEGER.fullmatch(value) else value


def _whole_number(value: str) -> int:
    if not _INTEGER.fullmatch(value):
        raise ValueError(value)
    return int(value)
