"""The classifier in numpy gives what scikit-learn says of the same weights."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.special import softmax as reference_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from bot.answering.classifier import DENSE_WEIGHT, SPARSE_WEIGHT, Classifier
from bot.answering.examples import Example
from bot.answering.features import BUCKETS, characters, stacked
from bot.answering.training import fit_characters, fit_network
from bot.answering.weights import Network, Weights
from bot.language import LatinTable
from tests.answering import samples
from tests.fakes import hashed

EVEN = np.ones(BUCKETS, np.float32)
NO_LATIN = LatinTable((), np.zeros((0, 1), np.float32))
TEXTS = [
    (question, topic)
    for topic in (samples.WAGES, samples.PENSION, samples.CHANGE_SSW)
    for question in samples.questions_of(topic)
]
UNSEEN = ["my salary is late", "pension form", "もらえません", "new company", "?"]


def matrix(texts: list[str]) -> csr_matrix:
    rows = stacked([characters(text) for text in texts])
    return csr_matrix(rows, shape=(len(texts), BUCKETS))


Models = tuple[MLPClassifier, LogisticRegression]


@pytest.fixture(scope="module")
def models() -> Models:
    """Two models of scikit-learn: a network over vectors, a regression over characters."""
    texts, labels = [text for text, _ in TEXTS], [topic for _, topic in TEXTS]
    vectors = np.stack([hashed(text) for text in texts])
    network = MLPClassifier((20,), max_iter=3000, random_state=0).fit(vectors, labels)
    return network, LogisticRegression(C=10.0, max_iter=500).fit(matrix(texts), labels)


def weights(models: Models) -> Weights:
    network, sparse = models
    hidden, output = (
        np.vstack([layer, bias]).T.astype(np.float32)
        for layer, bias in zip(network.coefs_, network.intercepts_, strict=True)
    )
    regression = np.hstack([sparse.coef_, sparse.intercept_[:, None]]).astype(np.float32)
    families = tuple(map(str, sparse.classes_))
    return Weights("", "hashed", families, Network(hidden, output), regression, EVEN, NO_LATIN)


@pytest.fixture(scope="module")
def classifier(models: Models) -> Classifier:
    return Classifier(weights(models))


@pytest.mark.parametrize("text", UNSEEN)
def test_probabilities_agree_with_scikit_learn(
    text: str, models: Models, classifier: Classifier
) -> None:
    network, sparse = models
    vector = hashed(text)

    scores = classifier.score(characters(text), vector)

    dense = network.predict_proba([vector])[0]
    assert scores.families == tuple(sparse.classes_)
    np.testing.assert_allclose(scores.dense, dense, atol=1e-5)
    np.testing.assert_allclose(scores.sparse, sparse.predict_proba(matrix([text]))[0], atol=1e-5)
    logits = DENSE_WEIGHT * np.log(dense)
    logits = logits + SPARSE_WEIGHT * sparse.decision_function(matrix([text]))[0]
    np.testing.assert_allclose(scores.joined, reference_softmax(logits), atol=1e-4)


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

    rows = [characters(example.text) for example in learned]
    families, sparse = fit_characters(learned, rows)
    network = fit_network(learned, vectors)
    trained = Classifier(Weights("", "hashed", families, network, sparse, EVEN, NO_LATIN))

    assert families == tuple(sorted(topics))
    for example, vector in zip(learned, vectors, strict=True):
        scores = trained.score(characters(example.text), vector)
        for probabilities in (scores.joined, scores.sparse):
            assert families[int(probabilities.argmax())] == example.family
            assert float(probabilities.sum()) == pytest.approx(1, abs=1e-5)


def test_training_is_deterministic() -> None:
    learned = [Example(text, topic, "en") for text, topic in TEXTS]
    rows = [characters(example.text) for example in learned]
    vectors = np.stack([hashed(example.text) for example in learned])

    first, second = fit_characters(learned, rows), fit_characters(learned, rows)
    network, again = fit_network(learned, vectors), fit_network(learned, vectors)

    assert first[0] == second[0]
    np.testing.assert_array_equal(first[1], second[1])
    np.testing.assert_array_equal(network.hidden, again.hidden)
    np.testing.assert_array_equal(network.output, again.output)
    assert first[1].shape == (3, BUCKETS + 1)
