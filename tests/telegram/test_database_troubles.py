"""The database locked, full, restarted: nothing is confirmed, nothing lost, nothing twice."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageError
from bot.storage import database as database_module
from bot.storage.database import Database
from tests.bot_api import BotApiServer, Person
from tests.telegram.fakes import ANSWER_START, Bots, RunningBot
from tests.telegram.test_troubles import wait_until_all_is_sent


async def test_locked_database_is_waited_for(
    make_bot: Bots, server: BotApiServer, linh: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_BUSY_TIMEOUT_MS", 50)
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    assert bot.database.file is not None
    with closing(
        sqlite3.connect(bot.database.file, isolation_level=None, check_same_thread=False)
    ) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await linh.send("ticket")
        await asyncio.sleep(0.4)
        waiting = list(server.unconfirmed)
        other.execute("ROLLBACK")

        assert (await linh.reply()).text.startswith(ANSWER_START)

    await server.wait_until_confirmed()
    assert len(waiting) == 1
    assert len(linh.messages) == 1


class SmallDatabase(Database):
    """A database on a disk that may be full.

    Attributes:
        is_full: No page more can be written.
    """

    is_full = False

    def _make_engine(self) -> AsyncEngine:
        engine = super()._make_engine()

        def limit(connection: Any, *_: object) -> None:
            most = 1 if self.is_full else 1_000_000  # never less than there are
            connection.execute(f"PRAGMA max_page_count = {most}").close()

        event.listen(engine.sync_engine, "checkout", limit)
        return engine


async def test_full_disk_is_waited_for(
    make_bot: Bots, server: BotApiServer, linh: Person, tmp_path: Path
) -> None:
    bot = make_bot()
    small = SmallDatabase(str(bot.database.url))
    bot.service._database = small
    await small.open()
    bot.start()
    await server.wait_until_polled()
    small.is_full = True
    people = [server.user() for _ in range(30)]
    for person in people:
        await person.send("ticket")
    await asyncio.sleep(0.5)
    waiting = list(server.unconfirmed)
    small.is_full = False

    for person in people:
        assert (await person.reply()).text.startswith(ANSWER_START)
    await server.wait_until_confirmed()
    await wait_until_all_is_sent(small)
    assert waiting
    assert [len(person.messages) for person in people] == [1] * 30
    await bot.end()
    await small.close()


async def test_broken_file_is_a_storage_error(tmp_path: Path) -> None:
    """No update may be confirmed because of it."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.sqlite3")
    await database.open()
    await database.close()
    for path in tmp_path.glob("x.sqlite3*"):
        if path.suffix != ".lock":
            path.write_bytes(b"no database, but as long as one" * 1000)
    database._engine = database._make_engine()

    with pytest.raises(StorageError):
        async with database.transaction() as session:
            await session.connection()

    await database.close()


@pytest.fixture
async def on_postgres(make_bot: Bots, server: BotApiServer, postgres_address: str) -> RunningBot:
    bot = make_bot(database_url=postgres_address)
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    return bot


@pytest.mark.postgres
async def test_restarted_postgres_is_waited_for(
    on_postgres: RunningBot, server: BotApiServer, linh: Person, postgres_address: str
) -> None:
    """Every connection is cut again and again while questions come."""
    psycopg = pytest.importorskip("psycopg")
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND application_name = (SELECT application_name FROM pg_stat_activity "
        "WHERE pid = pg_backend_pid())"
    )
    people = [server.user() for _ in range(10)]
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        for person in people:
            await person.send("ticket")
            connection.execute(cut)
            await asyncio.sleep(0.02)

    for person in people:
        assert (await person.reply()).text.startswith(ANSWER_START)
    await server.wait_until_confirmed()
    await wait_until_all_is_sent(on_postgres.database)
    assert [len(person.messages) for person in people] == [1] * 10


@pytest.mark.postgres
async def test_tables_that_another_version_changed_are_a_storage_error(
    postgres_address: str, tmp_path: Path
) -> None:
    """While a newer program migrates, the older one loses no update."""
    database = Database(postgres_address.replace("postgresql://", "postgresql+psycopg://"))
    await database.open()
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql("ALTER TABLE chat RENAME TO chats")

    with pytest.raises(StorageError):
        async with database.transaction() as session:
            await (await session.connection()).exec_driver_sql("SELECT * FROM chat")
    with pytest.raises(StorageError):
        async with database.transaction() as session:
            await (await session.connection()).exec_driver_sql("SELECT nothing FROM chats")

    await database.close()
