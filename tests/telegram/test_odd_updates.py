"""Updates as nobody should send them, and answers of a server that is no Telegram."""

import itertools
import json
import random
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.bot_api import BotApiServer, Person
from tests.telegram.fakes import ANSWER_START, Bots
from tests.telegram.test_troubles import wait_until_all_is_sent
from tests.telegram.test_webhook import free_port

CHAT = {"id": 9_000_000_001, "type": "private"}
LINH = {"id": 9_000_000_001, "is_bot": False, "first_name": "Linh", "language_code": "en"}
MESSAGE = {"message_id": 5, "date": 1_790_000_000, "chat": CHAT, "from": LINH}
CHANNEL = {"id": -1_001_000_000_009, "type": "channel", "title": "News"}
PRESS = {"id": "1", "from": LINH, "chat_instance": "1"}

Call = Callable[[dict[str, Any]], Any]

#: What is not for us: it has no effect, and nobody is told anything.
NOT_FOR_US: dict[str, dict[str, Any]] = {
    "nothing": {},
    "post in a channel": {"channel_post": {**MESSAGE, "chat": CHANNEL, "text": "ticket"}},
    "edited post": {"edited_channel_post": {**MESSAGE, "chat": CHANNEL, "text": "ticket"}},
    "kind of a later version": {"telepathy": {"text": "ticket"}},
    "message of a business account": {"business_message": {**MESSAGE, "text": "ticket"}},
    "message of a bot": {
        "message": {**MESSAGE, "from": {**LINH, "is_bot": True}, "text": "ticket"}
    },
    "reaction": {
        "message_reaction": {
            "chat": CHAT,
            "message_id": 5,
            "date": 1_790_000_000,
            "old_reaction": [],
            "new_reaction": [],
        }
    },
    "poll": {
        "poll_answer": {
            "poll_id": "1",
            "user": LINH,
            "option_ids": [0],
            "option_persistent_ids": [],
        }
    },
    "pinned message": {"message": {**MESSAGE, "pinned_message": {**MESSAGE, "text": "ticket"}}},
    "empty message": {"message": MESSAGE},
    "empty text": {"message": {**MESSAGE, "text": ""}},
    "text is a number": {"message": {**MESSAGE, "text": 7}},
    "message without chat": {"message": {"message_id": 5, "date": 1, "text": "ticket"}},
    "message is a text": {"message": "ticket"},
    "message is a list": {"message": [MESSAGE]},
    "date beyond all clocks": {"message": {**MESSAGE, "date": 10**18, "text": "ticket"}},
    "inline query without words": {
        "inline_query": {"id": "1", "from": LINH, "query": None, "offset": ""}
    },
}


#: Where what is said or pressed is odd, but somebody waits for an answer.
TEXTS = {
    "lone surrogate": "\ud800 ticket",
    "only a lone surrogate": "\udfff",
    "4096 letters": "ticket " * 585 + "x",
    "4096 emoji units": "🙏" * 2048,
    "letters that grow when they are normalised": "\ufdfa" * 4096,
    "right to left, with marks": "\u202e\u200f\u2067 tekcit ticket \u2069",
    "nothing to see": "\u200b\u2060\ufeff",
    "a tower of accents": "e" + "\u0301" * 4000,
    "end of a C string": "tick\x00et",
    "markup": "<b>&lt;ticket</b> [x](tg://user?id=1) `\\",
    "command of nobody": "/" + "x" * 4000,
    "deep link that is none": "/start " + "__" * 40,
}
PRESSES: dict[str, dict[str, Any]] = {
    "game": {"game_short_name": "x", "message": {**MESSAGE, "text": "?"}},
    "of an inline message": {"inline_message_id": "1", "data": "t|en|leave/travel-cost"},
    "message too old": {
        "message": {"chat": CHAT, "message_id": 5, "date": 0},
        "data": "t|en|leave/travel-cost",
    },
    "foreign data": {"message": {**MESSAGE, "text": "?"}, "data": '{"action": "buy"}'},
    "data with a lone surrogate": {"message": {**MESSAGE, "text": "?"}, "data": "t|\ud800|x"},
    "topic that is no more": {"message": {**MESSAGE, "text": "?"}, "data": "t|en|leave/no-more"},
    "pathway that is no more": {"message": {**MESSAGE, "text": "?"}, "data": "wo|en|no-more"},
    "form of another version": {"message": {**MESSAGE, "text": "?"}, "data": "K|en|tax|1,2,3,4"},
    "case of somebody else": {"message": {**MESSAGE, "text": "?"}, "data": f"o|en|{10**15 - 1}"},
    "news that are no more": {"message": {**MESSAGE, "text": "?"}, "data": f"N|en|{10**15 - 1}"},
    "language that is none": {"message": {**MESSAGE, "text": "?"}, "data": "L|tlh"},
}


@pytest.fixture
async def call(server: BotApiServer, make_bot: Bots) -> AsyncIterator[Call]:
    """Hand updates to a bot as its webhook gets them, whatever stands in them."""
    port = free_port()
    bot = make_bot(public_url=f"http://127.0.0.1:{port}", webhook_port=str(port))
    await bot.database.open()
    bot.start()
    await server.wait_for(lambda: server.world.updates.webhook_url)
    header = {
        "X-Telegram-Bot-Api-Secret-Token": server.calls_of("setWebhook")[-1].fields["secret_token"]
    }
    numbers = itertools.count(1)
    async with httpx.AsyncClient(trust_env=False) as client:

        async def post(update: dict[str, Any]) -> None:
            content = json.dumps({"update_id": next(numbers), **update})
            answer = await client.post(
                server.world.updates.webhook_url, content=content, headers=header
            )
            assert answer.status_code == 200, update

        yield post
    await wait_until_all_is_sent(bot.database)


async def test_what_is_not_for_us_has_no_effect(
    call: Call, server: BotApiServer, linh: Person
) -> None:
    for update in NOT_FOR_US.values():
        await call(update)

    await linh.send("ticket")

    assert (await linh.reply()).text.startswith(ANSWER_START)
    calls = server.calls_of("sendMessage", "editMessageText", "answerInlineQuery")
    assert [call.fields["chat_id"] for call in calls] == [linh.id]


async def test_odd_text_is_answered(call: Call, linh: Person) -> None:
    linh.account.started = True
    chat = {**CHAT, "id": linh.id}
    for count, (name, text) in enumerate(TEXTS.items(), 1):
        await call({"message": {**MESSAGE, "chat": chat, "message_id": count, "text": text}})
        await linh.wait_for(lambda one, count=count: len(one.messages) >= count)
        assert "Something went wrong" not in linh.last.text, name


async def test_odd_presses_are_acknowledged_and_answered(
    call: Call, server: BotApiServer, linh: Person
) -> None:
    await linh.send("/help")
    message = await linh.reply()
    for press in PRESSES.values():
        await call({"callback_query": json.loads(_of(linh, {**PRESS, **press}, message.id))})
    await linh.send("ticket")
    await linh.wait_for(lambda one: one.last.text.startswith(ANSWER_START))
    await server.wait_for(lambda: len(server.calls_of("answerCallbackQuery")) == len(PRESSES))

    assert not any("went wrong" in one.text for one in linh.messages)
    server.violations.clear()  # the numbers of the presses are ours, not the server's


def _of(person: Person, press: dict[str, Any], message_id: int) -> str:
    """Let it be this person who pressed, under one of the bot's messages."""
    text = json.dumps(press).replace(str(CHAT["id"]), str(person.id))
    return text.replace('"message_id": 5', f'"message_id": {message_id}')


async def test_nothing_that_is_broken_stops_the_bot(
    call: Call, server: BotApiServer, linh: Person
) -> None:
    """One value of a good update is replaced by something else, at random."""
    chance = random.Random(20261125)
    good = [
        {"message": {**MESSAGE, "text": "ticket", "entities": []}},
        {"edited_message": {**MESSAGE, "edit_date": 2, "photo": [], "caption": "ticket"}},
        {"callback_query": {**PRESS, "message": {**MESSAGE, "text": "?"}, "data": "h|en"}},
        {"inline_query": {"id": "1", "from": LINH, "query": "ticket", "offset": ""}},
    ]
    for number in range(150):  # each of another person: nobody writes too fast
        text = json.dumps(chance.choice(good)).replace(str(CHAT["id"]), str(CHAT["id"] + number))
        await call(broken(json.loads(text), chance))

    await linh.send("ticket")
    await linh.wait_for(lambda one: one.messages and one.last.text.startswith(ANSWER_START))
    server.violations.clear()  # queries and chats that the server does not know


def broken(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return an update with one value replaced."""
    places = list(_places(update))
    container, key = chance.choice(places)
    other = [None, True, -1, 10**30, 0.5, "", "\ud800", [], {}, [[]], {"id": None}, float("nan")]
    container[key] = chance.choice(other)
    return update


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield value, key
            yield from _places(part)
