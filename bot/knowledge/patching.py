"""Small changes to the YAML files of the knowledge base that leave every other line as it is."""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.knowledge.parsing import Document, Place

#: What people write on one line: by the key above it, itself or each of its parts.
_ON_ONE_LINE: Final = frozenset({"source", "hold", "translation"})
_PARTS_ON_ONE_LINE: Final = frozenset({"labels", "hours"})
#: Text that needs no quotes for any reader of YAML.
_BARE: Final = re.compile(r"[a-z][a-z_-]*")
_NOT_BARE: Final = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


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
    """Return ``facts.yaml`` with one fact changed, or added at the end."""
    block = fact_block(text, name) or ""
    return _with_block(text, name, with_values(block, {(name,): data}))


def without_fact(text: str, name: str) -> str:
    """Return ``facts.yaml`` without one fact."""
    lines = text.split("\n")
    found = _block(lines, name)
    return text if found is None else "\n".join([*lines[: found[0]], *lines[found[1] :]])


def with_hold(text: str, name: str, since: date | None, reason: str = "") -> str:
    """Return ``facts.yaml`` with a fact put on hold, or with its hold lifted (*since* ``None``)."""
    data = fact_data(text, name)
    if data is None:
        return text
    kept: dict[str, object] = {key: value for key, value in data.items() if key != "hold"}
    if since is not None:
        kept["hold"] = {"since": since, "reason": " ".join(reason.split())}
    return with_fact(text, name, kept)


def with_values(text: str, changes: Mapping[Place, object]) -> str:
    """Return a YAML text with some of its parts changed, or added; ``None`` takes a part out.

    A place is a way of keys. What is not changed keeps its lines, quotes and comments.
    """
    yaml = _yaml()
    root = yaml.load(text) if text.strip() else CommentedMap()
    plain = Document(text).data
    for place, value in changes.items():
        _put(root, plain, place, value)
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue()


def with_out_of_scope(text: str, question: str) -> str:
    """Return ``speech/<lang>.yaml`` with one more question that the bot must not answer."""
    item = f"  - {json.dumps(question, ensure_ascii=False)}"
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    for index, line in enumerate(lines):
        if re.fullmatch(r"out_of_scope:\s*(?:\[\s*\])?\s*(?:#.*)?", line):
            return "\n".join([*lines[:index], "out_of_scope:", item, *lines[index + 1 :], ""])
    return "\n".join([*lines, "out_of_scope:", item, ""])


def _with_block(text: str, name: str, block: str) -> str:
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    start, end = _block(lines, name) or (len(lines), len(lines))
    return "\n".join([*lines[:start], *block.rstrip().split("\n"), *lines[end:], ""])


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


# Any: nodes of ruamel, whose kinds are told apart as they come
def _put(root: Any, plain: Any, place: Place, value: object) -> None:
    *way, last = place
    for step in way:
        if step not in root:
            root[step] = CommentedMap()
        root = root[step]
        plain = plain.get(step) if isinstance(plain, dict) else None
    known = plain.get(last) if isinstance(plain, dict) else None
    if value is None:
        root.pop(last, None)
    elif last in root:
        root[last] = _merged(root[last], known, value, str(last))
    else:
        root[last] = _styled(value, str(last))


def _merged(node: Any, known: object, value: object, key: str) -> Any:
    """Return *value* in the form that *node*, which holds *known*, has in the file."""
    if known == value and type(known) is type(value):
        return node
    if isinstance(node, CommentedMap) and isinstance(known, dict) and isinstance(value, Mapping):
        for gone in [name for name in node if str(name) not in value]:
            del node[gone]
        flows = key in _PARTS_ON_ONE_LINE
        for position, (name, part) in enumerate(value.items()):
            if name in node:
                node[name] = _merged(node[name], known.get(name), part, name)
            else:
                node.insert(position, name, _styled(part, name, flows=flows))
        return node
    if isinstance(node, CommentedSeq) and isinstance(known, list) and isinstance(value, list):
        parts = list(_merged_items(list(node), known, value, key))
        while len(node):
            node.pop()
        for part in parts:
            node.append(part)
        return node
    return _styled(value, key)


def _merged_items(
    nodes: Sequence[Any], known: Sequence[object], values: Sequence[object], key: str
) -> Iterable[Any]:
    old, new = [repr(one) for one in known], [repr(one) for one in values]
    for _, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        shared = min(b - a, d - c)
        for index in range(shared):
            yield _merged(nodes[a + index], known[a + index], values[c + index], key)
        for value in values[c + shared : d]:
            yield _styled(value, key)


def _styled(value: object, key: str, *, flows: bool = False) -> Any:
    """Return plain values in the form in which people write them under *key*."""
    parts_flow = flows or key in _PARTS_ON_ONE_LINE
    if isinstance(value, Mapping):
        made = CommentedMap()
        for name, part in value.items():
            made[name] = _styled(part, name, flows=parts_flow)
        if flows or key in _ON_ONE_LINE:
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        items = CommentedSeq(_styled(one, "", flows=parts_flow) for one in value)
        if flows or not any(isinstance(one, Mapping | list) for one in value):
            items.fa.set_flow_style()
        return items
    if isinstance(value, str) and (not _BARE.fullmatch(value) or value in _NOT_BARE):
        return DoubleQuotedScalarString(value)
    return value


class _Representer(RoundTripRepresenter):
    """Writes exact decimals as well."""


def _write_decimal(representer: RoundTripRepresenter, value: Decimal) -> ScalarNode:
    text = f"{value:f}"
    tag = "float" if "." in text else "int"
    node: ScalarNode = representer.represent_scalar(f"tag:yaml.org,2002:{tag}", text)
    return node


_Representer.add_representer(Decimal, _write_decimal)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.width = 1 << 30
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
