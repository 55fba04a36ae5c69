"""Fits the machine that tells danger from calm: for training alone, it imports a library for it.

Nothing in training takes as long, so it rests on few examples at a time, and is kept in the cache
while the examples stay the same.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.svm import SVC

from bot.answering.classifier import support_values
from bot.answering.examples import CALM, Example
from bot.answering.weights import BROKEN, Support
from bot.atomic import replace_file

#: Strength and sharpness of the kernel (docs/answering.md).
_C: Final = 10.0
_GAMMA: Final = 5.0
#: How far an example may lie on the wrong side of the margin before it is learned from as well;
#: the margin is 1 wide.
_TOLERANCE: Final = 0.05
#: Rows whose values are found at a time: the kernel has a column for each of 9,000 examples.
_ROWS: Final = 1_000
#: Memory for the kernel while fitting, in MB.
_KERNEL_MB: Final = 500
#: Raised when the same examples would give another machine.
_VERSION: Final = 1

Vectors = NDArray[np.float32]
_Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Machine:
    """A fitted machine, and what it says of each example if that is left out of fitting.

    Attributes:
        support: The machine.
        left_out: ``(examples,)``, above 0 for danger; of one half from the other.
    """

    support: Support
    left_out: NDArray[np.float32]


def fit_machine(learned: Sequence[Example], vectors: Vectors) -> Machine:
    """Return the machine for examples and their unit vectors ``(examples, dimensions)``.

    It is fitted on those examples that the machines of both halves rest upon, and then on those
    that it gets wrong too, until there are none: all others change nothing. So it is the machine
    of all examples, in a third of the time. The same examples give the same machine.
    """
    danger = np.array([example.family != CALM for example in learned])
    counts = np.array([example.weight for example in learned])
    signs = np.where(danger, 1, -1)
    halves = np.arange(len(learned)) % 2
    left_out = np.zeros(len(learned), np.float32)
    resting: list[_Indices] = []
    for half in (0, 1):
        kept = np.flatnonzero(halves != half)
        support, used = _fit(vectors, danger, counts, kept)
        left_out[halves == half] = _values(support, vectors[halves == half])
        resting.append(used)
    missed = np.sort(np.concatenate(resting))
    used = np.array([], np.intp)
    while len(missed):
        chosen = np.union1d(used, missed)
        support, used = _fit(vectors, danger, counts, chosen)
        others = np.setdiff1d(np.arange(len(learned)), chosen)
        margins = signs[others] * _values(support, vectors[others])
        missed = others[margins < 1 - _TOLERANCE]
    return Machine(support, left_out)


def kept_machine(learned: Sequence[Example], vectors: Vectors, model: str, folder: Path) -> Machine:
    """Return what ``fit_machine`` does, from the cache folder where the examples are the same."""
    path = folder / f"machine-{model}.npz"
    key = _key(learned)
    found = _read(path, key)
    if found is None:
        found = fit_machine(learned, vectors)
        _write(path, key, found)
    return found


def _fit(
    vectors: Vectors, danger: NDArray[np.bool_], counts: NDArray[Any], at: _Indices
) -> tuple[Support, _Indices]:
    """Return the machine for some of the examples, and which of them it rests upon."""
    model = SVC(C=_C, gamma=_GAMMA, cache_size=_KERNEL_MB)
    model.fit(vectors[at], danger[at], sample_weight=counts[at])
    support = Support(
        model.support_vectors_.astype(np.float32),
        model.dual_coef_[0].astype(np.float32),
        float(model.intercept_[0]),
        _GAMMA,
    )
    return support, at[model.support_]


def _values(support: Support, vectors: Vectors) -> NDArray[np.float32]:
    parts = (vectors[start : start + _ROWS] for start in range(0, len(vectors), _ROWS))
    found = [support_values(support, part) for part in parts]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _key(learned: Sequence[Example]) -> str:
    total = hashlib.sha256(f"{_VERSION} {_C} {_GAMMA} {_TOLERANCE}".encode())
    for example in learned:
        total.update(f"\n{example.family == CALM} {example.weight} {example.text}".encode())
    return total.hexdigest()


def _read(path: Path, key: str) -> Machine | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if str(arrays["key"]) != key:
                return None
            support = Support(arrays["vectors"], arrays["weights"], float(arrays["bias"]), _GAMMA)
            return Machine(support, arrays["left_out"])
    except BROKEN:
        return None


def _write(path: Path, key: str, machine: Machine) -> None:
    content = io.BytesIO()
    np.savez(
        content,
        key=np.array(key),
        vectors=machine.support.vectors,
        weights=machine.support.weights,
        bias=np.array(machine.support.bias),
        left_out=machine.left_out,
    )
    replace_file(path, content.getvalue())
