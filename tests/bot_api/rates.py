"""Telegram's limits on how fast a bot may send, from its FAQ ("Broadcasting to Users")."""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.bot_api.wire import ApiError

_EDITS = {"editmessagetext", "editmessagereplymarkup", "editmessagecaption", "editmessagemedia"}
_NOT_MESSAGES = {"sendchataction"}


@dataclass(slots=True)
class RateLimits:
    """Refuses with 429 what comes too fast; a refused call does not count.

    Attributes:
        strict: No burst in a chat, and edits count like messages.
        burst: Messages to one chat that may follow each other at once.
        per_chat: Messages a second to one chat.
        overall: Messages in any second to all chats.
        per_group_minute: Messages in any minute to one group.
    """

    strict: bool = False
    burst: int = 3
    per_chat: float = 1.0
    overall: int = 30
    per_group_minute: int = 20
    _tokens: dict[int, tuple[float, float]] = field(default_factory=dict)
    _second: deque[float] = field(default_factory=deque)
    _minutes: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, method: str, chat_id: int, now: float) -> None:
        """Count one call of *method* (lower case) at *now* seconds.

        Raises:
            ApiError: 429 with ``retry_after`` in whole seconds.
        """
        if not self._counts(method):
            return
        wait_s = max(
            self._chat_wait(chat_id, now), _window_wait(self._second, now, 1, self.overall)
        )
        if chat_id < 0:
            minute = self._minutes[chat_id]
            wait_s = max(wait_s, _window_wait(minute, now, 60, self.per_group_minute))
        if wait_s > 0:
            retry_after = max(1, -int(-wait_s // 1))
            raise ApiError(
                429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
            )
        tokens, _ = self._tokens_of(chat_id, now)
        self._tokens[chat_id] = (tokens - 1, now)
        self._second.append(now)
        if chat_id < 0:
            self._minutes[chat_id].append(now)

    def _counts(self, method: str) -> bool:
        if method in _EDITS:
            return self.strict
        sends = method.startswith("send") and method not in _NOT_MESSAGES
        return sends or method in ("copymessage", "copymessages", "forwardmessage")

    def _tokens_of(self, chat_id: int, now: float) -> tuple[float, float]:
        most = 1 if self.strict else self.burst
        tokens, at = self._tokens.get(chat_id, (float(most), now))
        return min(most, tokens + (now - at) * self.per_chat), now

    def _chat_wait(self, chat_id: int, now: float) -> float:
        tokens, _ = self._tokens_of(chat_id, now)
        # A hair of tolerance: the times of a second apart are not exact binary fractions.
        return 0 if tokens > 1 - 1e-6 else (1 - tokens) / self.per_chat


def _window_wait(times: deque[float], now: float, length_s: float, most: int) -> float:
    while times and times[0] <= now - length_s:
        times.popleft()
    return 0 if len(times) < most else times[0] + length_s - now
