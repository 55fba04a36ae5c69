"""Two processes serve one bot: a chat's updates take effect one after the other, and in order."""

import asyncio
import functools
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.dialogue.actions import Verb, dump
from bot.dialogue.turn import ChatState, Way
from bot.settings import load
from bot.storage import chats, outbox
from bot.storage.chats import SavedChat
from bot.storage.database import Database
from bot.telegram.outgoing import Action, Outgoing
from bot.telegram.outgoing import dump as dump_messages
from bot.telegram.storing import ChatStore, Effects, Known, OvertakenError
from tests.bot_api import BotApiServer, Person, too_many
from tests.telegram.fakes import ANSWER_START, QUICK, Bots, RunningBot, now
from tests.telegram.test_troubles import wait_until_all_is_sent

CHAT = 7


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that several processes share."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_address"))
    return f"sqlite:///{tmp_path}/shared.sqlite3"


# What is stored


@pytest.fixture
async def stores(address: str, tmp_path: Path) -> AsyncIterator[tuple[ChatStore, ChatStore]]:
    """The stores of two processes."""
    url = load({"KAERIMICHI_DATABASE_URL": address}, tmp_path / "no.env").database_url
    databases = Database(url), Database(url)
    for database in databases:
        await database.open()
    yield ChatStore(databases[0], now), ChatStore(databases[1], now)
    for database in databases:
        await database.close()


def saying(number: int, known: Known, state: ChatState | None, **more) -> Effects:
    message = Outgoing(Action.SEND, "hello")
    return Effects(number, CHAT, (message,), state=state, known=known, **more)


async def test_what_rests_on_an_older_chat_is_not_stored(
    stores: tuple[ChatStore, ChatStore],
) -> None:
    one, other = stores
    known = await one.load(CHAT)
    await other.store(saying(1, known, ChatState("vi")))

    with pytest.raises(OvertakenError):
        await one.store(saying(2, known, ChatState(country="VN")))

    known = await one.load(CHAT)
    assert known == Known(ChatState("vi"))
    again = await one.store(saying(2, known, ChatState("vi", "VN")))
    assert again is not None
    assert await other.load(CHAT) == Known(ChatState("vi", "VN"))


async def test_forgotten_chat_is_not_brought_back(stores: tuple[ChatStore, ChatStore]) -> None:
    one, other = stores
    await one.store(saying(1, Known(None), ChatState("vi", "VN")))
    known = await one.load(CHAT)
    await other.store(saying(2, known, None, forget=True))

    with pytest.raises(OvertakenError):
        await one.store(saying(3, known, ChatState("vi", "VN", status="ssw")))

    assert await one.load(CHAT) == Known(None)


async def test_update_that_was_handled_elsewhere_has_no_effect(
    stores: tuple[ChatStore, ChatStore],
) -> None:
    one, other = stores
    stored = await other.store(saying(1, Known(None), ChatState("vi")))
    again = await one.store(saying(1, await one.load(CHAT), ChatState("ja")))

    assert stored is not None
    assert again is None
    assert await one.load(CHAT) == Known(ChatState("vi"))


async def test_no_tick_is_lost_when_two_processes_hurry(
    stores: tuple[ChatStore, ChatStore],
) -> None:
    """Each sets ticks of its own; whoever comes second does its work once more."""

    async def tick(store: ChatStore, number: int) -> None:
        while True:
            known = await store.load(CHAT)
            state = known.state or ChatState("en")
            marks = {**state.way.marks, f"step-{number}": "done"}
            try:
                await store.store(saying(number, known, replace(state, way=Way(marks=marks))))
            except OvertakenError:
                continue
            return

    async def hurry(store: ChatStore, numbers: range) -> None:
        for number in numbers:
            await tick(store, number)

    await asyncio.gather(hurry(stores[0], range(0, 40, 2)), hurry(stores[1], range(1, 40, 2)))

    known = await stores[0].load(CHAT)
    assert known.state is not None
    assert set(known.state.way.marks) == {f"step-{number}" for number in range(40)}


# Two bots


@dataclass
class Two:
    """Two processes that Telegram calls; the test chooses which of them gets the next update."""

    server: BotApiServer
    bots: tuple[RunningBot, RunningBot]
    urls: tuple[str, str]
    client: httpx.AsyncClient

    async def call(self, process: int) -> None:
        """Deliver the oldest update to a process, and confirm it when that says 200."""
        update = self.server.world.updates.pending.pop(0)
        secret = self.server.calls_of("setWebhook")[-1].fields["secret_token"]
        header = {"X-Telegram-Bot-Api-Secret-Token": secret}
        answer = await self.client.post(self.urls[process], json=update.json, headers=header)
        assert answer.status_code == 200

    async def saved(self, person: Person) -> SavedChat | None:
        async with self.bots[0].database.transaction() as session:
            return (await chats.load_chats(session, [person.id])).get(person.id)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _is_hooked(server: BotApiServer, port: int) -> bool:
    return f":{port}/" in server.world.updates.webhook_url


@pytest.fixture
async def two(server: BotApiServer, make_bot: Bots) -> AsyncIterator[Two]:
    """Two bots on one SQLite file; tests/e2e has two programs on PostgreSQL."""
    made: list[RunningBot] = []
    urls: list[str] = []
    group = server.group("Helpers", [server.user()], forum=True, administrator=True)
    for port in (free_port(), free_port()):
        bot = make_bot(
            public_url=f"http://127.0.0.1:{port}",
            webhook_port=str(port),
            support_chat_id=str(group.id),
            timing=replace(QUICK, extend_every_s=8.0),  # as it is: longer than any test
        )
        await bot.database.open()
        bot.start()
        await server.wait_for(functools.partial(_is_hooked, server, port))
        made.append(bot)
        urls.append(server.world.updates.webhook_url)
    server.world.updates.webhook_url = ""  # the test delivers
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        yield Two(server, (made[0], made[1]), (urls[0], urls[1]), client)


async def slow(two: Two, person: Person) -> asyncio.Task[None]:
    """Let the first process begin to answer a question, with the chat loaded."""
    await person.send("slow ticket")
    handling = asyncio.create_task(two.call(0))
    await two.server.wait_for(lambda: two.bots[0].answerer.asked)
    return handling


async def test_presses_handled_at_once_are_all_kept(two: Two, linh: Person) -> None:
    await linh.send("/help")
    await two.call(0)
    screen = await linh.reply()
    for data in (
        dump(Verb.SET_LANGUAGE, "vi", "stay"),
        dump(Verb.SET_COUNTRY, "vi", "VN"),
        dump(Verb.SET_STATUS, "vi", "technical-intern"),
        dump(Verb.SET_NEWS, "vi", "y"),
    ):
        await linh.press_data(data, screen)

    await asyncio.gather(*(two.call(number % 2) for number in range(4)))

    saved = await two.saved(linh)
    assert saved is not None
    assert (saved.language, saved.country, saved.news) == ("vi", "VN", True)
    assert saved.status == "technical-intern"


async def test_answer_on_the_way_does_not_bring_back_what_was_forgotten(
    two: Two, linh: Person
) -> None:
    await linh.send("/help")
    await two.call(0)
    screen = await linh.reply()
    await linh.press_data(dump(Verb.SET_COUNTRY, "vi", "VN"), screen)
    await two.call(0)
    handling = await slow(two, linh)

    await linh.press_data(dump(Verb.FORGET_NOW, "vi"), screen)
    await two.call(1)
    two.bots[0].answerer.go.set()
    await handling

    saved = await two.saved(linh)
    assert saved is not None  # she asked once more: the page that she read is remembered
    assert replace(saved, last_topic=None, last_topic_at=None) == SavedChat()


async def test_message_goes_to_the_person_who_was_asked_meanwhile(two: Two, linh: Person) -> None:
    await linh.send("/help")
    await two.call(0)
    screen = await linh.reply()
    handling = await slow(two, linh)

    await linh.press_data(dump(Verb.CONNECT, "en", "-"), screen)
    await two.call(1)
    two.bots[0].answerer.go.set()
    await handling

    await two.server.wait_for(lambda: two.server.calls_of("copyMessage"))
    assert not any(message.text.startswith(ANSWER_START) for message in linh.messages)


async def test_answers_of_two_processes_come_in_the_order_of_the_questions(
    two: Two, linh: Person
) -> None:
    two.server.faults.next("sendMessage", too_many(1))
    await linh.send("ticket")
    await two.call(0)
    await two.server.wait_for(lambda: two.server.calls_of("sendMessage"))
    await linh.send("moon")
    await two.call(1)

    await linh.replies(2)

    assert [message.text[:12] for message in linh.messages] == [ANSWER_START[:12], "I do not kno"]


async def test_answer_waits_for_a_dead_process_no_longer_than_its_lease(
    two: Two, linh: Person
) -> None:
    linh.account.started = True
    hello = dump_messages([Outgoing(Action.SEND, "hello")])
    async with two.bots[0].database.transaction() as session:
        then = now() - outbox.LEASE + timedelta(seconds=0.5)
        await outbox.put(session, [(linh.id, hello)], then)
    await linh.send("ticket")
    await two.call(1)

    await linh.replies(2)

    await wait_until_all_is_sent(two.bots[0].database)
    assert len(linh.messages) == 2
