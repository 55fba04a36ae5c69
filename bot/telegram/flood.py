"""How fast one chat may write: enough for a hurried person, not for a machine."""

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum
from typing import Final

_BURST: Final = 20.0
_PER_SECOND: Final = 1.0
_REMEMBERED: Final = 10_000


class Pace(Enum):
    """What to do with a message."""

    FINE = "fine"
    WARN = "warn"
    IGNORE = "ignore"


class FloodControl:
    """Counts by chat, in memory: after a restart everybody starts anew."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        burst: float = _BURST,
        per_second: float = _PER_SECOND,
    ) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._chats: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def check(self, chat_id: int) -> Pace:
        """Count a message of a chat; warn once when it is too fast, then ignore until it slows."""
        now = self._clock()
        left, at, warned = self._chats.pop(chat_id, (self._burst, now, False))
        left = min(self._burst, left + (now - at) * self._per_second)
        pace = Pace.FINE
        if left < 1:
            pace = Pace.IGNORE if warned else Pace.WARN
            warned = True
        else:
            left -= 1
            warned = warned and left < self._burst / 2
        self._chats[chat_id] = (left, now, warned)
        if len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)
        return pace
