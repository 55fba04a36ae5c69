"""A page in pieces that are translated one by one: title, short answer, each point."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.knowledge.model import Page, Section

TITLE: Final = "title"
_MARKER: Final = re.compile(r"(?:\d{1,3}\.|-)\s+")
_HEADINGS: Final = {f"## {section.value}": section.value for section in Section}
#: What a reader looks at first: dangers and time limits.
_FIRST: Final = (Section.BEWARE.value,)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a page. ``place`` names it: ``title``, or section and number."""

    place: str
    section: str
    marker: str
    text: str


def pieces(page: Page) -> list[Piece]:
    """Return the pieces of a page in its order."""
    return [Piece(TITLE, "", "", page.title), *_lines(page.body)]


def in_order_of_danger(page: Page) -> list[Piece]:
    """Return the pieces of a page: title and short answer, then dangers, time limits, the rest.

    A piece with a fact in it holds a time limit, an amount or a number that somebody relies on.
    """
    found = pieces(page)

    def rank(piece: Piece) -> int:
        if not piece.section:
            return 0
        if piece.section in _FIRST:
            return 1
        return 2 if "{{" in piece.text else 3

    return sorted(found, key=rank)


def body_of(english: Page, texts: Mapping[str, str]) -> str:
    """Return a body with the lines of the English page and other texts, by place.

    A place without a text is left out.
    """
    lines: list[str] = []
    section = ""
    for piece in _lines(english.body):
        if piece.section != section:
            section = piece.section
            lines += ["", f"## {section}"]
        text = texts.get(piece.place, "").strip()
        if not text:
            continue
        if not piece.marker and lines and not lines[-1].startswith("## "):
            lines.append("")
        lines.append(f"{piece.marker}{text}")
    return "\n".join(lines).strip()


def _lines(body: str) -> Iterator[Piece]:
    section, number = "", 0
    for line in body.split("\n"):
        if line.strip() in _HEADINGS:
            section, number = _HEADINGS[line.strip()], 0
            continue
        if not line.strip():
            continue
        found = _MARKER.match(line)
        marker = found.group() if found is not None else ""
        number += 1
        yield Piece(f"{section or 'start'} {number}", section, marker, line[len(marker) :].strip())
