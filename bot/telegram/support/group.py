"""The caseworkers' side: their commands, and what they write in the topic of a case."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import CallbackQuery, Message, Update

from bot.dialogue import pages, person
from bot.dialogue.actions import Verb, parse
from bot.dialogue.reply import Reply
from bot.dialogue.turn import Incoming
from bot.storage import cases
from bot.storage.cases import CaseEvent, Status
from bot.storage.database import Database
from bot.storage.models import SupportCase
from bot.telegram.incoming import COMMAND, Original, Received, original
from bot.telegram.outgoing import Action, Outgoing, write
from bot.telegram.storing import Effects, Post, Work
from bot.telegram.support.access import SupportGroup
from bot.telegram.support.courier import topic_link
from bot.telegram.support.ending import Endings, card_of, close_topic, note, to_worker, week_of
from bot.telegram.support.worker import copy, mirror

_STAYS: Final = "//"
_MESSAGE: Final = "message"
_CLOSED: Final = "closed"
_REOPENED: Final = "reopened"
#: Commands that need no case.
_EVERYWHERE: Final = frozenset({"queue", "who", "stats", "help"})
_OF_CASES: Final = frozenset({"take", "leave", "close", "reopen", "phrase", "page"})
_PRESSES: Final = {Verb.TAKE_CASE: "take", Verb.CLOSE_CASE: "close"}
_WEEKS_COUNTED: Final = timedelta(weeks=4)


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


class GroupSide:
    """Reads updates of the group and says what they change."""

    def __init__(
        self, group: SupportGroup, endings: Endings, database: Database, username: str
    ) -> None:
        self._group = group
        self._endings = endings
        self._database = database
        self._username = username.lower()

    @property
    def group_id(self) -> int:
        return self._group.group_id or 0

    def read(self, update: Update) -> Order | None:
        """Return what a caseworker did; ``None`` when the update is not about cases."""
        if self._group.group_id is None:
            return None
        if update.callback_query is not None:
            return self._pressed(update.update_id, update.callback_query)
        message = update.message or update.edited_message
        if message is None or message.chat.id != self._group.group_id:
            return None
        return self._written(update.update_id, message, edited=update.message is None)

    async def effects(self, order: Order) -> Effects:
        """Return what follows from *order*; asks Telegram who somebody is where that matters."""
        acknowledged = (
            (Outgoing(Action.ACKNOWLEDGE, callback_id=order.callback_id),)
            if order.callback_id is not None
            else ()
        )
        work = await self._work(order)
        return Effects(order.update_id, self.group_id, acknowledged, work=work)

    def _pressed(self, update_id: int, query: CallbackQuery) -> Order | None:
        message, action = query.message, parse(query.data or "")
        if message is None or message.chat.id != self._group.group_id or action is None:
            return None
        what = _PRESSES.get(action.verb)
        number = action.arguments[1] if len(action.arguments) > 1 else ""
        if what is None or not (number.isascii() and number.isdigit() and len(number) < 16):
            return None
        return Order(update_id, what, query.from_user.id, case_id=int(number), callback_id=query.id)

    def _written(self, update_id: int, message: Message, *, edited: bool) -> Order | None:
        author, thread_id = message.from_user, None
        if message.is_topic_message:
            thread_id = message.message_thread_id
        anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
        if author is None or (author.is_bot and not anonymous):
            return None
        order = Order(
            update_id,
            _MESSAGE,
            None if anonymous else author.id,
            message.message_id,
            thread_id,
            copied=original(message, edited=edited),
        )
        if message.forum_topic_closed is not None:
            return replace(order, what=_CLOSED)
        if message.forum_topic_reopened is not None:
            return replace(order, what=_REOPENED)
        if command := COMMAND.match(message.text or ""):
            return self._commanded(order, *command.groups(), edited=edited)
        if thread_id is None or not _has_content(message):
            return None
        return order

    def _commanded(
        self, order: Order, name: str, addressee: str | None, argument: str | None, *, edited: bool
    ) -> Order | None:
        if edited or (addressee or self._username).lower() != self._username:
            return None
        what = name.lower()
        if what not in _EVERYWHERE | _OF_CASES:
            return None
        return replace(order, what=what, argument=(argument or "").strip())

    # What each order does

    async def _work(self, order: Order) -> Work:
        if order.what in {"queue", "who"}:
            return await self._queue(order)
        if order.what == "stats":
            allowed = await self._group.is_administrator(order.user_id)
            return lambda session, now: self._stats(session, now, order, allowed=allowed)
        if order.what == "help":
            return _always(self._say(order, self._endings.desk.help()))
        leads = order.what in {"take", "leave", "close"} and await self._group.is_administrator(
            order.user_id
        )
        name = await self._group.name_of(order.user_id)
        return lambda session, now: self._in_case(session, now, order, leads=leads, name=name)

    def _say(self, order: Order, reply: Reply) -> list[Post]:
        """Answer where it was asked."""
        said = write([reply], thread_id=order.thread_id)
        return [(self.group_id, [replace(one, reply_to=order.message_id) for one in said])]

    async def _stats(
        self, session: AsyncSession, now: datetime, order: Order, *, allowed: bool
    ) -> Sequence[Post]:
        desk = self._endings.desk
        if not allowed:
            return self._say(order, desk.only_administrators())
        counted = await cases.statistics(session, week_of(now - _WEEKS_COUNTED))
        return self._say(order, desk.statistics(counted))

    async def _queue(self, order: Order) -> Work:
        names: dict[int, str] = {}

        async def work(session: AsyncSession, now: datetime) -> Sequence[Post]:
            cards = [
                replace(
                    card_of(case),
                    minutes=int((now - case.opened_at).total_seconds() // 60),
                    is_taken=case.status == Status.JOINED.value,
                    holder=names.get(case.taken_by or 0, "—"),
                    link=topic_link(case.group_id, case.thread_id),
                )
                for case in await cases.of_group(session, self.group_id)
            ]
            return self._say(order, self._endings.desk.queue(cards))

        async with self._database.transaction() as session:  # names are asked for outside of it
            open_cases = await cases.of_group(session, self.group_id)
        for holder in {case.taken_by for case in open_cases if case.taken_by is not None}:
            names[holder] = await self._group.name_of(holder)
        return work

    async def _in_case(
        self, session: AsyncSession, now: datetime, order: Order, *, leads: bool, name: str
    ) -> Sequence[Post]:
        case = await self._case(session, order)
        if case is None:
            if order.what in _OF_CASES and order.callback_id is None:
                return self._say(order, self._endings.desk.only_in_topic())
            return ()
        step = _Step(self._endings, session, now, case, order, leads=leads, name=name)
        return await step.run()

    async def _case(self, session: AsyncSession, order: Order) -> SupportCase | None:
        if order.case_id is not None:
            case = await cases.get(session, order.case_id)
            return case if case is not None and case.group_id == self.group_id else None
        if order.thread_id is None:
            return None
        return await cases.of_thread(session, self.group_id, order.thread_id)


class _Step:
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
            _MESSAGE: self._message,
            _CLOSED: self._close,
            "close": self._close,
            _REOPENED: self._reopen,
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
        case, by_hand = self._case, self._order.what == _CLOSED
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
        case, by_hand = self._case, self._order.what == _REOPENED
        if not self._is_ended:
            return ()
        others = await cases.active(self._session, [case.chat_id])
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


def _has_content(message: Message) -> bool:
    return bool(message.text) or message.effective_attachment is not None


def _always(posts: Sequence[Post]) -> Work:
    async def work(session: AsyncSession, now: datetime) -> Sequence[Post]:
        return posts

    return work
