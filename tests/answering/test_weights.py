"""Weights come back from their file as they were, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.weights import Network, Weights, dump, load
from bot.language import LatinTable

FAMILIES = ("-", "home/{cc}-jobs", "leave/pension")


def weights() -> Weights:
    random = np.random.default_rng(1)
    return Weights(
        digest="0123456789abcdef",
        model="hashed",
        families=FAMILIES,
        network=Network(
            random.normal(size=(8, 33)).astype(np.float32),
            random.normal(size=(3, 9)).astype(np.float32),
        ),
        sparse=random.normal(size=(3, 101)).astype(np.float32),
        rarity=random.random(100).astype(np.float32),
        latin=LatinTable(("en", "vi"), random.normal(size=(2, 50)).astype(np.float32)),
    )


def test_weights_come_back(tmp_path: Path) -> None:
    kept = weights()
    path = tmp_path / "weights.npz"

    path.write_bytes(dump(kept))
    found = load(path)

    assert found is not None
    assert (found.digest, found.model, found.families) == (kept.digest, kept.model, kept.families)
    assert found.latin.languages == kept.latin.languages
    np.testing.assert_allclose(found.sparse, kept.sparse, rtol=0, atol=0.015)  # one byte each
    assert found.sparse.dtype == np.float32
    assert found.sparse.flags.f_contiguous, "a question would need another copy"
    assert found.network is not None
    assert kept.network is not None
    for read, wrote in [
        (found.network.hidden, kept.network.hidden),
        (found.network.output, kept.network.output),
        (found.rarity, kept.rarity),
        (found.latin.log, kept.latin.log),
    ]:
        assert read.dtype == np.float32
        np.testing.assert_allclose(read, wrote, rtol=1e-3, atol=1e-3)
    assert dump(found) == dump(kept)


def test_weights_without_a_model_come_back(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    bare = replace(weights(), model="", network=None)

    path.write_bytes(dump(bare))

    found = load(path)
    assert found is not None
    assert (found.model, found.network) == ("", None)


def test_a_missing_file_has_no_weights(tmp_path: Path) -> None:
    assert load(tmp_path / "weights.npz") is None


def _array_alone(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.ones(3))


def _without_digest(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, model=np.array("hashed"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04"),
        lambda path: path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n"),
        lambda path: path.mkdir(),
        _array_alone,
        _without_digest,
    ],
)
def test_a_file_that_is_something_else_has_no_weights(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    path = tmp_path / "weights.npz"

    spoil(path)

    assert load(path) is None


CONTENT = dump(weights())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(CONTENT) - 1))
def test_a_truncated_file_has_no_weights(tmp_path: Path, length: int) -> None:
    path = tmp_path / "weights.npz"

    path.write_bytes(CONTENT[:length])

    assert load(path) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_harmless(tmp_path: Path, place: int, change: int) -> None:
    path = tmp_path / "weights.npz"

    path.write_bytes(CONTENT[:place] + bytes([CONTENT[place] ^ change]) + CONTENT[place + 1 :])
    found = load(path)

    assert found is None or dump(found) == CONTENT
