"""Whole conversations, in every language, as data: ``transcripts/<lang>.yaml``.

A step is what the worker does (``say``, ``tap`` a button whose label holds this) and what follows:

- ``shows``: a text of the bot, as it stands in the code; looked for in the language of the chat
- ``finds``: a topic whose title must be on the screen, as the answer or to tap
- ``danger``: its level, ``now`` or ``serious``; the emergency panel must come first
- ``outcome``: ``not answered``, ``hidden`` or ``forgotten``

Questions are understood by characters alone, with the packaged weights. What the
content cannot know yet, because a page or the phrases of danger are not there in the language, the
answerer is told: the rest of the conversation is tested all the same.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answering import decision, weights
from bot.answering.outcome import Asker, Match, Outcome, Result
from bot.answering.understanding import Understanding
from bot.dialogue.turn import ChatState
from bot.i18n import catalogue
from bot.knowledge.model import Knowledge
from bot.languages import LANGUAGES
from bot.resources import packaged
from tests.dialogue.talk import Talk

FOLDER = Path(__file__).parent / "transcripts"
LEFT_UNANSWERED = {Outcome.UNKNOWN, Outcome.SUGGESTIONS}


@dataclass
class LexicalAnswerer:
    """Understands by characters alone; ``told`` goes before that, ``result`` is the last one."""

    understanding: Understanding
    told: dict[str, Result] = field(default_factory=dict)
    result: Result | None = None

    @property
    def knowledge(self) -> Knowledge:
        return self.understanding.knowledge

    async def answer(self, question: str, asker: Asker, *, last_topic: str | None) -> Result:
        self.result = (
            self.told.get(question)
            or self.understanding.before_retrieval(question, asker)
            or self.understanding.understand(question, asker, vector=None)
        )
        return self.result

    def is_known_word(self, word: str) -> bool:
        return self.understanding.is_known_word(word)


@pytest.fixture(scope="module")
def understanding(packaged_knowledge: Knowledge) -> Understanding:
    decisions = decision.load(packaged("knowledge"))
    trained = weights.load(packaged("knowledge") / weights.IN_CONTENT)
    assert trained is not None
    return Understanding(packaged_knowledge, trained, decisions)


def test_there_is_a_transcript_in_every_language():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(LANGUAGES)


@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_transcript(language: str, understanding: Understanding):
    steps = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    answerer = LexicalAnswerer(understanding, dict(_told(steps, language, understanding)))
    talk = Talk(answerer, language=None)

    for step in steps:
        spoken_in = talk.state.language or "en"
        await _do(talk, step)
        _check(talk, step, spoken_in if step.get("say") else talk.state.language or spoken_in)


def _told(
    steps: list[dict[str, Any]], language: str, understanding: Understanding
) -> list[tuple[str, Result]]:
    """Return what the content cannot know yet in this language."""
    knowledge = understanding.knowledge
    kinds = {kind.level.value: kind for kind in reversed(knowledge.danger_kinds)}
    told = []
    for step in steps:
        topic = knowledge.topic(step.get("finds", ""))
        if topic is not None and language not in topic.pages:
            matches = (Match(topic.id, 0.9),)
            told.append((step["say"], Result(Outcome.ANSWER, language, True, matches)))
        if "danger" in step and language not in knowledge.danger:
            kind = kinds[step["danger"]]
            told.append((step["say"], Result(Outcome.URGENT, language, True, danger=kind)))
    return told


async def _do(talk: Talk, step: dict[str, Any]) -> None:
    if "tap" in step:
        await talk.tap(step["tap"])
    elif step["say"].startswith("/"):
        await talk.command(step["say"][1:])
    else:
        await talk.say(step["say"])


def _check(talk: Talk, step: dict[str, Any], language: str) -> None:
    t, result = catalogue(language), talk.answerer.result
    if "shows" in step:
        assert t.gettext(step["shows"]) in talk.text, step
    if "finds" in step:
        page = talk.answerer.knowledge.page(step["finds"], (language, "en"))
        assert page.title in "\n".join([talk.text, *talk.labels]), (step, result)
    if "danger" in step:
        assert (result.outcome, result.danger.level.value) == (Outcome.URGENT, step["danger"]), step
        assert talk.turn.replies[0].blocks[0].runs[0].text[0] in "🆘🤝"
        assert "110" in talk.text
    outcome = step.get("outcome")
    if outcome == "not answered":
        assert result.outcome in LEFT_UNANSWERED, (step, result)
    elif outcome == "hidden":
        assert talk.reply.hide
    elif outcome == "forgotten":
        assert talk.turn.forget
        assert talk.state == ChatState()
    else:
        assert outcome is None, f"there is no outcome {outcome}"
