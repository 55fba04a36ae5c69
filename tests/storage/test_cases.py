"""Conversations with a person in the database: claimed once, forgotten whole, counted nameless."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.storage import cases, chats, outbox
from bot.storage.cases import CaseBrief, CaseEvent, Status
from bot.storage.database import Database
from bot.storage.models import CaseMessage, OutboxMessage, SupportCase

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
GROUP = -1_001


async def opened(session, chat_id: int = 7, **more) -> SupportCase:
    values = {
        "group_id": GROUP,
        "language": "vi",
        "urgent": False,
        "status": "waiting",
        "ended_by_worker": False,
        "rated": False,
        "opened_at": NOW,
        **more,
    }
    case = SupportCase(chat_id=chat_id, **values)
    session.add(case)
    await session.flush()
    return case


async def test_a_message_is_claimed_by_one_and_by_the_same_again(database: Database) -> None:
    async with database.transaction() as session:
        case = await opened(session)
        for number in (4, 5, 6):
            await cases.record(session, case.id, number, from_worker=True, album="a")

    async def claim(row: int) -> list[int]:
        async with database.transaction() as session:
            return await cases.claim(session, case.id, 4, from_worker=True, album="a", claim=row)

    assert [await claim(1), await claim(2), await claim(1)] == [[4, 5, 6], [], [4, 5, 6]]
    async with database.transaction() as session:
        await cases.copied(session, case.id, {4: 40, 5: 50, 6: 60}, from_worker=True)
    assert await claim(1) == []


async def test_each_side_finds_the_message_of_the_other(database: Database) -> None:
    async with database.transaction() as session:
        case = await opened(session)
        await cases.record(session, case.id, 4, from_worker=True, album=None)
        await cases.record(session, case.id, 90, from_worker=False, album=None)
        await cases.copied(session, case.id, {4: 40}, from_worker=True)
        await cases.copied(session, case.id, {90: 9}, from_worker=False)

        found = [
            await cases.counterpart(session, case.id, number, from_worker=from_worker)
            for number, from_worker in ((4, True), (9, True), (40, False), (90, False), (4, False))
        ]

    assert found == [40, 90, 4, 9, None]


async def test_one_conversation_goes_on_in_a_chat(database: Database) -> None:
    async with database.transaction() as session:
        await opened(session, status="ended", ended_at=NOW)
        case = await opened(session)
        active = [await cases.active(session, chat) for chat in (7, 8)]
        latest = await cases.of_chats(session, [7, 8])

    assert active == [case, None]
    assert latest == {7: CaseBrief(case.id, goes_on=True)}
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await opened(session)


async def test_forgotten_with_what_waits_in_the_group(database: Database) -> None:
    async with database.transaction() as session:
        case, other = await opened(session), await opened(session, 8)
        await cases.record(session, case.id, 4, from_worker=True, album=None)
        payload = [{"action": "copy", "case_id": case.id, "message_id": 4}]
        more = [{"action": "copy", "case_id": other.id, "message_id": 4}]
        await outbox.put(session, [(GROUP, payload), (GROUP, more)], NOW)
    async with database.transaction() as session:
        found = await cases.forget(session, 7)
        left = (await session.scalars(select(OutboxMessage.payload))).all()
        messages = await session.scalar(select(func.count()).select_from(CaseMessage))
        remaining = (await session.scalars(select(SupportCase.chat_id))).all()

    assert [one.id for one in found] == [case.id]
    assert (left, messages, remaining) == ([more], 0, [8])


async def test_rows_go_two_weeks_after_the_end(database: Database) -> None:
    async with database.transaction() as session:
        old = await opened(session, 1, status="ended", ended_at=NOW - timedelta(days=15))
        await cases.record(session, old.id, 4, from_worker=True, album=None)
        await opened(session, 2, status="ended", ended_at=NOW - timedelta(days=13))
        await opened(session, 3, opened_at=NOW - timedelta(days=181))
        await opened(session, 4)
        await cases.expire(session, NOW)
        left = (await session.scalars(select(SupportCase.chat_id))).all()
        messages = await session.scalar(select(func.count()).select_from(CaseMessage))

    assert (sorted(left), messages) == ([2, 4], 0)


async def test_statistics_count_events_languages_and_the_median_wait(database: Database) -> None:
    week = date(2026, 11, 23)
    async with database.transaction() as session:
        for language in ("vi", "vi", "my"):
            await cases.count(session, CaseEvent.OPENED, language, week)
        for minutes in (5, 10, 60):
            await cases.count(session, CaseEvent.JOINED, "vi", week, minutes)
        await cases.count(session, CaseEvent.OPENED, "vi", week - timedelta(days=70))
        found = await cases.statistics(session, week)

    assert found.events == {"opened": 3, "joined": 3}
    assert found.languages == {"vi": 2, "my": 1}
    assert found.median_minutes == 10


async def test_who_writes_again_can_be_reached_again(database: Database) -> None:
    from bot.storage import announcements

    async with database.transaction() as session:
        await chats.save_chats(session, {5: chats.SavedChat("vi", news=True)}, NOW.date())
        await announcements.mark_unreachable(session, [5])
        gone = await announcements.readers(session, languages=["vi"], countries=[])
        await chats.save_chats(session, {5: chats.SavedChat("vi", news=True)}, NOW.date())
        back = await announcements.readers(session, languages=["vi"], countries=[])

    assert (gone, back) == ([], [(5, "vi")])
    assert Status.WAITING.value == "waiting"


async def test_announcements_are_taken_once_and_left_alone_by_the_outbox(
    database: Database,
) -> None:
    from bot.storage import announcements

    async with database.transaction() as session:
        await chats.save_chats(
            session, {chat: chats.SavedChat("vi", news=True) for chat in (5, 6)}, NOW.date()
        )
        number, counts = await announcements.announce(session, {"vi": "Tin", "my": "x"}, NOW)
    assert counts == {"vi": 2, "my": 0}
    async with database.transaction() as session:
        assert await outbox.claim(session, NOW + timedelta(hours=1)) == []
        first = await announcements.take(session, NOW, limit=9)
        again = await announcements.take(session, NOW, limit=9)
        later = await announcements.take(session, NOW + timedelta(seconds=1), limit=9)
        await announcements.put_back(session, [*first, *later], NOW)
        await chats.forget_chat(session, 6)
        left = await announcements.stop(session, number)
        await announcements.put_back(session, first, NOW)
        waiting = (await announcements.progress(session))[0].waiting

    assert [one.chat_id for one in (*first, *again, *later)] == [5, 6]
    assert (left, waiting) == (1, 0)
