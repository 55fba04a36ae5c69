"""`getUpdates`: what is confirmed is gone, what is not comes again, one at a time polls."""

import asyncio

import httpx
import pytest
import telegram
from telegram.error import Conflict

from tests.bot_api import BotApiServer, Person
from tests.bot_api.updates import FIRST_ID


@pytest.fixture
def linh(server: BotApiServer) -> Person:
    return server.user()


async def texts(bot: telegram.Bot, offset: int | None = None, limit: int = 100) -> list[str]:
    updates = await bot.get_updates(offset=offset, limit=limit, timeout=0)
    return [update.message.text or "" for update in updates if update.message]


async def test_an_update_comes_again_until_it_is_confirmed(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    for text in "abc":
        await linh.send(text)

    assert await texts(bot) == ["a", "b", "c"]
    assert await texts(bot, limit=2) == ["a", "b"]
    assert server.confirmed_offset == 0
    assert await texts(bot, offset=FIRST_ID + 1) == ["b", "c"]
    assert server.confirmed_offset == FIRST_ID + 1
    assert await texts(bot, offset=FIRST_ID) == ["b", "c"]
    assert server.unconfirmed == [FIRST_ID + 1, FIRST_ID + 2]
    assert await texts(bot, offset=FIRST_ID + 3) == []
    await server.wait_until_confirmed()


async def test_a_negative_offset_counts_from_the_end(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    for text in "abc":
        await linh.send(text)

    assert await texts(bot, offset=-1) == ["c"]
    assert server.unconfirmed == [FIRST_ID + 2]


async def test_a_long_poll_ends_with_the_first_update(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await server.wait_until_polled()

    await linh.send("a")

    assert [update.message and update.message.text for update in await polling] == ["a"]


async def test_a_second_poll_ends_the_first(
    server: BotApiServer, bot: telegram.Bot, http: httpx.AsyncClient
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await server.wait_until_polled()

    second = await http.get("getUpdates", params={"timeout": 0})  # a library's bot polls once

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    assert second.json() == {"ok": True, "result": []}


async def test_polling_and_a_webhook_exclude_each_other(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await server.wait_until_polled()

    await bot.set_webhook("https://e.jp/")

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


async def test_only_wanted_kinds_of_update_are_queued(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["my_chat_member"])

    await linh.send("a")
    await linh.block()
    kinds = [update for update in await bot.get_updates(timeout=0) if update.my_chat_member]
    await bot.get_updates(timeout=0, allowed_updates=[])
    await linh.send("b")

    assert len(kinds) == 1
    assert server.unconfirmed == [FIRST_ID, FIRST_ID + 1, FIRST_ID + 2]  # block, unblock, message


async def test_an_update_is_kept_for_a_day(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    await linh.send("a")
    server.advance(24 * 60 * 60 - 60)
    await linh.send("b")
    assert await texts(bot) == ["a", "b"]

    server.advance(120)

    assert await texts(bot) == ["b"]


async def test_waiting_in_vain_names_the_last_calls(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    await bot.get_me()

    with pytest.raises(TimeoutError, match=r"last calls: getMe 200, getMe 200\) did not happen"):
        await server.wait_for(lambda: server.calls_of("sendMessage"), timeout_s=0.01)
