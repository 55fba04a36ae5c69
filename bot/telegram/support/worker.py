"""The worker's side: wishes about the conversation with a person, and what is passed on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import person
from bot.dialogue.scene import Scene
from bot.dialogue.turn import DangerSeen, PersonWish, Turn, Wish
from bot.storage import cases
from bot.storage.cases import CaseEvent, Status
from bot.storage.models import SupportCase
from bot.telegram.flood import FloodControl, Pace
from bot.telegram.incoming import Received
from bot.telegram.outgoing import Action, Outgoing, write
from bot.telegram.rendering import Markup
from bot.telegram.storing import Post, Work
from bot.telegram.support.access import SupportGroup
from bot.telegram.support.ending import Endings, card_of, close_topic, note, to_worker, week_of

#: One chat alarms the whole group once in this time; what comes next stands in its topic.
_ALARM_EVERY_S: Final = 600.0


def is_passed_on(received: Received) -> bool:
    """Whether a message goes to the person when a conversation goes on: not what is for the bot."""
    incoming = received.incoming
    return received.private and not incoming.command and not incoming.button


class WorkerSide:
    """Says what an update of a worker changes in the conversation with a person."""

    def __init__(self, group: SupportGroup, endings: Endings) -> None:
        self._group = group
        self._endings = endings
        self._alarms = FloodControl(burst=1.0, per_second=1 / _ALARM_EVERY_S)

    def work(self, received: Received, turn: Turn, *, passed_to: int | None) -> Work | None:
        """Return what is done beside the answer; ``passed_to`` is the case that reads a message."""
        chat_id = received.chat_id
        if turn.forget:
            return lambda session, now: self._endings.forgotten(session, now, chat_id)
        if passed_to is not None:
            case_id = passed_to
            return lambda session, now: self._pass_on(session, now, received, turn, case_id)
        if turn.person is not None:
            wish = turn.person
            return lambda session, now: self._grant(session, now, received, wish)
        seen = turn.danger
        if seen is not None and self._group.is_usable and self._is_new(chat_id):
            return lambda *_: self._alert(seen)
        return None

    def _is_new(self, chat_id: int) -> bool:
        """Whether the group was not alarmed by this chat just now; in memory, like all paces."""
        return self._alarms.check(chat_id) is Pace.FINE

    async def _alert(self, seen: DangerSeen) -> Sequence[Post]:
        """Tell the group that somebody may be in danger: not who, and nothing of what was said."""
        reply = self._endings.desk.nameless_alert(seen.language, now=seen.now)
        return [(self._group.group_id or 0, write([reply]))]

    # Messages

    async def _pass_on(
        self, session: AsyncSession, now: datetime, received: Received, turn: Turn, case_id: int
    ) -> Sequence[Post]:
        case, one = await cases.get(session, case_id), received.copied
        if one is None or received.message_id is None:
            return ()
        if case is None or case.status == Status.ENDED.value:
            scene = self._endings.scene
            return (
                ()
                if case is None
                else [to_worker(case, person.cut_off(await scene(session, case)))]
            )
        label = self._label(turn.heard) if one.text else None
        if one.edited:
            known = await cases.is_recorded(session, case.id, received.message_id, from_worker=True)
            left = [mirror(case.id, received, label)] if known else []
        else:
            await cases.record(
                session, case.id, received.message_id, from_worker=True, album=one.album
            )
            left = [copy(case.id, received, label)]
        if one.album is not None and one.text:  # the copy of an album has no room for a label
            left += note(
                case, self._endings.desk.note(self._endings.desk.language_label(turn.heard))
            )
        if turn.danger is not None:
            left += await self._danger(session, now, case)
        if one.edited:
            return [(case.group_id, left)]
        return [(case.group_id, left), *await self._away(session, now, case)]

    async def _danger(
        self, session: AsyncSession, now: datetime, case: SupportCase
    ) -> list[Outgoing]:
        await cases.count(session, CaseEvent.DANGER, case.language, week_of(now))
        desk = self._endings.desk
        told = note(case, desk.danger_in_case())
        if not self._is_new(case.chat_id):
            return told
        return [*told, *write([desk.alert(card_of(case))], action=Action.ALERT, case_id=case.id)]

    async def _away(
        self, session: AsyncSession, now: datetime, case: SupportCase
    ) -> Sequence[Post]:
        """Say once in each time of absence that nobody is there."""
        scene = await self._endings.scene(session, case)
        told_until = case.away_told_until
        if person.is_present(scene) or (told_until is not None and now < told_until):
            return ()
        case.away_told_until = _back_at(scene)
        return [to_worker(case, person.away(scene))]

    def _label(self, language: str) -> Markup:
        return [[{"text": self._endings.desk.language_label(language), "callback_data": "_"}]]

    # Wishes

    async def _grant(
        self, session: AsyncSession, now: datetime, received: Received, wish: PersonWish
    ) -> Sequence[Post]:
        if wish.wish is Wish.OPEN:
            return await self._open(session, now, received.chat_id, wish)
        if wish.wish in {Wish.REOPEN, Wish.RATE}:
            case = await cases.get(session, wish.case)
            if case is None or case.chat_id != received.chat_id:
                return self._too_late(received.chat_id, wish)
            if wish.wish is Wish.RATE:
                return await self._rate(session, now, case, helpful=wish.helpful)
            return await self._reopen(session, now, case)
        active = await cases.active(session, received.chat_id)
        if active is None:
            return ()
        if wish.wish is Wish.END:
            return await self._end(session, now, active)
        answer = self._endings.desk.answer(wish.language, *wish.phrase)
        return [] if answer is None else [(active.group_id, note(active, answer))]

    def _too_late(self, chat_id: int, wish: PersonWish) -> Sequence[Post]:
        """Offer a new conversation instead of one that is not kept any more."""
        if wish.wish is Wish.RATE:
            return ()
        scene = self._endings.scene_in(wish.language)
        return [(chat_id, write([person.consent(scene, None, urgent=False)], remember=True))]

    async def _open(
        self, session: AsyncSession, now: datetime, chat_id: int, wish: PersonWish
    ) -> Sequence[Post]:
        if self._group.group_id is None or await cases.active(session, chat_id):
            return ()
        case = SupportCase(
            chat_id=chat_id,
            group_id=self._group.group_id,
            language=wish.language,
            topic=wish.topic,
            urgent=wish.urgent,
            status=Status.WAITING.value,
            ended_by_worker=False,
            rated=False,
            opened_at=now,
        )
        session.add(case)
        await session.flush()
        scene = await self._endings.scene(session, case)
        if not person.is_present(scene):
            case.away_told_until = _back_at(scene)
        await cases.count(session, CaseEvent.OPENED, case.language, week_of(now))
        desk, card = self._endings.desk, card_of(case)
        left = [
            Outgoing(Action.OPEN_TOPIC, desk.topic_name(card), case_id=case.id),
            *note(case, desk.intro(card)),
        ]
        if case.urgent:
            left += write([desk.alert(card)], action=Action.ALERT, case_id=case.id)
        return [(case.group_id, left)]

    async def _end(self, session: AsyncSession, now: datetime, case: SupportCase) -> Sequence[Post]:
        scene = await self._endings.scene(session, case)
        await self._endings.end(session, case, now, by_worker=True)
        told = note(case, self._endings.desk.worker_ended())
        return [
            to_worker(case, person.ended(scene, case.id)),
            (case.group_id, [*told, close_topic(case)]),
        ]

    async def _reopen(
        self, session: AsyncSession, now: datetime, case: SupportCase
    ) -> Sequence[Post]:
        if case.status != Status.ENDED.value:
            return ()
        if case.group_id != self._group.group_id or case.thread_id is None:
            wish = PersonWish(Wish.OPEN, case.language, topic=case.topic)
            scene = await self._endings.scene(session, case)
            opened = await self._open(session, now, case.chat_id, wish)
            return [to_worker(case, person.connected(scene)), *opened] if opened else ()
        if await cases.active(session, case.chat_id):
            return ()
        case.status, case.opened_at, case.ended_at = Status.WAITING.value, now, None
        case.rated = False
        scene = await self._endings.scene(session, case)
        told = note(case, self._endings.desk.reopened(by_worker=True))
        reopen = Outgoing(Action.REOPEN_TOPIC, thread_id=case.thread_id, case_id=case.id)
        return [
            to_worker(case, person.connected(scene)),
            (case.group_id, [reopen, *told]),
        ]

    async def _rate(
        self, session: AsyncSession, now: datetime, case: SupportCase, *, helpful: bool
    ) -> Sequence[Post]:
        if case.rated or case.status != Status.ENDED.value:
            return ()
        case.rated = True
        event = CaseEvent.HELPFUL if helpful else CaseEvent.NOT_HELPFUL
        await cases.count(session, event, case.language, week_of(now))
        return [(case.group_id, note(case, self._endings.desk.rated(helpful=helpful)))]


def copy(case_id: int, received: Received, label: Markup | None = None) -> Outgoing:
    """Return the order to copy a message to the other side."""
    one = received.copied
    return Outgoing(
        Action.COPY,
        keyboard=label,
        message_id=received.message_id,
        case_id=case_id,
        album=one.album if one is not None else None,
        reply_to=one.replied_id if one is not None else None,
    )


def mirror(case_id: int, received: Received, label: Markup | None = None) -> Outgoing:
    """Return the order to change the copy of a message that was edited."""
    one = received.copied
    assert one is not None, "only messages are mirrored"
    return Outgoing(
        Action.MIRROR,
        one.text,
        keyboard=label,
        message_id=received.message_id,
        case_id=case_id,
        entities=list(one.entities),
        is_caption=one.is_caption,
    )


def _back_at(scene: Scene) -> datetime:
    return person.next_opening(scene.knowledge.support.hours, scene.moment)
