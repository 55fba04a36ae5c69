"""The real program by webhook: with the support group, restarted, and twice on one database."""

import asyncio
import itertools
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.bot_api import BotApiServer, Group, Person, hang
from tests.e2e.conftest import Program
from tests.e2e.test_run import QUESTION, WAIT_S, met
from tests.e2e.test_support import connected, quiet, written

SECRET = "a-secret-of-ours"


def hook(program: Program) -> None:
    """Let a program be called by Telegram on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    program.environment |= {
        "KAERIMICHI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "KAERIMICHI_WEBHOOK_PORT": str(port),
        "KAERIMICHI_WEBHOOK_SECRET": SECRET,
    }


def caseworker(server: BotApiServer, group: Group) -> Person:
    return Person(server.world, server.world.accounts[next(iter(group.chat.members))])


async def test_conversation_with_a_person_goes_on_after_a_restart(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    hook(program)
    group, thread = await connected(program, server, linh)
    anna = caseworker(server, group)
    await linh.send("they keep my passport")
    await server.wait_for(lambda: written(group, "passport"), timeout_s=WAIT_S)
    await group.send(anna, "we will help", thread=thread)
    await linh.wait_for(lambda one: "we will help" in one.last.text, timeout_s=WAIT_S)
    await quiet(program)

    assert await program.terminate() == 0
    for text in ("are you there", "please"):  # Telegram calls, and nobody answers
        await linh.send(text)
    await group.send(anna, "yes, tomorrow at ten", thread=thread)
    await asyncio.sleep(0.2)
    unanswered = {delivery.status for delivery in server.world.webhook.deliveries[-3:]}
    await program.start()
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    await linh.wait_for(lambda one: "tomorrow at ten" in one.last.text, timeout_s=WAIT_S)
    await server.wait_for(lambda: written(group, "please"), timeout_s=WAIT_S)

    server.faults.next("copyMessage", hang())
    await linh.send("thank you")
    await met(server)
    await program.kill()
    # Nobody knows that it died: what it held waits for the end of the lease, here cut short.
    with closing(sqlite3.connect(program.database)) as connection, connection:
        connection.execute("UPDATE outbox SET lease_until = due_at")
    await program.start()
    await server.wait_for(lambda: written(group, "thank you"), timeout_s=WAIT_S)
    await quiet(program)

    said = [message.text for message in group.in_topic(thread)]
    texts = ("passport", "are you there", "please", "thank you")
    found = [text for line in said for text in texts if text in line]
    assert unanswered == {0}
    assert found == list(texts)
    assert sum("tomorrow at ten" in message.text for message in linh.messages) == 1
    for call in server.calls_of("setWebhook"):
        assert call.fields["secret_token"] == SECRET
    for secret in (SECRET, server.token, "passport", "tomorrow", str(linh.id), "Linh", "Anna"):
        assert secret not in program.errors
    assert "Traceback" not in program.errors


@pytest.fixture
async def pair(
    server: BotApiServer, tmp_path: Path, content: Path, cache: Path, postgres_address: str
) -> AsyncIterator[tuple[Program, Program]]:
    """Two programs on one PostgreSQL database; the test plays Telegram's calls."""
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(Program(server, folder, content, cache))
        made[-1].environment["KAERIMICHI_DATABASE_URL"] = postgres_address
        hook(made[-1])
    yield made[0], made[1]
    for program in made:
        program.clean_up()


class Calls:
    """Telegram's calls to several processes, one of a chat at a time, in turn."""

    def __init__(self, server: BotApiServer, urls: list[str]) -> None:
        self._server = server
        self._urls = itertools.cycle(urls)

    async def deliver(self, *, twice: bool = False) -> None:
        """Deliver what waits, each chat by itself; a refused or lost call is made again.

        With *twice* every second update comes to two processes at once.
        """
        queue = self._server.world.updates
        by_chat: dict[int, list[dict]] = {}
        for update in queue.pending:
            by_chat.setdefault(update.key, []).append(update.json)
        queue.pending = []
        header = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with httpx.AsyncClient(trust_env=False, timeout=WAIT_S) as client:

            async def call(update: dict) -> int:
                try:
                    return (
                        await client.post(next(self._urls), json=update, headers=header)
                    ).status_code
                except httpx.HTTPError:
                    return 0

            async def chat(updates: list[dict]) -> None:
                for number, update in enumerate(updates):
                    calls = [call(update)]
                    if twice and number % 2:
                        calls.append(call(update))
                    while not any(status == 200 for status in await asyncio.gather(*calls)):
                        calls = [call(update)]
                        await asyncio.sleep(0.05)

            await asyncio.gather(*map(chat, by_chat.values()))


async def heard(person: Person, count: int) -> list[str]:
    """Return what a person was told, when it is *count* messages or more and no more follow."""
    await person.wait_for(lambda one: len(one.messages) >= count, timeout_s=WAIT_S)
    await asyncio.sleep(0.3)
    return [message.text for message in person.messages]


@pytest.mark.postgres
async def test_two_processes_serve_one_bot(
    pair: tuple[Program, Program], server: BotApiServer, postgres_address: str
) -> None:
    """Every chat in order, each update once, also when it comes to both; then one is killed."""
    psycopg = pytest.importorskip("psycopg")
    urls = []
    for program in pair:
        await program.start()
        urls.append(await server.wait_for(lambda: server.world.updates.webhook_url))
        server.world.updates.webhook_url = ""
    asked = [QUESTION, "/help", "/danger", QUESTION, "/privacy"]
    alone = server.user(first_name="Alone")
    people = [server.user(first_name=name) for name in ("Linh", "Mai", "Sari", "Aung")]
    for text in asked:
        await alone.send(text)
    await Calls(server, urls[:1]).deliver()
    expected = await heard(alone, len(asked))
    for person in people:
        for text in asked:
            await person.send(text)

    await Calls(server, urls).deliver(twice=True)

    for person in people:
        assert await heard(person, len(expected)) == expected
    for program in pair:  # both took part
        assert '"event": "answered"' in program.errors
        assert "Traceback" not in program.errors

    for person in people:
        await person.send(QUESTION)
    killing = asyncio.create_task(pair[0].kill())
    await Calls(server, urls[::-1]).deliver()
    await killing
    with psycopg.connect(postgres_address) as connection:  # as above
        connection.execute("UPDATE outbox SET lease_until = due_at")
    for person in people:
        await person.wait_for(lambda one: len(one.messages) > len(expected), timeout_s=WAIT_S)
    assert await pair[1].terminate() == 0
