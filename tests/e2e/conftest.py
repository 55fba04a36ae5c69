"""The real program as a process of its own, against the Bot API server in the test."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import pytest

from tests.bot_api import BotApiServer, Person
from tests.knowledge.samples import tree

_START_S: Final = 30.0


class Program:
    """``python -m bot run``, started and ended as an operator or the kernel does it.

    Attributes:
        arguments: What follows ``python -m bot``.
        environment: Its settings.
        database: The SQLite file.
    """

    arguments: tuple[str, ...] = ("run",)

    def __init__(
        self, server: BotApiServer, folder: Path, content: Path | None, cache: Path
    ) -> None:
        self.database = folder / "kaerimichi.sqlite3"
        self.environment = {
            "KAERIMICHI_TELEGRAM_TOKEN": server.token,
            "KAERIMICHI_TELEGRAM_API_URL": server.url,
            "KAERIMICHI_DATABASE_URL": f"sqlite:///{self.database}",
            "KAERIMICHI_CACHE_DIR": str(cache),
        }
        if content is not None:
            self.environment["KAERIMICHI_KNOWLEDGE_DIR"] = str(content)
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def errors(self) -> str:
        """Everything that it wrote to its standard error and output, in all its lives."""
        return "".join(path.read_text("utf-8") for path in sorted(self._folder.glob("*.log")))

    def _log(self, number: int) -> Path:
        return self._folder / f"{number}.log"

    def begin(self) -> None:
        """Start it, without waiting."""
        with self._log(len(self._started)).open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", *self.arguments],
                env={**os.environ, **self.environment},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._started.append(process)

    async def start(self) -> None:
        """Start it and wait until it serves."""
        self.begin()
        log = self._log(len(self._started) - 1)
        async with asyncio.timeout(_START_S):
            while '"event": "serving"' not in log.read_text("utf-8"):
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as a power cut does."""
        self._started[-1].kill()
        await self.ended()

    async def terminate(self) -> int:
        """Ask it to end, as systemd does, and return its exit code."""
        self._started[-1].send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self, timeout_s: float = 10.0) -> int:
        """Wait for its end and return the exit code."""
        return await asyncio.to_thread(self._started[-1].wait, timeout_s)

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        with closing(sqlite3.connect(self.database)) as connection:
            (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(number)

    def clean_up(self) -> None:
        """End whatever is left of it, its children too."""
        for process in self._started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small knowledge base on disk."""
    folder = tmp_path_factory.mktemp("content")
    for name, data in tree().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all starts share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A server; at the end the bot must not have done anything that Telegram refuses."""
    async with BotApiServer() as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def program(
    server: BotApiServer, tmp_path: Path, content: Path, cache: Path
) -> AsyncIterator[Program]:
    """The program, not yet started."""
    made = Program(server, tmp_path, content, cache)
    yield made
    made.clean_up()


@pytest.fixture
async def packaged_program(
    server: BotApiServer, tmp_path: Path, cache: Path
) -> AsyncIterator[Program]:
    """The program with the packaged content, not yet started."""
    made = Program(server, tmp_path, None, cache)
    yield made
    made.clean_up()


@pytest.fixture
def linh(server: BotApiServer) -> Person:
    return server.user()
