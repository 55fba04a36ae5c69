"""The classifier in numpy gives what scikit-learn says of the same weights."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.special import softmax as reference_softmax
from sklearn.linear_model import LogisticRegression

from bot.answering.classifier import DENSE_WEIGHT, Classifier
from bot.answering.examples import Example
from bot.answering.features import BUCKETS, characters, stacked
from bot.answering.training import fit
from bot.answering.weights import Weights
from bot.language import LatinTable
from tests.answering import samples
from tests.fakes import hashed

NO_LATIN = LatinTable((), np.zeros((0, 1), np.float32))
TEXTS = [
    (question, topic)
    for topic in (samples.WAGES, samples.PENSION, samples.CHANGE_SSW)
    for question in samples.questions_of(topic)
]
UNSEEN = ["my salary is late", "pension form", "もらえません", "new company", "?"]


def regression(data: object, labels: list[str]) -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=500).fit(data, labels)


def joined(model: LogisticRegression) -> np.ndarray:
    return np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)


def matrix(texts: list[str]) -> csr_matrix:
    rows = stacked([characters(text) for text in texts])
    return csr_matrix(rows, shape=(len(texts), BUCKETS))


@pytest.fixture(scope="module")
def models() -> tuple[LogisticRegression, LogisticRegression]:
    """Two regressions of scikit-learn: over vectors, and over characters."""
    texts, labels = [text for text, _ in TEXTS], [topic for _, topic in TEXTS]
    vectors = np.stack([hashed(text) for text in texts])
    return regression(vectors, labels), regression(matrix(texts), labels)


@pytest.fixture(scope="module")
def classifier(models: tuple[LogisticRegression, LogisticRegression]) -> Classifier:
    dense, sparse = models
    families = tuple(map(str, dense.classes_))
    return Classifier(Weights("", "hashed", families, joined(dense), joined(sparse), NO_LATIN))


@pytest.mark.parametrize("text", UNSEEN)
def test_probabilities_agree_with_scikit_learn(
    text: str, models: tuple[LogisticRegression, LogisticRegression], classifier: Classifier
) -> None:
    dense, sparse = models
    vector = hashed(text)

    scores = classifier.score(characters(text), vector)

    assert scores.families == tuple(dense.classes_)
    np.testing.assert_allclose(scores.dense, dense.predict_proba([vector])[0], atol=1e-5)
    np.testing.assert_allclose(scores.sparse, sparse.predict_proba(matrix([text]))[0], atol=1e-5)
    logits = DENSE_WEIGHT * dense.decision_function([vector])[0]
    logits = logits + (1 - DENSE_WEIGHT) * sparse.decision_function(matrix([text]))[0]
    np.testing.assert_allclose(scores.joined, reference_softmax(logits), atol=1e-5)


@pytest.mark.parametrize("vector", [None, np.ones(7, np.float32)])
def test_without_a_vector_of_its_model_the_characters_decide(
    vector: np.ndarray | None, classifier: Classifier
) -> None:
    scores = classifier.score(characters("pension form"), vector)

    assert scores.dense is None
    np.testing.assert_array_equal(scores.joined, scores.sparse)


@pytest.mark.parametrize("count", [2, 3])
def test_trained_weights_know_what_they_were_trained_from(count: int) -> None:
    """Two families are special: scikit-learn then has one row of weights."""
    topics = [samples.WAGES, samples.PENSION, samples.CHANGE_SSW][:count]
    learned = [Example(text, topic, "en") for text, topic in TEXTS if topic in topics]
    vectors = np.stack([hashed(example.text) for example in learned])

    families, dense, sparse = fit(learned, vectors)
    trained = Classifier(Weights("", "hashed", families, dense, sparse, NO_LATIN))

    assert families == tuple(sorted(topics))
    for example, vector in zip(learned, vectors, strict=True):
        scores = trained.score(characters(example.text), vector)
        for probabilities in (scores.joined, scores.sparse):
            assert families[int(probabilities.argmax())] == example.family
            assert float(probabilities.sum()) == pytest.approx(1, abs=1e-5)


def test_training_is_deterministic_and_works_without_vectors() -> None:
    learned = [Example(text, topic, "en") for text, topic in TEXTS]

    first, second = fit(learned, None), fit(learned, None)

    assert first[0] == second[0]
    np.testing.assert_array_equal(first[1], second[1])
    np.testing.assert_array_equal(first[2], second[2])
    assert first[1].shape == (3, 1)
    assert first[2].shape == (3, BUCKETS + 1)
