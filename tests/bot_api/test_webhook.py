"""Deliveries to a webhook: the secret, again until 2xx, each chat in order."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import telegram

from tests.bot_api import BotApiServer
from tests.bot_api.dispatch import Answer
from tests.bot_api.listener import Listener
from tests.bot_api.webhook import Delivery

FIRST = 100_000_001


@dataclass
class Receiver:
    """A bot's web server; ``answers`` are the statuses to give, then 200."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def respond(self, path: str, query: bytes, content_type: str, content: bytes) -> Answer:
        self.texts.append(json.loads(content)["message"]["text"])
        if self.hold is not None and self.texts[-1].startswith("slow"):
            await self.hold.wait()
        return Answer(self.answers.pop(0) if self.answers else 200)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    running = Receiver()
    listener = Listener(running.respond)
    running.port = await listener.open("127.0.0.1", 0)
    yield running
    await listener.close()


async def test_updates_are_delivered_in_order_until_they_are_accepted(
    server: BotApiServer, bot: telegram.Bot, receiver: Receiver
) -> None:
    linh = server.user()
    await linh.send("a")
    receiver.answers = [500, 302]

    await bot.set_webhook(receiver.url, secret_token="s", allowed_updates=["message"])
    await linh.send("b")
    await server.wait_until_confirmed()

    assert receiver.texts == ["a", "a", "a", "b"]
    assert server.world.webhook.deliveries == [
        Delivery(FIRST, 500),
        Delivery(FIRST, 302),
        Delivery(FIRST, 200),
        Delivery(FIRST + 1, 200),
    ]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 0)
    assert info.allowed_updates == ("message",)
    assert info.last_error_message == "Wrong response from the webhook: 302"


async def test_the_secret_is_in_a_header(server: BotApiServer, bot: telegram.Bot) -> None:
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token="s3-cret")
    await server.user().send("a")
    await server.wait_until_confirmed()
    listening.close()

    assert b"\r\nx-telegram-bot-api-secret-token: s3-cret\r\n" in heads[0].lower()


async def test_a_slow_chat_does_not_hold_up_others(
    server: BotApiServer, bot: telegram.Bot, receiver: Receiver
) -> None:
    receiver.hold = asyncio.Event()
    linh, maria = server.user(), server.user()
    await bot.set_webhook(receiver.url)

    await linh.send("slow")
    await linh.send("next")
    await maria.send("quick")
    await server.wait_for(lambda: len(server.unconfirmed) == 2)

    assert receiver.texts == ["slow", "quick"]
    receiver.hold.set()
    await server.wait_until_confirmed()
    assert receiver.texts == ["slow", "quick", "next"]


async def test_a_webhook_that_is_away_is_tried_again(
    server: BotApiServer, bot: telegram.Bot, receiver: Receiver
) -> None:
    linh = server.user()
    await bot.set_webhook("http://127.0.0.1:9/")
    await linh.send("a")
    await server.wait_for(lambda: server.world.webhook.deliveries)

    info = await bot.get_webhook_info()
    assert info.last_error_message == "Connection failed: ConnectError"
    assert info.pending_update_count == 1
    await bot.set_webhook(receiver.url)
    await server.wait_until_confirmed()
    assert receiver.texts == ["a"]


async def test_pending_updates_stay_or_go_with_the_webhook(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user()
    await bot.set_webhook("http://127.0.0.1:9/")
    await linh.send("a")

    await bot.set_webhook("")
    assert len(await bot.get_updates(timeout=0)) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()
    assert (await bot.get_webhook_info()).url == ""
