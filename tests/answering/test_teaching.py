"""A few examples taught at once: they are known, and what was known before stays known."""

from dataclasses import replace

import numpy as np
import pytest

from bot.answering.classifier import Classifier, Scores
from bot.answering.features import characters
from bot.answering.lexical import quick_weights
from bot.answering.teaching import Taught, taught_weights
from bot.answering.weights import Network, Weights
from tests.answering import samples
from tests.answering.samples import PENSION, WAGES, questions_of
from tests.fakes import hashed

NEW = "zebra crossing ocean purse"


@pytest.fixture(scope="module")
def weights() -> Weights:
    return quick_weights(samples.knowledge())


def score(weights: Weights, text: str) -> Scores:
    return Classifier(weights).score(characters(text), None)


def best(weights: Weights, text: str) -> str:
    found = score(weights, text)
    return found.families[int(np.argmax(found.joined))]


def taught(family: str, text: str = NEW) -> Taught:
    return Taught(characters(text), None, family)


def test_example_is_known_afterwards(weights: Weights) -> None:
    after = taught_weights(weights, [taught(PENSION)])

    found = score(after, NEW)
    assert found.joined[found.families.index(PENSION)] >= 0.9


def test_what_was_known_stays_known(weights: Weights) -> None:
    after = taught_weights(weights, [taught(PENSION)])

    asked = [text for topic in (PENSION, WAGES) for text in questions_of(topic)]
    assert [best(after, text) for text in asked] == [best(weights, text) for text in asked]


def test_new_family_is_added_and_the_given_weights_are_left_alone(weights: Weights) -> None:
    before = weights.sparse.copy()

    after = taught_weights(weights, [taught("stay/animals"), taught(PENSION, "pension zebra")])

    assert after.families == (*weights.families, "stay/animals")
    assert best(after, NEW) == "stay/animals"
    assert best(after, "pension zebra") == PENSION
    assert np.array_equal(weights.sparse, before)


def test_vector_is_taught_too(weights: Weights) -> None:
    random = np.random.default_rng(1)
    network = Network(
        random.normal(size=(16, 33)).astype(np.float32),
        np.zeros((len(weights.families), 17), np.float32),
    )
    with_network = replace(weights, model="hashed", network=network)
    vector = hashed(NEW)

    after = taught_weights(with_network, [Taught(characters(NEW), vector, PENSION)])

    found = Classifier(after).score(characters(NEW), vector)
    assert found.dense is not None
    assert found.families[int(np.argmax(found.dense))] == PENSION
    assert found.joined[found.families.index(PENSION)] >= 0.9


def test_nothing_taught_changes_nothing(weights: Weights) -> None:
    after = taught_weights(weights, [])

    assert np.array_equal(after.sparse, weights.sparse)
    assert after.families == weights.families
