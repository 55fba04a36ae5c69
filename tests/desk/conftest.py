"""The desk in this process: a small content folder with its history, a database, a clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.desk.application import application
from bot.desk.content import Content
from bot.desk.tokens import Tokens
from bot.desk.visit import Desk
from bot.knowledge.store import KnowledgeStore
from bot.knowledge.writing import init
from bot.storage.database import Database
from tests.desk.browser import Browser, Everything
from tests.fakes import Clock
from tests.knowledge.samples import tree

#: Noon in Japan on the day of the sample pages.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder of one's own."""
    return make_folder(tmp_path, tree())


def make_folder(tmp_path: Path, files: dict[str, bytes]) -> Path:
    source = tmp_path / "source"
    for name, data in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    init(tmp_path / "content", source)
    return tmp_path / "content"


@pytest.fixture
async def desk(folder: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Everything]:
    """The desk, without embeddings: characters answer alone, and nothing is trained."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.sqlite3")
    await database.open()
    store = KnowledgeStore(folder, tmp_path / "cache", lambda: clock().date())
    answerer = Answerer(store, folder, tmp_path / "cache", None, learns=False)
    await answerer.open()
    shared = Desk(
        database, answerer, Content(answerer, None, clock), Tokens("a secret of tests"), clock
    )
    yield Everything(shared, folder, clock, application(shared))
    await shared.content.close()
    await answerer.close()
    await database.close()


@pytest.fixture
async def editor(desk: Everything) -> AsyncIterator[Browser]:
    """The browser of Ken, an editor."""
    async with desk.browser() as browser:
        await browser.join("Ken", "editor")
        yield browser


@pytest.fixture
async def other(desk: Everything) -> AsyncIterator[Browser]:
    """The browser of Mai, another editor."""
    async with desk.browser() as browser:
        await browser.join("Mai", "editor")
        yield browser


@pytest.fixture
async def translator(desk: Everything) -> AsyncIterator[Browser]:
    """The browser of Lan, who translates into Vietnamese."""
    async with desk.browser() as browser:
        await browser.join("Lan", "translator", "vi")
        yield browser
