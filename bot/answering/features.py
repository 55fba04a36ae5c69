"""Characters of a text as a sparse vector: what still works when letters are wrong or missing."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.text import MAX_CHARACTERS, fold

#: Number of buckets that n-grams and words are hashed into.
BUCKETS: Final = 1 << 16
_SIZES: Final = (2, 3, 4)
_WORD: Final = re.compile(r"\w+")
#: Stand before words and pairs of words, so that they share no bucket with their n-grams.
_WORD_SIGN: Final = "\0"
_PAIR_SIGN: Final = "\1"

Sparse = tuple[NDArray[np.int64], NDArray[np.float32]]
#: How much each bucket says, ``(BUCKETS,)``: see ``rarity``.
Rarity = NDArray[np.float32]


def characters(text: str) -> Sparse:
    """Return buckets and weights of the n-grams, words and pairs of words of *text*: a unit vector.

    N-grams have two to four characters of the folded text; words keep their edges as spaces.
    """
    folded = f" {fold(text)[:MAX_CHARACTERS]} "
    counts = Counter(
        zlib.crc32(part.encode()) % BUCKETS
        for part in (
            *(
                folded[start : start + size]
                for size in _SIZES
                for start in range(len(folded) - size + 1)
            ),
            *_words(folded),
        )
    )
    buckets = np.fromiter(counts, dtype=np.int64, count=len(counts))
    weights = np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    return buckets, _unit(weights + np.float32(1))


def _words(folded: str) -> Iterator[str]:
    words = _WORD.findall(folded)
    yield from (_WORD_SIGN + word for word in words)
    yield from (_PAIR_SIGN + first + second for first, second in pairwise(words))


def rarity(rows: Sequence[Sparse]) -> Rarity:
    """Return how much each bucket says: the logarithm of how rare it is among *rows*."""
    seen = np.ones(BUCKETS)
    for buckets, _ in rows:
        seen[buckets] += 1
    return np.log((len(rows) + 1) / seen).astype(np.float32)


def weighed(row: Sparse, rare: Rarity) -> Sparse:
    """Return a row, a unit vector again, in which rare n-grams and words count more."""
    buckets, weights = row
    return buckets, _unit(weights * rare[buckets])


def _unit(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    return (weights / (float(np.linalg.norm(weights)) or 1.0)).astype(np.float32)


def stacked(
    rows: Sequence[Sparse],
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Return sparse rows as the data, indices and row pointers of a CSR matrix."""
    data = np.concatenate([weights for _, weights in rows]) if rows else np.empty(0, np.float32)
    indices = np.concatenate([buckets for buckets, _ in rows]) if rows else np.empty(0, np.int64)
    lengths = np.array([0, *(len(buckets) for buckets, _ in rows)], dtype=np.int64)
    return data, indices, np.cumsum(lengths)
