"""Danger in a message, found by plain phrases that an NGO can read: before any retrieval."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.knowledge.model import DangerKind, DangerPhrases, Level
from bot.knowledge.phrases import Phrase
from bot.text import fold

#: Characters of an anchor that phrases are looked up by.
_KEY: Final = 3


class DangerDetector:
    """Finds the most urgent kind of danger that a message shows, in any of our languages.

    Raises:
        KnowledgeError: A phrase is malformed.
    """

    def __init__(self, kinds: Iterable[DangerKind], languages: Mapping[str, DangerPhrases]) -> None:
        self._kinds = sorted(kinds, key=lambda kind: kind.level is not Level.NOW)  # stable
        self._phrases = {
            kind.id: _Phrases(
                phrase
                for phrases in languages.values()
                for phrase in phrases.phrases.get(kind.id, ())
            )
            for kind in self._kinds
        }
        self._harmless = _Phrases(
            phrase for phrases in languages.values() for phrase in phrases.not_danger
        )

    def detect(self, text: str) -> DangerKind | None:
        """Return the kind of danger in *text*: the first at level now, else the first serious."""
        folded = fold(text)
        for phrase in self._harmless.near(_keys(folded)):
            folded = phrase.taken_out(folded)
        keys = _keys(folded)
        for kind in self._kinds:
            if any(phrase.occurs(folded) for phrase in self._phrases[kind.id].near(keys)):
                return kind
        return None


class _Phrases:
    """Phrases by the first characters of their anchors: a text meets few of thousands."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._phrases = tuple(map(Phrase, sources))
        self._by_key: dict[str, list[int]] = {}
        for index, phrase in enumerate(self._phrases):
            for key in {anchor[:_KEY] for anchor in phrase.anchors}:
                self._by_key.setdefault(key, []).append(index)

    def near(self, keys: set[str]) -> Iterator[Phrase]:
        """Yield the phrases that may stand in a text with these keys, in their order."""
        found = {index for key in keys & self._by_key.keys() for index in self._by_key[key]}
        return (self._phrases[index] for index in sorted(found))


def _keys(folded: str) -> set[str]:
    return {
        folded[start : start + size]
        for size in range(1, _KEY + 1)
        for start in range(len(folded) - size + 1)
    }
