"""``poster``: sheets with a QR code, one for each topic and language asked for."""

from collections.abc import Collection
from pathlib import Path

import click
from telegram.error import TelegramError

from bot import app
from bot.dialogue.poster import poster
from bot.dialogue.scene import Scene
from bot.errors import KaerimichiError, SettingsError
from bot.knowledge.store import KnowledgeStore
from bot.languages import LANGUAGES
from bot.posters.drawing import draw_all
from bot.settings import Settings
from bot.telegram.client import make_client
from bot.telegram.timing import Timing
from bot.terminal import standard_streams


class PosterError(KaerimichiError):
    """A topic is not known, or the folder cannot be written to."""


async def write(
    settings: Settings,
    directory: Path,
    languages: Collection[str],
    topics: Collection[str],
    username: str | None,
) -> None:
    """Write the posters; all languages and topics when none are named.

    Raises:
        PosterError: A topic is not known, or the folder cannot be written to.
        PrintingError: A library or font is missing.
        SettingsError: Nothing tells the bot's name.
        KnowledgeError: The content is broken.
    """
    standard_streams()
    knowledge = KnowledgeStore(app.content_of(settings), settings.cache_dir, app.today).load()
    unknown = [topic for topic in topics if knowledge.topic(topic) is None]
    if unknown:
        raise PosterError(f'There is no topic "{unknown[0]}": expected an id as leave/checklist.')
    name = (username or await _name_of_bot(settings)).removeprefix("@")
    made = [
        poster(Scene(knowledge, language, None, app.now(), bot_url=f"https://t.me/{name}"), topic)
        for language in languages or LANGUAGES
        for topic in topics or knowledge.topics
    ]
    try:
        draw_all([one for one in made if one], directory, lambda path: click.echo(f"Wrote {path}"))
    except OSError as error:
        raise PosterError(f"{directory} cannot be written to: {error.strerror}.") from error


async def _name_of_bot(settings: Settings) -> str:
    if settings.telegram_token is None:
        raise SettingsError(
            "The bot's name is not known: give it with --bot, or set KAERIMICHI_TELEGRAM_TOKEN."
        )
    try:
        async with make_client(settings, Timing()) as client:
            return client.username
    except TelegramError as error:
        raise SettingsError(
            f"Telegram did not tell the bot's name ({type(error).__name__}): give it with --bot."
        ) from None
