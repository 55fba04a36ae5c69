"""Opening, migrating and losing the database."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.errors import StorageError
from bot.storage.chats import SavedChat, load_chats, save_chats
from bot.storage.database import Database, newest_version
from bot.storage.models import Base, Chat

TODAY = date(2026, 11, 24)


async def test_migrations_make_the_tables_of_the_models(database: Database) -> None:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.transaction() as session:
        connection = await session.connection()
        differences = await connection.run_sync(compare)

    assert differences == []


async def test_opening_again_keeps_what_is_there(database: Database, url: str) -> None:
    async with database.transaction() as session:
        await save_chats(session, {1: SavedChat("vi")}, TODAY)
    other = Database(url)
    await other.open()

    async with other.transaction() as session:
        assert await load_chats(session, [1]) == {1: SavedChat("vi")}
    await other.close()


async def test_two_processes_may_open_at_once(url: str) -> None:
    first, second = Database(url), Database(url)

    await asyncio.gather(first.open(), asyncio.to_thread(asyncio.run, _open_and_close(second)))

    await first.close()


async def _open_and_close(database: Database) -> None:
    await database.open()
    await database.close()


async def test_nothing_is_stored_when_a_transaction_fails(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await save_chats(session, {1: SavedChat("vi")}, TODAY)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await fail()

    async with database.transaction() as session:
        assert await load_chats(session, [1]) == {}


async def test_lost_tables_are_a_storage_error_without_values(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.sqlite3")
    await database.open()
    async with database.transaction() as session:
        await session.execute(text("DROP TABLE chat"))

    async def write() -> None:
        async with database.transaction() as session:
            session.add(Chat(chat_id=987654321, language="vi", last_used=TODAY))

    with pytest.raises(StorageError) as lost:
        await write()

    assert "987654321" not in f"{lost.value} {lost.value.__cause__}"
    await database.close()


async def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/file/x.sqlite3")

    with pytest.raises(StorageError, match=r"cannot be opened.*KAERIMICHI_DATABASE_URL"):
        await database.open()


async def test_use_before_opening_is_our_mistake() -> None:
    with pytest.raises(StorageError, match="before it was opened"):
        async with Database("sqlite+aiosqlite:///:memory:").transaction():
            pass


async def test_newest_version_is_the_head_of_the_migrations(database: Database) -> None:
    async with database.transaction() as session:
        stored = await session.scalar(text("SELECT version_num FROM alembic_version"))

    assert stored == newest_version()


async def test_tables_of_a_newer_program_are_left_alone(database: Database, url: str) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    older = Database(url)

    with pytest.raises(StorageError, match="version 9999, this program knows up to"):
        await older.open()

    await older.close()


async def test_way_that_was_stored_as_the_text_null_is_mended(url: str) -> None:
    database = Database(url)
    await database.open()
    async with database.transaction() as session:
        await save_chats(session, {1: SavedChat("vi"), 2: SavedChat("vi", way={"a": 1})}, TODAY)
        await session.execute(text("UPDATE chat SET way = 'null' WHERE chat_id = 1"))
        await session.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    await database.close()

    await database.open()

    async with database.transaction() as session:
        found = await session.execute(text("SELECT chat_id FROM chat WHERE way IS NULL"))
        assert found.scalars().all() == [1]
        assert (await load_chats(session, [2]))[2].way == {"a": 1}
    await database.close()
