"""Messages to send: held by a lease, taken up when it ends, erased when sent."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import LEASE, Pending

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + LEASE
SECOND = timedelta(seconds=1)


async def put(database: Database, *chat_ids: int) -> list[int]:
    async with database.transaction() as session:
        return await outbox.put(session, [(chat, [{"text": str(chat)}]) for chat in chat_ids], NOW)


async def claim(database: Database, at: datetime, *, limit: int = 20) -> list[Pending]:
    async with database.transaction() as session:
        return await outbox.claim(session, at, limit=limit)


async def test_what_is_put_is_held_until_its_lease_ends(database: Database) -> None:
    first, second = await put(database, 7, 8)

    assert await claim(database, LATER - SECOND) == []
    assert await claim(database, LATER) == [
        Pending(first, 7, [{"text": "7"}], 1),
        Pending(second, 8, [{"text": "8"}], 1),
    ]
    assert await claim(database, LATER) == []


async def test_number_of_an_erased_row_is_not_given_again(database: Database) -> None:
    """Who still holds the old row would erase the new one."""
    (old,) = await put(database, 7)
    async with database.transaction() as session:
        await outbox.remove_chat(session, 7)
        (new,) = await outbox.put(session, [(7, [])], NOW)

    assert new > old


async def test_each_claim_counts(database: Database) -> None:
    await put(database, 7)

    attempts = [(await claim(database, NOW + LEASE * times))[0].attempts for times in (1, 2, 3)]

    assert attempts == [1, 2, 3]


async def test_two_claimers_share_without_overlap(database: Database) -> None:
    await put(database, *range(1, 31))

    both = await asyncio.gather(
        claim(database, LATER, limit=20),
        claim(database, LATER, limit=20),
    )

    taken = [pending.chat_id for found in both for pending in found]
    assert len(taken) == len(set(taken))
    assert {*taken} | {p.chat_id for p in await claim(database, LATER)} == set(range(1, 31))


async def test_oldest_come_first_and_no_more_than_asked(database: Database) -> None:
    ids = await put(database, 1, 2, 3)

    assert [pending.id for pending in await claim(database, LATER, limit=2)] == ids[:2]


async def test_extended_lease_is_ours_until_somebody_else_took_it(database: Database) -> None:
    mine, lost = await put(database, 1, 2)
    async with database.transaction() as session:
        await outbox.remove(session, [lost])

    async with database.transaction() as session:
        kept = await outbox.extend(session, [mine, lost], LATER, NOW + SECOND)
    assert kept == {mine}
    assert await claim(database, LATER) == []
    assert len(await claim(database, LATER + SECOND)) == 1
    async with database.transaction() as session:
        assert await outbox.extend(session, [mine], LATER + SECOND, NOW + SECOND) == set()


async def test_released_message_waits_for_its_time_with_what_is_left(database: Database) -> None:
    (row,) = await put(database, 1)
    async with database.transaction() as session:
        await outbox.release(session, row, [], NOW + SECOND)

    assert await claim(database, NOW) == []
    assert await claim(database, NOW + SECOND) == [Pending(row, 1, [], 1)]


async def test_every_lease_can_be_ended_by_the_only_sender(database: Database) -> None:
    await put(database, 1, 2)
    async with database.transaction() as session:
        await outbox.release_all(session, NOW)

    assert len(await claim(database, NOW)) == 2


async def test_removed_messages_are_gone_once(database: Database) -> None:
    first, second = await put(database, 1, 2)

    async with database.transaction() as session:
        assert await outbox.remove(session, [first, 999]) == {first}
        assert await outbox.remove(session, [first]) == set()
        assert await outbox.remove(session, []) == set()
        await outbox.remove_chat(session, 2)
    assert await claim(database, LATER) == []
    assert second
