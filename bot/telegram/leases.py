"""The outbox as the delivery sees it: leases kept while an answer waits, stranded rows taken up."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Pending
from bot.telegram.delivery import Delivery, Held
from bot.telegram.outgoing import load

_AT_ONCE: Final = 20

log = structlog.get_logger(__name__)


class Leases:
    """Feeds the delivery with rows that a crash, another process or a later date left behind."""

    def __init__(
        self,
        database: Database,
        delivery: Delivery,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._delivery = delivery
        self._now = now

    async def take_over(self) -> None:
        """Take up at once what a process before us left; only the one that polls may do this.

        Raises:
            StorageError: The database does not answer.
        """
        async with self._database.transaction() as session:
            await outbox.release_all(session, self._now())
        await self.claim()

    async def claim(self) -> None:
        """Take up every due row that nobody holds, as far as there is room.

        Raises:
            StorageError: The database does not answer.
        """
        while True:
            now = self._now()
            async with self._database.transaction() as session:
                found = await outbox.claim(session, now, limit=_AT_ONCE)
                spent = {row.id for row in found if row.attempts > outbox.MAX_ATTEMPTS}
                await outbox.remove(session, spent)
            if spent:
                log.warning("answers given up", count=len(spent))
            for pending in found:
                if pending.id not in spent:
                    self._take(pending, now + outbox.LEASE)
            if len(found) < _AT_ONCE:
                return
            await self._delivery.room()

    async def extend(self) -> None:
        """Extend the lease of everything that is not yet sent.

        Raises:
            StorageError: The database does not answer.
        """
        groups: dict[datetime, dict[int, Held]] = defaultdict(dict)
        for held in self._delivery.held.values():
            if not held.gone:
                groups[held.held_until][held.row_id] = held
        if not groups:
            return
        now = self._now()
        async with self._database.transaction() as session:
            kept = {
                until: await outbox.extend(session, list(group), until, now)
                for until, group in groups.items()
            }
        for until, group in groups.items():
            for row_id, held in group.items():
                held.gone = held.gone or row_id not in kept[until]
                held.held_until = now + outbox.LEASE

    def _take(self, pending: Pending, held_until: datetime) -> None:
        mine = self._delivery.held.get(pending.id)
        if mine is not None:  # our own lease had run out meanwhile
            mine.held_until = held_until
            return
        left = load(pending.payload)
        held = Held(pending.id, pending.chat_id, left, held_until, pending.attempts)
        self._delivery.add(held)
