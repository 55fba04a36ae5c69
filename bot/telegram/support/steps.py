"""One order of a caseworker about one case: what it changes, and what both sides read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import pages, person
from bot.dialogue.reply import Reply
from bot.dialogue.turn import Incoming
from bot.storage import cases
from bot.storage.cases import CaseEvent, Status
from bot.storage.models import SupportCase
from bot.telegram.incoming import Original, Received
from bot.telegram.outgoing import Action, Outgoing
from bot.telegram.storing import Post
from bot.telegram.support.ending import Endings, close_topic, note, to_worker, week_of
from bot.telegram.support.worker import copy, mirror

#: Orders that are no commands.
MESSAGE: Final = "message"
CLOSED: Final = "closed"
REOPENED: Final = "reopened"
_STAYS: Final = "//"


@dataclass(frozen=True, slots=True)
class Order:
    """What a caseworker did in the group: a command, a message, or a change of a topic.

    ``user_id`` is ``None`` for somebody who acts in the group's name: only administrators can.
    """

    update_id: int
    what: str
    user_id: int | None
    message_id: int | None = None
    thread_id: int | None = None
    argument: str = ""
    copied: Original = field(default_factory=Original)
    case_id: int | None = None
    callback_id: str | None = None


class Step:
    """One order about one case, in the transaction of its update."""

    def __init__(
        self,
        endings: Endings,
        session: AsyncSession,
        now: datetime,
        case: SupportCase,
        order: Order,
        *,
        leads: bool,
        name: str,
    ) -> None:
        self._endings = endings
        self._desk = endings.desk
        self._session = session
        self._now = now
        self._case = case
        self._order = order
        self._leads = leads
        self._name = name

    async def run(self) -> Sequence[Post]:
        steps: dict[str, Callable[[], Awaitable[Sequence[Post]]]] = {
            MESSAGE: self._message,
            CLOSED: self._close,
            "close": self._close,
            REOPENED: self._reopen,
            "reopen": self._reopen,
            "take": self._take,
            "leave": self._leave,
            "phrase": self._phrase,
            "page": self._page,
        }
        return await steps[self._order.what]()

    @property
    def _is_ended(self) -> bool:
        return self._case.status == Status.ENDED.value

    @property
    def _is_mine(self) -> bool:
        return self._leads or self._case.taken_by in (None, self._order.user_id)

    def _note(self, *replies: Reply) -> Post:
        return self._case.group_id, note(self._case, *replies)

    async def _message(self) -> Sequence[Post]:
        one, case, number = self._order.copied, self._case, self._order.message_id or 0
        if one.text.startswith(_STAYS):
            return ()
        received = Received(0, case.group_id, False, Incoming(), message_id=number, copied=one)
        if one.edited:
            known = await cases.is_recorded(self._session, case.id, number, from_worker=False)
            return [(case.chat_id, [mirror(case.id, received)])] if known else ()
        if self._is_ended:
            return [self._note(self._desk.not_active())]
        joining = await self._join()
        await cases.record(self._session, case.id, number, from_worker=False, album=one.album)
        copied = replace(copy(case.id, received), remember=True)
        if not joining:
            return [(case.chat_id, [copied])]
        (worker, greeting), *others = joining
        return [(worker, [*greeting, copied]), *others]

    async def _join(self) -> list[Post]:
        """Let the caseworker be the one who has the case, where nobody has it."""
        case = self._case
        if case.status != Status.WAITING.value:
            return []
        case.status, case.taken_by = Status.JOINED.value, self._order.user_id
        minutes = int((self._now - case.opened_at).total_seconds() // 60)
        week = week_of(self._now)
        await cases.count(self._session, CaseEvent.JOINED, case.language, week, minutes)
        scene = await self._endings.scene(self._session, case)
        return [
            to_worker(case, person.joined(scene)),
            self._note(self._desk.taken(self._name)),
        ]

    async def _take(self) -> Sequence[Post]:
        if self._is_ended:
            return [self._note(self._desk.not_active())]
        if joining := await self._join():
            return joining
        if not self._is_mine:
            return [self._note(self._desk.already_taken())]
        self._case.taken_by = self._order.user_id
        return [self._note(self._desk.taken(self._name))]

    async def _leave(self) -> Sequence[Post]:
        case = self._case
        if case.status != Status.JOINED.value:
            return ()
        if not self._is_mine:
            return [self._note(self._desk.already_taken())]
        case.status, case.taken_by = Status.WAITING.value, None
        scene = await self._endings.scene(self._session, case)
        return [to_worker(case, person.left(scene)), self._note(self._desk.left())]

    async def _close(self) -> Sequence[Post]:
        case, by_hand = self._case, self._order.what == CLOSED
        if self._is_ended:
            return ()
        if not self._is_mine and not by_hand:  # who closes topics by hand leads the group
            return [self._note(self._desk.already_taken())]
        scene = await self._endings.scene(self._session, case)
        await self._endings.end(self._session, case, self._now)
        told = note(case, self._desk.closed())
        closing = [] if by_hand else [close_topic(case)]
        return [
            to_worker(case, person.ended(scene, case.id)),
            (case.group_id, [*told, *closing]),
        ]

    async def _reopen(self) -> Sequence[Post]:
        case, by_hand = self._case, self._order.what == REOPENED
        if not self._is_ended:
            return ()
        others = await cases.active(self._session, case.chat_id)
        if case.ended_by_worker or others:
            closing = [close_topic(case)] if by_hand else []
            refused = note(case, self._desk.worker_ended())
            return [(case.group_id, [*refused, *closing])]
        case.status, case.taken_by = Status.JOINED.value, self._order.user_id
        case.ended_at, case.rated = None, False
        scene = await self._endings.scene(self._session, case)
        reopening = (
            []
            if by_hand
            else [Outgoing(Action.REOPEN_TOPIC, thread_id=case.thread_id, case_id=case.id)]
        )
        told = note(case, self._desk.reopened(by_worker=False))
        return [
            to_worker(case, person.joined(scene)),
            (case.group_id, [*reopening, *told]),
        ]

    async def _phrase(self) -> Sequence[Post]:
        case, wanted = self._case, self._order.argument.split(" ")[0].lower()
        scene = await self._endings.scene(self._session, case)
        said = person.phrase(scene, wanted)
        if said is None:
            return [self._note(self._desk.phrase_list())]
        return await self._send(said, self._desk.phrase_sent(scene.language, wanted))

    async def _page(self) -> Sequence[Post]:
        scene = await self._endings.scene(self._session, self._case)
        wanted = self._order.argument.strip("/ ").lower()
        topic = scene.knowledge.topic(wanted)
        page = scene.page(wanted) if topic is not None else None
        if topic is None or page is None:
            return [self._note(self._desk.pages_found(wanted))]
        said = pages.short_answer(scene, topic, page).new_message()
        return await self._send(said, self._desk.page_sent(scene, topic.id))

    async def _send(self, said: Reply, shown: Reply) -> Sequence[Post]:
        """Send something of the bot's to the worker, and show the caseworkers what it says."""
        if self._is_ended:
            return [self._note(self._desk.not_active())]
        joining = await self._join()
        return [*joining, to_worker(self._case, said), self._note(shown)]
