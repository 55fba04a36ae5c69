"""Long polling: an update is confirmed to Telegram only when its effects are stored."""

import asyncio

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.errors import StorageError
from bot.settings import Settings
from bot.telegram.client import Client, RawUpdate, token_refused, wait_after
from bot.telegram.delivery import Delivery
from bot.telegram.handling import Handler
from bot.telegram.timing import Outage, Timing, pause, unless_stopped


class Polling:
    """Fetches updates and has them handled, until it is stopped."""

    def __init__(
        self,
        client: Client,
        handler: Handler,
        delivery: Delivery,
        *,
        settings: Settings,
        timing: Timing,
        storage: Outage,
    ) -> None:
        self._client = client
        self._handler = handler
        self._delivery = delivery
        self._settings = settings
        self._timing = timing
        self._storage = storage
        self._network = Outage("updates")
        self._rival = Outage("updates", hint="another process polls, or a webhook was set")
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until *stop* is set; what was fetched is stored before this returns.

        Raises:
            SettingsError: The token is not accepted any more.
        """
        offset = 0
        while not stop.is_set():
            await unless_stopped(self._delivery.room(), stop)
            updates = await self._fetch(offset, stop)
            stored = await asyncio.gather(*(self._is_stored(one, stop) for one in updates))
            if updates and all(stored):
                offset = updates[-1]["update_id"] + 1

    async def _fetch(self, offset: int, stop: asyncio.Event) -> list[RawUpdate]:
        """Return the next updates; none when there was trouble, after a wait."""
        timing = self._timing
        try:
            fetching = self._client.fetch(offset, timing.poll_s, timing.read_s)
            updates = await unless_stopped(fetching, stop)
        except InvalidToken:
            raise token_refused(self._settings) from None
        except TelegramError as error:
            self._failures += 1
            (self._rival if isinstance(error, Conflict) else self._network).begin(error)
            await pause(stop, wait_after(error, self._failures, timing))
            return []
        self._failures = 0
        self._network.end()
        self._rival.end()
        return updates or []

    async def _is_stored(self, update: RawUpdate, stop: asyncio.Event) -> bool:
        """Handle an update until its effects are stored; false when stopped before."""
        tries = 0
        while True:
            try:
                await self._handler.handle(update)
            except StorageError as error:
                tries += 1
                self._storage.begin(error)
                if stop.is_set():
                    return False
                await pause(stop, self._timing.backoff_s(tries))
            else:
                self._storage.end()
                return True
