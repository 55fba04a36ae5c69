"""The trained weights as one file: they travel with the content or lie in the cache."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.answering.features import Rarity
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
class Support:
    """A support vector machine with a Gaussian kernel that tells danger from calm.

    Attributes:
        vectors: ``(n, dimensions)``, unit vectors.
        weights: ``(n,)``.
        bias: Added to the sum.
        gamma: Sharpness of the kernel.
    """

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    gamma: float


@dataclass(frozen=True, slots=True)
class AlarmWeights:
    """What tells danger: the machine over embeddings, and classifiers over kinds of danger.

    Attributes:
        kinds: Names of the classes, ``examples.CALM`` among them; none when nothing was learned.
        dense: ``(kinds, dimensions + 1)``, the last column is the bias.
        sparse: ``(kinds, buckets + 1)``, likewise.
        support: ``None`` without embeddings.
        scales: What the machine's values and the log odds of the characters are divided by.
        limits: From which score on a message is danger: with an embedding, and from characters
            alone.
    """

    kinds: tuple[str, ...]
    dense: NDArray[np.float32]
    sparse: NDArray[np.float32]
    support: Support | None
    scales: tuple[float, float]
    limits: tuple[float, float]


#: Where no messages were learned from: the phrases alone say what is danger.
NO_ALARM: Final = AlarmWeights(
    (), np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32), None, (1, 1), (0, 0)
)


@dataclass(frozen=True, slots=True)
class Network:
    """A classifier with one layer of hidden units between an embedding and the families.

    Attributes:
        hidden: ``(units, dimensions + 1)``, the last column is the bias.
        output: ``(families, units + 1)``, likewise.
    """

    hidden: NDArray[np.float32]
    output: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Two classifiers over the same families, and the table that tells languages apart.

    Attributes:
        digest: What they were trained from (``examples.digest``).
        model: The embedding model; empty when only characters were learned, or ``UNTRAINED``.
        families: Names of the classes.
        network: The classifier over embeddings; ``None`` when only characters were learned.
        sparse: The linear one over characters, ``(families, buckets + 1)``, bias last.
        rarity: How much each bucket of the characters says.
        latin: How the languages look in Latin letters.
        alarm: What tells danger.
    """

    digest: str
    model: str
    families: tuple[str, ...]
    network: Network | None
    sparse: NDArray[np.float32]
    rarity: Rarity
    latin: LatinTable
    alarm: AlarmWeights = NO_ALARM


#: How it is written that only characters were learned.
_NO_NETWORK: Final = Network(np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32))


def dump(weights: Weights) -> bytes:
    """Return the content of the file; the same weights give the same bytes."""
    buffer = io.BytesIO()
    sparse, step = _coarse(weights.sparse)
    network = weights.network or _NO_NETWORK
    arrays: dict[str, NDArray[Any]] = {
        "digest": np.array(weights.digest),
        "model": np.array(weights.model),
        "families": np.array(weights.families),
        "hidden": network.hidden.astype(np.float16),
        "output": network.output.astype(np.float16),
        "sparse": sparse,
        "sparse_step": step,
        "rarity": weights.rarity.astype(np.float16),
        "languages": np.array(weights.latin.languages),
        "latin": weights.latin.log.astype(np.float16),
        **_dump_alarm(weights.alarm),
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
    return buffer.getvalue()


def _load_network(arrays: Mapping[str, NDArray[Any]]) -> Network | None:
    hidden, output = (arrays[name].astype(np.float32) for name in ("hidden", "output"))
    return Network(hidden, output) if len(hidden) else None


def _dump_alarm(alarm: AlarmWeights) -> dict[str, NDArray[Any]]:
    sparse, step = _coarse(alarm.sparse)
    support = alarm.support
    vectors, vectors_step = _coarse(
        np.zeros((0, 1), np.float32) if support is None else support.vectors
    )
    numbers = (
        *alarm.scales,
        *alarm.limits,
        *((0.0, 0.0) if support is None else (support.bias, support.gamma)),
    )
    return {
        "alarm_kinds": np.array(alarm.kinds, dtype=np.str_),
        "alarm_dense": alarm.dense.astype(np.float16),
        "alarm_sparse": sparse,
        "alarm_step": step,
        "alarm_vectors": vectors,
        "alarm_vectors_step": vectors_step,
        "alarm_weights": np.zeros(0) if support is None else support.weights.astype(np.float32),
        "alarm_numbers": np.array(numbers, np.float32),
    }


def _load_alarm(arrays: Mapping[str, NDArray[Any]]) -> AlarmWeights:
    dangers, characters, joined, alone, bias, gamma = map(float, arrays["alarm_numbers"])
    vectors = arrays["alarm_vectors"].astype(np.float32) * arrays["alarm_vectors_step"]
    support = (
        Support(vectors, arrays["alarm_weights"].astype(np.float32), bias, gamma)
        if len(vectors)
        else None
    )
    return AlarmWeights(
        kinds=tuple(map(str, arrays["alarm_kinds"])),
        dense=arrays["alarm_dense"].astype(np.float32),
        sparse=_fine(arrays["alarm_sparse"], arrays["alarm_step"]),
        support=support,
        scales=(dangers, characters),
        limits=(joined, alone),
    )


def _coarse(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix in steps of its rows: a quarter of the size, with the same answers."""
    steps = np.maximum(np.abs(matrix).max(axis=1, keepdims=True, initial=0.0), 1e-9) / 127
    return np.rint(matrix / steps).astype(np.int8, order="C"), steps.astype(np.float32)


def _fine(matrix: NDArray[np.int8], steps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what ``_coarse`` was given, column by column in memory, as a question is scored."""
    fine: NDArray[np.float32] = np.asfortranarray(matrix).astype(np.float32) * steps
    return fine


def load(path: Path) -> Weights | None:
    """Return the weights of a file; ``None`` (and a warning) when it is missing or broken."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Weights(
                digest=str(arrays["digest"]),
                model=str(arrays["model"]),
                families=tuple(map(str, arrays["families"])),
                network=_load_network(arrays),
                sparse=_fine(arrays["sparse"], arrays["sparse_step"]),
                rarity=arrays["rarity"].astype(np.float32),
                latin=LatinTable(
                    tuple(map(str, arrays["languages"])), arrays["latin"].astype(np.float32)
                ),
                alarm=_load_alarm(arrays),
            )
    except FileNotFoundError:
        return None
    except BROKEN as error:
        log.warning("weights_unreadable", file=path.name, reason=type(error).__name__)
        return None
