"""The ends of a conversation with a person that nobody chose: a side is gone, or forgotten."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import person
from bot.dialogue.caseworkers import CaseCard, Desk
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply import Reply
from bot.dialogue.scene import Scene
from bot.languages import JAPAN
from bot.storage import cases, chats
from bot.storage.cases import CaseEvent, Status
from bot.storage.models import SupportCase
from bot.telegram.outgoing import Action, Outgoing, write
from bot.telegram.storing import Post


def week_of(now: datetime) -> date:
    """Return the week that something is counted in."""
    return chats.week_of(now.astimezone(JAPAN).date())


def card_of(case: SupportCase) -> CaseCard:
    """Return what caseworkers may see of a case."""
    return CaseCard(case.id, case.language, case.topic, case.urgent)


def to_worker(case: SupportCase, *replies: Reply) -> Post:
    """Return messages for the worker of a case."""
    return case.chat_id, write(replies, remember=True)


def note(case: SupportCase, *replies: Reply) -> list[Outgoing]:
    """Return messages for the topic of a case."""
    return write(replies, action=Action.NOTE, case_id=case.id)


def close_topic(case: SupportCase) -> Outgoing:
    """Return the end of a topic; it works when the case is forgotten."""
    return Outgoing(Action.CLOSE_TOPIC, thread_id=case.thread_id, case_id=case.id)


class Endings:
    """Ends cases; each method works in the caller's transaction and returns what is to be sent."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    @property
    def desk(self) -> Desk:
        return Desk(self._conversation.knowledge)

    def scene_in(self, language: str) -> Scene:
        """Return what a screen for a reader of *language* is drawn from."""
        return self._conversation.scene(language)

    async def scene(self, session: AsyncSession, case: SupportCase) -> Scene:
        """Return what a screen for the worker of a case is drawn from."""
        saved = (await chats.load_chats(session, [case.chat_id])).get(case.chat_id)
        language = (saved.language if saved else None) or case.language
        return self._conversation.scene(language, saved.country if saved else None)

    async def end(
        self, session: AsyncSession, case: SupportCase, now: datetime, *, by_worker: bool = False
    ) -> None:
        """Mark a case as ended, and count it."""
        case.status = Status.ENDED.value
        case.ended_at = now
        case.ended_by_worker = by_worker
        case.taken_by = None
        await cases.count(session, CaseEvent.ENDED, case.language, week_of(now))

    async def group_lost(
        self, session: AsyncSession, now: datetime, group_id: int
    ) -> Sequence[Post]:
        """End every conversation of a group that is gone, and tell the workers."""
        posts: list[Post] = []
        for case in await cases.of_group(session, group_id):
            scene = await self.scene(session, case)
            await self.end(session, case, now)
            posts.append(to_worker(case, person.cut_off(scene)))
        return posts

    async def topic_gone(
        self, session: AsyncSession, now: datetime, case_id: int
    ) -> Sequence[Post]:
        """End the conversation whose topic was deleted, and tell both sides."""
        case = await cases.get(session, case_id)
        if case is None or case.status == Status.ENDED.value:
            return ()
        scene = await self.scene(session, case)
        await self.end(session, case, now)
        case.thread_id = None
        told = write([self.desk.topic_deleted(case.id)])
        return to_worker(case, person.cut_off(scene)), (case.group_id, told)

    async def worker_gone(
        self, session: AsyncSession, now: datetime, chat_id: int
    ) -> Sequence[Post]:
        """End the conversation of a worker who cannot be written to, and tell the group."""
        case = await cases.active(session, chat_id)
        if case is None:
            return ()
        await self.end(session, case, now)
        return [(case.group_id, [*note(case, self.desk.worker_gone()), close_topic(case)])]

    async def forgotten(self, session: AsyncSession, now: datetime, chat_id: int) -> Sequence[Post]:
        """Remove the conversations of a worker who wants to be forgotten; close their topics."""
        posts: list[Post] = []
        for case in await cases.forget(session, chat_id):
            await cases.count(session, CaseEvent.FORGOTTEN, case.language, week_of(now))
            if case.thread_id is None:
                continue
            told = write([self.desk.worker_forgot()], thread_id=case.thread_id)
            posts.append((case.group_id, [*told, close_topic(case)]))
        return posts

    async def lost(self, session: AsyncSession, now: datetime, chat_id: int) -> Sequence[Post]:
        """End what goes on with a chat that cannot be written to, worker or group."""
        return [
            *await self.worker_gone(session, now, chat_id),
            *await self.group_lost(session, now, chat_id),
        ]
