"""Danger in a message, found by plain phrases that an NGO can read: before any retrieval.

The grammar of a phrase stands in ``docs/knowledge-format.md``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.errors import KnowledgeError
from bot.knowledge.model import DangerKind, DangerPhrases, Level
from bot.text import fold, script

_MAX_GAP_WORDS: Final = 4
_MAX_GAP_CHARACTERS: Final = 12
_END: Final = ".!?;\n।。！？။៕។…"
#: Between two words of a phrase: a space, or nothing in scripts that write none.
_SPACE: Final = r"\s*"
_LATIN_SPACE: Final = r"[\s,'’\-]+"
_GAP: Final = (
    rf"(?:[^{re.escape(_END)}]{{0,{_MAX_GAP_CHARACTERS}}}"
    rf"|(?:[^\s{re.escape(_END)}]+[\s]+){{0,{_MAX_GAP_WORDS}}}?)"
)
_TOKEN: Final = re.compile(r"\*|\([^()]*\)|[^\s()*]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase: ``anchors`` are the strings of which one must occur in a folded text."""

    source: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]

    def finds(self, folded: str) -> bool:
        """Whether the phrase occurs in a text that went through ``fold``."""
        return any(anchor in folded for anchor in self.anchors) and bool(
            self.pattern.search(folded)
        )


class DangerDetector:
    """Finds the most urgent kind of danger that a message shows, in any of our languages."""

    def __init__(
        self, kinds: Iterable[DangerKind], languages: Mapping[str, DangerPhrases]
    ) -> None:
        self._kinds = sorted(kinds, key=lambda kind: kind.level is not Level.NOW)  # stable
        self._phrases = {
            kind.id: tuple(
                compile_phrase(phrase)
                for phrases in languages.values()
                for phrase in phrases.phrases.get(kind.id, ())
            )
            for kind in self._kinds
        }
        self._harmless = tuple(
            compile_phrase(phrase)
            for phrases in languages.values()
            for phrase in phrases.not_danger
        )

    def detect(self, text: str) -> DangerKind | None:
        """Return the kind of danger in *text*: the first at level now, else the first serious."""
        folded = fold(text.replace("\n", ". "))
        for phrase in self._harmless:
            if any(anchor in folded for anchor in phrase.anchors):
                folded = phrase.pattern.sub(" … ", folded)
        for kind in self._kinds:
            if any(phrase.finds(folded) for phrase in self._phrases[kind.id]):
                return kind
        return None


def compile_phrase(phrase: str) -> Phrase:
    """Return *phrase* ready to match folded text.

    Raises:
        KnowledgeError: The phrase is empty, only a gap, or its brackets do not fit.
    """
    tokens = _TOKEN.findall(phrase)
    stripped = re.sub(r"\s+", "", phrase)
    if "".join(re.sub(r"\s+", "", token) for token in tokens) != stripped:
        raise KnowledgeError(f'the brackets in the danger phrase "{phrase}" do not fit')
    while tokens and tokens[0] == "*":
        tokens.pop(0)
    while tokens and tokens[-1] == "*":
        tokens.pop()
    if not tokens:
        raise KnowledgeError(f'the danger phrase "{phrase}" has no word')
    parts: list[str] = []
    anchors: tuple[str, ...] = ()
    after_gap = True
    for token in tokens:
        if token == "*":  # noqa: S105 -- a gap, not a secret
            parts.append(_GAP)
            after_gap = True
            continue
        choices = _choices(token)
        if not after_gap:
            parts.append(_LATIN_SPACE if all(_is_latin(word) for word in choices) else _SPACE)
        parts.append("(?:" + "|".join(_choice_pattern(choice) for choice in choices) + ")")
        literals = tuple(choice.rstrip("-") for choice in choices)
        if not anchors or min(map(len, literals)) > min(map(len, anchors)):
            anchors = literals
        after_gap = False
    return Phrase(phrase, anchors, re.compile("".join(parts)))


def _choices(token: str) -> list[str]:
    words = token[1:-1].split("|") if token.startswith("(") else [token]
    folded = [_fold_word(word) for word in words]
    if not all(word.strip("-") for word in folded):
        raise KnowledgeError(f'an empty choice in the danger phrase part "{token}"')
    return folded


def _fold_word(word: str) -> str:
    stem = word.strip().endswith("-")
    return fold(word.strip().rstrip("-")) + ("-" if stem else "")


def _choice_pattern(choice: str) -> str:
    stem = choice.endswith("-")
    words = [re.escape(word) for word in choice.rstrip("-").split(" ")]
    body = r"\s+".join(words)
    if not _is_latin(choice):
        return body
    return rf"(?<![^\W\d_]){body}" + ("" if stem else r"(?![^\W\d_])")


def _is_latin(word: str) -> bool:
    return any(script(char) == "LATIN" for char in word)
