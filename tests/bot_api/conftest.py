"""A server and the library the bot uses, as a client of it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import telegram

from tests.bot_api import BotApiServer


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    client = telegram.Bot(
        server.token, base_url=server.base_url, base_file_url=server.base_file_url
    )
    async with client:
        yield client


@pytest.fixture
async def http(server: BotApiServer) -> AsyncIterator[httpx.AsyncClient]:
    root = f"{server.base_url}{server.token}/"
    async with httpx.AsyncClient(base_url=root, trust_env=False) as client:
        yield client
