"""Waiting for a condition without sleeping: whoever changes something says so."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever something has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Let every waiter look again."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(
        self, condition: Callable[[], T], *, timeout_s: float, what: Callable[[], str]
    ) -> T:
        """Return the first true value of *condition*, looked at after every change.

        Args:
            condition: Called without arguments; anything true ends the wait.
            timeout_s: Longest wait in seconds.
            what: Describes what was waited for, called only when it did not come.

        Raises:
            TimeoutError: It did not come true in time.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        while not (value := condition()):
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                async with asyncio.timeout_at(deadline):
                    await future
            except TimeoutError:
                raise TimeoutError(f"{what()} did not happen within {timeout_s:g} s") from None
            finally:
                self._waiting.discard(future)
        return value
