"""The connection to Telegram: one client, whose logs and errors never show the token."""

import asyncio
import logging
import os
from datetime import timedelta
from typing import Any, Final

import httpx
from telegram import Bot, User
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram.connections import Connections
from bot.telegram.timing import Outage, Timing, pause, unless_stopped

#: Requests to Telegram at the same time: answers, and beside them the short calls that must not
#: wait behind answers (presses, typing).
ANSWERS_AT_ONCE: Final = 16
SHORT_CALLS_AT_ONCE: Final = 8
_OTHER_CALLS: Final = 4
ALLOWED_UPDATES: Final = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "inline_query",
)
_MOST_UPDATES: Final = 100

RawUpdate = dict[str, Any]  # Any: JSON as Telegram sends it; parsed one by one in handling.py


class Client(Bot):
    """The library's client, with updates as they came: one that is broken does not hide others."""

    async def fetch(self, offset: int, timeout_s: int, read_s: float) -> list[RawUpdate]:
        """Return updates from *offset* on; all before are confirmed and gone for good.

        Raises:
            TelegramError: No answer, or one that is not Telegram's.
        """
        found: Any = await self._post(  # Any: whatever answered
            "getUpdates",
            {
                "offset": offset,
                "limit": _MOST_UPDATES,
                "timeout": timeout_s,
                "allowed_updates": ALLOWED_UPDATES,
            },
            read_timeout=timeout_s + read_s,
        )
        if isinstance(found, list) and all(map(_is_update, found)):
            return found
        raise TelegramError("this is no list of updates")


def _is_update(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("update_id"), int)


def make_client(settings: Settings, timing: Timing) -> Client:
    """Return a client that is not connected yet.

    Raises:
        SettingsError: There is no token.
    """
    silence_libraries()
    if settings.telegram_token is None:
        raise SettingsError(
            "KAERIMICHI_TELEGRAM_TOKEN is not set: expected the token that BotFather gave."
        )
    return Client(
        settings.telegram_token,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=Connections(ANSWERS_AT_ONCE + SHORT_CALLS_AT_ONCE + _OTHER_CALLS, timing),
        get_updates_request=Connections(1, timing),
    )


async def connect(
    client: Client, settings: Settings, stop: asyncio.Event, timing: Timing
) -> User | None:
    """Return who the bot is; wait while there is no network; ``None`` when stopped meanwhile.

    Raises:
        SettingsError: The token was refused. The message does not hold it.
    """
    network, tries = Outage("Telegram"), 0
    while not stop.is_set():
        try:
            await unless_stopped(client.initialize(), stop)
        except InvalidToken:  # its message holds the token: not chained
            raise token_refused(settings) from None
        except TelegramError as error:
            network.begin(error)
            tries += 1
            await pause(stop, wait_after(error, tries, timing))
        else:
            network.end()
            return None if stop.is_set() else client.bot
    return None


def token_refused(settings: Settings) -> SettingsError:
    return SettingsError(
        f"KAERIMICHI_TELEGRAM_TOKEN was refused by {settings.telegram_api_url}: expected the "
        "token that BotFather gave. Copy it once more, or ask BotFather for a new one."
    )


def wait_after(error: TelegramError, tries: int, timing: Timing) -> float:
    """Return how many seconds to wait after *error*: as Telegram says, else longer each time."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    return timing.backoff_s(tries)


def is_unsent(error: TelegramError) -> bool:
    """Whether Telegram certainly did not take a message: refused for now, or never reached."""
    if isinstance(error, RetryAfter):
        return True
    never_reached = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    return isinstance(error, NetworkError) and isinstance(error.__cause__, never_reached)


def silence_libraries() -> None:
    """Keep libraries from logging addresses (with the token), updates (with texts) and values."""
    for name in ("httpx", "httpcore", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else it warns of its own next version
