"""Scores of a question over the families of topics, from the trained weights alone (numpy)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.features import Sparse
from bot.answering.weights import Weights

#: How much the embeddings say beside the characters, in the joined logits.
DENSE_WEIGHT: Final = 0.75

Probabilities = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities over ``families``; ``dense`` is ``None`` without an embedding."""

    families: tuple[str, ...]
    joined: Probabilities
    sparse: Probabilities
    dense: Probabilities | None


class Classifier:
    """Applies trained weights to a question."""

    def __init__(self, weights: Weights) -> None:
        self.model = weights.model
        self.families = weights.families
        self._dense = np.ascontiguousarray(weights.dense)
        #: Buckets first, so that the few of one question are rows side by side in memory.
        self._sparse = np.ascontiguousarray(weights.sparse[:, :-1].T)
        self._sparse_bias = weights.sparse[:, -1]

    def score(self, characters: Sparse, vector: NDArray[np.float32] | None) -> Scores:
        """Return the probabilities for a question.

        Args:
            characters: Buckets and weights of ``features.characters``.
            vector: Its unit vector ``(dimensions,)``, ``None`` when there is no embedding.
        """
        buckets, values = characters
        sparse = values @ self._sparse[buckets] + self._sparse_bias
        if vector is None or len(vector) != self._dense.shape[1] - 1:
            only = softmax(sparse)
            return Scores(self.families, only, only, None)
        dense = self._dense[:, :-1] @ vector + self._dense[:, -1]
        joined = DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * sparse
        return Scores(self.families, softmax(joined), softmax(sparse), softmax(dense))


def softmax(logits: NDArray[np.float32]) -> Probabilities:
    """Return probabilities ``(classes,)`` of logits."""
    raised = np.exp(logits - logits.max())
    probabilities: Probabilities = raised / raised.sum()
    return probabilities
