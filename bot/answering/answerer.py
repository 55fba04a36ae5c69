"""Answers questions while content changes, weights are trained and the embedding child rests."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.answering import decision
from bot.answering.embedding import Embedder
from bot.answering.examples import digest
from bot.answering.learning import Learner
from bot.answering.lexical import quick_weights
from bot.answering.outcome import Asker, Result
from bot.answering.teaching import Taught, taught_weights
from bot.answering.understanding import Understanding
from bot.answering.weights import Weights
from bot.errors import EmbeddingError
from bot.knowledge.model import Knowledge
from bot.knowledge.store import KnowledgeStore
from bot.text import MAX_CHARACTERS

log = structlog.get_logger(__name__)

_CACHED: Final = 2_000
_LOOK_EVERY_S: Final = 1.0
#: Longer than this no worker waits for better words: the characters answer alone.
_EMBEDDING_TIMEOUT_S: Final = 5.0

_Key = tuple[str, Asker, str | None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How the answers are made now: ``exact`` when the weights belong to the content."""

    exact: bool
    embedding: bool


class Answerer:
    """Understands questions; safe to ask from the moment ``open`` returns.

    Args:
        store: The knowledge base.
        content: Its folder, where the weights and the decision lie.
        cache: Where weights and vectors are kept.
        embedder: The embedding model; ``None`` where there is none: characters answer alone.
        learns: Train when content changed; without, the nearest weights answer.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        content: Path,
        cache: Path,
        embedder: Embedder | None,
        *,
        learns: bool = True,
    ) -> None:
        self._store = store
        self._learns = learns
        self._content = content
        self._embedder = embedder
        self._learner = Learner(content, cache)
        self._understanding: Understanding | None = None
        self._exact = False
        self._training: asyncio.Task[None] | None = None
        self._refreshing = asyncio.Lock()
        self._cache: OrderedDict[_Key, Result] = OrderedDict()
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def knowledge(self) -> Knowledge:
        """The snapshot that questions are answered from."""
        return self._present.knowledge

    @property
    def store(self) -> KnowledgeStore:
        """Where the knowledge base is read and written."""
        return self._store

    @property
    def progress(self) -> Progress:
        return Progress(self._exact, self._embedder is not None)

    def is_known_word(self, word: str) -> bool:
        """Whether a word in Latin letters stands in the knowledge base."""
        return self._present.is_known_word(word)

    async def open(self, *, wait: bool = False) -> None:
        """Load the content; with *wait*, also train what is missing before returning.

        Raises:
            KnowledgeError: The content is broken and no earlier commit can be served.
        """
        knowledge = await asyncio.to_thread(self._store.load)
        await self._take_over(knowledge)
        if wait and self._training is not None:
            await self._training

    async def watch(self, stop: asyncio.Event) -> None:
        """Take over changed files within two seconds until *stop* is set."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await stop.wait()
            except TimeoutError:
                await asyncio.to_thread(self._store.reload_if_changed)
                await self.refresh()

    async def refresh(self) -> None:
        """Answer from what the store serves now; costs nothing when that has not changed."""
        async with self._refreshing:
            if self._store.current is not self._present.knowledge:
                await self._take_over(self._store.current)

    async def close(self) -> None:
        """End a training that still runs."""
        if self._training is not None:
            self._training.cancel()
            await asyncio.gather(self._training, return_exceptions=True)

    async def answer(self, question: str, asker: Asker, *, last_topic: str | None = None) -> Result:
        """Return what *question* means; the same question again costs nothing."""
        question = question[:MAX_CHARACTERS]
        key = (question, asker, last_topic)
        known = self._cache.get(key)
        if known is not None:
            self._cache.move_to_end(key)
            return known
        understanding = self._present
        small = understanding.before_retrieval(question, asker)
        if small is not None:
            return small
        vector = await self.vector(understanding.expanded(question))
        result = understanding.understand(question, asker, vector=vector)
        context = understanding.context(question, result, last_topic)
        if context is not None and last_topic is not None:
            vector = await self.vector(understanding.expanded(context))
            result = understanding.in_context(context, asker, result, last_topic, vector=vector)
        if understanding is self._understanding and (vector is not None or self._embedder is None):
            self._cache[key] = result
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return result

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        """Return the embedding of a text, ``None`` while there is none."""
        if self._embedder is None or self._present.classifier.model != self._embedder.model:
            return None
        try:
            async with asyncio.timeout(_EMBEDDING_TIMEOUT_S):
                vector: NDArray[np.float32] = (await self._embedder.embed([text]))[0]
                return vector
        except (EmbeddingError, TimeoutError):
            return None

    async def vectors(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """Return the embeddings of texts ``(texts, dimensions)``, ``None`` while there are none.

        Those asked for lately are not computed again.
        """
        if self._embedder is None or not texts:
            return None
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            try:
                found = await self._embedder.embed(missing)
            except EmbeddingError:
                return None
            self._vectors.update(zip(missing, found, strict=True))
        rows = np.stack([self._vectors[text] for text in texts])
        while len(self._vectors) > _CACHED:
            self._vectors.popitem(last=False)
        return rows

    def with_examples(self, knowledge: Knowledge, learned: Sequence[Taught]) -> Understanding:
        """Return what questions would be understood with, had a few examples been learned too.

        An estimate for editors, at once; training in earnest follows when the content changes.
        """
        taught = taught_weights(self._present.weights, learned)
        return Understanding(knowledge, taught, decision.load(self._content))

    @property
    def present(self) -> Understanding:
        """What questions are understood with at this moment."""
        return self._present

    @property
    def _present(self) -> Understanding:
        assert self._understanding is not None, "open() comes first"
        return self._understanding

    async def _take_over(self, knowledge: Knowledge) -> None:
        model = self._embedder.model if self._embedder is not None else None
        wanted = await asyncio.to_thread(digest, knowledge)
        found = await asyncio.to_thread(self._learner.find, wanted, model)
        if found is None:
            await self._serve(knowledge, await asyncio.to_thread(self._spare, knowledge))
        else:
            await self._serve(knowledge, found)
        self._exact = found is not None
        if found is None and self._learns:
            await self.close()
            self._training = asyncio.create_task(self._train(knowledge, wanted, model))

    def _spare(self, knowledge: Knowledge) -> Weights:
        """Return what answers until the weights of this content are trained."""
        nearest = self._learner.nearest()
        if nearest is not None and (self._embedder is None or nearest.model):
            return nearest
        return quick_weights(knowledge)

    async def _train(self, knowledge: Knowledge, wanted: str, model: str | None) -> None:
        trained = await self._learner.train(wanted, model)
        if trained is not None and knowledge is self._present.knowledge:
            await self._serve(knowledge, trained)
            self._exact = trained.digest == wanted

    async def _serve(self, knowledge: Knowledge, weights: Weights) -> None:
        decisions = decision.load(self._content)
        self._understanding = await asyncio.to_thread(Understanding, knowledge, weights, decisions)
        self._cache.clear()
