"""``announce``: news for those who turned them on; the running bot sends them."""

from collections.abc import Collection
from pathlib import Path

import click

from bot import app
from bot.dialogue.news import LONGEST
from bot.errors import KaerimichiError, SettingsError
from bot.knowledge.checking import is_in_letters
from bot.languages import LANGUAGES
from bot.settings import Settings
from bot.storage import announcements
from bot.storage.database import Database
from bot.terminal import standard_streams


class AnnouncementError(KaerimichiError):
    """The files of an announcement are missing or wrong."""


async def send(
    settings: Settings, folder: Path, countries: Collection[str], *, test: bool, sure: bool
) -> None:
    """Store the texts in *folder* for those who want news, after asking.

    Raises:
        AnnouncementError: A file is missing, too long or in another language.
        SettingsError: A test needs the support group, and none is set.
        StorageError: The database cannot be opened.
    """
    standard_streams()
    texts = read(folder)
    database = Database(settings.database_url)
    await database.open()
    try:
        if test:
            await _test(settings, database, texts)
            return
        async with database.transaction() as session:
            found = await announcements.readers(session, languages=texts, countries=countries)
        click.echo(f"{len(found)} people want news and read {', '.join(texts)}.")
        if not found or not (sure or click.confirm("Send it to them?")):
            return
        async with database.transaction() as session:
            number, counts = await announcements.announce(
                session, texts, app.now(), countries=countries
            )
    finally:
        await database.close()
    by_language = ", ".join(f"{language} {count}" for language, count in counts.items())
    click.echo(
        f"Announcement {number} goes out at {announcements.PER_SECOND:.0f} a second while the bot "
        f"runs: {by_language}. Follow it with: kaerimichi announce --status"
    )


def read(folder: Path) -> dict[str, str]:
    """Return the texts of an announcement by language, from ``<lang>.txt`` files.

    Raises:
        AnnouncementError: Something is missing or wrong; the message says what.
    """
    paths = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if not paths:
        raise AnnouncementError(
            f"{folder} has no texts: expected a folder with a file for each language, such as "
            "en.txt and vi.txt; the first paragraph is the title."
        )
    return {path.stem: _read(path) for path in paths}


def _read(path: Path) -> str:
    language = path.stem
    if language not in LANGUAGES:
        raise AnnouncementError(
            f"{path} is not called after a language: expected one of {', '.join(LANGUAGES)}."
        )
    try:
        text = path.read_text("utf-8-sig").replace("\r\n", "\n").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise AnnouncementError(f"{path} cannot be read: expected text in UTF-8.") from error
    if not text or len(text) > LONGEST:
        raise AnnouncementError(f"{path} has {len(text)} characters: expected 1 to {LONGEST}.")
    if not is_in_letters(text, language):
        raise AnnouncementError(f"{path} is not written in {LANGUAGES[language]}. Translate it.")
    return text


async def _test(settings: Settings, database: Database, texts: dict[str, str]) -> None:
    if settings.support_chat_id is None:
        raise SettingsError(
            "KAERIMICHI_SUPPORT_CHAT_ID is not set: expected the group that a test goes to."
        )
    async with database.transaction() as session:
        number = await announcements.announce_test(
            session, texts, settings.support_chat_id, app.now()
        )
    click.echo(f"Announcement {number} goes to the support group alone: {', '.join(texts)}")


async def stop(settings: Settings, number: int) -> None:
    """Stop an announcement: what was not sent is never sent.

    Raises:
        AnnouncementError: There is no such announcement.
    """
    standard_streams()
    database = Database(settings.database_url)
    await database.open()
    try:
        async with database.transaction() as session:
            left = await announcements.stop(session, number)
    finally:
        await database.close()
    if left is None:
        raise AnnouncementError(
            f"There is no announcement {number}. See them with: kaerimichi announce --status"
        )
    click.echo(f"Announcement {number} is stopped; {left} were not sent.")


async def status(settings: Settings) -> None:
    """Print how far each announcement has gone."""
    standard_streams()
    database = Database(settings.database_url)
    await database.open()
    try:
        async with database.transaction() as session:
            found = await announcements.progress(session)
    finally:
        await database.close()
    for one in found:
        state = "stopped" if one.stopped else "on its way" if one.waiting else "done"
        click.echo(
            f"{one.id}: {one.created_at:%Y-%m-%d %H:%M} UTC, {state}; of {one.total}: "
            f"sent {one.sent}, waiting {one.waiting}, blocked {one.blocked}, "
            f"failed {one.failed}, lost {one.lost}"
        )
    if not found:
        click.echo("There was no announcement yet.")
