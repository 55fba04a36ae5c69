"""Delivers what belongs to a conversation with a person: copies, edits, notes, topics.

A copy is claimed in the database before it is made (``cases.claim``), so that two processes or the
parts of an album never make it twice. What Telegram had taken when the power went, before it told
us, is the one thing that may come twice.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated

from bot.dialogue import person
from bot.storage import cases
from bot.storage.cases import Status
from bot.storage.models import SupportCase
from bot.telegram.client import Client
from bot.telegram.outgoing import Action, Outgoing
from bot.telegram.patience import PatientSender
from bot.telegram.rendering import plain_text
from bot.telegram.sending import keyboard_of
from bot.telegram.storing import Post
from bot.telegram.support.access import SupportGroup
from bot.telegram.support.ending import Endings, note, to_worker
from bot.telegram.timing import Timing

if TYPE_CHECKING:  # the delivery is built around its courier
    from bot.telegram.delivery import Delivery, Held

T = TypeVar("T")
_NO_TOPIC: Final = re.compile("thread not found|topic_?deleted|topic_?id_?invalid", re.IGNORECASE)
_NO_CHAT: Final = re.compile(
    "chat not found|not enough rights|have no rights|chat_write_forbidden|topic_closed"
    "|deactivated|kicked|peer_id_invalid|not a forum|user not found",
    re.IGNORECASE,
)
#: A kind of message that the group does not take: others are passed on all the same.
_NO_KIND: Final = re.compile("rights to send (?!text|messages)", re.IGNORECASE)
_TOPIC_TRIES: Final = 5
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger(__name__)


class Courier:
    """Does what an ``Outgoing`` of a case asks for; wired to one ``Delivery``."""

    def __init__(
        self,
        client: Client,
        sender: PatientSender,
        group: SupportGroup,
        endings: Endings,
        timing: Timing,
    ) -> None:
        self._client = client
        self._sender = sender
        self._group = group
        self._endings = endings
        self._timing = timing

    async def deliver(self, delivery: "Delivery", held: "Held", one: Outgoing) -> None:
        """Do one thing of a case; a case that is gone meanwhile needs nothing.

        Raises:
            Forbidden: The chat cannot be written to any more.
            PutAsideError: Telegram failed too often.
        """
        task = _Task(
            self._client, self._sender, self._timing, delivery=delivery, held=held, one=one
        )
        try:
            await task.run()
        except ChatMigrated:
            self._group.lose("it became another group")
            await delivery.post(lambda session, now: self._endings.lost(session, now, held.chat_id))
        except BadRequest as error:
            await self._refused(delivery, held, one, error)

    async def chat_lost(self, delivery: "Delivery", chat_id: int) -> None:
        """End what goes on with a chat that cannot be written to any more."""
        if chat_id == self._group.group_id:
            self._group.lose("Forbidden")
        await delivery.post(lambda session, now: self._endings.lost(session, now, chat_id))

    async def _refused(
        self, delivery: "Delivery", held: "Held", one: Outgoing, error: BadRequest
    ) -> None:
        """Tell both sides plainly what Telegram refused."""
        to_group = held.chat_id == self._group.group_id or held.chat_id < 0
        case_id = one.case_id or 0
        if one.action in {Action.CLOSE_TOPIC, Action.REOPEN_TOPIC}:
            return
        is_copy = one.action in {Action.COPY, Action.MIRROR}
        if is_copy and _NO_KIND.search(error.message):
            await delivery.post(lambda s, _: self._not_passed_on(s, case_id, to_group=to_group))
        elif to_group and _NO_TOPIC.search(error.message):
            await delivery.post(lambda s, now: self._endings.topic_gone(s, now, case_id))
        elif _NO_CHAT.search(error.message):
            if to_group:
                self._group.lose(error.message[:60])
            await delivery.post(lambda s, now: self._endings.lost(s, now, held.chat_id))
        elif one.action is Action.OPEN_TOPIC:
            log.error("topic refused", reason=error.message[:60])
            await delivery.post(lambda s, now: self._endings.topic_gone(s, now, case_id))
        elif is_copy:
            log.info("message not copied", to_group=to_group)
            await delivery.post(lambda s, _: self._not_passed_on(s, case_id, to_group=to_group))
        else:
            log.error("note refused", action=one.action.value)

    async def _not_passed_on(
        self, session: AsyncSession, case_id: int, *, to_group: bool
    ) -> Sequence[Post]:
        case = await cases.get(session, case_id)
        if case is None or case.status == Status.ENDED.value:
            return ()
        if to_group:
            return [to_worker(case, person.not_passed_on(await self._endings.scene(session, case)))]
        return [(case.group_id, note(case, self._endings.desk.not_passed_on()))]


class _Task:
    """One order while it is carried out."""

    def __init__(
        self,
        client: Client,
        sender: PatientSender,
        timing: Timing,
        *,
        delivery: "Delivery",
        held: "Held",
        one: Outgoing,
    ) -> None:
        self._client = client
        self._sender = sender
        self._timing = timing
        self._delivery = delivery
        self._held = held
        self._one = one

    async def run(self) -> None:
        actions: dict[Action, Callable[[], Awaitable[None]]] = {
            Action.COPY: self._copy,
            Action.MIRROR: self._mirror,
            Action.NOTE: self._note,
            Action.ALERT: self._alert,
            Action.OPEN_TOPIC: self._open_topic,
            Action.CLOSE_TOPIC: self._close_topic,
            Action.REOPEN_TOPIC: self._reopen_topic,
        }
        await actions[self._one.action]()

    # Topics

    async def _open_topic(self) -> None:
        case = await self._case()
        if case is None or case.thread_id is not None:
            return
        topic = await self._call(
            lambda: self._client.create_forum_topic(case.group_id, self._one.text)
        )
        if topic is None:
            return

        async def keep(session: AsyncSession) -> None:
            stored = await cases.get(session, case.id)
            if stored is not None:
                stored.thread_id = topic.message_thread_id

        await self._delivery.until_stored(keep)

    async def _close_topic(self) -> None:
        case = await self._case()
        thread_id = self._one.thread_id or (case.thread_id if case is not None else None)
        if thread_id is not None:
            await self._call(lambda: self._client.close_forum_topic(self._held.chat_id, thread_id))

    async def _reopen_topic(self) -> None:
        thread_id = self._one.thread_id
        if thread_id is not None:
            await self._call(lambda: self._client.reopen_forum_topic(self._held.chat_id, thread_id))

    # Messages in the group

    async def _note(self) -> None:
        case = await self._case()
        if case is not None and (thread_id := await self._thread(case)) is not None:
            await self._send(self._one.text, thread_id)

    async def _alert(self) -> None:
        case = await self._case()
        if case is None:
            return
        thread_id = await self._thread(case)
        link = topic_link(case.group_id, thread_id)
        text = escape(plain_text(self._one.text))
        await self._send(f'<a href="{link}">{text}</a>' if link else text, None)

    async def _send(self, text: str, thread_id: int | None) -> None:
        await self._call(
            lambda: self._client.send_message(
                self._held.chat_id,
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard_of(self._one),
                message_thread_id=thread_id,
            )
        )

    # Copies

    async def _copy(self) -> None:
        if self._one.album is not None:
            await asyncio.sleep(self._timing.album_s)  # its other parts are on their way
        case = await self._case()
        if case is None:
            return
        to_group = self._held.chat_id == case.group_id
        thread_id = await self._thread(case) if to_group else None
        if to_group and thread_id is None:
            raise BadRequest("the case has no topic")
        ids, reply_to = await self._claim(case, to_group=to_group)
        if not ids:
            return
        source = case.chat_id if to_group else case.group_id
        copies = await self._call(lambda: self._copies(source, ids, thread_id, reply_to))
        if copies is None:
            return
        if not to_group:
            self._held.sent += copies
        if len(copies) == len(ids):  # Telegram leaves out what is gone: then nothing is certain
            pairs = dict(zip(ids, copies, strict=True))
            await self._delivery.until_stored(
                lambda session: cases.copied(session, case.id, pairs, from_worker=to_group)
            )

    async def _claim(self, case: SupportCase, *, to_group: bool) -> tuple[list[int], int | None]:
        ids: list[int] = []
        answered: list[int | None] = [None]

        async def take(session: AsyncSession) -> None:
            ids[:] = await cases.claim(
                session,
                case.id,
                self._one.message_id or 0,
                from_worker=to_group,
                album=self._one.album,
                claim=self._held.row_id,
            )
            if self._one.reply_to is not None:
                answered[0] = await cases.counterpart(
                    session, case.id, self._one.reply_to, from_worker=to_group
                )

        await self._delivery.until_stored(take)
        return ids, answered[0]

    async def _copies(
        self, source: int, ids: Sequence[int], thread_id: int | None, reply_to: int | None
    ) -> list[int]:
        if len(ids) > 1:
            copies = await self._client.copy_messages(
                self._held.chat_id, source, ids, message_thread_id=thread_id
            )
            return [one.message_id for one in copies]
        one = await self._client.copy_message(
            self._held.chat_id,
            source,
            ids[0],
            message_thread_id=thread_id,
            reply_markup=keyboard_of(self._one),
            reply_parameters=None
            if reply_to is None
            else ReplyParameters(reply_to, allow_sending_without_reply=True),
        )
        return [one.message_id]

    async def _mirror(self) -> None:
        case = await self._case()
        if case is None:
            return
        to_group = self._held.chat_id == case.group_id
        found: list[int | None] = [None]

        async def find(session: AsyncSession) -> None:
            found[0] = await cases.counterpart(
                session, case.id, self._one.message_id or 0, from_worker=to_group
            )

        await self._delivery.until_stored(find)
        copy_id = found[0]
        if copy_id is None:
            return
        try:
            await self._call(lambda: self._edit(copy_id))
        except BadRequest as error:
            if not self._one.is_caption and "not modified" in error.message:
                return
            await self._replace(case, copy_id, to_group=to_group)

    async def _edit(self, copy_id: int) -> None:
        one = self._one
        entities = MessageEntity.de_list(one.entities or [], self._client)
        if one.is_caption:
            await self._client.edit_message_caption(
                self._held.chat_id,
                copy_id,
                caption=one.text,
                caption_entities=entities,
                reply_markup=keyboard_of(one),
            )
            return
        await self._client.edit_message_text(
            one.text,
            self._held.chat_id,
            copy_id,
            entities=entities,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard_of(one),
        )

    async def _replace(self, case: SupportCase, copy_id: int, *, to_group: bool) -> None:
        """Copy an edited message anew, in reply to its old copy: the picture itself was changed."""
        source = case.chat_id if to_group else case.group_id
        thread_id = case.thread_id if to_group else None
        number = self._one.message_id or 0
        copies = await self._call(lambda: self._copies(source, [number], thread_id, copy_id))
        if copies is None:
            return
        if not to_group:
            self._held.sent += copies
        await self._delivery.until_stored(
            lambda session: cases.copied(
                session, case.id, {number: copies[0]}, from_worker=to_group
            )
        )

    # What all need

    async def _case(self) -> SupportCase | None:
        found: list[SupportCase | None] = [None]

        async def read(session: AsyncSession) -> None:
            found[0] = await cases.get(session, self._one.case_id or 0)

        await self._delivery.until_stored(read)
        return found[0]

    async def _thread(self, case: SupportCase) -> int | None:
        """Return the topic of a case; another process may be making it just now."""
        for _ in range(_TOPIC_TRIES):
            if case.thread_id is not None or case.status == Status.ENDED.value:
                return case.thread_id
            await asyncio.sleep(self._timing.first_wait_s)
            again = await self._case()
            if again is None:
                return None
            case = again
        return case.thread_id

    async def _call(self, call: Callable[[], Awaitable[T]]) -> T | None:
        return await self._sender.call(call, lambda: self._delivery.is_ours(self._held))


def topic_link(group_id: int, thread_id: int | None) -> str:
    """Return the address that opens a topic for members of the group."""
    number = str(group_id)
    if thread_id is None or not number.startswith("-100"):
        return ""
    return f"https://t.me/c/{number.removeprefix('-100')}/{thread_id}"
