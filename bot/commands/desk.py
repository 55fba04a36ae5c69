"""``desk`` and ``account``: the editors' web application, and who may sign in to it."""

import asyncio
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import click
import structlog

from bot import app, web
from bot.answering.answerer import Answerer
from bot.commands import stopping
from bot.desk import passwords, sources, summary
from bot.desk.application import application
from bot.desk.content import Content
from bot.desk.fetching import Fetcher
from bot.desk.people import Role, login_of, usable_name
from bot.desk.tokens import Tokens
from bot.desk.visit import Desk
from bot.errors import KaerimichiError, SettingsError, StorageError
from bot.knowledge.store import KnowledgeStore
from bot.settings import Settings
from bot.storage import accounts, desk_news, drafts
from bot.storage.database import Database
from bot.storage.desk_models import DeskAccount

log = structlog.get_logger(__name__)

_TIDY_EVERY_S: Final = 3600.0


class AccountError(KaerimichiError):
    """An account cannot be made or changed."""


async def desk(settings: Settings) -> None:
    """Serve the desk until SIGTERM or SIGINT.

    Raises:
        SettingsError: The address cannot be used.
        StorageError: The database cannot be opened.
        KnowledgeError: The content is broken.
    """
    stop = stopping.on_signals()
    listening = listen(settings)
    database = Database(settings.database_url)
    await database.open()
    try:
        async with app.answering(settings) as answerer, asyncio.TaskGroup() as group:
            group.create_task(answerer.watch(stop))
            group.create_task(serve(settings, database, answerer, listening, stop))
    except* SettingsError as errors:
        raise errors.exceptions[0] from None
    finally:
        await database.close()


def listen(settings: Settings) -> socket.socket:
    """Return the socket of the desk.

    Raises:
        SettingsError: The address is in use, or not ours.
    """
    return web.listen(
        settings.desk_host,
        settings.desk_port,
        what="The desk",
        settings="KAERIMICHI_DESK_HOST and KAERIMICHI_DESK_PORT",
    )


async def serve(
    settings: Settings,
    database: Database,
    answerer: Answerer,
    listening: socket.socket,
    stop: asyncio.Event,
) -> None:
    """Serve the desk with what others have opened, until *stop* is set."""
    content = Content(answerer, settings.knowledge_remote, app.now)
    tokens = Tokens(settings.desk_secret or _secret_of(settings.cache_dir))
    chat = settings.support_chat_id
    made = application(Desk(database, answerer, content, tokens, app.now, chat))
    log.info("desk serving", host=settings.desk_host, port=settings.desk_port)
    hourly = asyncio.create_task(_hourly(settings, database, answerer, stop))
    try:
        await web.serve(made, listening, stop)
    finally:
        stop.set()
        await asyncio.gather(hourly, return_exceptions=True)
        await content.close()


def _secret_of(cache_dir: Path) -> str:
    """Return a secret of this machine's own, made once: for operators who set none.

    Raises:
        SettingsError: It cannot be kept.
    """
    path = cache_dir / "desk-secret"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The secret of the desk cannot be kept in {path}: {error}. "
            "Set KAERIMICHI_DESK_SECRET, or correct the rights of that place."
        ) from error


async def _hourly(
    settings: Settings, database: Database, answerer: Answerer, stop: asyncio.Event
) -> None:
    """Delete what may not be kept, and send the summary of the week."""
    while not stop.is_set():
        try:
            async with database.transaction() as session:
                await accounts.expire(session, app.now())
                await drafts.expire(session, app.now())
                await desk_news.expire(session, app.now())
            if (chat := settings.support_chat_id) is not None:
                await summary.send_if_due(database, answerer.knowledge, chat, app.now())
        except StorageError as error:
            log.warning("desk rows not tidied", reason=str(error))
        with suppress(TimeoutError):
            async with asyncio.timeout(_TIDY_EVERY_S):
                await stop.wait()


# Accounts


async def add_account(
    settings: Settings, name: str, role: str, languages: Sequence[str], password: str
) -> None:
    """Make an account; the first administrator is made in this way.

    Raises:
        AccountError: The name or the password cannot be used.
    """
    shown = usable_name(name)
    if shown is None:
        raise AccountError(
            f'"{name}" cannot be a name: expected a letter, at most 60 characters, none of < > @.'
        )
    if role == Role.TRANSLATOR.value and not languages:
        raise AccountError("A translator needs a language: add --lang, for example --lang vi.")
    _refuse_weak(password)
    database = Database(settings.database_url)
    await database.open()
    try:
        async with database.transaction() as session:
            if await accounts.by_login(session, login_of(shown)) is not None:
                raise AccountError(
                    f'There is an account "{shown}" already. Choose another name, or give it a '
                    "new password with: kaerimichi account reset NAME"
                )
            account = DeskAccount(
                name=shown,
                login=login_of(shown),
                password=passwords.hashed(password),
                role=role,
                languages=list(languages),
                totp_step=0,
                language="en",
                created_at=app.now(),
                disabled=False,
            )
            session.add(account)
            await session.flush()
            await accounts.note(session, account, "made", "", app.now())
    finally:
        await database.close()
    click.echo(f"Made {shown}, {role}. Sign in at http://{settings.desk_host}:{settings.desk_port}")


async def reset_account(settings: Settings, name: str, password: str) -> None:
    """Give an account a new password, take its second factor off and end its sessions.

    Raises:
        AccountError: There is no such account, or the password cannot be used.
    """
    _refuse_weak(password)
    database = Database(settings.database_url)
    await database.open()
    try:
        async with database.transaction() as session:
            account = await accounts.by_login(session, login_of(name))
            if account is None:
                raise AccountError(f'There is no account "{name}". See: kaerimichi account list')
            account.password = passwords.hashed(password)
            account.totp_secret, account.totp_step, account.disabled = None, 0, False
            await accounts.end_sessions_of(session, account.id)
            await accounts.note(session, account, "password", "", app.now())
    finally:
        await database.close()
    click.echo(f"{name} has a new password and no second factor; all browsers are signed out.")


async def list_accounts(settings: Settings) -> None:
    """Print who may sign in."""
    database = Database(settings.database_url)
    await database.open()
    try:
        async with database.transaction() as session:
            everybody = await accounts.everybody(session)
    finally:
        await database.close()
    for account in everybody:
        factor = "second factor" if account.totp_secret else "no second factor"
        closed = ", closed" if account.disabled else ""
        languages = f" ({', '.join(account.languages)})" if account.languages else ""
        click.echo(f"{account.name}: {account.role}{languages}, {factor}{closed}")
    if not everybody:
        click.echo("There is no account yet: kaerimichi account add NAME --role administrator")


# Sources


async def look_at_sources(settings: Settings) -> None:
    """Fetch every source of the content and say which have changed or cannot be found.

    Raises:
        StorageError: The database cannot be opened.
        KnowledgeError: The content is broken.
    """
    store = KnowledgeStore(app.content_of(settings), settings.cache_dir, app.today)
    urls = sources.addresses(await asyncio.to_thread(store.load))
    database = Database(settings.database_url)
    await database.open()
    fetcher = Fetcher()
    click.echo(f"Looking at {len(urls)} pages, one at a time for each host.", err=True)
    try:
        found = await sources.look(urls, database, fetcher, app.now)
    finally:
        await fetcher.close()
        await database.close()
    for what, listed in (
        ("changed", found.changed),
        ("cannot be found", found.gone),
        ("could not be fetched", found.unreadable),
    ):
        for url in listed:
            click.echo(f"{what}: {url}")
    click.echo(
        f"{found.total} pages: {len(found.changed)} changed, {len(found.gone)} gone, "
        f"{len(found.unreadable)} could not be fetched"
    )


def _refuse_weak(password: str) -> None:
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST or len(set(password)) < 5:
        raise AccountError(
            f"The password is too easy to guess: expected {passwords.SHORTEST} to "
            f"{passwords.LONGEST} characters; four or five words are good."
        )
