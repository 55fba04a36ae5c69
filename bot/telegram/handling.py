"""One update: understood, answered, its effects stored, its answer handed to the delivery."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog
from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus

from bot.dialogue import channel, news, person
from bot.dialogue.actions import parse
from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Answered, ChatState, Incoming, Turn, Unanswered
from bot.errors import StorageError
from bot.i18n import catalogue
from bot.languages import LANGUAGES
from bot.storage import announcements
from bot.storage.database import Database
from bot.telegram import inline
from bot.telegram.client import Client, RawUpdate
from bot.telegram.delivery import Delivery, Held
from bot.telegram.flood import FloodControl, Pace
from bot.telegram.incoming import Received, receive
from bot.telegram.lanes import Lanes
from bot.telegram.outgoing import compose
from bot.telegram.storing import ChatStore, Effects, Known, OvertakenError, Stored
from bot.telegram.support.parts import Support
from bot.telegram.support.steps import Order
from bot.telegram.support.worker import is_passed_on
from bot.telegram.timing import Timing, report

#: Chats whose updates are handled side by side; more of them share one transaction.
_AT_ONCE: Final = 32
#: How often an update is handled anew at once when others change its chat meanwhile.
_MOST_TRIES: Final = 20
#: Messages to a person that may follow each other at once: some albums and a hurried story.
_PASSED_ON_AT_ONCE: Final = 60.0
_GONE: Final = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}

log = structlog.get_logger(__name__)


class Handler:
    """Handles updates; those of one chat in the order in which ``handle`` was called.

    Args:
        username: The bot's own, without ``@``.
    """

    def __init__(
        self,
        client: Client,
        username: str,
        conversation: Conversation,
        *,
        database: Database,
        delivery: Delivery,
        support: Support,
        now: Callable[[], datetime],
        timing: Timing,
    ) -> None:
        self._support = support
        self._client = client
        self._username = username
        self._conversation = conversation
        self._database = database
        self._delivery = delivery
        self._timing = timing
        self._store = ChatStore(database, now)
        self._flood = FloodControl()
        self._passing = FloodControl(burst=_PASSED_ON_AT_ONCE)
        self._lanes = Lanes(_AT_ONCE)

    async def handle(self, raw: RawUpdate) -> None:
        """Return when the effects of an update are stored; its answer is sent afterwards.

        An update that was handled before has no effect. One that cannot be handled is logged and
        counts as handled.

        Raises:
            StorageError: The database does not answer: nothing was stored, try again later.
        """
        try:
            update = Update.de_json(raw, self._client)
            changed = update.my_chat_member
            if changed is not None:
                async with self._lanes.turn(changed.chat.id):
                    await self._follow(changed)
            elif (order := self._support.group_side.read(update)) is not None:
                async with self._lanes.turn(self._support.group_side.group_id):
                    await self._obey(order)
            elif update.inline_query is not None:
                await inline.answer(self._client, update.inline_query, self._conversation)
            elif (received := receive(update, self._username)) is not None:
                async with self._lanes.turn(received.chat_id):
                    await self._answer(received)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 -- the edge: one update
            report("update failed", error)

    async def _follow(self, changed: ChatMemberUpdated) -> None:
        """Drop what waits for a chat that does not want us any more."""
        if changed.chat.id == self._support.group.group_id:
            await self._support.group.check()
        if changed.new_chat_member.status in _GONE:
            await self._delivery.give_up(changed.chat.id)

    async def _obey(self, order: Order) -> None:
        """Do what a caseworker asked for in the group."""
        stored = await self._store.store(await self._support.group_side.effects(order))
        if stored is not None:
            log.info("caseworker", what=order.what)
            self._send(stored)

    def _send(self, stored: Stored) -> None:
        for post in stored.posted:
            messages = list(post.messages)
            self._delivery.add(Held(post.row_id, post.chat_id, messages, stored.held_until))

    async def _answer(self, received: Received) -> None:
        """Handle an update, again while others change its chat: each time one of them is done."""
        pace: Pace | None = None
        for _ in range(_MOST_TRIES):
            known = await self._store.load(received.chat_id)
            passed_to = known.case if is_passed_on(received) else None
            if pace is None:  # counted once
                flood = self._flood if passed_to is None else self._passing
                pace = flood.check(received.chat_id)
            try:
                return await self._answer_once(received, known, pace, passed_to)
            except OvertakenError:
                log.info("overtaken, once more")
        raise StorageError(f"a chat was changed by others {_MOST_TRIES} times in a row")

    async def _answer_once(
        self, received: Received, known: Known, pace: Pace, passed_to: int | None
    ) -> None:
        started = time.perf_counter()
        state = known.state or ChatState(
            talks_to_person=known.case is not None, asked_person=known.asked
        )
        turn = await self._turn(received, state, pace, passed_on=passed_to is not None)
        if pace is not Pace.FINE:
            passed_to = None
        try:
            is_new = await self._keep(received, turn, known, passed_to)
        except (StorageError, OvertakenError):
            raise
        except Exception as error:  # noqa: BLE001 -- what this update says cannot be stored
            report("update failed", error)
            failed = _failed(received.incoming, state)
            is_new = await self._keep(received, failed, known, None)
        if is_new:
            milliseconds = round((time.perf_counter() - started) * 1000)
            log.info(
                _event(turn, passed_on=passed_to is not None),
                **_summary(received.incoming, turn),
                ms=milliseconds,
            )

    async def _turn(
        self, received: Received, state: ChatState, pace: Pace, *, passed_on: bool
    ) -> Turn:
        if pace is Pace.IGNORE:
            return Turn((), state)
        if pace is Pace.WARN:
            language = _language(received.incoming, state)
            if passed_on:
                scene = self._conversation.scene(language, state.country)
                return Turn((person.not_passed_on(scene),), state)
            return Turn((channel.too_fast(catalogue(language)),), state)
        if passed_on:
            return await self._overhear(received, state)
        typing = asyncio.get_running_loop().call_later(
            self._timing.typing_after_s, self._delivery.type, received.chat_id, received.thread_id
        )
        try:
            async with asyncio.timeout(self._timing.answer_s):
                turn = await self._conversation.respond(received.incoming, state)
                return turn if turn.news is None else await self._news(received, turn, turn.news)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 -- the edge: the worker gets a kind answer
            report("update failed", error)
            return _failed(received.incoming, state)
        finally:
            typing.cancel()

    async def _overhear(self, received: Received, state: ChatState) -> Turn:
        """Look for danger in what goes to a person; it goes there whatever happens here."""
        try:
            async with asyncio.timeout(self._timing.answer_s):
                return await self._conversation.overhear(received.incoming, state)
        except Exception as error:  # noqa: BLE001 -- the edge: a person reads it anyway
            report("message not understood", error)
            return Turn((), state)

    async def _news(self, received: Received, turn: Turn, number: int) -> Turn:
        """Return the turn with the text of an announcement, in the language of its button."""
        pressed = parse(received.incoming.button)
        chosen = pressed.arguments[0] if pressed is not None and pressed.arguments else ""
        language = chosen if chosen in LANGUAGES else _language(received.incoming, turn.state)
        async with self._database.transaction() as session:
            text = await announcements.text_of(session, number, language)
        scene = self._conversation.scene(language, turn.state.country, private=received.private)
        return replace(turn, replies=(news.article(scene, text),))

    async def _keep(
        self, received: Received, turn: Turn, known: Known, passed_to: int | None
    ) -> bool:
        """Store the effects of a turn and send its replies; false when it was handled before."""
        fresh = ChatState(
            talks_to_person=turn.state.talks_to_person, asked_person=turn.state.asked_person
        )
        is_kept = known.state is not None or turn.state != fresh
        messages = compose(received, turn.replies, remember=not turn.forget)
        stored = await self._store.store(
            Effects(
                received.update_id,
                received.chat_id,
                tuple(messages),
                state=turn.state if is_kept else None,
                events=turn.events,
                forget=turn.forget,
                message_id=received.message_id if received.private else None,
                work=self._support.worker_side.work(received, turn, passed_to=passed_to),
                known=known,
            )
        )
        if stored is None:
            return False
        if turn.forget:
            self._delivery.drop(received.chat_id)
        self._send(stored)
        return True


def _event(turn: Turn, *, passed_on: bool) -> str:
    if passed_on:
        return "passed on"
    return "answered" if turn.replies or turn.person is not None else "too fast, ignored"


def _failed(incoming: Incoming, state: ChatState) -> Turn:
    return Turn((channel.failed(catalogue(_language(incoming, state))),), state)


def _language(incoming: Incoming, state: ChatState) -> str:
    return state.language or incoming.language_hint or "en"


def _summary(incoming: Incoming, turn: Turn) -> dict[str, str | None]:
    """Return what may be counted of a turn: never who, never what was said."""
    if incoming.button or incoming.command:
        kind = "press" if incoming.button else "command"
    else:
        kind = "text" if incoming.media is None else incoming.media.value
    found: dict[str, str | None] = {"kind": kind}
    for event in turn.events:
        if isinstance(event, Answered):
            found |= {"outcome": event.outcome, "topic": event.topic, "language": event.language}
        elif isinstance(event, Unanswered):
            found |= {"outcome": event.outcome, "language": event.language}
    return found
