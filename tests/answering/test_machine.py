"""The machine that tells danger is that of all examples, and fitted once for the same ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.svm import SVC

from bot.answering import machine as machine_module
from bot.answering.classifier import support_values
from bot.answering.examples import CALM, Example
from bot.answering.machine import Machine, fit_machine, kept_machine

COUNT, DIMENSIONS = 900, 4


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    drawn = np.random.default_rng(0).normal(size=(COUNT, DIMENSIONS))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def learned(vectors: NDArray[np.float32]) -> list[Example]:
    """Examples whose kind can be told from the first dimension, but for some."""
    noise = np.random.default_rng(1).normal(scale=0.1, size=COUNT)
    return [
        Example(f"text {index}", "violence" if is_danger else CALM, "en", 0.5 + index % 2)
        for index, is_danger in enumerate(vectors[:, 0] + noise > 0.2)
    ]


@pytest.fixture(scope="module")
def fitted(learned: list[Example], vectors: NDArray[np.float32]) -> Machine:
    return fit_machine(learned, vectors)


def reference(learned: list[Example], vectors: NDArray[np.float32]) -> SVC:
    """Return a machine fitted on everything at once."""
    return SVC(C=10.0, gamma=5.0).fit(
        vectors,
        [example.family != CALM for example in learned],
        sample_weight=[example.weight for example in learned],
    )


def test_it_is_the_machine_of_all_examples(
    fitted: Machine, learned: list[Example], vectors: NDArray[np.float32]
) -> None:
    all_at_once = reference(learned, vectors)

    values = support_values(fitted.support, vectors)

    expected = all_at_once.decision_function(vectors)
    np.testing.assert_allclose(values, expected, atol=0.05)
    assert 100 < len(fitted.support.vectors) < COUNT


@pytest.mark.parametrize("half", [0, 1])
def test_what_is_left_out_is_told_from_the_other_half(
    fitted: Machine, learned: list[Example], vectors: NDArray[np.float32], half: int
) -> None:
    other = reference(learned[1 - half :: 2], vectors[1 - half :: 2])

    expected = other.decision_function(vectors[half::2])

    np.testing.assert_allclose(fitted.left_out[half::2], expected, atol=1e-3)


def test_the_same_examples_are_learned_from_once(
    learned: list[Example],
    vectors: NDArray[np.float32],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits = 0
    fit = machine_module.fit_machine

    def counted(*arguments: object) -> Machine:
        nonlocal fits
        fits += 1
        return fit(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(machine_module, "fit_machine", counted)
    few, rows = learned[:100], vectors[:100]
    first = kept_machine(few, rows, "model", tmp_path)
    again = kept_machine(list(few), rows, "model", tmp_path)
    assert fits == 1
    for name in ("vectors", "weights", "bias", "gamma"):
        assert np.array_equal(getattr(again.support, name), getattr(first.support, name))
    assert np.array_equal(again.left_out, first.left_out)

    kept_machine([*few[:-1], replace(few[-1], weight=9.0)], rows, "model", tmp_path)
    assert fits == 2
    kept_machine(few, rows, "another", tmp_path)
    assert fits == 3
    (tmp_path / "machine-model.npz").write_bytes(b"broken")
    kept_machine(few, rows, "model", tmp_path)
    assert fits == 4
