"""The queue of updates and `getUpdates`: an update below the confirmed offset is gone for good."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.bot_api.spec import Spec
from tests.bot_api.waiting import Changes
from tests.bot_api.wire import ApiError, ContentError, JsonObject

KEPT_S = 24 * 60 * 60  # Telegram keeps an update for a day
LONGEST_POLL_S = 50
FIRST_ID = 100_000_001
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Pending:
    """An update not yet confirmed; those with the same key (a chat or a person) stay in order."""

    id: int
    json: JsonObject
    key: int
    at: float


class UpdateQueue:
    """What has happened and was not yet confirmed by the bot, oldest first."""

    def __init__(self, spec: Spec, changes: Changes, now: Callable[[], float]) -> None:
        self.pending: list[Pending] = []
        self.confirmed_offset = 0
        self.webhook_url = ""
        self.on_new: Callable[[int], None] = lambda key: None
        self.allowed: list[str] = []
        self._spec = spec
        self._changes = changes
        self._now = now
        self._next_id = FIRST_ID
        self._poll: asyncio.Future[str] | None = None

    def add(self, kind: str, payload: JsonObject, *, key: int) -> int | None:
        """Queue an update and return its id, or None when the bot did not ask for this kind.

        Raises:
            AssertionError: The update made here is no valid Update object.
        """
        if kind not in self.allowed if self.allowed else kind in _NOT_BY_DEFAULT:
            return None
        update: JsonObject = {"update_id": self._next_id, kind: payload}
        problem = self._spec.problem("Update", update)
        assert problem is None, f"the test server made a wrong update: {problem}"
        self._next_id += 1
        self.pending.append(Pending(update["update_id"], update, key, self._now()))
        self._wake("new")
        self.on_new(key)
        return int(update["update_id"])

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds of update are wanted from now on; None changes nothing.

        Raises:
            ContentError: A kind that does not exist.
        """
        if kinds is None:
            return
        known = self._spec.fields_of("Update") - {"update_id"}
        if unknown := sorted(set(kinds) - known):
            raise ContentError(f"there is no update of the kind {unknown[0]!r}")
        self.allowed = kinds

    def confirm(self, update_id: int) -> None:
        """Drop one update for good (a webhook answered 2xx)."""
        self.pending = [update for update in self.pending if update.id != update_id]
        self._changes.tell()

    def forget_old(self) -> None:
        """Drop what is older than a day."""
        if self.pending and self.pending[0].at < self._now() - KEPT_S:
            oldest = self._now() - KEPT_S
            self.pending = [update for update in self.pending if update.at >= oldest]

    def interrupt(self, reason: str) -> None:
        """End a running long poll with a 409 that says *reason*."""
        self._wake(reason)

    async def get(
        self, *, offset: int, limit: int, timeout_s: float, allowed: list[str] | None
    ) -> list[JsonObject]:
        """Answer one `getUpdates` call.

        Args:
            offset: First update wanted, all below are confirmed; negative counts from the end.
            limit: Most updates to return, 1-100.
            timeout_s: Longest wait for a first update in seconds, at most 50.
            allowed: Kinds of update wanted from now on.

        Raises:
            ApiError: 409, a webhook is set, or another poll took over.
        """
        if self.webhook_url:
            raise _conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if not 1 <= limit <= 100:
            raise ContentError(f"limit is {limit}: expected 1-100")
        self._wake(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        self.allow(allowed)
        self._confirm_below(offset)
        self.forget_old()
        if not self.pending and timeout_s > 0:
            await self._wait(min(timeout_s, LONGEST_POLL_S))
        return [update.json for update in self.pending[:limit]]

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            offset = self.pending[offset:][0].id if self.pending else 0
        if offset <= 0:
            return
        self.pending = [update for update in self.pending if update.id >= offset]
        self.confirmed_offset = max(self.confirmed_offset, offset)
        self._changes.tell()

    async def _wait(self, timeout_s: float) -> None:
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poll = future
        self._changes.tell()
        try:
            async with asyncio.timeout(timeout_s):
                reason = await future
        except TimeoutError:
            return
        finally:
            if self._poll is future:
                self._poll = None
        if reason != "new":
            raise _conflict(reason)

    @property
    def is_polled(self) -> bool:
        """Whether a long poll waits right now."""
        return self._poll is not None

    def _wake(self, reason: str) -> None:
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done():
            poll.set_result(reason)


def _conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")
