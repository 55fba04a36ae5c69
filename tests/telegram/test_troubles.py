"""Telegram and the network as they are: 429, 5xx, silence, blocked chats, other processes."""

import asyncio
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import func, select

from bot.errors import SettingsError
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.models import OutboxMessage
from bot.telegram import delivery
from tests.bot_api import (
    BotApiServer,
    Fault,
    Person,
    RateLimits,
    bad_gateway,
    drop,
    hang,
    internal,
    refusal,
    too_many,
)
from tests.telegram.fakes import ANSWER_START, Bots, RunningBot, now


async def left_to_send(database: Database) -> int:
    """Return how many rows the outbox has."""
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(OutboxMessage)) or 0


async def wait_until_all_is_sent(database: Database, *, but: int = 0) -> None:
    async with asyncio.timeout(5):
        while await left_to_send(database) > but:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "fault", [internal(), bad_gateway(), drop(), hang()], ids=["500", "502", "drop", "hang"]
)
async def test_answer_is_sent_again_after_a_failure(
    running: RunningBot, linh: Person, server: BotApiServer, fault: Fault
) -> None:
    server.faults.next("sendMessage", fault, fault)
    await linh.send("ticket")

    assert (await linh.reply()).text.startswith(ANSWER_START)
    assert server.faults.left == 0
    await wait_until_all_is_sent(running.database)
    assert len(linh.messages) == 1


async def test_chat_that_must_wait_holds_nobody_else_up(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    anna = server.user()
    server.faults.next("sendMessage", too_many(1))
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))

    await anna.send("ticket")
    await anna.reply()
    waiting = list(linh.messages)

    assert waiting == []
    assert (await linh.reply()).text.startswith(ANSWER_START)
    first, second = [c.at for c in server.calls_of("sendMessage") if c.fields["chat_id"] == linh.id]
    assert second - first >= 1


async def test_limits_of_telegram_are_kept_by_waiting(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.rates = RateLimits(burst=2, per_chat=4.0)
    for _ in range(5):
        await linh.send("ticket")

    await linh.wait_for(lambda person: len(person.messages) == 5)

    assert any(call.status == 429 for call in server.calls_of("sendMessage"))


async def test_parts_that_were_sent_are_not_sent_again(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    """A question with the number of a card gets two messages; the second fails at first."""
    server.faults.delay_s = 0.05
    await linh.send("A1234567B ticket")
    await linh.reply()
    server.faults.next("sendMessage", internal())

    await linh.replies(2)

    texts = [call.fields["text"] for call in server.calls_of("sendMessage")]
    assert len(texts) == 3
    assert texts[1] == texts[2] != texts[0]


async def test_blocked_bot_forgets_what_it_wanted_to_say(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("ticket")
    linh.account.blocked_bot = True
    await server.wait_for(lambda: any(c.status == 403 for c in server.calls_of("sendMessage")))

    await wait_until_all_is_sent(running.database)
    assert linh.messages == []


async def test_block_that_is_announced_removes_what_waits(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.next("sendMessage", too_many(30))
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage"))

    await linh.block()
    await server.wait_until_confirmed()

    assert await left_to_send(running.database) == 0


async def test_network_comes_and_goes(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await server.stop()
    await asyncio.sleep(0.1)
    await linh.send("ticket")
    await server.start()

    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_start_without_network_waits(
    make_bot: Bots, linh: Person, server: BotApiServer
) -> None:
    bot = make_bot()
    await bot.database.open()
    await server.stop()
    bot.start()
    await asyncio.sleep(0.1)
    await linh.send("ticket")

    await server.start()

    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_stop_without_network_is_quick(make_bot: Bots, server: BotApiServer) -> None:
    bot = make_bot()
    await server.stop()
    bot.start()
    await asyncio.sleep(0.05)

    async with asyncio.timeout(1):
        await bot.end()
    await server.start()


async def test_another_poller_is_waited_for(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    conflict = refusal(409, "Conflict: terminated by other getUpdates request")
    server.faults.next("getUpdates", conflict, conflict)
    with structlog.testing.capture_logs() as events:
        await linh.send("ticket")
        await linh.send("ticket")
        await linh.wait_for(lambda person: len(person.messages) == 2)
        await server.wait_until_confirmed()

    assert [(e["event"], e["hint"]) for e in events if e["log_level"] == "warning"] == [
        ("updates lost, waiting", "another process polls, or a webhook was set")
    ]


async def test_webhook_of_earlier_days_is_taken_away(
    make_bot: Bots, linh: Person, server: BotApiServer
) -> None:
    server.world.updates.webhook_url = "https://example.org/old"
    await linh.send("ticket")
    bot = make_bot()
    await bot.database.open()
    bot.start()

    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_wrong_token_is_said_without_the_token(make_bot: Bots, server: BotApiServer) -> None:
    bot = make_bot(telegram_token="1:secret-of-another-bot")
    bot.start()
    assert bot.task is not None

    with pytest.raises(SettingsError) as refused:
        await bot.task

    assert str(refused.value) == (
        f"KAERIMICHI_TELEGRAM_TOKEN was refused by {server.url}: expected the token that "
        "BotFather gave. Copy it once more, or ask BotFather for a new one."
    )
    assert refused.value.__cause__ is None


async def test_missing_token_is_said(make_bot: Bots) -> None:
    bot = make_bot(telegram_token="")

    with pytest.raises(SettingsError, match="KAERIMICHI_TELEGRAM_TOKEN is not set"):
        await bot.service.run(asyncio.Event())


async def test_broken_html_is_sent_as_plain_text(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    broken = refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x"')
    server.faults.next("sendMessage", broken)
    await linh.send("ticket")

    answer = await linh.reply()

    assert answer.text.startswith(ANSWER_START)
    assert "entities" not in answer.json
    assert "📄 Sources" in answer.labels


async def test_message_that_is_refused_twice_is_given_up(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.next(
        "sendMessage", refusal(400, "Bad Request: X"), refusal(400, "Bad Request: X")
    )
    await linh.send("ticket")
    await linh.send("moon")

    assert (await linh.reply()).text.startswith("I do not know that.")
    await wait_until_all_is_sent(running.database)


async def test_press_is_acknowledged_while_the_chat_waits(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("ticket")
    await linh.reply()
    server.faults.next("editMessageText", too_many(1))

    asked = await linh.press("📄 Sources")
    await asked.answered(timeout_s=0.5)
    edited_then = linh.last.edits

    await linh.shown()
    assert edited_then == 0


async def test_answers_are_not_given_up_while_telegram_is_down(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.down = drop()
    await linh.send("ticket")
    await asyncio.sleep(0.6)
    server.faults.down = None

    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_message_at_which_telegram_fails_lets_others_of_the_chat_go_first(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.next("sendMessage", *[internal()] * 9)
    await linh.send("ticket")
    await linh.send("moon")

    answer = await linh.reply()
    await wait_until_all_is_sent(running.database, but=1)

    assert answer.text.startswith("I do not know that.")
    async with running.database.transaction() as session:
        (row,) = await outbox.claim(session, now() + timedelta(minutes=1, seconds=1))
    assert row.payload[0]["text"].startswith(f"<b>{ANSWER_START}")


async def test_no_more_is_taken_than_can_be_sent(
    make_bot: Bots, server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_MOST_HELD", 3)
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    server.faults.next("sendMessage", *[too_many(60)] * 3)
    for _ in range(3):
        await server.user().send("ticket")
        await asyncio.sleep(0.05)
    await server.wait_for(lambda: not server.faults.left)
    anna = server.user()

    await anna.send("ticket")
    await asyncio.sleep(0.2)

    assert len(server.unconfirmed) > 0
    assert await left_to_send(bot.database) in {3, 4}


async def test_presses_are_acknowledged_even_in_a_flood(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("ticket")
    answer = await linh.reply()

    presses = [await linh.press("👍 Helpful", answer) for _ in range(25)]

    for asked in presses:
        await asked.answered()


#: What a proxy or a portal between may answer with 200.
NO_TELEGRAM = {
    "empty": "",
    "page": "<html>Please log in to the network</html>",
    "cut off": '{"ok": true, "resu',
    "no answer": '{"ok": true}',
    "null": '{"ok": true, "result": null}',
    "true": '{"ok": true, "result": true}',
    "number": "7",
    "list": "[]",
    "numbers": '{"ok": true, "result": [1, 2]}',
    "updates without number": '{"ok": true, "result": [{}, {"update_id": "7"}]}',
}


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
async def test_answer_that_is_not_telegrams_ends_nothing(
    running: RunningBot, linh: Person, server: BotApiServer, method: str
) -> None:
    anna = server.user()
    server.faults.next(method, *(Fault("answer", 200, body) for body in NO_TELEGRAM.values()))
    for _ in NO_TELEGRAM:
        await linh.send("ticket")
    await server.wait_for(lambda: not server.faults.left)
    await anna.send("ticket")

    assert (await anna.reply()).text.startswith(ANSWER_START)
    assert running.task is not None
    assert not running.task.done()
