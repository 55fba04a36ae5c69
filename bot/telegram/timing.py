"""How long to wait for what, waits that end when the bot stops, and troubles reported once."""

import asyncio
import traceback
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import structlog

T = TypeVar("T")
_DOUBLINGS: Final = 10

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """Waits in seconds; a test makes them shorter."""

    typing_after_s: float = 0.3
    answer_s: float = 10.0
    poll_s: int = 30
    connect_s: float = 10.0
    read_s: float = 20.0
    first_wait_s: float = 0.5
    longest_wait_s: float = 15.0
    claim_every_s: float = 5.0
    extend_every_s: float = 8.0
    remind_every_s: float = 60.0
    expire_every_s: float = 3600.0
    drain_s: float = 5.0
    turn_every_s: float = 0.1
    album_s: float = 1.0
    group_every_s: float = 300.0
    announce_every_s: float = 1.0

    def backoff_s(self, tries: int) -> float:
        """Return the wait after the *tries*-th failure in a row, doubled each time."""
        wait_s = self.first_wait_s * 2.0 ** min(tries - 1, _DOUBLINGS)
        return min(self.longest_wait_s, wait_s)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until *stop* is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def unless_stopped(work: Awaitable[T], stop: asyncio.Event) -> T | None:
    """Return what *work* returns, or ``None`` as soon as *stop* is set; it is cancelled then."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for each in (task, stopped):
            if not each.done():
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each


class Outage:
    """Something that comes and goes: reported when it begins and when it is over, not between."""

    def __init__(self, name: str, hint: str = "") -> None:
        self._name = name
        self._hint = {"hint": hint} if hint else {}
        self._lasts = False

    def begin(self, error: BaseException) -> None:
        if not self._lasts:
            log.warning(f"{self._name} lost, waiting", error=type(error).__name__, **self._hint)
        self._lasts = True

    def end(self) -> None:
        if self._lasts:
            log.info(f"{self._name} back")
        self._lasts = False


def report(event: str, error: BaseException) -> None:
    """Log an error that a person must look at: its kind and place; its words may hold texts."""
    log.error(event, error=type(error).__name__, place=_place_of(error))


def _place_of(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
