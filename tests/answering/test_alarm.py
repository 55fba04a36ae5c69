"""Danger that is learned from whole messages, beside the phrases."""

from dataclasses import replace

import numpy as np
import pytest

from bot.answering.classifier import LearnedAlarm, log_odds
from bot.answering.examples import CALM, Example, danger_examples
from bot.answering.features import BUCKETS, characters
from bot.answering.machine import fit_machine
from bot.answering.outcome import Asker, Outcome
from bot.answering.training import fit_alarm
from bot.answering.understanding import Understanding
from bot.answering.weights import NO_ALARM, AlarmWeights
from bot.knowledge.model import DangerMessages
from tests.answering import samples
from tests.fakes import hashed

EVEN = np.ones(BUCKETS, np.float32)
FIRE = ["the dorm is burning", "fire in our kitchen", "smoke under my door", "room burns now"]
BEATEN = ["boss beats me", "he beat my friend", "they beat us again", "my boss beat her"]
QUIET = [
    *("when is my pension paid", "how much is overtime", "new company wanted"),
    *("my card is lost", "what is nenkin", "holiday in august", "tax of last year", "address"),
]


def examples() -> list[Example]:
    return [
        *(Example(text, "medical", "en") for text in FIRE * 2),
        *(Example(text, "threats", "en") for text in BEATEN * 2),
        *(Example(text, CALM, "en") for text in QUIET * 2),
    ]


@pytest.fixture(scope="module")
def weights() -> AlarmWeights:
    learned = examples()
    vectors = np.stack([hashed(example.text) for example in learned])
    return fit_alarm(learned, EVEN, vectors=vectors, machine=fit_machine(learned, vectors))


@pytest.mark.parametrize("embedded", [True, False])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("our dorm kitchen is burning", "medical"),
        ("my boss beats my friend", "threats"),
        ("how much nenkin is paid", None),
        ("overtime in august", None),
    ],
)
def test_kind_is_told_from_messages_like_it(
    text: str, kind: str | None, embedded: bool, weights: AlarmWeights
) -> None:
    vector = hashed(text) if embedded else None

    assert LearnedAlarm(weights).kind(characters(text), vector) == kind


def test_without_messages_nothing_is_danger() -> None:
    calm = [example for example in examples() if example.family == CALM]

    assert fit_alarm(calm, EVEN) == NO_ALARM
    assert LearnedAlarm(NO_ALARM).kind(characters("the dorm is burning"), None) is None


def test_odds_are_of_any_danger_together() -> None:
    logits = np.log(np.array([0.5, 0.3, 0.2], np.float32))

    assert log_odds(logits, (CALM, "medical", "threats")) == pytest.approx(0.0, abs=1e-6)


def test_questions_that_the_phrases_call_danger_are_not_learned_as_calm() -> None:
    knowledge = samples.knowledge()
    question = samples.questions_of(samples.WAGES)[0]
    phrases = {"en": replace(knowledge.danger["en"], phrases={"threats": (question,)})}

    calm = {e.text for e in danger_examples(knowledge) if e.family == CALM}
    without = {e.text for e in danger_examples(replace(knowledge, danger=phrases))}

    assert question in calm
    assert question not in without


def test_messages_are_learned_with_their_kind_and_harmless_ones_count_more() -> None:
    messages = {"en": DangerMessages({"threats": ("he beats me",)}, ("i beat the egg",))}
    found = danger_examples(replace(samples.knowledge(), danger_messages=messages))

    by_text = {example.text: example for example in found}
    assert by_text["he beats me"].family == "threats"
    assert by_text["i beat the egg"].family == CALM
    assert by_text["i beat the egg"].weight > by_text["he beats me"].weight


def test_learned_danger_is_urgent_with_the_panel_of_its_kind(weights: AlarmWeights) -> None:
    knowledge = samples.knowledge()
    kind = next(kind for kind in knowledge.danger_kinds if kind.id == "threats")
    made = Understanding(
        knowledge, replace(samples.weights_for(knowledge, {samples.WAGES: 1.0}), alarm=weights), {}
    )

    result = made.understand("my boss beats my friend", Asker("en"), vector=None)

    assert (result.outcome, result.danger) == (Outcome.URGENT, kind)
