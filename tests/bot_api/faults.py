"""Faults on demand: what a real network and a real Telegram do to a bot now and then."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from tests.bot_api.wire import JsonObject

_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call; made by the functions below.

    Attributes:
        after: The call has its effect and only the answer is lost.
    """

    kind: Literal["answer", "drop", "hang"]
    status: int = 0
    body: str | JsonObject = ""
    after: bool = False


def refusal(code: int, description: str, **parameters: int) -> Fault:
    """Answer with an error in Telegram's form."""
    body: JsonObject = {"ok": False, "error_code": code, "description": description}
    return Fault("answer", code, body | ({"parameters": parameters} if parameters else {}))


def too_many(retry_after: int = 1) -> Fault:
    """Answer 429; *retry_after* in seconds."""
    text = f"Too Many Requests: retry after {retry_after}"
    return refusal(429, text, retry_after=retry_after)


def internal() -> Fault:
    """Answer 500 in Telegram's form."""
    return refusal(500, "Internal Server Error")


def bad_gateway() -> Fault:
    """Answer 502 with a page of HTML, as the web server before Telegram does."""
    return Fault("answer", 502, _BAD_GATEWAY)


def drop(*, after: bool = False) -> Fault:
    """Cut the connection without an answer; with *after* once the call has had its effect."""
    return Fault("drop", after=after)


def hang(*, after: bool = False) -> Fault:
    """Never answer; with *after* once the call has had its effect."""
    return Fault("hang", after=after)


@dataclass(slots=True)
class Faults:
    """What will go wrong.

    Attributes:
        delay_s: Every call waits this many seconds first.
        down: Every call fails like this, until it is None again.
    """

    delay_s: float = 0.0
    down: Fault | None = None
    _queues: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def next(self, method: str, *faults: Fault) -> None:
        """Let the next calls of *method* (``*`` for any) fail, one fault each."""
        self._queues[method.lower()].extend(faults)

    def take(self, method: str) -> Fault | None:
        """Return what goes wrong with this call of *method* (lower case), if anything."""
        for key in (method, "*"):
            queue = self._queues.get(key)
            if queue:
                return queue.popleft()
        return self.down

    @property
    def left(self) -> int:
        """How many queued faults no call has met yet."""
        return sum(map(len, self._queues.values()))
