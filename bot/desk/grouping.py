"""Questions that mean the same, put together, so that an editor reads each once."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.features import BUCKETS, characters

#: Of multilingual-e5-small: the same question in other words or another language is above, another
#: question on the same subject about at it (measured on pairs of questions in five languages).
_ALIKE: Final = 0.85
#: Of character n-grams, where there are no embeddings.
_ALIKE_LETTERS: Final = 0.45


def groups(texts: Sequence[str], vectors: NDArray[np.float32] | None) -> list[list[int]]:
    """Return the positions of texts that mean the same, largest group first.

    Each text joins the group to whose members it is nearest on average, or begins its own.

    Args:
        texts: The questions.
        vectors: Their unit vectors ``(texts, dimensions)``; without, letters are compared.
    """
    if not texts:
        return []
    rows = _letters(texts) if vectors is None else vectors
    limit = _ALIKE_LETTERS if vectors is None else _ALIKE
    found: list[list[int]] = []
    sums: list[NDArray[np.float32]] = []
    for index, row in enumerate(rows):
        likeness = [
            float(total @ row) / len(group) for total, group in zip(sums, found, strict=True)
        ]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= limit:
            found[best].append(index)
            sums[best] = sums[best] + row
        else:
            found.append([index])
            sums.append(row.copy())
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _letters(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return texts as unit vectors of the buckets that occur ``(texts, buckets)``."""
    rows = [characters(text) for text in texts]
    used = np.unique(np.concatenate([buckets for buckets, _ in rows]))
    place = np.full(BUCKETS, -1)
    place[used] = np.arange(len(used))
    matrix = np.zeros((len(texts), len(used)), np.float32)
    for line, (buckets, values) in zip(matrix, rows, strict=True):
        line[place[buckets]] = values
    return matrix
