"""Scores of a question over the families of topics, from the trained weights alone (numpy)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.examples import CALM
from bot.answering.features import Sparse
from bot.answering.weights import AlarmWeights, Support, Weights

#: How much the embeddings say beside the characters, in the joined logits.
DENSE_WEIGHT: Final = 0.75
#: How much the characters say beside the machine, when danger is told from calm.
_CHARACTERS_WEIGHT: Final = 0.5

Probabilities = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities over ``families``; ``dense`` is ``None`` without an embedding."""

    families: tuple[str, ...]
    joined: Probabilities
    sparse: Probabilities
    dense: Probabilities | None


class Linear:
    """Two linear classifiers over the same classes: one of embeddings, one of characters."""

    def __init__(self, dense: NDArray[np.float32], sparse: NDArray[np.float32]) -> None:
        self._dense = np.ascontiguousarray(dense)
        #: Buckets first, so that the few of one question are rows side by side in memory.
        self._sparse = np.ascontiguousarray(sparse[:, :-1].T)
        self._sparse_bias = sparse[:, -1]

    def logits(
        self, characters: Sparse, vector: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32] | None]:
        """Return the logits of both together, of characters alone, and of the embedding alone."""
        buckets, values = characters
        sparse = values @ self._sparse[buckets] + self._sparse_bias
        if vector is None or len(vector) != self._dense.shape[1] - 1:
            return sparse, sparse, None
        dense = self._dense[:, :-1] @ vector + self._dense[:, -1]
        return DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * sparse, sparse, dense


class Classifier:
    """Applies trained weights to a question."""

    def __init__(self, weights: Weights) -> None:
        self.model = weights.model
        self.families = weights.families
        self._linear = Linear(weights.dense, weights.sparse)

    def score(self, characters: Sparse, vector: NDArray[np.float32] | None) -> Scores:
        """Return the probabilities for a question.

        Args:
            characters: Buckets and weights of ``features.characters``.
            vector: Its unit vector ``(dimensions,)``, ``None`` when there is no embedding.
        """
        joined, sparse, dense = self._linear.logits(characters, vector)
        if dense is None:
            only = softmax(sparse)
            return Scores(self.families, only, only, None)
        return Scores(self.families, softmax(joined), softmax(sparse), softmax(dense))


class LearnedAlarm:
    """Tells the kind of danger of a message from messages that were learned from.

    Beside the phrases (``danger.DangerDetector``), which it never overrules.
    """

    def __init__(self, weights: AlarmWeights) -> None:
        self._weights = weights
        self._linear = Linear(weights.dense, weights.sparse) if weights.kinds else None

    def kind(self, characters: Sparse, vector: NDArray[np.float32] | None) -> str | None:
        """Return the kind of danger that a message shows, if its score is above the limit."""
        if self._linear is None:
            return None
        kinds, support = self._weights.kinds, self._weights.support
        joined, sparse, dense = self._linear.logits(characters, vector)
        odds = log_odds(sparse, kinds)
        score, limit = odds, self._weights.limits[1]
        if support is not None and dense is not None and vector is not None:
            value = float(support_values(support, vector[None, :])[0])
            score = alarm_score(value, odds, self._weights.scales)
            limit = self._weights.limits[0]
        if score <= limit:
            return None
        return max(
            (kind for kind in kinds if kind != CALM),
            key=lambda kind: float(joined[kinds.index(kind)]),
        )


def support_values(support: Support, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the machine's values for unit vectors ``(n, dimensions)``: above 0 for danger."""
    squares = 2 - 2 * (vectors @ support.vectors.T)
    values: NDArray[np.float32] = np.exp(-support.gamma * squares) @ support.weights + support.bias
    return values


def alarm_score(value: float, odds: float, scales: tuple[float, float]) -> float:
    """Return one score of the machine's value and the log odds of the characters."""
    return value / scales[0] + _CHARACTERS_WEIGHT * odds / scales[1]


def log_odds(logits: NDArray[np.float32], kinds: Sequence[str]) -> float:
    """Return the log odds of any danger against none."""
    calm = kinds.index(CALM)
    others = np.delete(logits, calm)
    top = float(others.max())
    return top + float(np.log(np.exp(others - top).sum())) - float(logits[calm])


def softmax(logits: NDArray[np.float32]) -> Probabilities:
    """Return probabilities ``(classes,)`` of logits."""
    raised = np.exp(logits - logits.max())
    probabilities: Probabilities = raised / raised.sum()
    return probabilities
