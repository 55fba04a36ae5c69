"""Characters of a text as a sparse vector: what still works when letters are wrong or missing.

Beside the letters as they stand, it holds how they sound, so that a question typed in Latin letters
meets those written in the language's own.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.sounds import consonants, latin_words
from bot.text import MAX_CHARACTERS, fold

#: Number of buckets that n-grams and words are hashed into.
BUCKETS: Final = 1 << 17
_SIZES: Final = (2, 3, 4)
#: Sounds are looked at without spaces, which many of our languages do not have.
_SOUND_SIZES: Final = (3, 4, 5)
#: Ends at vowel signs: syllables, where words stand unseparated (Khmer, Burmese).
_WORD: Final = re.compile(r"\w+")
_SEPARATORS: Final = re.compile(r"[\s!-/:-@\[-`{-~।॥၊။៕។、。，！？「」…·“”‘’（）：；]+")
#: Stand before all but n-grams, so that no two kinds share a bucket.
_WORD_SIGN: Final = "\0"
_PAIR_SIGN: Final = "\1"
_SOUND_SIGN: Final = "\2"
_CONSONANTS_SIGN: Final = "\3"
_SKELETON_SIGN: Final = "\4"
_SKELETONS_SIGN: Final = "\5"
_WHOLE_SIGN: Final = "\6"

Sparse = tuple[NDArray[np.int64], NDArray[np.float32]]
#: How much each bucket says, ``(BUCKETS,)``: see ``rarity``.
Rarity = NDArray[np.float32]


def characters(text: str) -> Sparse:
    """Return buckets and weights of what a text is made of: a unit vector.

    These are n-grams of two to four characters of the folded text, words keeping their edges as
    spaces; words and pairs of words; and the same of its sounds (``sounds``), where n-grams have
    three to five letters.
    """
    folded = f" {fold(text)[:MAX_CHARACTERS]} "
    parts = chain(_grams(folded, _SIZES, ""), _words(folded), _sounds(folded))
    counts = Counter(zlib.crc32(part.encode()) % BUCKETS for part in parts)
    buckets = np.fromiter(counts, dtype=np.int64, count=len(counts))
    weights = np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    return buckets, _unit(weights + np.float32(1))


def _grams(text: str, sizes: Sequence[int], sign: str) -> Iterator[str]:
    for size in sizes:
        for start in range(len(text) - size + 1):
            yield sign + text[start : start + size]


def _words(folded: str) -> Iterator[str]:
    words = _WORD.findall(folded)
    yield from (_WORD_SIGN + word for word in words)
    yield from (_PAIR_SIGN + first + second for first, second in pairwise(words))
    for word in _SEPARATORS.split(folded):
        if word and not _WORD.fullmatch(word):
            yield _WHOLE_SIGN + word


def _sounds(folded: str) -> Iterator[str]:
    words = latin_words(folded)
    skeletons = [skeleton for skeleton in map(consonants, words) if skeleton]
    yield from _grams("".join(words), _SOUND_SIZES, _SOUND_SIGN)
    yield from _grams("".join(skeletons), _SOUND_SIZES, _CONSONANTS_SIGN)
    yield from (_SKELETON_SIGN + skeleton for skeleton in skeletons)
    for first, second in pairwise(skeletons):
        yield f"{_SKELETONS_SIGN}{first}_{second}"


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
