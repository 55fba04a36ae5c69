"""News of the desk: changed only as they were seen, counted as they would be sent."""

from datetime import UTC, datetime, timedelta

from bot.storage import chats, desk_news
from bot.storage.chats import SavedChat
from bot.storage.database import Database

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TEXTS = {"en": "News", "my": "သတင်း"}


async def stored(database: Database) -> int:
    news = desk_news.blank(1, "Ken", NOW)
    news.texts = TEXTS
    async with database.transaction() as session:
        session.add(news)
    return news.id


async def change(database: Database, number: int, seen: int, *states: str, **values) -> bool:
    async with database.transaction() as session:
        return await desk_news.change(session, number, seen, states, values)


async def test_changed_only_in_the_version_and_state_that_was_seen(database: Database) -> None:
    number = await stored(database)

    assert await change(database, number, 1, *desk_news.OPEN, version=2, countries=["MM"])
    assert not await change(database, number, 1, *desk_news.OPEN, state=desk_news.WAITING)
    assert not await change(database, number, 2, desk_news.WAITING, state=desk_news.SENT)
    async with database.transaction() as session:
        found = await desk_news.get(session, number)
    assert found is not None
    assert (found.texts, found.countries, found.state) == (TEXTS, ["MM"], desk_news.DRAFT)


async def test_only_others_are_asked_to_decide(database: Database) -> None:
    await change(database, await stored(database), 1, *desk_news.OPEN, state=desk_news.WAITING)

    async with database.transaction() as session:
        assert await desk_news.to_decide(session, 1) == 0
        assert await desk_news.to_decide(session, 2) == 1


async def test_number_of_discarded_news_is_not_used_again(database: Database) -> None:
    number = await stored(database)
    async with database.transaction() as session:
        assert await desk_news.discard(session, number)
        assert not await desk_news.discard(session, number)

    assert await stored(database) != number


async def test_audience_is_counted_by_language(database: Database) -> None:
    saved = {
        1: SavedChat("my", "MM", news=True),
        2: SavedChat("my", None, news=True),
        3: SavedChat("my", "MM", news=False),
    }
    async with database.transaction() as session:
        await chats.save_chats(session, saved, NOW.date())

        assert await desk_news.audience(session, ["en", "my"], []) == {"en": 0, "my": 2}
        assert await desk_news.audience(session, ["en", "my"], ["MM"]) == {"en": 0, "my": 1}


async def test_old_news_are_deleted(database: Database) -> None:
    await stored(database)

    async with database.transaction() as session:
        await desk_news.expire(session, NOW + timedelta(days=179))
        assert len(await desk_news.listed(session)) == 1
        await desk_news.expire(session, NOW + timedelta(days=181))
        assert await desk_news.listed(session) == []
