"""Questions are answered whatever happens meanwhile: content, training, the embedding process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from bot.answering import weights
from bot.answering.answerer import Answerer
from bot.answering.embedding import Embedder, packaged_model
from bot.answering.examples import OUT_OF_SCOPE, digest
from bot.answering.learning import Learner
from bot.answering.lexical import quick_weights
from bot.answering.outcome import Asker, Outcome, SmallTalk
from bot.answering.weights import Network
from bot.errors import KnowledgeError
from bot.knowledge.model import Knowledge
from bot.knowledge.store import KnowledgeStore
from tests.answering import samples
from tests.answering.samples import PENSION, WAGES
from tests.fakes import HashEmbedder
from tests.knowledge.samples import TODAY
from tests.knowledge.samples import tree as one_topic
from tests.knowledge.test_files import write

Batches = Callable[[], list[int]]
WORKER = Asker(language="en", country="VN")
QUESTION = "my boss did not pay my salary"
HOSTILE = [
    "",
    " ",
    "?",
    "\0",
    "\ud800",
    "\ufdfa" * 1_000,
    "a" * 100_000,
    "(" * 1_000,
    "hit " * 1_000,
    "血" * 1_000,
    "🆘",
    "\u202eevil",
    "က" * 1_000,
    "..." * 300,
]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(samples.tree(), tmp_path / "content")


def lexical_with_vectors(base: Knowledge) -> weights.Weights:
    """Return weights for ``HashEmbedder`` that decide by the characters alone."""
    quick = quick_weights(base)
    silent = Network(np.zeros((1, 33), np.float32), np.zeros((len(quick.families), 2), np.float32))
    return replace(quick, model="hashed", network=silent)


def leave(content: Path, made: weights.Weights) -> None:
    """Put weights beside the content, where they travel with it."""
    path = content / weights.IN_CONTENT
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(weights.dump(made))


@asynccontextmanager
async def answering(
    content: Path, embedder: Embedder | None = None, *, wait: bool = False
) -> AsyncIterator[Answerer]:
    cache = content.parent / "cache"
    answerer = Answerer(KnowledgeStore(content, cache, lambda: TODAY), content, cache, embedder)
    await answerer.open(wait=wait)
    try:
        yield answerer
    finally:
        await answerer.close()


async def first_topic(answerer: Answerer, question: str, asker: Asker = WORKER) -> str | None:
    result = await answerer.answer(question, asker)
    return result.matches[0].topic if result.matches else None


# Weights


async def test_content_without_weights_is_answered_at_once(content: Path) -> None:
    async with answering(content) as answerer:
        assert answerer.progress.exact is False
        assert await first_topic(answerer, QUESTION) == WAGES
        assert await first_topic(answerer, "nenkin refund") == PENSION


async def test_weights_that_travel_with_the_content_are_used(content: Path) -> None:
    base = samples.knowledge()
    leave(content, samples.weights_for(base, {PENSION: 0.98, OUT_OF_SCOPE: 0.02}))

    async with answering(content) as answerer:
        assert answerer.progress.exact is True
        assert answerer.progress.embedding is False
        assert await first_topic(answerer, QUESTION) == PENSION


async def test_weights_of_a_model_serve_without_it_too(content: Path) -> None:
    """Else ``evaluate --lexical`` would train each time."""
    leave(content, lexical_with_vectors(samples.knowledge()))

    async with answering(content, embedder=None) as answerer:
        assert answerer.progress.exact is True


async def test_weights_of_other_content_serve_until_new_ones_are_trained(content: Path) -> None:
    base = samples.knowledge()
    older = replace(samples.weights_for(base, {PENSION: 0.98, OUT_OF_SCOPE: 0.02}), digest="old")
    leave(content, older)

    async with answering(content) as answerer:
        assert answerer.progress.exact is False
        assert await first_topic(answerer, QUESTION) == PENSION


async def test_training_ends_in_exact_weights_that_are_found_again(
    content: Path, batches: Batches
) -> None:
    model = packaged_model()
    embedder = HashEmbedder(model) if model else None
    async with answering(content, embedder, wait=True) as answerer:
        assert answerer.progress.exact is True
        assert answerer.present.classifier.model == (model or "")
        assert await first_topic(answerer, QUESTION) == WAGES
        assert await first_topic(answerer, "sep no luong") == WAGES
        assert await first_topic(answerer, "who won the football match") is None
    trained = len(batches())
    assert (trained > 0) is (model is not None)

    async with answering(content, embedder) as again:
        assert again.progress.exact is True
    assert len(batches()) == trained


async def test_content_that_cannot_be_learned_is_still_answered(
    tmp_path: Path, batches: Batches
) -> None:
    content = write(one_topic(), tmp_path / "content")

    with capture_logs() as logs:
        async with answering(content, wait=True) as answerer:
            assert answerer.progress.exact is False
            assert await first_topic(answerer, "who pays my ticket home") == samples.TRAVEL

    assert "training_failed" in {entry["event"] for entry in logs}


async def test_training_that_was_broken_off_is_begun_again(content: Path, batches: Batches) -> None:
    """An editor who undoes an edit brings back content whose training was broken off."""
    wanted = digest(samples.knowledge())
    learner = Learner(content, content.parent / "cache")
    first = asyncio.create_task(learner.train(wanted, packaged_model()))
    await asyncio.sleep(0.05)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)

    found = await learner.train(wanted, packaged_model())

    assert first.cancelled()
    assert found is not None
    assert found.digest == wanted


async def test_training_that_failed_is_not_begun_again(tmp_path: Path, batches: Batches) -> None:
    content = write(one_topic(), tmp_path / "content")
    learner = Learner(content, tmp_path / "cache")

    assert await learner.train("digest", None) is None
    with capture_logs() as logs:
        assert await learner.train("digest", None) is None
    assert logs == []


@pytest.mark.parametrize("spoiled", [b"", b"PK\x03\x04 broken"])
async def test_broken_weights_do_no_harm(content: Path, spoiled: bytes) -> None:
    leave(content, samples.weights_for(samples.knowledge(), {PENSION: 0.9, OUT_OF_SCOPE: 0.1}))
    (content / weights.IN_CONTENT).write_bytes(spoiled)

    async with answering(content) as answerer:
        assert answerer.progress.exact is False
        assert await first_topic(answerer, QUESTION) == WAGES


# Content


async def test_broken_content_without_a_history_is_refused(content: Path) -> None:
    (content / WAGES / "en.md").write_text("broken", encoding="utf-8")

    with pytest.raises(KnowledgeError, match=r"unpaid-wages/en\.md"):
        async with answering(content):
            pass


async def test_changed_files_are_taken_over(content: Path) -> None:
    page = content / WAGES / "en.md"
    async with answering(content) as answerer, watching(answerer):
        before = await first_topic(answerer, "where is my zaraban")

        page.write_text(page.read_text().replace("no payday this month", "where is my zaraban"))

        await until(lambda: "zaraban" in answerer.knowledge.topics[WAGES].pages["en"].questions[-1])
        assert before != WAGES
        assert await first_topic(answerer, "where is my zaraban") == WAGES


async def test_a_broken_file_keeps_what_was_there(content: Path) -> None:
    page = content / WAGES / "en.md"
    whole = page.read_text()
    async with answering(content) as answerer, watching(answerer):
        before = answerer.knowledge

        page.write_text("broken", encoding="utf-8")
        other = content / PENSION / "en.md"
        other.write_text(other.read_text().replace("lump sum withdrawal form", "a form for it"))
        await asyncio.sleep(1.2)

        assert answerer.knowledge is before
        assert await first_topic(answerer, QUESTION) == WAGES
        page.write_text(whole, encoding="utf-8")
        await until(lambda: answerer.knowledge is not before)
        assert "a form for it" in answerer.knowledge.topics[PENSION].pages["en"].questions


@asynccontextmanager
async def watching(answerer: Answerer) -> AsyncIterator[None]:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(answerer.watch(stop))
        try:
            yield
        finally:
            stop.set()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.02)


# The embedding process


async def test_questions_are_embedded_with_their_japanese_terms(content: Path) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()

    async with answering(content, embedder) as answerer:
        assert answerer.progress.embedding is True
        await answerer.answer("nenkin refund", WORKER)

    assert embedder.batches == [("nenkin refund 年金",)]


async def test_a_dead_embedder_leaves_the_characters(content: Path) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()
    embedder.is_dead = True

    async with answering(content, embedder) as answerer:
        assert await first_topic(answerer, QUESTION) == WAGES


async def test_an_answer_without_embedding_is_not_kept(content: Path) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()
    async with answering(content, embedder) as answerer:
        embedder.is_dead = True
        await answerer.answer(QUESTION, WORKER)
        embedder.is_dead = False

        await answerer.answer(QUESTION, WORKER)
        await answerer.answer(QUESTION, WORKER)

    assert len(embedder.batches) == 2


@pytest.mark.parametrize("is_dead", [False, True])
async def test_no_message_is_too_strange(content: Path, is_dead: bool) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()
    embedder.is_dead = is_dead

    async with answering(content, embedder) as answerer:
        for text in HOSTILE:
            result = await answerer.answer(text, Asker(), last_topic=WAGES)

            assert result.outcome in Outcome


# The cache


async def test_the_same_question_again_costs_nothing(content: Path) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()
    async with answering(content, embedder) as answerer:
        first = await answerer.answer(QUESTION, WORKER)

        again = await answerer.answer(QUESTION, WORKER)

    assert again is first
    assert len(embedder.batches) == 1


@pytest.mark.parametrize(
    ("question", "asker", "last_topic"),
    [
        (QUESTION + " today", WORKER, None),
        (QUESTION, Asker(language="vi", country="VN"), None),
        (QUESTION, Asker(language="en", country="PH"), None),
        (QUESTION, WORKER, PENSION),
    ],
)
async def test_another_question_asker_or_topic_is_understood_anew(
    content: Path, question: str, asker: Asker, last_topic: str | None
) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()
    async with answering(content, embedder) as answerer:
        await answerer.answer(QUESTION, WORKER)

        await answerer.answer(question, asker, last_topic=last_topic)

    assert len(embedder.batches) > 1


async def test_small_talk_is_not_embedded(content: Path) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    embedder = HashEmbedder()
    async with answering(content, embedder) as answerer:
        result = await answerer.answer("Hello!", WORKER)

    assert result.small_talk is SmallTalk.GREETING
    assert embedder.batches == []


async def test_many_ask_at_once(content: Path) -> None:
    leave(content, lexical_with_vectors(samples.knowledge()))
    questions = [*samples.questions_of(WAGES), *samples.questions_of(PENSION)] * 5
    async with answering(content, HashEmbedder()) as answerer:
        results = await asyncio.gather(
            *(answerer.answer(f"{question} {i}", Asker()) for i, question in enumerate(questions))
        )

    assert [result.outcome in Outcome for result in results] == [True] * len(questions)


async def test_vectors_are_computed_once_and_missed_without_a_model(
    content: Path, tmp_path: Path
) -> None:
    embedder = HashEmbedder()
    store = KnowledgeStore(content, None, lambda: TODAY)
    answerer = Answerer(store, content, tmp_path / "cache", embedder, learns=False)

    first = await answerer.vectors(["a", "b", "a"])
    second = await answerer.vectors(["b", "c"])
    embedder.is_dead = True

    assert first is not None
    assert second is not None
    assert embedder.batches[:2] == [("a", "b"), ("c",)]
    assert first.shape == (3, 32)
    assert np.array_equal(first[1], second[0])
    assert await answerer.vectors(["d"]) is None
    assert await answerer.vectors([]) is None
