"""A Bot API server and a bot that talks to it, each test with its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot_api import BotApiServer, Person
from tests.telegram.fakes import Bots, RunningBot, bots


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A server; at the end the bot must not have done anything that Telegram refuses."""
    async with BotApiServer() as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def make_bot(server: BotApiServer, tmp_path: Path) -> AsyncIterator[Bots]:
    """Make bots that are not started yet; their database is the same file."""
    async with bots(server, tmp_path) as make:
        yield make


@pytest.fixture
async def running(server: BotApiServer, make_bot: Bots) -> RunningBot:
    """A bot that polls."""
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    return bot


@pytest.fixture
def linh(server: BotApiServer) -> Person:
    """Somebody whose phone is in English."""
    return server.user()
