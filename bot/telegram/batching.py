"""Work that is cheaper together: what arrives while one batch runs makes the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_MAX_BATCH: Final = 100


class Batcher(Generic[Item, Answer]):
    """Hands items to ``run`` in batches and gives each caller the answer to its own item.

    Under load a database transaction is shared by all who wait; alone nobody waits.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]) -> None:
        self._run = run
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> Answer:
        """Return the answer to *item*; raises what its batch raised."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MAX_BATCH], self._waiting[_MAX_BATCH:]
            futures = [future for _, future in batch]
            try:
                answers = await self._run([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 -- each caller gets it, none is lost
                for future in futures:
                    if not future.done():
                        future.set_exception(error)
            else:
                for future, answer in zip(futures, answers, strict=True):
                    if not future.done():
                        future.set_result(answer)
