"""Danger is found by plain phrases: kinds that need help now come before serious ones."""

import re
from functools import cache

import pytest

from bot.answering.danger import DangerDetector
from bot.errors import KnowledgeError
from bot.knowledge.files import read_tree
from bot.knowledge.model import DangerKind, DangerPhrases, Knowledge, Level
from bot.knowledge.parsing import Parser
from bot.knowledge.phrases import Phrase
from bot.resources import packaged
from bot.text import fold

THREATS = DangerKind("threats", Level.SERIOUS, ("help/emergency",), ())
CONFINED = DangerKind("confined", Level.SERIOUS, ("help/emergency",), ())
MEDICAL = DangerKind("medical", Level.NOW, ("help/emergency",), ())
FIRE = DangerKind("fire", Level.NOW, ("help/emergency",), ())
KINDS = (THREATS, CONFINED, MEDICAL, FIRE)
PHRASES = {
    "en": DangerPhrases(
        {
            "threats": ("(threat-|kill) * me",),
            "confined": ("locked * room",),
            "medical": ("(bleeding|unconscious)",),
            "fire": ("on fire",),
        },
        not_danger=("kill time", "kills two birds"),
    ),
    "vi": DangerPhrases({"threats": ("giết tôi",)}),
    "ja": DangerPhrases({"medical": ("血が * 止まら",)}, not_danger=("話が止まら",)),
}


def detect(text: str) -> str | None:
    found = DangerDetector(KINDS, PHRASES).detect(text)
    return found.id if found else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He wants to KILL me", "threats"),
        ("they threatened me", "threats"),
        ("ong ay noi se giet toi", "threats"),
        ("手の血がぜんぜん止まらない", "medical"),
        ("i am locked in my room", "confined"),
        ("how do i get my pension", None),
        ("", None),
    ],
)
def test_danger_is_found_in_every_language_at_once(text: str, kind: str | None) -> None:
    assert detect(text) == kind


def test_what_needs_help_now_comes_before_what_is_serious() -> None:
    assert detect("he threatened me and now i am bleeding") == "medical"


def test_of_two_kinds_at_one_level_the_first_in_the_file_decides() -> None:
    assert detect("locked in a room, they threaten me") == "threats"
    assert detect("bleeding, and the house is on fire") == "medical"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("to kill time for me", None),
        ("to kill time, but he will kill me", "threats"),
        ("he will kill, to kill time, me", None),
    ],
)
def test_harmless_words_are_looked_past(text: str, kind: str | None) -> None:
    assert detect(text) == kind


def test_a_line_break_hides_nothing() -> None:
    assert detect("i was locked\nin the room") == "confined"


def test_a_malformed_phrase_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="do not fit"):
        DangerDetector(KINDS, {"en": DangerPhrases({"fire": ("(on fire",)})})


def test_packaged_phrases_decide_as_if_each_were_looked_for() -> None:
    """The detector looks only for phrases that may stand in a text: an index must lose none."""
    base = Parser().parse(read_tree(packaged("knowledge"))).knowledge
    detector = DangerDetector(base.danger_kinds, base.danger)
    texts = [
        *(term for phrases in base.danger.values() for term in phrases.not_danger[:20]),
        *(
            question
            for topic in base.topics.values()
            for question in topic.pages["en"].questions[:2]
        ),
        *_sentences(base),
    ]

    for text in texts[:: len(texts) // 100 or 1]:
        found = detector.detect(text)

        assert (found.id if found else None) == _looked_for(base, text), text


@cache
def _phrases(sources: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(map(Phrase, sources))


def _looked_for(base: Knowledge, text: str) -> str | None:
    folded = fold(text)
    for phrases in base.danger.values():
        for phrase in _phrases(phrases.not_danger):
            folded = phrase.taken_out(folded)
    for level in (Level.NOW, Level.SERIOUS):
        for kind in base.danger_kinds:
            if kind.level is level and any(
                phrase.occurs(folded)
                for phrases in base.danger.values()
                for phrase in _phrases(phrases.phrases.get(kind.id, ()))
            ):
                return kind.id
    return None


def _sentences(base: Knowledge) -> list[str]:
    """Return sentences that show danger: phrases with their first choices, gaps left out."""
    found = []
    for phrases in base.danger.values():
        for kind in phrases.phrases.values():
            for source in kind[::30]:
                words = re.sub(r"\(([^|)]*)[^)]*\)", r"\1", source.replace("*", " "))
                found.append(f"xx {words.replace('- ', ' ')} yy")
    return found
