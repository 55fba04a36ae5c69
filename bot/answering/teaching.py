"""A few examples taught to trained weights in milliseconds, to show an editor what they change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.classifier import DENSE_WEIGHT, softmax
from bot.answering.features import Sparse
from bot.answering.weights import Weights

#: Training in earnest puts an example of its own about this high.
_LEARNED: Final = 0.9
_STEPS: Final = 60
_RATE: Final = 4.0


@dataclass(frozen=True, slots=True)
class Taught:
    """A question as features, and the family that it belongs to from now on.

    ``vector`` is its unit vector ``(dimensions,)``, ``None`` without embeddings.
    """

    characters: Sparse
    vector: NDArray[np.float32] | None
    family: str


def taught_weights(weights: Weights, examples: Sequence[Taught]) -> Weights:
    """Return weights moved along the gradient until each example is known; others stay near.

    A family that the weights do not have yet begins at the mean of all.
    """
    families = tuple(dict.fromkeys((*weights.families, *(one.family for one in examples))))
    new = len(families) - len(weights.families)
    dense = np.vstack([weights.dense, np.repeat(weights.dense.mean(0, keepdims=True), new, 0)])
    sparse = np.vstack([weights.sparse, np.repeat(weights.sparse.mean(0, keepdims=True), new, 0)])
    for _ in range(_STEPS):
        moved = [_step(dense, sparse, one, families.index(one.family)) for one in examples]
        if all(probability >= _LEARNED for probability in moved):
            break
    return replace(weights, families=families, dense=dense, sparse=sparse)


def _step(
    dense: NDArray[np.float32], sparse: NDArray[np.float32], one: Taught, wanted: int
) -> float:
    """Move both matrices a little, in place; return the probability before."""
    buckets, values = one.characters
    logits = sparse[:, buckets] @ values + sparse[:, -1]
    fits = one.vector is not None and len(one.vector) == dense.shape[1] - 1
    if one.vector is not None and fits:
        logits = (
            DENSE_WEIGHT * (dense[:, :-1] @ one.vector + dense[:, -1]) + (1 - DENSE_WEIGHT) * logits
        )
    probabilities = softmax(logits)
    if probabilities[wanted] >= _LEARNED:
        return float(probabilities[wanted])
    pull = -probabilities
    pull[wanted] += 1
    sparse[:, buckets] += _RATE * np.outer(pull, values)
    if one.vector is not None and fits:
        dense[:, :-1] += _RATE * np.outer(pull, one.vector)
    return float(probabilities[wanted])
