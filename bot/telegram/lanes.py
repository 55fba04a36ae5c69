"""One chat in order, chats side by side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """Lets one task of a chat run at a time, in the order in which they came.

    Args:
        at_once: Most tasks of different chats that run side by side.
    """

    def __init__(self, at_once: int) -> None:
        self._lanes: dict[int, _Lane] = {}
        self._slots = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait until it is this task's turn in the chat, and until there is room."""
        lane = self._lanes.setdefault(chat_id, _Lane())
        lane.users += 1
        try:
            async with lane.lock, self._slots:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[chat_id]
