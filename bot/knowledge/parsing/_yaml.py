"""YAML as editors write it, read fast, with the line of any part at hand when it is wrong."""

import re
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import yaml

#: The way to a part of a document: keys of mappings, positions in lists.
Place = tuple[str | int, ...]
#: Neither infinity nor powers of ten: what an editor writes as a figure.
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,20}\.[0-9]{1,10}")


class Document:
    """A YAML text and the plain values in it.

    Numbers with a point are ``Decimal``, dates are ``date``; a date that does not exist stays
    text. ``faults`` are what keeps the text from being read: (line, reason).
    """

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._text = text
        self._first_line = first_line
        self.faults: list[tuple[int, str]] = []
        self.data: object = self._load()

    def line(self, place: Place) -> int:
        """Return the line in the file where *place* begins, or the nearest part above it."""
        node = self._root
        line = self._first_line if node is None else self._line_of(node)
        for step in place:
            found = _child(node, step)
            if found is None:
                break
            start, node = found
            line = self._line_of(start)
        return line

    @cached_property
    def _root(self) -> yaml.Node | None:
        try:
            root: yaml.Node | None = yaml.compose(self._text, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, RecursionError):
            return None
        return root

    def _line_of(self, node: yaml.Node) -> int:
        return self._first_line + int(node.start_mark.line)

    def _load(self) -> object:
        loader = _Loader(self._text)
        try:
            data: object = loader.get_single_data()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = 0 if mark is None else int(mark.line)
            self.faults.append((self._first_line + line, _reason(error)))
            return None
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            self.faults.append((self._first_line, f"this cannot be read ({_short(error)})"))
            return None
        finally:
            loader.dispose()
        for line, key in loader.repeated:
            self.faults.append((self._first_line + line, f'"{key}" stands here a second time'))
        return data


class _Loader(yaml.CSafeLoader):
    """Notes repeated keys, which YAML would drop silently, and keeps decimals exact."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[tuple[int, str]] = []

    # Any: as in the signature of PyYAML
    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if str(key.value) in seen:
                    self.repeated.append((int(key.start_mark.line), str(key.value)))
                seen.add(str(key.value))
        return mapping


def _decimal(_: _Loader, node: yaml.ScalarNode) -> object:
    text = str(node.value)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _integer(_: _Loader, node: yaml.ScalarNode) -> object:
    text = str(node.value)
    plain = text.lstrip("+-")
    # Octal, base 60 (17:00) and grouped numbers are not what an editor means.
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 30:
        return text
    if plain.startswith("0") and plain != "0":
        return text
    return int(text)


def _day(_: _Loader, node: yaml.ScalarNode) -> object:
    text = str(node.value)
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


class Flow(dict[str, object]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes what ``Document`` reads: exact decimals, no aliases, lists set in."""

    # bool: as in PyYAML, whose signature has no types
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    tag = "float" if "." in str(value) else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", f"{value:f}")


def _write_flow(dumper: yaml.SafeDumper, value: Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


_Dumper.add_representer(Decimal, _write_decimal)
_Dumper.add_representer(Flow, _write_flow)


def dump_yaml(data: object) -> str:
    """Return plain values as YAML that ``Document`` reads as the same values."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return where a part begins (the key in a mapping) and the part itself."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(step):
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _reason(error: yaml.MarkedYAMLError) -> str:
    return f"this cannot be read ({_short(error.problem or error.context or 'unknown reason')})"


def _short(reason: object) -> str:
    text = " ".join(str(reason).split())
    return text if len(text) <= 120 else text[:119] + "…"
