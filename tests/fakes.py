"""Stand-ins for the world outside: an embedding model that hashes text, and a clock."""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from bot.answering.embedding import Vectors, prepare
from bot.errors import EmbeddingError


class HashEmbedder:
    """Embeds a text by its groups of three letters; honours ``bot.answering.embedding.Embedder``.

    Attributes:
        batches: The texts of each call, in order.
        is_dead: While set, every call fails as it does when the child process has died.
    """

    def __init__(self, model: str = "hashed", dimensions: int = 32) -> None:
        self._model = model
        self._dimensions = dimensions
        self.batches: list[tuple[str, ...]] = []
        self.is_dead = False

    @property
    def model(self) -> str:
        return self._model

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(tuple(texts))
        if self.is_dead:
            raise EmbeddingError("the embedding process died; it is started again")
        return np.stack([hashed(text, self._dimensions) for text in texts])


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by


def hashed(text: str, dimensions: int = 32) -> Vectors:
    """Return a unit vector ``(dimensions,)`` that depends on the prepared text alone."""
    padded = f" {prepare(text)} "
    vector = np.zeros(dimensions, np.float32)
    for start in range(len(padded) - 2):
        code = zlib.crc32(padded[start : start + 3].encode())
        vector[code % dimensions] += 1.0 if code & 0x8000_0000 else -1.0
    vector[0] += 0.5  # never the zero vector
    return vector / np.float32(np.linalg.norm(vector))
