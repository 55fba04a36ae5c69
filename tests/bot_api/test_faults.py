"""Faults and limits on demand: each one looks to the bot like the real one."""

import asyncio
import time

import pytest
import telegram
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from tests.bot_api import (
    BotApiServer,
    Person,
    RateLimits,
    bad_gateway,
    drop,
    hang,
    internal,
    refusal,
    too_many,
)
from tests.bot_api.wire import ApiError


@pytest.fixture
def linh(server: BotApiServer) -> Person:
    return server.user(started=True)


async def test_queued_faults_hit_one_call_each(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    server.faults.next(
        "sendMessage", too_many(7), internal(), refusal(400, "Bad Request: TRY_LATER")
    )

    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(linh.id, "a")
    assert wait.value._retry_after.total_seconds() == 7  # the public one warns of its type
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(linh.id, "a")
    await bot.get_me()
    with pytest.raises(BadRequest, match="Try_later"):
        await bot.send_message(linh.id, "a")
    await bot.send_message(linh.id, "b")

    assert server.faults.left == 0
    assert [call.status for call in server.calls_of("sendMessage")] == [429, 500, 400, 200]
    assert [message.text for message in linh.messages] == ["b"]
    assert server.violations == []


async def test_a_bad_gateway_answers_with_a_page(
    server: BotApiServer, bot: telegram.Bot, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults.next("*", bad_gateway())

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.get_me()
    await bot.get_me()


async def test_a_dropped_call_has_its_effect_only_when_asked(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    server.faults.next("sendMessage", drop(), drop(after=True))

    for text in ("lost", "answer lost"):
        with pytest.raises(NetworkError, match=r"RemoteProtocolError|ReadError"):
            await bot.send_message(linh.id, text)

    assert [message.text for message in linh.messages] == ["answer lost"]
    assert [call.status for call in server.calls_of("sendMessage")] == [0, 0]


@pytest.mark.parametrize("after", [False, True])
async def test_a_hanging_call_is_never_answered(
    server: BotApiServer, bot: telegram.Bot, linh: Person, after: bool
) -> None:
    server.faults.next("sendMessage", hang(after=after))

    with pytest.raises(TimedOut):
        await bot.send_message(linh.id, "a", read_timeout=0.04)

    assert len(linh.messages) == after


async def test_a_test_can_stop_while_a_call_hangs(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    server.faults.next("sendMessage", hang())
    sending = asyncio.create_task(bot.send_message(linh.id, "a"))
    await server.wait_for(lambda: server.calls_of("sendMessage"))

    await server.stop()

    with pytest.raises(NetworkError):
        await sending


async def test_telegram_may_be_down_for_a_while(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    server.faults.down = internal()
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(linh.id, "a")

    server.faults.down = None

    await bot.send_message(linh.id, "a")


async def test_every_call_can_be_slow(server: BotApiServer, bot: telegram.Bot) -> None:
    server.faults.delay_s = 0.03
    started = time.monotonic()

    await asyncio.gather(*(bot.get_me() for _ in range(5)))

    assert 0.03 <= time.monotonic() - started < 0.5


async def test_a_wrong_call_is_a_violation_whatever_goes_wrong_next(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    server.faults.next("sendMessage", internal())

    with pytest.raises(BadRequest):
        await bot.send_message(1, "a", api_kwargs={"colour": "red"})

    assert [one.problem for one in server.violations] == [
        "Bad Request: sendMessage: unknown field 'colour'"
    ]
    assert server.faults.left == 1


def waits(
    limits: RateLimits, chat_id: int, *times: float, method: str = "sendmessage"
) -> list[int]:
    """Return ``retry_after`` of a call at each of the times, 0 when it is let through."""
    result = []
    for now in times:
        try:
            limits.check(method, chat_id, now)
            result.append(0)
        except ApiError as error:
            result.append(error.parameters["retry_after"])
    return result


def test_a_chat_takes_one_message_a_second_after_a_short_burst() -> None:
    assert waits(RateLimits(), 1, 0, 0, 0, 0, 0.5, 1, 1, 2, 3.5) == [0, 0, 0, 1, 1, 0, 1, 0, 0]


def test_strict_limits_allow_no_burst_and_count_edits() -> None:
    limits = RateLimits(strict=True)

    assert waits(limits, 1, 0, 0, 1, 1.5, 2) == [0, 1, 0, 1, 0]
    assert waits(limits, 1, 2.5, method="editmessagetext") == [1]
    assert waits(RateLimits(), 1, *[0.0] * 9, method="editmessagetext") == [0] * 9
    assert waits(limits, 1, *[2.5] * 9, method="sendchataction") == [0] * 9


def test_all_chats_together_take_thirty_messages_a_second() -> None:
    limits = RateLimits()

    assert [waits(limits, chat, 0.0)[0] for chat in range(1, 32)] == [0] * 30 + [1]
    assert waits(limits, 99, 0.9, 1.0) == [1, 0]


def test_a_group_takes_twenty_messages_a_minute() -> None:
    limits = RateLimits()

    assert waits(limits, -1, *map(float, range(20))) == [0] * 20
    assert waits(limits, -1, 20.0, 59.5, 60.0) == [40, 1, 0]


async def test_limits_are_felt_by_the_bot_and_pass_with_the_clock(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    server.rates = RateLimits(strict=True)
    await bot.send_message(linh.id, "a")

    with pytest.raises(RetryAfter):
        await bot.send_message(linh.id, "b")
    server.advance(1)
    await bot.send_message(linh.id, "c")

    assert [message.text for message in linh.messages] == ["a", "c"]
    assert server.violations == []
