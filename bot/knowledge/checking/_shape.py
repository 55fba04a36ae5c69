"""Whether a phone can show a page: its Markdown and its sections."""

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.markdown import BRACES, parse_reference, tokens
from bot.knowledge.model import Page, Section
from bot.knowledge.said import said

_ALLOWED: Final = frozenset(
    {
        *("heading", "paragraph", "bullet_list", "ordered_list", "list_item", "inline"),
        *("text", "text_special", "softbreak", "hardbreak", "strong", "em", "link"),
    }
)
_UNSHOWN: Final = {
    "blockquote": (
        said("a quotation (> at the start of a line)"),
        said("Write a plain paragraph."),
    ),
    "code_block": (said("lines pushed in by four spaces"), said("Begin the lines at the margin.")),
    "code_inline": (
        said("code between backticks"),
        said("Take the backticks out, or use **bold**."),
    ),
    "fence": (said("a block of code (```)"), said("Write a plain paragraph.")),
    "hr": (said("a line across the page"), said("Take it out, or use a section.")),
    "html_block": (said("HTML"), said("Use Markdown: **bold**, *italic*, [text](https://…).")),
    "html_inline": (said("HTML"), said("Use Markdown: **bold**, *italic*, [text](https://…).")),
    "image": (said("an image"), said("Write a link instead: [text](https://…).")),
    "s": (said("struck-out text"), said("Take the words out.")),
    "table": (said("a table"), said("Write a list, or a fact that is a table.")),
}
_LEFT_OVER: Final = (
    (re.compile(r"\]\("), said("a link is not complete"), said("Write [text](https://…).")),
    (
        re.compile(r"\*\*|__|~~"),
        said("the signs of bold text stay visible"),
        said("Put them directly around the words, without punctuation inside."),
    ),
    (re.compile(r"^#{2,}"), said("a heading has no space after ##"), said("Write ## Steps.")),
    (re.compile(r"\{\{|\}\}"), said("the braces of a fact do not fit"), said("Write {{ name }}.")),
)


def check_markdown(page: Page) -> list[Finding]:
    """Return what of a page Telegram cannot show."""
    stream = tokens(page.body)
    return [
        *_title(page),
        *_tokens(page, stream),
        *_lists(page, stream),
        *_headings(page, stream),
        *_references(page),
    ]


def _title(page: Page) -> list[Finding]:
    if not re.search(r"\{\{|\}\}", page.title):
        return []
    message = said("a title cannot hold a fact. Write it without, or move the fact into the text.")
    return [on_page(page, ("title",), message)]


def _tokens(page: Page, stream: Sequence[Token]) -> list[Finding]:
    findings: list[Finding] = []
    for token in stream:
        line = token.map[0] if token.map else 0
        for part in (token, *(token.children or ())):
            findings += _token(page, part, line)
    return findings


def _token(page: Page, token: Token, line: int) -> list[Finding]:
    name = token.type.removesuffix("_open").removesuffix("_close")
    if token.type.endswith("_close") or name[:2] in {"th", "tr", "td", "tb"}:
        return []  # reported with the opening one
    if name not in _ALLOWED:
        what, remedy = _UNSHOWN.get(
            name, (said("Markdown ({name})", name=name), said("Write it in plain words."))
        )
        return [
            on_page(
                page, line, said("a phone cannot show {what}. {remedy}", what=what, remedy=remedy)
            )
        ]
    if name == "link" and not str(token.attrs.get("href", "")).startswith(("https://", "http://")):
        href = token.attrs.get("href", "")
        message = said(
            'the link "{href}" does not begin with https://. Write the whole address.', href=href
        )
        return [on_page(page, line, message)]
    if name == "text":
        text = BRACES.sub("", token.content)
        return [
            on_page(page, line, said("{what}. {remedy}", what=what, remedy=remedy))
            for pattern, what, remedy in _LEFT_OVER
            if pattern.search(text)
        ]
    return []


def _lists(page: Page, stream: Sequence[Token]) -> list[Finding]:
    findings: list[Finding] = []
    depth = paragraphs = 0
    for token in stream:
        line = token.map[0] if token.map else 0
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
            if depth == 2:
                message = said("a list stands inside a list. Make it one list, of one level.")
                findings.append(on_page(page, line, message))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "list_item_open":
            paragraphs = 0
        elif token.type == "paragraph_open" and depth == 1:
            paragraphs += 1
            if paragraphs == 2:
                message = said("a point of a list has two paragraphs. Make two points of it.")
                findings.append(on_page(page, line, message))
        elif token.type == "heading_open" and depth:
            message = said("a heading stands inside a list. Begin it at the margin.")
            findings.append(on_page(page, line, message))
    return findings


def _headings(page: Page, stream: Sequence[Token]) -> list[Finding]:
    order = [section.value for section in Section]
    findings: list[Finding] = []
    if stream and stream[0].type != "paragraph_open":
        message = said("the page does not begin with its short answer. Write a paragraph first.")
        findings.append(on_page(page, 0, message))
    seen: list[str] = []
    for index, token in enumerate(stream):
        if token.type != "heading_open":
            continue
        title = stream[index + 1].content.strip()
        wrong = _wrong_heading(token.tag, title, seen, order)
        following = stream[index + 3 : index + 4]
        if wrong is None and (not following or following[0].type == "heading_open"):
            wrong = said(
                'the section "{title}" is empty. Write it, or take the heading out.', title=title
            )
        if wrong is not None:
            findings.append(on_page(page, token.map[0] if token.map else 0, wrong))
        seen.append(title)
    return findings


def _wrong_heading(tag: str, title: str, seen: list[str], order: list[str]) -> str | None:
    known = ", ".join(f"## {name}" for name in order)
    if tag != "h2" or title not in order:
        return said(
            '"{title}" is not one of the four headings. Use these, in English in '
            "every language: {known}.",
            title=title,
            known=known,
        )
    if title in seen:
        return said('the heading "{title}" stands twice. Join the two sections.', title=title)
    if any(other in order and order.index(other) > order.index(title) for other in seen):
        return said(
            'the heading "{title}" is out of order. The order is: {known}.',
            title=title,
            known=known,
        )
    return None


def _references(page: Page) -> list[Finding]:
    return [
        on_page(
            page,
            index,
            said(
                '"{group}" is not the name of a fact. Write {{{{ name }}}}, {{{{ '
                "name.row }}}} or {{{{ name@2027-04-01 }}}}.",
                group=found.group(),
            ),
        )
        for index, line in enumerate(page.body.split("\n"))
        for found in BRACES.finditer(line)
        if parse_reference(found.group(1)) is None
    ]
