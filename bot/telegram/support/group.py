"""The caseworkers' side: their commands, and what they write in the topic of a case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import CallbackQuery, Message, Update

from bot.dialogue.actions import Verb, parse
from bot.dialogue.reply import Reply
from bot.storage import cases
from bot.storage.cases import Status
from bot.storage.database import Database
from bot.storage.models import SupportCase
from bot.telegram.incoming import COMMAND, original
from bot.telegram.outgoing import Action, Outgoing, write
from bot.telegram.storing import Effects, Post, Work
from bot.telegram.support.access import SupportGroup
from bot.telegram.support.courier import topic_link
from bot.telegram.support.ending import Endings, card_of, week_of
from bot.telegram.support.steps import CLOSED, MESSAGE, REOPENED, Order, Step

#: Commands that need no case.
_EVERYWHERE: Final = frozenset({"queue", "who", "stats", "help"})
_OF_CASES: Final = frozenset({"take", "leave", "close", "reopen", "phrase", "page"})
_PRESSES: Final = {Verb.TAKE_CASE: "take", Verb.CLOSE_CASE: "close"}
_WEEKS_COUNTED: Final = timedelta(weeks=4)


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

    def commands(self) -> tuple[tuple[str, str], ...]:
        """Return each command of the group with what it does."""
        return self._endings.desk.commands()

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
            MESSAGE,
            None if anonymous else author.id,
            message.message_id,
            thread_id,
            copied=original(message, edited=edited),
        )
        if message.forum_topic_closed is not None:
            return replace(order, what=CLOSED)
        if message.forum_topic_reopened is not None:
            return replace(order, what=REOPENED)
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
        step = Step(self._endings, session, now, case, order, leads=leads, name=name)
        return await step.run()

    async def _case(self, session: AsyncSession, order: Order) -> SupportCase | None:
        if order.case_id is not None:
            case = await cases.get(session, order.case_id)
            return case if case is not None and case.group_id == self.group_id else None
        if order.thread_id is None:
            return None
        return await cases.of_thread(session, self.group_id, order.thread_id)


def _has_content(message: Message) -> bool:
    return bool(message.text) or message.effective_attachment is not None


def _always(posts: Sequence[Post]) -> Work:
    async def work(session: AsyncSession, now: datetime) -> Sequence[Post]:
        return posts

    return work
