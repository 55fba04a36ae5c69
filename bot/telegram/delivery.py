"""Sending what is stored: one chat in order, chats side by side.

What is held here is an outbox row with our lease (``leases.py`` extends it). It is removed when it
was sent, so that a crash at any moment loses nothing.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import Forbidden

from bot.errors import StorageError
from bot.storage import chats, outbox
from bot.storage.database import Database
from bot.telegram.batching import Batcher
from bot.telegram.outgoing import OF_CASES, Action, Outgoing, dump
from bot.telegram.patience import PatientSender, PutAsideError
from bot.telegram.sending import RejectedError
from bot.telegram.storing import Work
from bot.telegram.support.courier import Courier
from bot.telegram.timing import Outage, Timing, report

#: Most answers that wait to be sent before no more updates are taken; groups, which Telegram slows
#: down to 20 messages a minute, do not count.
_MOST_HELD: Final = 400
#: How long a row that was there is taken to be there. What another process forgets is not sent any
#: more after this time; what Telegram has been given by then cannot be called back.
_SURE_S: Final = 0.1

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Held:
    """An outbox row that we hold; ``gone`` when it is no longer ours to send.

    ``left`` is what is still to be done, ``sent`` the numbers of new messages to remember, and
    ``acknowledging`` the acknowledgements under way: the row stays until they are done.
    ``waits`` while other processes send what was stored for the same chat before. Until
    ``sure_until`` (of the loop's clock) the row need not be looked for.
    """

    row_id: int
    chat_id: int
    left: list[Outgoing]
    held_until: datetime
    attempts: int = 0
    gone: bool = False
    sent: list[int] = field(default_factory=list)
    acknowledging: list[asyncio.Task[None]] = field(default_factory=list)
    waits: bool = False
    sure_until: float = 0.0


class Delivery:
    """Sends what it is given and erases the row afterwards.

    ``is_alone``: no other process sends for the bot, so that the order within a chat is its own.

    Attributes:
        held: What is not yet sent and erased, by row.
    """

    def __init__(
        self,
        sender: PatientSender,
        database: Database,
        now: Callable[[], datetime],
        timing: Timing,
        storage: Outage,
        courier: Courier | None = None,
        *,
        is_alone: bool = True,
    ) -> None:
        self.held: dict[int, Held] = {}
        self._courier = courier
        self._is_alone = is_alone
        self._sender = sender
        self._database = database
        self._now = now
        self._timing = timing
        self._storage = storage
        self._queues: dict[int, deque[Held]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._room.set()
        self._erasures: Batcher[Held, None] = Batcher(self._erase_all)
        self._looks: Batcher[Held, None] = Batcher(self._look_for_all)

    def add(self, held: Held) -> None:
        """Send what was stored or claimed just now, after what waits for the same chat.

        Presses are acknowledged at once.
        """
        held.sure_until = asyncio.get_running_loop().time() + _SURE_S
        self.held[held.row_id] = held
        self._look_for_room()
        for one in held.left:
            if one.action is Action.ACKNOWLEDGE:
                acknowledged = self._sender.acknowledge(one, self._wanted(held))
                held.acknowledging.append(self._start(acknowledged))
        held.left = [one for one in held.left if one.action is not Action.ACKNOWLEDGE]
        if held.chat_id in self._queues:
            self._queues[held.chat_id].append(held)
        else:
            self._queues[held.chat_id] = deque([held])
            self._start(self._work(held.chat_id))

    async def post(self, work: Work) -> None:
        """Do *work* in a transaction as soon as the database answers, and send what it returns."""
        posts: list[tuple[int, list[Outgoing]]] = []
        rows: list[int] = []
        now = self._now()

        async def store(session: AsyncSession) -> None:
            posts[:] = [(chat, list(messages)) for chat, messages in await work(session, now)]
            rows[:] = await outbox.put(session, [(chat, dump(all_)) for chat, all_ in posts], now)

        await self.until_stored(store)
        for row_id, (chat_id, messages) in zip(rows, posts, strict=True):
            self.add(Held(row_id, chat_id, messages, now + outbox.LEASE))

    def drop(self, chat_id: int) -> None:
        """Send nothing more of what waits for a chat: its rows are gone."""
        for held in self._queues.get(chat_id, ()):
            held.gone = True

    def type(self, chat_id: int, thread_id: int | None) -> None:
        """Show that an answer is being written; nobody waits for this."""
        self._start(self._sender.type(chat_id, thread_id))

    async def room(self) -> None:
        """Wait until few enough answers wait to be sent."""
        await self._room.wait()

    async def give_up(self, chat_id: int) -> None:
        """Erase all that waits for a chat that does not want us, and end what goes on with it."""
        self.drop(chat_id)
        await self.until_stored(lambda session: outbox.remove_chat(session, chat_id))
        if self._courier is not None:
            await self._courier.chat_lost(self, chat_id)

    async def drain(self) -> None:
        """Send what waits, for a few seconds, and give the rest back to the outbox."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._timing.drain_s)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        left = [held for held in self.held.values() if not held.gone]
        if left:
            await self._give_back(left)

    async def _give_back(self, left: Sequence[Held]) -> None:
        log.info("answers left for the next start", count=len(left))
        try:
            async with self._database.transaction() as session:
                for held in left:
                    await outbox.release(session, held.row_id, dump(held.left), self._now())
        except StorageError as error:  # their leases end by themselves
            self._storage.begin(error)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _look_for_room(self) -> None:
        if sum(one.chat_id > 0 for one in self.held.values()) < _MOST_HELD:
            self._room.set()
        else:
            self._room.clear()

    async def _work(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        while queue:
            held = queue[0]
            await self._deliver(held)
            queue.popleft()
            self.held.pop(held.row_id, None)
            self._look_for_room()
        del self._queues[chat_id]

    async def _deliver(self, held: Held) -> None:
        try:
            await self._let_others_go_first(held)
            while held.left and not held.gone:
                await self._do(held, held.left[0])
                del held.left[:1]
        except Forbidden:
            log.info("chat unreachable")
            await self.give_up(held.chat_id)
        except RejectedError as error:
            log.warning("answer not sent", reason=str(error))
        except PutAsideError:
            await self._put_aside(held)
        except Exception as error:  # noqa: BLE001 -- the edge of a job: one answer
            report("answer not sent", error)
        if held.acknowledging:
            await asyncio.wait(held.acknowledging)
        if not held.gone:  # it was sent: erased late is better than sent twice
            await self._insist(lambda: self._erasures.put(held))

    async def _let_others_go_first(self, held: Held) -> None:
        """Wait while other processes send what was stored for the same chat before."""
        held.waits = not self._is_alone
        while held.waits and not held.gone:
            await self._insist(lambda: self._looks.put(held))
            if held.waits:
                await asyncio.sleep(self._timing.turn_every_s)

    def _wanted(self, held: Held) -> Callable[[], Awaitable[bool]]:
        return lambda: self.is_ours(held)

    async def is_ours(self, held: Held) -> bool:
        """Whether a row is still to be sent by us; another process may have forgotten the chat."""
        if not held.gone and asyncio.get_running_loop().time() > held.sure_until:
            await self._insist(lambda: self._looks.put(held))
        return not held.gone

    async def _look_for_all(self, batch: Sequence[Held]) -> list[None]:
        async with self._database.transaction() as session:
            rows = await outbox.of_chats(session, {held.chat_id for held in batch}, self._now())
        for held in batch:
            of_chat = rows[held.chat_id]
            held.gone = held.gone or held.row_id not in of_chat
            held.waits = any(
                is_sent_now and number < held.row_id and number not in self.held
                for number, is_sent_now in of_chat.items()
            )
            held.sure_until = asyncio.get_running_loop().time() + _SURE_S
        return [None] * len(batch)

    async def _do(self, held: Held, one: Outgoing) -> None:
        if one.action is Action.CLEAR:
            await self._clear(held, one)
            return
        if one.action in OF_CASES:
            if self._courier is not None:
                await self._courier.deliver(self, held, one)
            return
        number = await self._sender.perform(held.chat_id, one, self._wanted(held))
        if number is not None and one.remember:
            held.sent.append(number)

    async def _clear(self, held: Held, one: Outgoing) -> None:
        numbers: list[int] = []

        async def read(session: AsyncSession) -> None:
            numbers[:] = await chats.messages_of(session, held.chat_id)

        await self.until_stored(read)
        pressed = [] if one.message_id is None else [one.message_id]
        everything = sorted({*numbers, *pressed})
        await self._sender.delete(held.chat_id, everything, self._wanted(held))
        await self.until_stored(
            lambda session: chats.forget_messages(session, held.chat_id, everything)
        )

    async def _put_aside(self, held: Held) -> None:
        held.gone = True
        wait = timedelta(minutes=2**held.attempts)
        log.warning("answer put aside", attempts=held.attempts, minutes=2**held.attempts)
        await self.until_stored(
            lambda session: outbox.release(
                session, held.row_id, dump(held.left), self._now() + wait
            )
        )

    async def _erase_all(self, batch: Sequence[Held]) -> list[None]:
        """Erase rows and remember what was sent, unless the chat was forgotten meanwhile."""
        async with self._database.transaction() as session:
            there = await outbox.remove(session, [held.row_id for held in batch])
            sent = [
                (held.chat_id, number)
                for held in batch
                if held.row_id in there
                for number in held.sent
            ]
            await chats.save_messages(session, sent, self._now())
        self._storage.end()
        return [None] * len(batch)

    async def until_stored(
        self, work: Callable[[AsyncSession], Coroutine[None, None, None]]
    ) -> None:
        """Do *work* in a transaction, again until the database answers."""

        async def once() -> None:
            async with self._database.transaction() as session:
                await work(session)

        await self._insist(once)

    async def _insist(self, call: Callable[[], Awaitable[None]]) -> None:
        """Call until the database answers."""
        tries = 0
        while True:
            try:
                return await call()
            except StorageError as error:
                tries += 1
                self._storage.begin(error)
                await asyncio.sleep(self._timing.backoff_s(tries))
