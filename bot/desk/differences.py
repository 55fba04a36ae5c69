"""What changed between two texts, as a person sees it: by paragraph, and within by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

from bot.text import script

#: Scripts that write no spaces between words: compared by syllable.
_UNSPACED: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "KHMER", "MYANMAR", "LAO"})
#: Less alike than this, two paragraphs are shown as one taken out and one put in.
_ALIKE: Final = 0.35


class Change(Enum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that was kept, added or taken out."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``changed`` when anything in it was."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The paragraph with everything that was added and taken out."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def changed(self) -> bool:
        return any(piece.change is not Change.SAME for piece in self.pieces)


def compare(before: str, after: str) -> list[Line]:
    """Return the paragraphs of both texts in order, with what changed between them."""
    old, new = _paragraphs(before), _paragraphs(after)
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line((Piece(Change.SAME, text),)) for text in new[c:d]]
        else:
            lines += _replaced(old[a:b], new[c:d])
    return lines


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Return what changed within one paragraph."""
    old, new = list(_tokens(before)), list(_tokens(after))
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(new[c:d])))
            continue
        if b > a:
            pieces.append(Piece(Change.REMOVED, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(Change.ADDED, "".join(new[c:d])))
    return tuple(pieces)


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Pair paragraphs that resemble each other, in order; the rest went or came."""
    left = list(old)
    for text in new:
        best = max(left, key=lambda other: _likeness(other, text), default=None)
        if best is None or _likeness(best, text) < _ALIKE:
            yield Line((Piece(Change.ADDED, text),))
            continue
        for gone in left[: left.index(best)]:
            yield Line((Piece(Change.REMOVED, gone),))
        left = left[left.index(best) + 1 :]
        yield Line(words(best, text))
    for gone in left:
        yield Line((Piece(Change.REMOVED, gone),))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(a=list(_tokens(one)), b=list(_tokens(other)), autojunk=False).ratio()


def _tokens(text: str) -> Iterator[str]:
    """Yield words, spaces and signs; in scripts without spaces, letters with their marks."""
    word, is_spaced = "", True
    for char in text:
        kind = script(char)
        unspaced, in_word = kind in _UNSPACED, bool(kind) or char.isalnum()
        goes_on = in_word and ((is_spaced and not unspaced) or not char.isalnum())
        if word and not goes_on:
            yield word
            word = ""
        if in_word:
            word, is_spaced = word + char, not unspaced
        else:
            yield char
    if word:
        yield word
