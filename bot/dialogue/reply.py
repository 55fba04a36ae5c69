"""What the bot says, before any channel draws it: blocks of text and rows of buttons."""

from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of plain text in one style; escaped only by the renderer."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None


class Shape(Enum):
    """How a block stands on the page."""

    TITLE = "title"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a paragraph, a list item (with its ``marker``) or a notice about the page."""

    runs: tuple[Run, ...]
    shape: Shape = Shape.PARAGRAPH
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that does something (``data``, at most 64 bytes) or opens an address (``url``)."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file to take along: ``content`` is sent as it is, or for ``languages`` printed as PDF.

    The name says nothing of what is inside.
    """

    name: str
    content: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot.

    ``in_place`` replaces the message whose button was pressed; ``toast`` is the short line shown
    over the chat at a press; ``hide`` removes the message of the button; ``clear`` asks the
    channel to remove what it can of the chat. With a ``file`` the blocks stand under it.
    """

    blocks: tuple[Block, ...] = ()
    keyboard: Keyboard = ()
    in_place: bool = False
    toast: str = ""
    hide: bool = False
    clear: bool = False
    file: File | None = None

    def new_message(self) -> "Reply":
        """Return the same reply as a message of its own."""
        return replace(self, in_place=False)


def paragraph(text: str) -> Block:
    return Block((Run(text),))


def title(text: str) -> Block:
    return Block((Run(text, bold=True),), Shape.TITLE)


def labelled(label: str, text: str) -> Block:
    """Return a paragraph that begins with a bold label."""
    return Block((Run(label + " ", bold=True), Run(text)))


def notice(text: str) -> Block:
    return Block((Run(text, italic=True),), Shape.NOTICE)


def item(text: str, marker: str = "•") -> Block:
    return Block((Run(text),), Shape.ITEM, marker)


def plain(blocks: tuple[Block, ...]) -> str:
    """Return blocks as plain text: items on lines of their own, a blank line between the rest.

    Addresses that are not the text itself follow it in brackets.
    """
    lines: list[str] = []
    previous: Shape | None = None
    for block in blocks:
        text = "".join(_plain_run(run) for run in block.runs)
        if block.shape is Shape.ITEM:
            text = f"{block.marker} {text}"
        if lines and not (block.shape is previous and block.shape in {Shape.ITEM, Shape.NOTICE}):
            lines.append("")
        lines.append(text)
        previous = block.shape
    return "\n".join(lines)


def _plain_run(run: Run) -> str:
    return f"{run.text} ({run.href})" if run.href and run.href != run.text else run.text
