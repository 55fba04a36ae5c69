"""The trained weights as one file: they travel with the content or lie in the cache."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.language import LatinTable

log = structlog.get_logger(__name__)

#: Stands for the model where nothing was trained: ``lexical.quick_weights``.
UNTRAINED: Final = "untrained"
#: Where the weights lie in a content folder.
IN_CONTENT: Final = Path("answering") / "weights.npz"
#: What numpy and zipfile raise for a file that is broken in one place or another.
BROKEN: Final = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,
    RuntimeError,
    zlib.error,
    zipfile.BadZipFile,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Two linear classifiers over the same families, and the table that tells languages apart.

    Attributes:
        digest: What they were trained from (``examples.digest``).
        model: The embedding model; empty when only characters were learned, or ``UNTRAINED``.
        families: Names of the classes.
        dense: ``(families, dimensions + 1)``, the last column is the bias.
        sparse: ``(families, buckets + 1)``, likewise.
        latin: How the languages look in Latin letters.
    """

    digest: str
    model: str
    families: tuple[str, ...]
    dense: NDArray[np.float32]
    sparse: NDArray[np.float32]
    latin: LatinTable


def dump(weights: Weights) -> bytes:
    """Return the content of the file; the same weights give the same bytes."""
    buffer = io.BytesIO()
    sparse, step = _coarse(weights.sparse)
    arrays: dict[str, NDArray[Any]] = {
        "digest": np.array(weights.digest),
        "model": np.array(weights.model),
        "families": np.array(weights.families),
        "dense": weights.dense.astype(np.float16),
        "sparse": sparse,
        "sparse_step": step,
        "languages": np.array(weights.latin.languages),
        "latin": weights.latin.log.astype(np.float16),
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
    return buffer.getvalue()


def _coarse(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix in steps of its rows: a quarter of the size, with the same answers."""
    steps = np.maximum(np.abs(matrix).max(axis=1, keepdims=True), 1e-9) / 127
    return np.rint(matrix / steps).astype(np.int8), steps.astype(np.float32)


def load(path: Path) -> Weights | None:
    """Return the weights of a file; ``None`` (and a warning) when it is missing or broken."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Weights(
                digest=str(arrays["digest"]),
                model=str(arrays["model"]),
                families=tuple(map(str, arrays["families"])),
                dense=arrays["dense"].astype(np.float32),
                sparse=arrays["sparse"].astype(np.float32) * arrays["sparse_step"],
                latin=LatinTable(
                    tuple(map(str, arrays["languages"])), arrays["latin"].astype(np.float32)
                ),
            )
    except FileNotFoundError:
        return None
    except BROKEN as error:
        log.warning("weights_unreadable", file=path.name, reason=type(error).__name__)
        return None
