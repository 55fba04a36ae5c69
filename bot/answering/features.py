"""Characters of a text as a sparse vector: what still works when letters are wrong or missing."""

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.text import MAX_CHARACTERS, fold

#: Number of buckets that character n-grams are hashed into.
BUCKETS: Final = 1 << 15
_SIZES: Final = (2, 3, 4)

Sparse = tuple[NDArray[np.int64], NDArray[np.float32]]


def characters(text: str) -> Sparse:
    """Return buckets and weights of the n-grams of *text*, as a unit vector.

    N-grams have two to four characters of the folded text; words keep their edges as spaces.
    """
    folded = f" {fold(text)[:MAX_CHARACTERS]} "
    counts = Counter(
        zlib.crc32(folded[start : start + size].encode()) % BUCKETS
        for size in _SIZES
        for start in range(len(folded) - size + 1)
    )
    buckets = np.fromiter(counts, dtype=np.int64, count=len(counts))
    weights = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    norm = float(np.linalg.norm(weights)) or 1.0
    return buckets, (weights / norm).astype(np.float32)


def stacked(
    rows: Sequence[Sparse],
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Return sparse rows as the data, indices and row pointers of a CSR matrix."""
    data = np.concatenate([weights for _, weights in rows]) if rows else np.empty(0, np.float32)
    indices = np.concatenate([buckets for buckets, _ in rows]) if rows else np.empty(0, np.int64)
    lengths = np.array([0, *(len(buckets) for buckets, _ in rows)], dtype=np.int64)
    return data, indices, np.cumsum(lengths)
