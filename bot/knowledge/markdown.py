"""A page's body as blocks that any channel can draw: short answer, opening, sections.

Reading never fails: what a phone cannot show becomes plain text here and is refused by
``checking``.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.knowledge.model import Section
from bot.text import script

#: Anything between double braces; what stands inside is checked elsewhere.
BRACES: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_REFERENCE: Final = re.compile(
    r"([a-z][a-z0-9_]*)(?:\.([a-z0-9][a-z0-9_-]*))?(?:@(\d{4}-\d{2}-\d{2}))?", re.ASCII
)
_PARSER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_SECTIONS: Final = {section.value: section for section in Section}
#: Scripts that write no spaces between words: a line break in the source is none on the screen.
_UNSPACED: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "KHMER", "MYANMAR"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What ``{{ name.row@day }}`` refers to."""

    name: str
    row: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style; with ``fact`` its text is the reference as written."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list; ``number`` is ``None`` where the list has none."""

    spans: tuple[Span, ...]
    number: int | None = None


Block = Paragraph | ListItem


@dataclass(frozen=True, slots=True)
class Body:
    """A page without its title: ``short`` is the first paragraph, ``opening`` what follows it."""

    short: tuple[Span, ...] = ()
    opening: tuple[Block, ...] = ()
    sections: Mapping[Section, tuple[Block, ...]] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks after the short answer, in order."""
        return (*self.opening, *(block for part in self.sections.values() for block in part))


@lru_cache(maxsize=4096)
def parse_body(body: str) -> Body:
    """Return the blocks of a page's Markdown."""
    opening: list[Block] = []
    sections: dict[Section, list[Block]] = {}
    place = opening
    for kind, block in _blocks(tokens(body)):
        heading = _SECTIONS.get(plain(block.spans)) if kind == "h2" else None
        if heading is not None:
            place = sections.setdefault(heading, [])
        else:
            place.append(block)
    short: tuple[Span, ...] = ()
    if opening and isinstance(opening[0], Paragraph):
        short = opening.pop(0).spans
    in_order = {section: tuple(sections[section]) for section in Section if section in sections}
    return Body(short, tuple(opening), in_order)


def parse_reference(text: str) -> Reference | None:
    """Return what a fact reference (without braces) means, ``None`` when it is malformed.

    >>> parse_reference("minimum_wage.tokyo@2027-10-01")
    Reference(name='minimum_wage', row='tokyo', day=datetime.date(2027, 10, 1))
    """
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    name, row, day = found.groups()
    try:
        return Reference(name, row, None if day is None else date.fromisoformat(day))
    except ValueError:
        return None


def tokens(body: str) -> Sequence[Token]:
    """Return markdown-it's tokens of a body."""
    return _PARSER.parse(body)


def plain(spans: Sequence[Span], show: Callable[[str], str] | None = None) -> str:
    """Return the text of spans; *show* gives the text of a fact reference."""
    return "".join(
        show(span.fact) if show is not None and span.fact is not None else span.text
        for span in spans
    )


def render_plain(body: Body, show: Callable[[str], str]) -> str:
    """Return a whole body as plain text, as long as a phone shows it."""
    lines = [plain(body.short, show), *(_line(block, show) for block in body.opening)]
    for section, blocks in body.sections.items():
        lines += [section.value, *(_line(block, show) for block in blocks)]
    return "\n".join(lines)


def references(body: Body) -> Iterator[str]:
    """Yield the fact references of a body, as written between the braces."""
    for spans in (body.short, *(block.spans for block in body.blocks)):
        for span in spans:
            if span.fact is not None:
                yield span.fact


def _line(block: Block, show: Callable[[str], str]) -> str:
    if isinstance(block, Paragraph):
        return plain(block.spans, show)
    marker = "•" if block.number is None else f"{block.number}."
    return f"{marker} {plain(block.spans, show)}"


def _blocks(stream: Sequence[Token]) -> Iterator[tuple[str, Block]]:
    """Yield each run of inline text with the tag it stands in."""
    lists: list[int | None] = []
    tag = ""
    for token in stream:
        if token.type == "ordered_list_open":
            lists.append(int(token.attrs.get("start", 1)) - 1)
        elif token.type == "bullet_list_open":
            lists.append(None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
        elif token.type == "list_item_open" and lists[-1] is not None:
            lists[-1] += 1
        elif token.type.endswith("_open"):
            tag = token.tag
        elif token.type == "inline":
            spans = _spans(token.children or [])
            if spans:
                yield tag, ListItem(spans, lists[-1]) if lists else Paragraph(spans)
        elif token.type in {"fence", "code_block", "html_block"} and token.content.strip():
            yield "", Paragraph((Span(token.content.strip()),))


def _spans(children: Sequence[Token]) -> tuple[Span, ...]:
    style = Span("")
    found: list[Span] = []
    for token in children:
        if token.type == "strong_open":
            style = replace(style, bold=True)
        elif token.type == "strong_close":
            style = replace(style, bold=False)
        elif token.type == "em_open":
            style = replace(style, italic=True)
        elif token.type == "em_close":
            style = replace(style, italic=False)
        elif token.type == "link_open":
            style = replace(style, href=str(token.attrs.get("href", "")))
        elif token.type == "link_close":
            style = replace(style, href=None)
        elif token.type == "softbreak":
            found.append(replace(style, text="\n"))
        elif token.type == "hardbreak":
            found.append(replace(style, text="\r"))
        elif token.content:
            found += _with_facts(token.content, style)
    return _joined(found)


def _with_facts(text: str, style: Span) -> Iterator[Span]:
    end = 0
    for match in BRACES.finditer(text):
        if match.start() > end:
            yield replace(style, text=text[end : match.start()])
        yield replace(style, text=match.group(), fact=match.group(1))
        end = match.end()
    if end < len(text):
        yield replace(style, text=text[end:])


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Join neighbours of one style; a soft break becomes a space where the script has spaces."""
    joined: list[Span] = []
    for index, span in enumerate(spans):
        text = span.text
        if text == "\r":
            text = "\n"
        elif text == "\n":
            before = spans[index - 1].text if index else ""
            after = spans[index + 1].text if index + 1 < len(spans) else ""
            unspaced = script(before[-1:] or " ") in _UNSPACED and (
                script(after[:1] or " ") in _UNSPACED
            )
            text = "" if unspaced else " "
        previous = joined[-1] if joined else None
        if previous and not previous.fact and not span.fact and _same_style(previous, span):
            joined[-1] = replace(previous, text=previous.text + text)
        elif text:
            joined.append(replace(span, text=text))
    return tuple(joined)


def _same_style(one: Span, other: Span) -> bool:
    return (one.bold, one.italic, one.href) == (other.bold, other.italic, other.href)
