"""What is kept, what is cleared and forgotten, and what never stands in a log."""

import logging
from pathlib import Path

import pytest
import structlog
from sqlalchemy import func, select

from bot.dialogue.actions import Verb, dump
from bot.storage.database import Database
from bot.storage.models import (
    AnswerGiven,
    Base,
    Chat,
    ChatMessage,
    HandledUpdate,
    OutboxMessage,
    Rating,
    UnansweredQuestion,
)
from bot.telegram.client import make_client
from bot.telegram.printing import Printer
from bot.telegram.sending import Sender
from bot.telegram.webhook import secret_of
from tests.bot_api import BotApiServer, Person, internal, refusal, too_many
from tests.telegram.fakes import QUICK, Bots, RunningBot, settings_for
from tests.telegram.test_troubles import wait_until_all_is_sent


async def rows(database: Database, table: type[Base]) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_clear_removes_both_sides_of_the_chat(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    for _ in range(3):
        await linh.send("ticket")
        await linh.reply()
    await linh.send("/clear")

    answer = await linh.reply()

    await wait_until_all_is_sent(running.database)
    assert answer.text.startswith("🧹")
    assert [message.id for message in linh.chat.shown()] == [answer.id]
    assert await rows(running.database, ChatMessage) == 1


async def test_many_messages_are_deleted_and_what_is_too_old_is_passed_over(
    server: BotApiServer, linh: Person, tmp_path: Path
) -> None:
    sent = [await linh.send("ticket") for _ in range(130)]
    sent[40].json["date"] -= 49 * 3600
    client = make_client(settings_for(server, tmp_path), QUICK)

    async with client:
        await Sender(client, Printer()).delete(linh.id, [message.id for message in sent])

    assert [message.id for message in linh.chat.shown()] == [sent[40].id]


async def test_hidden_message_is_gone(running: RunningBot, linh: Person) -> None:
    await linh.send("ticket")
    answer = await linh.reply()

    await (await linh.press_data(dump(Verb.HIDE, "en"), answer)).answered()
    await linh.wait_for(lambda person: answer.deleted)

    assert linh.messages == []


async def test_message_too_old_to_be_deleted_is_emptied(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("ticket")
    answer = await linh.reply()
    server.advance(50 * 3600)

    await linh.press_data(dump(Verb.HIDE, "en"), answer)
    await linh.wait_for(lambda person: answer.edits)

    assert (answer.text, answer.labels) == ("…", [])


async def test_forget_removes_every_row_of_the_chat(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.start("vi__leave__travel-cost")
    await linh.reply()
    await linh.send("/forget")
    confirm = await linh.reply()
    before = await rows(running.database, Chat)

    await linh.press(confirm.labels[0])
    await linh.wait_for(lambda person: confirm.edits)
    await wait_until_all_is_sent(running.database)

    assert before == 1
    for table in (Chat, ChatMessage, OutboxMessage):
        assert await rows(running.database, table) == 0


async def test_forget_drops_what_still_waits_to_be_sent(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("/forget")
    confirm = await linh.reply()
    server.faults.next("sendMessage", too_many(1))
    await linh.send("ticket")
    await server.wait_for(lambda: server.calls_of("sendMessage")[-1].status == 429)

    await linh.press(confirm.labels[0], confirm)
    await linh.wait_for(lambda person: confirm.edits)
    await wait_until_all_is_sent(running.database)

    assert linh.chat.since_mark("sent") == []
    assert await rows(running.database, ChatMessage) == 0


async def test_chat_that_chose_nothing_leaves_no_row(running: RunningBot, linh: Person) -> None:
    await linh.send("moon")
    await linh.reply()
    await wait_until_all_is_sent(running.database)

    assert await rows(running.database, Chat) == 0


async def test_events_are_counted_without_person(running: RunningBot, linh: Person) -> None:
    await linh.send("ticket")
    await linh.reply()
    await (await linh.press("👎 Not helpful")).answered()
    await linh.send("moon landing of Nguyen 12345")
    await linh.reply()

    async with running.database.transaction() as session:
        answer = (await session.scalars(select(AnswerGiven))).one()
        rating = (await session.scalars(select(Rating))).one()
        question = (await session.scalars(select(UnansweredQuestion))).one()
    assert (answer.topic, answer.language, answer.outcome) == ("leave/travel-cost", "en", "answer")
    assert answer.week.weekday() == 0
    assert (rating.topic, rating.helpful) == ("leave/travel-cost", False)
    assert "Nguyen" not in question.text
    assert "12345" not in question.text


@pytest.mark.parametrize("level", [logging.DEBUG])
async def test_logs_hold_no_token_no_text_no_chat(
    make_bot: Bots,
    server: BotApiServer,
    linh: Person,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    level: int,
) -> None:
    caplog.set_level(level)
    server.faults.next(
        "sendMessage", internal(), refusal(400, "Bad Request: can't parse entities: ticketsecret")
    )
    with structlog.testing.capture_logs() as events:
        bot = make_bot()
        await bot.database.open()
        bot.start()
        for text in ("ticket ticketsecret", "boom ticketsecret", "moon ticketsecret"):
            await linh.send(text)
        await linh.wait_for(lambda person: len(person.messages) == 3)
        await linh.press("📄 Sources")
        await linh.shown()
        linh.account.blocked_bot = True
        server.world.updates.add("message", linh.messages[0].json, key=linh.id)
        await server.stop()
        await bot.end()
        await server.start()

    library = [
        r.getMessage() for r in caplog.records if not r.name.startswith(("uvicorn", "tests"))
    ]
    written = "\n".join([*map(str, events), *library, *capfd.readouterr()])
    assert {"answered", "update failed", "message refused, sent as plain text"} <= {
        event["event"] for event in events
    }
    for secret in (server.token, server.token.split(":")[1], "ticketsecret", str(linh.id), "Linh"):
        assert secret not in written


def test_derived_webhook_secret_does_not_show_the_token(
    server: BotApiServer, tmp_path: Path
) -> None:
    secret = secret_of(settings_for(server, tmp_path))

    assert server.token.split(":")[1] not in secret
    assert len(secret) == 64


async def test_handled_updates_are_marked(running: RunningBot, linh: Person) -> None:
    await linh.send("ticket")
    await linh.reply()

    assert await rows(running.database, HandledUpdate) == 1
