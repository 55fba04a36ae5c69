"""The knowledge base as the desk sees and changes it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog

from bot.answering.answerer import Answerer
from bot.errors import KnowledgeError
from bot.knowledge.files import read_tree
from bot.knowledge.model import Knowledge
from bot.knowledge.problems import Problem
from bot.languages import JAPAN

log = structlog.get_logger(__name__)


class Content:
    """Reads what is served, and publishes changes so that workers get them within seconds.

    Args:
        answerer: What the bot answers with in this process.
        remote: Where the history is copied to after each change, if anywhere.
        now: The present moment, aware.
    """

    def __init__(self, answerer: Answerer, remote: str | None, now: Callable[[], datetime]) -> None:
        self._answerer = answerer
        self._remote = remote
        self._now = now
        self._pushing: asyncio.Task[None] | None = None
        #: Why the last copy to the remote failed; found out again by the next one.
        self.remote_trouble = ""

    @property
    def root(self) -> Path:
        return self._answerer.store.root

    @property
    def knowledge(self) -> Knowledge:
        """What is served now."""
        return self._answerer.store.current

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the files from being served; empty when they are."""
        return self._answerer.store.problems

    @property
    def is_read_only(self) -> bool:
        return not (self.root / ".git").exists()

    async def file(self, path: str) -> bytes | None:
        """Return a file as it lies in the folder, served or not.

        Raises:
            KnowledgeError: The folder cannot be read.
        """
        return await asyncio.to_thread(self.file_now, path)

    def file_now(self, path: str) -> bytes | None:
        """Do what ``file`` does for a caller in a thread of its own."""
        return read_tree(self.root).get(path)

    async def publish(
        self,
        changes: Mapping[str, bytes | None],
        author: str,
        message: str,
        *,
        expected: Mapping[str, bytes | None] | None = None,
    ) -> str:
        """Write, commit and serve changes; return the commit's id.

        Raises:
            ContentError: The change brings an error; nothing was written.
            ChangedMeanwhileError: Somebody else was faster; nothing was written.
            KnowledgeError: The folder cannot be written.
        """
        store = self._answerer.store
        commit = await asyncio.to_thread(store.write, changes, author, message, expected=expected)
        await self.taken_over()
        return commit

    async def taken_over(self) -> None:
        """Serve what was just written, and copy the history to the remote in the background."""
        await asyncio.to_thread(self._answerer.store.reload_if_changed)
        await self._answerer.refresh()
        if self._remote is not None and (self._pushing is None or self._pushing.done()):
            self._pushing = asyncio.create_task(self._push(self._remote))

    def moment(self) -> datetime:
        """Return the time in Japan."""
        return self._now().astimezone(JAPAN)

    async def close(self) -> None:
        """Finish a copy to the remote that has begun."""
        if self._pushing is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(10):
                    await self._pushing

    async def _push(self, remote: str) -> None:
        from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

        try:
            await asyncio.to_thread(writing.push, self.root, remote)
        except KnowledgeError as error:
            log.warning("history not copied", reason=str(error))
            self.remote_trouble = str(error)
        else:
            self.remote_trouble = ""
