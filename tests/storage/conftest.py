"""A clean database for each test: SQLite, and PostgreSQL where a server is given."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import load
from bot.storage.database import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, as the settings give it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/test.sqlite3"
    else:
        address = request.getfixturevalue("postgres_address")
    return load({"KAERIMICHI_DATABASE_URL": address}, tmp_path / "no.env").database_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database with its tables."""
    opened = Database(url)
    await opened.open()
    yield opened
    await opened.close()
