"""``facts.yaml``: figures with their sources and the days on which they hold."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bot.knowledge.model import Duration, Fact, FactKind, FactValue, Money, Value
from bot.knowledge.parsing._contacts import PHONE_NUMBER, contact
from bot.knowledge.parsing._reader import NO_DAY, Node, Reader
from bot.knowledge.parsing._topics import hold, source
from bot.knowledge.problems import Problem

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_ROW: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes")
_UNKNOWN: Final = "unknown"


def parse_facts(path: str, text: str) -> tuple[Mapping[str, Fact], list[Problem]]:
    """Return the facts that are whole, by name, and what is wrong with the others."""
    reader = Reader(path, text)
    facts: dict[str, Fact] = {}
    if reader.document.faults or reader.document.data is None:
        return facts, reader.problems
    for name, node in reader.root.entries().items():
        before = len(reader.problems)
        if not _NAME.fullmatch(name):
            node.fail(
                f'the fact name "{name}" cannot be used. '
                "Use small letters, digits and underscores; begin with a letter."
            )
        fact = _fact(name, node)
        if fact is not None and len(reader.problems) == before:
            facts[name] = fact
    return facts, reader.problems


def names_in(text: str) -> frozenset[str]:
    """Return the names of all facts in a file, whole or not."""
    data = Reader("", text).document.data
    return frozenset(map(str, data)) if isinstance(data, dict) else frozenset()


def _fact(name: str, node: Node) -> Fact | None:
    required, optional = ("about", "kind", "values", "check_by"), ("ask", "hold", "of", "labels")
    parts = node.fields(required, optional)
    if not isinstance(node.value, dict) or "kind" not in parts:
        return None
    kind = parts["kind"].choice(FactKind)
    row_kind = _row_kind(node, kind, parts)
    labels = _labels(parts["labels"]) if "labels" in parts else {}
    values = _values(parts["values"], kind, row_kind) if "values" in parts else ()
    about = parts["about"].text() if "about" in parts else ""
    check_by = parts["check_by"].day() if "check_by" in parts else NO_DAY
    return Fact(
        name=name,
        about=about,
        kind=kind,
        values=values,
        check_by=check_by,
        ask=parts["ask"].text() if "ask" in parts else None,
        hold=hold(parts["hold"]) if "hold" in parts else None,
        row_kind=row_kind,
        labels=labels,
    )


def _row_kind(node: Node, kind: FactKind, parts: Mapping[str, Node]) -> FactKind | None:
    if kind is not FactKind.TABLE:
        for key in ("of", "labels"):
            if key in parts:
                parts[key].fail(f'only a table has "{key}". Take it out, or write kind: table.')
        return None
    if "of" not in parts:
        node.fail('the field "of" of the table is missing. Write of: money, or another kind.')
        return None
    row_kind = parts["of"].choice(FactKind)
    if row_kind is FactKind.TABLE:
        parts["of"].fail("a table cannot hold tables. Write another kind.")
        return None
    return row_kind


def _labels(node: Node) -> Mapping[str, Mapping[str, str]]:
    return {row: part.by_language(("en",)) for row, part in node.entries().items()}


def _values(node: Node, kind: FactKind, row_kind: FactKind | None) -> tuple[FactValue, ...]:
    items = node.items()
    if not items and isinstance(node.value, list):
        node.fail("the fact has no value. Add at least one, with its source.")
    found = [(item, _value(item, kind, row_kind)) for item in items]
    whole = [(item, value) for item, value in found if value is not None]
    _refuse_overlaps(whole)
    return tuple(value for _, value in whole)


def _value(node: Node, kind: FactKind, row_kind: FactKind | None) -> FactValue | None:
    parts = node.fields(("value", "source"), ("valid_from", "valid_until"))
    origin = source(parts["source"]) if "source" in parts else None
    first = parts["valid_from"].day() if "valid_from" in parts else None
    last = parts["valid_until"].day() if "valid_until" in parts else None
    if first and last and NO_DAY != last < first:
        parts["valid_until"].fail("valid_until is before valid_from. Correct one of them.")
    value: Value | None = None
    rows: Mapping[str, Value] = {}
    if "value" in parts:
        part = parts["value"]
        if part.value == _UNKNOWN:
            if first is None:
                node.fail(
                    "the value is unknown, but not since when. Add valid_from, the first day."
                )
        elif kind is FactKind.TABLE:
            rows = _rows(part, row_kind) if row_kind is not None else {}
        else:
            value = _READERS[kind](part)
    if origin is None:
        return None
    return FactValue(value=value, source=origin, valid_from=first, valid_until=last, rows=rows)


def _rows(node: Node, kind: FactKind) -> Mapping[str, Value]:
    entries = node.entries()
    if not entries and isinstance(node.value, dict):
        node.fail("the table has no rows. Add at least one.")
    for row, part in entries.items():
        if not _ROW.fullmatch(row):
            part.fail(
                f'the row name "{row}" cannot be used. '
                "Use small letters, digits, hyphens and underscores."
            )
    return {row: _READERS[kind](part) for row, part in entries.items()}


def _refuse_overlaps(values: list[tuple[Node, FactValue]]) -> None:
    ordered = sorted(values, key=lambda pair: pair[1].valid_from or date.min)
    for (_, earlier), (node, later) in pairwise(ordered):
        ends, begins = earlier.valid_until, later.valid_from
        if ends is None or begins is None or begins <= ends:
            node.fail(
                "two values hold on the same days. Give the earlier one valid_until, "
                "the later one valid_from."
            )


def _money(node: Node) -> Money:
    if isinstance(node.value, dict):
        parts = node.fields(("amount", "currency"))
        if len(parts) < 2:
            return Money(Decimal(0))
        currency = parts["currency"].matching(_CURRENCY, "a currency of three letters, like VND")
        return Money(parts["amount"].number(), currency)
    return Money(Decimal(node.whole()))


def _duration(node: Node) -> Duration:
    parts = node.fields((), _UNITS)
    units = {unit: part.whole() for unit, part in parts.items()}
    if isinstance(node.value, dict) and not any(units.values()):
        node.fail("the duration is empty. Write it like {years: 2, months: 6}.")
    return Duration(**units)


def _phone(node: Node) -> str:
    return node.matching(PHONE_NUMBER, "a telephone number in quotes, like 0120-531-406")


_READERS: Final[Mapping[FactKind, Callable[[Node], Value]]] = {
    FactKind.MONEY: _money,
    FactKind.DURATION: _duration,
    FactKind.NUMBER: Node.number,
    FactKind.PERCENT: Node.number,
    FactKind.DATE: Node.day,
    FactKind.PHONE: _phone,
    FactKind.URL: Node.link,
    FactKind.TEXT: Node.text,
    FactKind.CONTACT: contact,
}
