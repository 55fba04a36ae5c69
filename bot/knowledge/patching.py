"""Small changes to the YAML files of the knowledge base that leave every other line as it is."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.knowledge.parsing import Document, Flow, dump_yaml

_HOLD: Final = "  hold:"
_ON_ONE_LINE: Final = ("source", "hold")


def fact_block(text: str, name: str) -> str | None:
    """Return the lines of one fact in ``facts.yaml``; ``None`` when it is not there."""
    found = _block(text.split("\n"), name)
    return None if found is None else "\n".join(text.split("\n")[slice(*found)])


def fact_data(text: str, name: str) -> dict[str, object] | None:
    """Return one fact as plain values, in the order of the file."""
    block = fact_block(text, name)
    data = None if block is None else Document(block).data
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else None


def with_fact(text: str, name: str, data: Mapping[str, object]) -> str:
    """Return ``facts.yaml`` with one fact replaced, or added at the end."""
    return with_fact_block(text, name, dump_yaml({name: _flowing(data)}).rstrip("\n"))


def with_fact_block(text: str, name: str, block: str) -> str:
    """Return ``facts.yaml`` with the lines of one fact replaced, or added at the end."""
    lines = text.rstrip("\n").split("\n")
    start, end = _block(lines, name) or (len(lines), len(lines))
    return "\n".join([*lines[:start], *block.rstrip().split("\n"), *lines[end:], ""])


def with_hold(text: str, name: str, since: date | None, reason: str = "") -> str:
    """Return ``facts.yaml`` with a fact put on hold, or with its hold lifted (*since* ``None``)."""
    block = fact_block(text, name)
    if block is None:
        return text
    kept: list[str] = []
    inside = False
    for line in block.split("\n"):
        if line.startswith(_HOLD):
            inside = True
        elif not inside or not line.startswith("   "):
            inside = False
            kept.append(line)
    if since is not None:
        shown = json.dumps(" ".join(reason.split()), ensure_ascii=False)
        kept.append(f"{_HOLD} {{since: {since.isoformat()}, reason: {shown}}}")
    return with_fact_block(text, name, "\n".join(kept))


def with_out_of_scope(text: str, question: str) -> str:
    """Return ``speech/<lang>.yaml`` with one more question that the bot must not answer."""
    item = f"  - {json.dumps(question, ensure_ascii=False)}"
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    for index, line in enumerate(lines):
        if re.fullmatch(r"out_of_scope:\s*(?:\[\s*\])?\s*(?:#.*)?", line):
            return "\n".join([*lines[:index], "out_of_scope:", item, *lines[index + 1 :], ""])
    return "\n".join([*lines, "out_of_scope:", item, ""])


def _block(lines: list[str], name: str) -> tuple[int, int] | None:
    start = next((i for i, line in enumerate(lines) if line.startswith(f"{name}:")), None)
    if start is None:
        return None
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t"):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return start, end


def _flowing(value: object) -> object:
    """Return plain values with sources and holds on one line, as people write them."""
    if isinstance(value, Mapping):
        return {
            key: Flow(part) if key in _ON_ONE_LINE and isinstance(part, dict) else _flowing(part)
            for key, part in value.items()
        }
    return [_flowing(part) for part in value] if isinstance(value, list) else value
