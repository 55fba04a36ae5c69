"""Danger in a message, found by plain phrases that an NGO can read: before any retrieval."""

from collections.abc import Iterable, Mapping

from bot.knowledge.model import DangerKind, DangerPhrases, Level
from bot.knowledge.phrases import Phrase
from bot.text import fold


class DangerDetector:
    """Finds the most urgent kind of danger that a message shows, in any of our languages.

    Raises:
        KnowledgeError: A phrase is malformed.
    """

    def __init__(self, kinds: Iterable[DangerKind], languages: Mapping[str, DangerPhrases]) -> None:
        self._kinds = sorted(kinds, key=lambda kind: kind.level is not Level.NOW)  # stable
        self._phrases = {
            kind.id: tuple(
                Phrase(phrase)
                for phrases in languages.values()
                for phrase in phrases.phrases.get(kind.id, ())
            )
            for kind in self._kinds
        }
        self._harmless = tuple(
            Phrase(phrase) for phrases in languages.values() for phrase in phrases.not_danger
        )

    def detect(self, text: str) -> DangerKind | None:
        """Return the kind of danger in *text*: the first at level now, else the first serious."""
        folded = fold(text.replace("\n", ". "))
        for phrase in self._harmless:
            folded = phrase.taken_out(folded)
        for kind in self._kinds:
            if any(phrase.occurs(folded) for phrase in self._phrases[kind.id]):
                return kind
        return None
