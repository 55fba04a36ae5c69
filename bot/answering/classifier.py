"""Scores of a question over the families of topics, from the trained weights alone (numpy)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.examples import CALM
from bot.answering.features import Sparse
from bot.answering.weights import AlarmWeights, Support, Weights

#: How much the embeddings and the characters say in the joined logits.
DENSE_WEIGHT: Final = 0.15
SPARSE_WEIGHT: Final = 0.25
#: The embedding knows no word that is spelled in letters not its own.
_DENSE_WEIGHT_ROMANISED: Final = 0.0
#: The same for the kinds of danger.
_KIND_DENSE: Final = 0.75
_KIND_SPARSE: Final = 0.25
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


class _Linear:
    """A linear classifier of characters."""

    def __init__(self, weights: NDArray[np.float32]) -> None:
        #: Buckets first, so that the few of one question are rows side by side in memory.
        self._weights = np.ascontiguousarray(weights[:, :-1].T)
        self._bias = weights[:, -1]

    def logits(self, characters: Sparse) -> NDArray[np.float32]:
        buckets, values = characters
        logits: NDArray[np.float32] = values @ self._weights[buckets] + self._bias
        return logits


class Classifier:
    """Applies trained weights to a question."""

    def __init__(self, weights: Weights) -> None:
        self.model = weights.model
        self.families = weights.families
        self._characters = _Linear(weights.sparse)
        self._network = weights.network

    def score(
        self, characters: Sparse, vector: NDArray[np.float32] | None, *, romanised: bool = False
    ) -> Scores:
        """Return the probabilities for a question.

        Args:
            characters: Buckets and weights of ``features.characters``, weighed by their rarity.
            vector: Its unit vector ``(dimensions,)``, ``None`` when there is no embedding.
            romanised: Whether it is spelled in Latin letters though its language has others.
        """
        sparse = self._characters.logits(characters)
        if vector is None or self._network is None or not _fits(self._network.hidden, vector):
            only = softmax(sparse)
            return Scores(self.families, only, only, None)
        units = np.maximum(_affine(self._network.hidden, vector), 0)
        dense = _affine(self._network.output, units)
        weight = _DENSE_WEIGHT_ROMANISED if romanised else DENSE_WEIGHT
        joined = weight * dense + SPARSE_WEIGHT * sparse
        return Scores(self.families, softmax(joined), softmax(sparse), softmax(dense))


class LearnedAlarm:
    """Tells the kind of danger of a message from messages that were learned from.

    Beside the phrases (``danger.DangerDetector``), which it never overrules.
    """

    def __init__(self, weights: AlarmWeights) -> None:
        self._weights = weights
        self._characters = _Linear(weights.sparse) if weights.kinds else None

    def kind(self, characters: Sparse, vector: NDArray[np.float32] | None) -> str | None:
        """Return the kind of danger that a message shows, if its score is above the limit."""
        if self._characters is None:
            return None
        kinds, support = self._weights.kinds, self._weights.support
        joined = sparse = self._characters.logits(characters)
        odds = log_odds(sparse, kinds)
        score, limit = odds, self._weights.limits[1]
        if support is not None and vector is not None and _fits(self._weights.dense, vector):
            joined = _KIND_DENSE * _affine(self._weights.dense, vector) + _KIND_SPARSE * sparse
            value = float(support_values(support, vector[None, :])[0])
            score = alarm_score(value, odds, self._weights.scales)
            limit = self._weights.limits[0]
        if score <= limit:
            return None
        return max(
            (kind for kind in kinds if kind != CALM),
            key=lambda kind: float(joined[kinds.index(kind)]),
        )


def _fits(weights: NDArray[np.float32], vector: NDArray[np.float32]) -> bool:
    return bool(weights.shape[1] == len(vector) + 1)


def _affine(weights: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    values: NDArray[np.float32] = weights[:, :-1] @ vector + weights[:, -1]
    return values


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
