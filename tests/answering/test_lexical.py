"""Characters alone answer at once for content that nothing was trained from."""

from dataclasses import replace

import pytest

from bot.answering.examples import OUT_OF_SCOPE, digest, examples
from bot.answering.lexical import quick_weights
from bot.answering.outcome import Asker
from bot.answering.understanding import Understanding
from bot.answering.weights import UNTRAINED
from tests.answering import samples

BASE = samples.knowledge()
MADE = quick_weights(BASE)
UNDERSTANDING = Understanding(BASE, MADE, {})


def test_quick_weights_belong_to_the_content() -> None:
    assert MADE.digest == digest(BASE)
    assert MADE.model == UNTRAINED
    assert set(MADE.families) == {example.family for example in examples(BASE)}


def test_the_questions_on_the_pages_find_their_page() -> None:
    asked = [
        (question, topic)
        for topic in (samples.WAGES, samples.PENSION, samples.CHANGE_SSW, samples.EMERGENCY)
        for question in samples.questions_of(topic)
    ]

    right = sum(_best(question) == topic for question, topic in asked)

    assert right >= 0.9 * len(asked)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("boss not pay my salary", samples.WAGES),
        ("sep no luong hai thang", samples.WAGES),
        ("給料がまだです", samples.WAGES),
        ("NENKIN REFUND??", samples.PENSION),
    ],
)
def test_questions_in_other_words_find_their_page_first(question: str, topic: str) -> None:
    result = UNDERSTANDING.understand(question, Asker(), vector=None)

    assert result.matches[0].topic == topic


def test_questions_out_of_scope_have_a_class_even_without_examples() -> None:
    assert OUT_OF_SCOPE in quick_weights(replace(BASE, speech={})).families


def _best(question: str) -> str:
    scores = UNDERSTANDING.score(question, None)
    return scores.families[int(scores.joined.argmax())]
