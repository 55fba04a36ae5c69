"""Updates by webhook: secret, confirmed only when stored."""

import functools
import socket
from pathlib import Path

import httpx
import pytest

from bot.errors import SettingsError
from bot.telegram.webhook import path_of, secret_of
from tests.bot_api import BotApiServer, Person
from tests.telegram.fakes import ANSWER_START, Bots, FailingDatabase, RunningBot, settings_for


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
async def hooked(server: BotApiServer, make_bot: Bots) -> RunningBot:
    """A bot that Telegram calls, with a database that can be lost."""
    port = free_port()
    bot = make_bot(
        failing=True,
        public_url=f"http://127.0.0.1:{port}",
        webhook_port=str(port),
        webhook_secret="a-secret",
    )
    await bot.database.open()
    bot.start()
    await server.wait_for(lambda: server.world.updates.webhook_url)
    return bot


async def test_question_is_answered(hooked: RunningBot, linh: Person, server: BotApiServer) -> None:
    await linh.send("ticket")

    assert (await linh.reply()).text.startswith(ANSWER_START)
    await server.wait_until_confirmed()
    (call,) = server.calls_of("setWebhook")
    assert call.fields["secret_token"] == "a-secret"
    assert server.token.split(":")[1] not in call.fields["url"]
    assert "a-secret" not in call.fields["url"]


async def test_stranger_is_refused(hooked: RunningBot, linh: Person, server: BotApiServer) -> None:
    url = server.world.updates.webhook_url
    async with httpx.AsyncClient(trust_env=False) as stranger:
        without = await stranger.post(url, json={"update_id": 1})
        wrong = await stranger.post(
            url, json={"update_id": 1}, headers={"X-Telegram-Bot-Api-Secret-Token": "guess"}
        )
        elsewhere = await stranger.post(url.rsplit("/", 1)[0], json={"update_id": 1})
        broken = await stranger.post(
            url, content=b"{", headers={"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
        )
        large = await stranger.post(
            url,
            content=b"x" * 1_100_000,
            headers={"X-Telegram-Bot-Api-Secret-Token": "a-secret"},
        )

    codes = [answer.status_code for answer in (without, wrong, elsewhere, broken, large)]
    assert codes == [403, 403, 404, 400, 400]


async def test_unstored_update_is_delivered_again(
    hooked: RunningBot, linh: Person, server: BotApiServer
) -> None:
    assert isinstance(hooked.database, FailingDatabase)
    hooked.database.is_lost = True
    await linh.send("ticket")
    await server.wait_for(lambda: len(server.world.webhook.deliveries) > 2)
    statuses = {delivery.status for delivery in server.world.webhook.deliveries}
    hooked.database.is_lost = False

    assert (await linh.reply()).text.startswith(ANSWER_START)
    await server.wait_until_confirmed()
    assert statuses == {503}
    assert len(linh.messages) == 1


async def test_two_processes_answer_once(
    make_bot: Bots, linh: Person, server: BotApiServer
) -> None:
    """Telegram calls again when it got no answer in time; another process may get that call."""
    made = []
    for port in (free_port(), free_port()):
        bot = make_bot(public_url=f"http://127.0.0.1:{port}", webhook_port=str(port))
        await bot.database.open()
        bot.start()
        await server.wait_for(functools.partial(_is_hooked, server, port))
        made.append(server.world.updates.webhook_url)
    await linh.send("ticket")
    await linh.reply()
    update = {"update_id": server.world.updates._next_id - 1}
    message = next(m for m in linh.chat.messages.values() if not m.by_bot)
    secret = server.calls_of("setWebhook")[-1].fields["secret_token"]
    async with httpx.AsyncClient(trust_env=False) as telegram:
        again = await telegram.post(
            made[0],
            json=update | {"message": message.json},
            headers={"X-Telegram-Bot-Api-Secret-Token": secret},
        )

    assert again.status_code == 200
    await linh.send("moon")
    await linh.wait_for(lambda person: person.last.text.startswith("I do not know"))
    assert len(linh.messages) == 2


def _is_hooked(server: BotApiServer, port: int) -> bool:
    return f":{port}/" in server.world.updates.webhook_url


async def test_address_that_telegram_refuses_is_said(make_bot: Bots, server: BotApiServer) -> None:
    bot = make_bot(public_url="http://example.org", webhook_port=str(free_port()))
    await bot.database.open()
    bot.start()
    assert bot.task is not None

    with pytest.raises(SettingsError, match="KAERIMICHI_PUBLIC_URL"):
        await bot.task

    assert [violation.method for violation in server.violations] == ["setWebhook"]
    server.violations.clear()  # the operator's mistake, not the bot's


async def test_port_in_use_is_said(make_bot: Bots) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bot = make_bot(public_url=f"http://127.0.0.1:{port}", webhook_port=str(port))
        await bot.database.open()
        bot.start()
        assert bot.task is not None

        with pytest.raises(SettingsError, match="KAERIMICHI_WEBHOOK_PORT"):
            await bot.task


def test_path_follows_from_the_secret(server: BotApiServer, tmp_path: Path) -> None:
    one = settings_for(server, tmp_path, webhook_secret="one")
    other = settings_for(server, tmp_path, webhook_secret="other")

    assert path_of(one) != path_of(other)
    assert path_of(one) == path_of(one)
    assert secret_of(one) == "one"
