"""The plain phrases that danger is told by: words in order, gaps and choices, in every script.

The grammar stands in ``docs/knowledge-format.md``.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Final

from bot.errors import KnowledgeError
from bot.text import fold, script

_MAX_GAP_WORDS: Final = 4
_MAX_GAP_CHARACTERS: Final = 12
_END: Final = ".!?;\n।。！？။៕។…"
#: Between two words of a phrase: a space, or nothing in scripts that write none.
_SPACE: Final = r"\s*"
_LATIN_SPACE: Final = r"[\s,'’\-]+"
_GAP: Final = (
    rf"(?:[^{re.escape(_END)}]{{0,{_MAX_GAP_CHARACTERS}}}"
    rf"|\s*(?:[^\s{re.escape(_END)}]+\s+){{0,{_MAX_GAP_WORDS}}}?)"
)
#: Scripts of ours, beside Latin, that write spaces between words.
_WITH_SPACES: Final = frozenset({"CYRILLIC", "DEVANAGARI", "BENGALI", "SINHALA"})
#: Vowel signs of Indian scripts are no letters to ``re``; the dandas among them end sentences.
_NO_LETTER_BEFORE: Final = r"(?<![^\W\d_])(?<![\u0900-\u0963\u0966-\u0dff\u200c\u200d])"
_NO_LETTER_AFTER: Final = r"(?![^\W\d_])"
_TOKEN: Final = re.compile(r"\*|\([^()]*\)|[^\s()*]+")


class Phrase:
    """A phrase that can be looked for in folded text.

    ``anchors`` are the strings of which one must occur wherever the phrase does. The expression is
    compiled only for a text that has a choice of every part: that takes milliseconds, and most of
    thousands of phrases never meet one.

    Raises:
        KnowledgeError: The phrase is empty, only a gap, or its brackets do not fit.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._tokens = _tokens(source)
        self._parts = tuple(
            tuple(choice.rstrip("-") for choice in choices) for choices in self._tokens if choices
        )
        #: The choices of the part whose shortest choice is longest: the rarest.
        self.anchors = max(self._parts, key=lambda part: min(map(len, part)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrase as a regular expression over folded text."""
        parts: list[str] = []
        after_gap = True
        for choices in self._tokens:
            if not choices:
                parts.append(_GAP)
                after_gap = True
                continue
            if not after_gap:
                parts.append(_LATIN_SPACE if all(map(_is_latin, choices)) else _SPACE)
            alike = groupby(choices, _edges)
            parts.append("(?:" + "|".join(_pattern(*edges, found) for edges, found in alike) + ")")
            after_gap = False
        return re.compile("".join(parts))

    def occurs(self, folded: str) -> bool:
        """Whether the phrase stands in a text that went through ``fold``."""
        return self._may_occur(folded) and self.pattern.search(folded) is not None

    def taken_out(self, folded: str) -> str:
        """Return the text with an ellipsis wherever the phrase stands."""
        return self.pattern.sub(" … ", folded) if self._may_occur(folded) else folded

    def _may_occur(self, folded: str) -> bool:
        return any(anchor in folded for anchor in self.anchors) and all(
            any(choice in folded for choice in part) for part in self._parts
        )


def _tokens(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of a phrase as their folded choices; an empty part is a gap.

    All of it is folded at once: word by word, thousands of phrases would take a second.
    """
    folded = fold(phrase)
    tokens = _TOKEN.findall(folded)
    if "".join(tokens).replace(" ", "") != folded.replace(" ", ""):
        raise KnowledgeError(f'the brackets in the danger phrase "{phrase}" do not fit')
    while tokens and tokens[0] == "*":
        tokens.pop(0)
    while tokens and tokens[-1] == "*":
        tokens.pop()
    if not tokens:
        raise KnowledgeError(f'the danger phrase "{phrase}" has no word')
    return tuple(() if token == "*" else _choices(token) for token in tokens)  # noqa: S105 -- a gap


def _choices(token: str) -> tuple[str, ...]:
    words = token[1:-1].split("|") if token.startswith("(") else [token]
    choices = tuple(map(_stem, words))
    if not all(word.strip("-") for word in choices):
        raise KnowledgeError(f'an empty choice in the danger phrase part "{token}"')
    return choices


def _stem(word: str) -> str:
    """Return a word; if only its beginning is given, with one hyphen after it."""
    word = word.strip()
    return word.rstrip("-").rstrip() + "-" if word.endswith("-") else word


def _edges(choice: str) -> tuple[str, str]:
    """Return what must stand before and after a choice, as expressions.

    Latin words must stand whole, unless they end in a hyphen. Words of the other scripts with
    spaces take endings, so they must only begin a word. Without spaces there is nothing to tell.
    """
    if _is_latin(choice):
        return _NO_LETTER_BEFORE, "" if choice.endswith("-") else _NO_LETTER_AFTER
    return (_NO_LETTER_BEFORE if script(choice[0]) in _WITH_SPACES else ""), ""


def _pattern(before: str, after: str, choices: Iterable[str]) -> str:
    """Return choices with the same edges as one expression: what is said once compiles sooner."""
    bodies = (r"\s+".join(map(re.escape, one.rstrip("-").split(" "))) for one in choices)
    return f"{before}(?:{'|'.join(bodies)}){after}"


def _is_latin(word: str) -> bool:
    return any(script(char) == "LATIN" for char in word)
