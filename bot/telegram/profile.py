"""What Telegram shows of the bot: commands and descriptions, in every language."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import structlog
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, TelegramError

from bot.dialogue import channel
from bot.i18n import catalogue
from bot.languages import LANGUAGES
from bot.telegram.client import Client, wait_after
from bot.telegram.timing import Timing

#: Our codes that Telegram writes otherwise; it takes two letters (ISO 639-1).
_TELEGRAM_CODES: Final = {"fil": "tl", "zh_Hans": "zh"}
_DEFAULT: Final = "en"
_MOST_TRIES: Final = 6

log = structlog.get_logger(__name__)


def telegram_codes() -> Iterator[tuple[str, str | None]]:
    """Yield each language with its code for Telegram; English is for everybody else: no code."""
    for language in LANGUAGES:
        code = None if language == _DEFAULT else _TELEGRAM_CODES.get(language, language)
        yield language, code


async def publish(client: Client, timing: Timing, *, with_person: bool = False) -> None:
    """Bring the profile up to date where it differs; trouble is reported and never fatal.

    ``with_person``: there is a group that can be asked.
    """
    changed = 0
    for language, code in telegram_codes():
        try:
            changed += await _patiently(client, language, code, timing, with_person=with_person)
        except BadRequest as error:
            log.warning("profile text refused", language=language, reason=error.message[:60])
        except TelegramError as error:
            log.warning("profile not updated", error=type(error).__name__)
            return
    if changed:
        log.info("profile updated", texts=changed)


async def publish_group(client: Client, group_id: int, listed: Sequence[tuple[str, str]]) -> None:
    """Show caseworkers their commands in their group alone; without them everything works too."""
    scope = BotCommandScopeChat(group_id)
    commands = [BotCommand(name, text) for name, text in listed]
    try:
        if list(await client.get_my_commands(scope)) != commands:
            await client.set_my_commands(commands, scope)
    except TelegramError as error:
        log.warning("commands of the group not updated", error=type(error).__name__)


async def _patiently(
    client: Client, language: str, code: str | None, timing: Timing, *, with_person: bool
) -> int:
    for tries in range(1, _MOST_TRIES):
        try:
            return await _publish_language(client, language, code, with_person=with_person)
        except BadRequest:
            raise
        except TelegramError as error:
            await asyncio.sleep(wait_after(error, tries, timing))
    return await _publish_language(client, language, code, with_person=with_person)


async def _publish_language(
    client: Client, language: str, code: str | None, *, with_person: bool
) -> int:
    """Set what differs and return how many texts that were."""
    t, changed = catalogue(language), 0
    commands = [
        BotCommand(name, text) for name, text in channel.commands(t, with_person=with_person)
    ]
    if list(await client.get_my_commands(language_code=code)) != commands:
        await client.set_my_commands(commands, language_code=code)
        changed += 1
    text = channel.description(t)
    if (await client.get_my_description(code)).description != text:
        await client.set_my_description(text, code)
        changed += 1
    text = channel.short_description(t)
    if (await client.get_my_short_description(code)).short_description != text:
        await client.set_my_short_description(text, code)
        changed += 1
    return changed
