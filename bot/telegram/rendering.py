"""Replies as Telegram shows them: HTML, cut at paragraphs, and inline keyboards.

Everything a person or page says is escaped here, once (https://core.telegram.org/bots/api#html-style).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape, unescape
from typing import Final

from bot.dialogue.reply import Block, Keyboard, Reply, Run, Shape

#: Telegram's limit for a message, in UTF-16 units after the markup is taken out.
MAX_UNITS: Final = 4096
_MAX_LABEL: Final = 60
_LONGEST_SYLLABLE: Final = 12
_VIRAMA: Final = 9  # the combining class of the signs that stack the next letter under this one
#: What Telegram turns into a space or takes out (tdlib, ``clean_input_string``).
_CLEANED: Final[dict[int, str | None]] = {
    **{code: " " for code in range(32) if chr(code) != "\n"},
    **dict.fromkeys([0, 13, *range(0x2028, 0x202F), 0x333, 0x33F, 0x30A]),
}
_TAG: Final = re.compile(r"<[^>]*>")

Markup = list[list[dict[str, str]]]


def render(reply: Reply) -> list[str]:
    """Return the HTML of a reply as one or more messages, each within Telegram's limit."""
    messages: list[str] = []
    html, size, previous = "", 0, None
    for block in _fitting(_sendable_blocks(reply.blocks)):
        text, units = _block_html(block), _block_units(block)
        gap = _gap(previous, block)
        if html and size + len(gap) + units > MAX_UNITS:
            messages.append(html)
            html, size, gap = "", 0, ""
        html += (gap if html else "") + text
        size += (len(gap) if size else 0) + units
        previous = block
    return [*messages, html] if html else messages


def markup(keyboard: Keyboard) -> Markup:
    """Return a keyboard as Telegram's ``inline_keyboard``."""
    return [
        [
            {"text": _label(button.label)}
            | ({"url": button.url} if button.url else {"callback_data": button.data})
            for button in row
        ]
        for row in keyboard
    ]


def plain_text(html: str) -> str:
    """Return what ``render`` made without its markup, for when Telegram refuses that."""
    return unescape(_TAG.sub("", html))


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "replace")) // 2


def _label(label: str) -> str:
    label = _sendable(label)
    return label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1].rstrip() + "…"


def _gap(previous: Block | None, block: Block) -> str:
    if previous is None:
        return ""
    together = {Shape.ITEM, Shape.NOTICE}
    return "\n" if block.shape is previous.shape and block.shape in together else "\n\n"


def _block_html(block: Block) -> str:
    marker = f"{_escape(block.marker)} " if block.marker else ""
    return marker + "".join(_run_html(run) for run in block.runs)


def _block_units(block: Block) -> int:
    marker = units(block.marker) + 1 if block.marker else 0
    return marker + sum(units(run.text) for run in block.runs)


def _run_html(run: Run) -> str:
    html = _escape(run.text)
    if not html.strip():
        return html
    if run.href and run.href.startswith(("https://", "http://")):
        html = f'<a href="{_escape(run.href)}">{html}</a>'
    if run.italic:
        html = f"<i>{html}</i>"
    return f"<b>{html}</b>" if run.bold else html


def _escape(text: str) -> str:
    return escape(text, quote=True).replace("&#x27;", "'")


def _sendable_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks as Telegram would show them; without those of which nothing would be left."""
    for block in blocks:
        runs = tuple(replace(run, text=_sendable(run.text)) for run in block.runs)
        if any(run.text.strip() for run in runs):
            yield replace(block, runs=runs, marker=_sendable(block.marker))


def _sendable(text: str) -> str:
    """Return *text* without what JSON or Telegram refuses or drops, so that it can be measured."""
    return text.encode("utf-8", "replace").decode().translate(_CLEANED)


def _fitting(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks that each fit a message; a longer one is cut at spaces, else at characters."""
    for block in blocks:
        if _block_units(block) <= MAX_UNITS:
            yield block
            continue
        marker = block.marker
        for run in block.runs:
            for piece in _pieces(run.text, MAX_UNITS - units(marker) - 1):
                yield Block((Run(piece, run.bold, run.italic, run.href),), block.shape, marker)
                marker = ""


def _pieces(text: str, limit: int) -> Iterator[str]:
    while units(text) > limit:
        cut = limit
        while units(text[:cut]) > limit:
            cut -= max(1, (units(text[:cut]) - limit) // 2)
        space = text.rfind(" ", cut // 2, cut)
        cut = space if space > 0 else _before_syllable(text, cut)
        yield text[:cut]
        text = text[cut:].lstrip(" ")
    if text:
        yield text


def _before_syllable(text: str, cut: int) -> int:
    """Return a place near *cut* that parts no letter from its marks and no stacked letters."""
    for place in range(cut, max(cut - _LONGEST_SYLLABLE, 0), -1):
        is_mark = unicodedata.category(text[place]) in {"Mn", "Mc", "Me", "Cf"}
        if not is_mark and unicodedata.combining(text[place - 1]) != _VIRAMA:
            return place
    return cut
