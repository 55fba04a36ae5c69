"""``run``: the Telegram bot until it is told to stop."""

import asyncio
from collections.abc import Callable, Coroutine

from bot import app
from bot.answering.answerer import Answerer
from bot.commands import stopping
from bot.errors import SettingsError
from bot.settings import Settings
from bot.storage.database import Database
from bot.telegram.service import TelegramService


async def run(settings: Settings, *, with_desk: bool = False) -> None:
    """Serve Telegram, and the desk beside it if wanted, until SIGTERM or SIGINT.

    Raises:
        SettingsError: There is no token, or Telegram does not know it; the desk's address is
            in use.
        StorageError: The database cannot be opened.
        KnowledgeError: The content is broken.
    """
    if settings.telegram_token is None:
        raise SettingsError(
            "KAERIMICHI_TELEGRAM_TOKEN is not set: expected the token that BotFather gave. "
            "To try the bot without one: kaerimichi chat"
        )
    stop = stopping.on_signals()
    serve_desk = _desk(settings, stop) if with_desk else None
    database = Database(settings.database_url)
    await database.open()
    try:
        async with app.answering(settings) as answerer, asyncio.TaskGroup() as group:
            service = TelegramService(settings, database, answerer, app.now)
            group.create_task(answerer.watch(stop))
            group.create_task(_serve(service, stop))
            if serve_desk is not None:
                group.create_task(serve_desk(database, answerer))
    except* SettingsError as errors:
        raise errors.exceptions[0] from None
    finally:
        await database.close()


def _desk(
    settings: Settings, stop: asyncio.Event
) -> Callable[[Database, Answerer], Coroutine[None, None, None]]:
    """Take the desk's address, and return what serves it."""
    from bot.commands import desk  # noqa: PLC0415 -- loads what only the desk needs

    listening = desk.listen(settings)

    async def serve(database: Database, answerer: Answerer) -> None:
        await desk.serve(settings, database, answerer, listening, stop)

    return serve


async def _serve(service: TelegramService, stop: asyncio.Event) -> None:
    try:
        await service.run(stop)
    finally:
        stop.set()
