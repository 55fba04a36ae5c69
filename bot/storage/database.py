"""The connection to the database: SQLite (WAL) in one file, or PostgreSQL for several processes."""

import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.errors import StorageError

_BUSY_TIMEOUT_MS: Final = 10_000
#: What PostgreSQL allows a transaction: waiting for a lock, and resting (a process that froze).
_LOCK_TIMEOUT_MS: Final = 10_000
_IDLE_TIMEOUT_MS: Final = 30_000
#: How libpq notices that the server is gone; an operator's own address may say otherwise.
_POSTGRES: Final = {"connect_timeout": "10", "tcp_user_timeout": "20000", "keepalives_idle": "30"}
#: PostgreSQL's words for a table and a column that are not there:
#: https://www.postgresql.org/docs/15/errcodes-appendix.html
_OTHER_TABLES: Final = frozenset({"42P01", "42703"})
_MIGRATION_LOCK: Final = 7_203_112_026
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


class Database:
    """Opens transactions; made once and handed down."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self._engine: AsyncEngine | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file; ``None`` for PostgreSQL and for a database in memory."""
        if not self.is_sqlite or self.url.database in {None, "", ":memory:"}:
            return None
        return Path(str(self.url.database))

    async def open(self) -> None:
        """Connect and bring the tables to the present version, under a lock.

        Raises:
            StorageError: The database cannot be reached or opened.
        """
        try:
            if self._engine is None:
                self._engine = self._make_engine()
            with self._file_lock():
                async with self._engine.connect() as connection:
                    await connection.run_sync(self._migrate)
                    await connection.commit()
        except (DBAPIError, OSError) as error:
            await self.close()
            reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
            where = self.file or self.url.render_as_string(hide_password=True)
            raise StorageError(
                f"The database {where} cannot be opened: {reason}. "
                "Check KAERIMICHI_DATABASE_URL and the rights on that place."
            ) from error

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose changes are stored together at the end, or not at all.

        Raises:
            StorageError: The database cannot be reached, is locked, full or broken, or a newer
                program has changed its tables: nothing was stored, and the same may work later.
        """
        if self._engine is None:
            raise StorageError("the database was used before it was opened")
        try:
            async with (
                AsyncSession(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            if isinstance(error, DBAPIError) and not _is_trouble(error):
                raise
            raise StorageError(f"the database does not answer: {type(error).__name__}") from error

    def _make_engine(self) -> AsyncEngine:
        if not self.is_sqlite:
            engine = create_async_engine(
                self.url.update_query_dict({**_POSTGRES, **self.url.query}),
                hide_parameters=True,
                pool_size=8,
                max_overflow=8,
                pool_pre_ping=True,
            )
            event.listen(engine.sync_engine, "connect", _prepare_postgres)
            return engine
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {} if self.file else {"poolclass": StaticPool}
        engine = create_async_engine(self.url, hide_parameters=True, **options)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
        return engine

    @contextmanager
    def _file_lock(self) -> Iterator[None]:
        """Hold a lock beside the SQLite file, so that two processes do not migrate at once."""
        if self.file is None:
            yield
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.with_name(self.file.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _migrate(self, connection: Connection) -> None:
        if not self.is_sqlite:
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # the other migrates long
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        if _version(connection) != newest_version():
            _upgrade(connection)


def _is_trouble(error: DBAPIError) -> bool:
    """Whether the database is to blame, and not what was to be stored."""
    if type(error) is DatabaseError:  # SQLite: the file is broken; all others have a class
        return True
    if getattr(error.orig, "sqlstate", None) in _OTHER_TABLES:
        return True
    return isinstance(error, OperationalError | InterfaceError)


def newest_version() -> str:
    """Return the version of the tables that this program works with."""
    return max(path.stem.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 -- slow import, needed once a version
    from alembic.config import Config  # noqa: PLC0415 -- the same
    from alembic.util import CommandError  # noqa: PLC0415 -- the same

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            f"The database is of version {_version(connection)}, this program knows up to "
            f"{newest_version()}. Run the newer program, or restore the back-up made before it."
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:  # Any: the driver's own class
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgres(connection: Any, _record: object) -> None:  # Any: the driver's own class
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {_LOCK_TIMEOUT_MS}")
    cursor.execute(f"SET idle_in_transaction_session_timeout = {_IDLE_TIMEOUT_MS}")
    cursor.close()
    connection.commit()  # else the end of the first transaction undoes it


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
