"""The effects of updates on the database: one transaction is shared by all that wait for one."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue.turn import Answered, ChatState, Event, Rated, Way
from bot.errors import StorageError
from bot.languages import JAPAN
from bot.pathway.insured import Insurance, Period
from bot.storage import cases, chats, outbox
from bot.storage.cases import CaseBrief
from bot.storage.chats import SavedChat
from bot.storage.database import Database
from bot.storage.models import AnswerGiven, Rating, UnansweredQuestion
from bot.telegram.batching import Batcher
from bot.telegram.outgoing import Outgoing, dump

#: Lengths of the columns that hold what pages and buttons say.
_TOPIC: Final = 100
_REVISION: Final = 12


#: Messages for one chat.
Post = tuple[int, Sequence[Outgoing]]
#: What else an update does, in the same transaction; returns what is to be sent because of it.
Work = Callable[[AsyncSession, datetime], Awaitable[Sequence[Post]]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a chat: ``state`` where anything is saved, and the case that goes on.

    ``asked``: there is a conversation with a person, or was one lately.
    """

    state: ChatState | None
    case: int | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Effects:
    """What follows from one update.

    ``known`` is what the effects rest on, ``None`` where they rest on nothing that was loaded.
    ``state`` is ``None`` when nothing of the chat is to be saved; ``message_id`` is the worker's
    own message, remembered so that it can be cleared. ``work`` is done before the rest.
    """

    update_id: int
    chat_id: int
    messages: tuple[Outgoing, ...] = ()
    state: ChatState | None = None
    events: tuple[Event, ...] = ()
    forget: bool = False
    message_id: int | None = None
    work: Work | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """An outbox row that is held by us: messages of one chat."""

    row_id: int
    chat_id: int
    messages: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """The outbox rows that an update left, held by us until ``held_until``."""

    posted: tuple[Posted, ...]
    held_until: datetime


class OvertakenError(Exception):
    """The chat is not as it was loaded: nothing was stored, the update is to be handled again."""


class ChatStore:
    """Loads and stores in batches.

    Between the two another process may handle an update of the same chat, send its reminder or
    close its case. What was decided is stored only if the chat is still as it was loaded; that is
    looked at while the chat is held, so that of two processes one goes first. Holding it while an
    answer is found instead would need a connection for each, and a wait after every crash.

    Both methods raise ``StorageError`` when the database does not answer: then nothing is stored.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._loads: Batcher[int, Known] = Batcher(self._load_all)
        self._stores: Batcher[Effects, Stored | Exception | None] = Batcher(self._store_each)

    async def load(self, chat_id: int) -> Known:
        """Return what is remembered of a chat."""
        return await self._loads.put(chat_id)

    async def store(self, effects: Effects) -> Stored | None:
        """Store the effects of an update; ``None`` when it was handled before: nothing is done.

        Raises:
            OvertakenError: The chat is not as the effects know it.
        """
        stored = await self._stores.put(effects)
        if isinstance(stored, Exception):
            raise stored
        return stored

    async def _load_all(self, chat_ids: Sequence[int]) -> list[Known]:
        async with self._database.transaction() as session:
            found = await _load(session, chat_ids)
        return [found[chat_id] for chat_id in chat_ids]

    async def _store_each(self, batch: Sequence[Effects]) -> list[Stored | Exception | None]:
        """Store a batch; when one of it cannot be stored, it alone is not."""
        try:
            return [*await self._store_all(batch)]
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 -- given to the caller whose update it is
            if len(batch) == 1:
                return [error]
        return [(await self._store_each([effects]))[0] for effects in batch]

    async def _store_all(self, batch: Sequence[Effects]) -> list[Stored | OvertakenError | None]:
        now = self._now()
        today = now.astimezone(JAPAN).date()
        async with self._database.transaction() as session:
            overtaken = await _overtaken(session, batch)
            numbers = [one.update_id for one in batch if one.update_id not in overtaken]
            new = await chats.new_updates(session, numbers, now)
            fresh = {one.update_id: one for one in batch if one.update_id in new}
            further = {
                one.update_id: await one.work(session, now) for one in fresh.values() if one.work
            }
            await _save(session, list(fresh.values()), now, today)
            posts = [
                (one.update_id, chat_id, tuple(messages))
                for one in fresh.values()
                for chat_id, messages in (
                    (one.chat_id, one.messages),
                    *further.get(one.update_id, ()),
                )
                if messages
            ]
            rows = await outbox.put(
                session, [(chat_id, dump(messages)) for _, chat_id, messages in posts], now
            )
        posted: dict[int, list[Posted]] = {}
        for row_id, (update_id, chat_id, messages) in zip(rows, posts, strict=True):
            posted.setdefault(update_id, []).append(Posted(row_id, chat_id, messages))
        held_until = now + outbox.LEASE
        return [
            OvertakenError()
            if one.update_id in overtaken
            else Stored(tuple(posted.get(one.update_id, ())), held_until)
            if fresh.get(one.update_id) is one
            else None
            for one in batch
        ]


async def _load(
    session: AsyncSession, chat_ids: Sequence[int], *, to_change: bool = False
) -> dict[int, Known]:
    saved = await chats.load_chats(session, chat_ids, to_change=to_change)
    of_chats = await cases.of_chats(session, chat_ids)
    return {one: _known(saved.get(one), of_chats.get(one)) for one in chat_ids}


async def _overtaken(session: AsyncSession, batch: Sequence[Effects]) -> set[int]:
    """Return the updates whose chat is not as they know it; it stays so until the end."""
    await chats.hold_chats(session, [one.chat_id for one in batch])
    resting = [one for one in batch if one.known is not None]
    present = await _load(session, [one.chat_id for one in resting], to_change=True)
    return {one.update_id for one in resting if one.known != present[one.chat_id]}


async def _save(
    session: AsyncSession, fresh: Sequence[Effects], now: datetime, today: date
) -> None:
    for one in fresh:
        if one.forget:
            await chats.forget_chat(session, one.chat_id)
    kept = [one for one in fresh if not one.forget]
    states = {one.chat_id: _saved(one.state) for one in kept if one.state is not None}
    await chats.save_chats(session, states, today)
    numbers = {(one.chat_id, one.message_id) for one in kept if one.message_id is not None}
    await chats.save_messages(session, [(chat, number) for chat, number in numbers if number], now)
    week = chats.week_of(today)
    await chats.count(session, [_row(event, week) for one in fresh for event in one.events])


def _known(saved: SavedChat | None, case: CaseBrief | None) -> Known:
    goes_on = case is not None and case.goes_on
    number = case.id if case is not None and case.goes_on else None
    if saved is None:
        return Known(None, number, asked=case is not None)
    state = replace(state_of(saved), talks_to_person=goes_on, asked_person=case is not None)
    return Known(state, number, asked=case is not None)


def state_of(saved: SavedChat) -> ChatState:
    """Return what is remembered of a chat as the dialogue knows it."""
    return ChatState(
        language=saved.language,
        country=saved.country,
        last_topic=saved.last_topic,
        last_topic_at=saved.last_topic_at,
        awaiting=saved.awaiting,
        status=saved.status,
        prefecture=saved.prefecture,
        insured=tuple(_period(one) for one in saved.insured or ()),
        way=_way(saved.way or {}),
        remind_at=saved.remind_at,
        news=saved.news,
    )


def _saved(state: ChatState) -> SavedChat:
    way = {name: _plain(value) for name, value in asdict(state.way).items() if value}
    return SavedChat(
        language=state.language,
        country=state.country,
        last_topic=state.last_topic,
        last_topic_at=state.last_topic_at,
        awaiting=state.awaiting,
        status=state.status,
        prefecture=state.prefecture,
        insured=[_days(one) for one in state.insured] or None,
        way=way or None,
        remind_at=state.remind_at,
        news=state.news,
    )


def _way(saved: dict[str, Any]) -> Way:
    """Return a way as ``_saved`` wrote it."""

    def day(name: str) -> date | None:
        return date.fromisoformat(saved[name]) if name in saved else None

    return Way(
        pathway=saved.get("pathway"),
        leaving=day("leaving"),
        card=day("card"),
        marks=saved.get("marks", {}),
        reminds=saved.get("reminds", False),
    )


def _days(period: Period) -> list[str | None]:
    last = None if period.last is None else period.last.isoformat()
    return [period.insurance.value, period.first.isoformat(), last]


def _period(saved: Sequence[str | None]) -> Period:
    """Return a period as ``_days`` wrote it."""
    kind, first, last = saved
    return Period(
        Insurance(kind),
        date.fromisoformat(first or ""),
        None if last is None else date.fromisoformat(last),
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _row(event: Event, week: date) -> AnswerGiven | Rating | UnansweredQuestion:
    if isinstance(event, Answered):
        return AnswerGiven(
            week=week,
            topic=event.topic[:_TOPIC],
            language=event.language,
            revision=event.revision[:_REVISION],
            confidence=float(event.confidence),
            outcome=event.outcome,
        )
    if isinstance(event, Rated):
        return Rating(
            week=week,
            topic=event.topic[:_TOPIC],
            language=event.language,
            revision=event.revision[:_REVISION],
            helpful=event.helpful,
        )
    return UnansweredQuestion(
        week=week, language=event.language, outcome=event.outcome, text=event.text
    )
