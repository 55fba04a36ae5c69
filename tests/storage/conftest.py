"""A clean database for each test: SQLite, and PostgreSQL where a server is given."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.settings import load
from bot.storage.database import Database

#: A database on a PostgreSQL server that the tests may empty.
_POSTGRES = "KAERIMICHI_TEST_POSTGRES_URL"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, as the settings give it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/test.sqlite3"
    elif not (address := os.environ.get(_POSTGRES, "")):
        pytest.skip(f"{_POSTGRES} is not set")
    url = load({"KAERIMICHI_DATABASE_URL": address}, tmp_path / "no.env").database_url
    if request.param == "postgres":
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
        await engine.dispose()
    return url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database with its tables."""
    opened = Database(url)
    await opened.open()
    yield opened
    await opened.close()
