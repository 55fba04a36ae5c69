"""``run`` as a process: served, stopped, killed at each step and started again."""

import asyncio
import sqlite3
from contextlib import closing

from tests.bot_api import BotApiServer, Person, hang
from tests.e2e.conftest import Program

QUESTION = "who pays my ticket home"
ANSWER = "Who pays the trip home"
WAIT_S = 20.0  # longest, on a busy machine


async def test_worker_is_served_and_the_program_stops_when_asked(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    await program.start()
    await linh.start()
    assert (await linh.reply(timeout_s=WAIT_S)).labels[0] == "English"
    await linh.press("English")
    await linh.shown(timeout_s=WAIT_S)
    await linh.send(f"{QUESTION} secretword")
    answer = await linh.reply(timeout_s=WAIT_S)
    asked = await linh.press("📄 Sources")
    await asked.answered(WAIT_S)
    assert "Where this comes from" in (await linh.shown(timeout_s=WAIT_S)).text

    async with asyncio.timeout(5):
        code = await program.terminate()

    assert answer.text.startswith(ANSWER)
    assert code == 0
    assert '"event": "stopped"' in program.errors
    for secret in (server.token, server.token.split(":")[1], "secretword", str(linh.id), "Linh"):
        assert secret not in program.errors
    assert "Traceback" not in program.errors
    assert program.count("outbox") == 0


async def met(server: BotApiServer) -> None:
    """Wait until a call has met the fault; one that is cut off before would leave it behind."""
    async with asyncio.timeout(WAIT_S):
        while server.faults.left:
            await asyncio.sleep(0.01)


async def test_killed_before_anything_is_stored(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    await program.start()
    with closing(sqlite3.connect(program.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await linh.send(QUESTION)
        await asyncio.sleep(0.3)
        await program.kill()
        other.execute("ROLLBACK")
    assert len(server.unconfirmed) == 1

    await program.start()

    assert (await linh.reply(timeout_s=WAIT_S)).text.startswith(ANSWER)
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    assert (len(linh.messages), program.count("answer_given")) == (1, 1)


async def test_killed_between_storing_and_sending(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    await program.start()
    server.faults.next("sendMessage", hang())
    await linh.send(QUESTION)
    await met(server)
    await program.kill()
    assert program.count("outbox") == 1

    await program.start()

    assert (await linh.reply(timeout_s=WAIT_S)).text.startswith(ANSWER)
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    assert (len(linh.messages), program.count("answer_given")) == (1, 1)


async def test_killed_between_storing_and_confirming(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    """The next poll would confirm: it never reaches Telegram."""
    await program.start()
    await server.wait_until_polled(timeout_s=WAIT_S)  # else the first poll would meet the fault
    server.faults.next("getUpdates", hang())
    await linh.send(QUESTION)
    await linh.reply(timeout_s=WAIT_S)
    await met(server)
    while program.count("outbox"):
        await asyncio.sleep(0.01)
    await program.kill()
    assert len(server.unconfirmed) == 1

    await program.start()
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    await linh.send(QUESTION)
    await linh.reply(timeout_s=WAIT_S)

    assert (len(linh.messages), program.count("answer_given")) == (2, 2)


async def test_killed_before_a_press_is_acknowledged(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    await program.start()
    await linh.send(QUESTION)
    answer = await linh.reply(timeout_s=WAIT_S)
    server.faults.next("answerCallbackQuery", hang())
    asked = await linh.press("👍 Helpful", answer)
    await met(server)
    await program.kill()

    await program.start()

    assert (await asked.answered(WAIT_S))["text"] == "Thank you. Good to know."
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    assert program.count("rating") == 1


async def test_killed_when_telegram_has_the_answer_but_we_do_not_know(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    """The one case in which an answer comes twice; it is counted once."""
    await program.start()
    server.faults.next("sendMessage", hang(after=True))
    await linh.send(QUESTION)
    await linh.reply(timeout_s=WAIT_S)
    await program.kill()

    await program.start()
    await linh.wait_for(lambda person: len(person.messages) == 2, timeout_s=WAIT_S)
    await server.wait_until_confirmed(timeout_s=WAIT_S)

    assert program.count("answer_given") == 1


async def test_wrong_token_ends_with_one_sentence(program: Program, server: BotApiServer) -> None:
    program.environment["KAERIMICHI_TELEGRAM_TOKEN"] = "1:secretword"
    program.begin()

    code = await program.ended(30)

    assert code == 1
    assert program.errors.splitlines()[-1].startswith("KAERIMICHI_TELEGRAM_TOKEN was refused by")
    assert "secretword" not in program.errors
    assert "Traceback" not in program.errors
