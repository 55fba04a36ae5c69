"""A few examples taught to trained weights in milliseconds, to show an editor what they change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.classifier import DENSE_WEIGHT, SPARSE_WEIGHT, softmax
from bot.answering.features import Sparse, weighed
from bot.answering.weights import Network, Weights

#: Training in earnest puts an example of its own about this high.
_LEARNED: Final = 0.9
_STEPS: Final = 60
_RATE: Final = 4.0


@dataclass(frozen=True, slots=True)
class Taught:
    """A question as features (not weighed yet), and the family that it belongs to from now on.

    ``vector`` is its unit vector ``(dimensions,)``, ``None`` without embeddings.
    """

    characters: Sparse
    vector: NDArray[np.float32] | None
    family: str


def taught_weights(weights: Weights, examples: Sequence[Taught]) -> Weights:
    """Return weights moved along the gradient until each example is known; others stay near.

    Only the last layers move. A family that the weights do not have yet begins at the mean of all.
    """
    families = tuple(dict.fromkeys((*weights.families, *(one.family for one in examples))))
    new = len(families) - len(weights.families)
    network = weights.network
    output = None if network is None else _with_more(network.output, new)
    sparse = _with_more(weights.sparse, new)
    shown = [
        (weighed(one.characters, weights.rarity), _units(network, one.vector), one.family)
        for one in examples
    ]
    for _ in range(_STEPS):
        moved = [
            _step(output, sparse, characters, units, families.index(family))
            for characters, units, family in shown
        ]
        if all(probability >= _LEARNED for probability in moved):
            break
    if network is not None and output is not None:
        network = replace(network, output=output)
    return replace(weights, families=families, network=network, sparse=sparse)


def _with_more(matrix: NDArray[np.float32], new: int) -> NDArray[np.float32]:
    return np.vstack([matrix, np.repeat(matrix.mean(0, keepdims=True), new, 0)])


def _units(
    network: Network | None, vector: NDArray[np.float32] | None
) -> NDArray[np.float32] | None:
    """Return the values of the hidden units; ``None`` without a vector that fits."""
    if network is None or vector is None or len(vector) != network.hidden.shape[1] - 1:
        return None
    units: NDArray[np.float32] = np.maximum(
        network.hidden[:, :-1] @ vector + network.hidden[:, -1], 0
    )
    return units


def _step(
    output: NDArray[np.float32] | None,
    sparse: NDArray[np.float32],
    characters: Sparse,
    units: NDArray[np.float32] | None,
    wanted: int,
) -> float:
    """Move both matrices a little, in place; return the probability before."""
    buckets, values = characters
    logits = sparse[:, buckets] @ values + sparse[:, -1]
    if output is not None and units is not None:
        dense = output[:, :-1] @ units + output[:, -1]
        logits = DENSE_WEIGHT * dense + SPARSE_WEIGHT * logits
    probabilities = softmax(logits)
    if probabilities[wanted] >= _LEARNED:
        return float(probabilities[wanted])
    pull = -probabilities
    pull[wanted] += 1
    sparse[:, buckets] += _RATE * np.outer(pull, values)
    if output is not None and units is not None:
        length = float(units @ units) or 1.0  # the characters are a unit vector; these are not
        output[:, :-1] += _RATE / length * np.outer(pull, units)
    return float(probabilities[wanted])
