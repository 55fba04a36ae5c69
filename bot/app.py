"""Builds everything once from the settings and hands it down."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.answering.answerer import Answerer
from bot.answering.embedding import EmbeddingProcess, packaged_model
from bot.knowledge.store import KnowledgeStore
from bot.languages import JAPAN
from bot.resources import packaged
from bot.settings import Settings

#: How long one batch of embeddings may take; a model that hangs is then started anew.
_EMBEDDING_TIMEOUT_S = 15.0


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day in Japan."""
    return now().astimezone(JAPAN).date()


def content_of(settings: Settings) -> Path:
    """Return the content folder: the operator's own, or the packaged one."""
    return settings.knowledge_dir or packaged("knowledge")


@asynccontextmanager
async def answering(
    settings: Settings, *, wait: bool = False, embed: bool = True, learns: bool = True
) -> AsyncIterator[Answerer]:
    """Give an answerer that is ready to be asked.

    Args:
        settings: The operator's choices.
        wait: Train what is missing first.
        embed: Without, answers rest on characters alone.
        learns: Without, nothing is trained: for a program that ends at once.

    Raises:
        KnowledgeError: The content is broken and no earlier commit can be served.
    """
    content = content_of(settings)
    model = packaged_model() if embed else None
    embedder = (
        EmbeddingProcess(model, timeout_s=_EMBEDDING_TIMEOUT_S) if model is not None else None
    )
    is_packaged = settings.knowledge_dir is None
    store = KnowledgeStore(content, settings.cache_dir, today, is_packaged=is_packaged)
    answerer = Answerer(store, content, settings.cache_dir, embedder, learns=learns)
    warming = None if embedder is None else asyncio.create_task(embedder.warm_up())
    # Threads of numpy would wait busily between questions, on the cores that the embedding needs.
    one_thread = threadpool_limits(limits=1, user_api="blas")
    try:
        with _made_to_stay():
            await answerer.open(wait=wait)
        yield answerer
    finally:
        one_thread.restore_original_limits()
        await answerer.close()
        if embedder is not None and warming is not None:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
            await embedder.close()


@contextmanager
def _made_to_stay() -> Iterator[None]:
    """Let the garbage collector leave alone what is made meanwhile, now and later.

    It would look through hundreds of thousands of objects that stay as long as the program, again
    and again while they are made, and for a tenth of a second between two questions.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
