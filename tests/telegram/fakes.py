"""An answerer that understands a few words, and a bot that runs in the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.answering.outcome import Asker, Match, Outcome, Result
from bot.errors import StorageError
from bot.knowledge.model import Knowledge
from bot.settings import Settings, load
from bot.storage.database import Database
from bot.telegram.service import TelegramService
from bot.telegram.timing import Timing
from tests.bot_api import BotApiServer
from tests.knowledge import samples

QUICK = Timing(
    connect_s=1.0,
    read_s=1.0,
    first_wait_s=0.01,
    longest_wait_s=0.05,
    claim_every_s=0.05,
    extend_every_s=0.05,
    drain_s=0.5,
    album_s=0.1,
    turn_every_s=0.02,
    announce_every_s=0.02,
)
ANSWER_START = "Who pays the trip home"


class FakeAnswerer:
    """Answers "ticket" with the sample topic; anything else is unknown.

    Attributes:
        asked: Every question, in order.
        slow: Questions with this word wait until ``go`` is set.
    """

    def __init__(self, knowledge: Knowledge | None = None) -> None:
        self._knowledge = samples.knowledge() if knowledge is None else knowledge
        self.asked: list[str] = []
        self.slow = "slow"
        self.go = asyncio.Event()

    @property
    def knowledge(self) -> Knowledge:
        return self._knowledge

    async def answer(self, question: str, asker: Asker, *, last_topic: str | None) -> Result:
        self.asked.append(question)
        language = asker.language or "en"
        if "boom" in question:
            raise RuntimeError(f"cannot answer {question}")
        if self.slow in question:
            await self.go.wait()
        if "danger" in question:
            return Result(Outcome.URGENT, language, language_sure=True)
        if "ticket" in question:
            match = Match(samples.TOPIC, 0.9)
            return Result(Outcome.ANSWER, language, language_sure=True, matches=(match,))
        return Result(Outcome.UNKNOWN, language, language_sure=True)

    def is_known_word(self, word: str) -> bool:
        return word in {"ticket", "moon"}


def now() -> datetime:
    return datetime.now(UTC)


def settings_for(server: BotApiServer, folder: Path, **changed: str) -> Settings:
    """Return settings for the server and a database in *folder*."""
    environment = {
        "telegram_token": server.token,
        "telegram_api_url": server.url,
        "database_url": f"sqlite:///{folder}/kaerimichi.sqlite3",
        "cache_dir": str(folder / "cache"),
        **changed,
    }
    return load(
        {f"KAERIMICHI_{name.upper()}": value for name, value in environment.items()},
        folder / "no.env",
    )


@dataclass
class RunningBot:
    """A bot that serves in this process."""

    service: TelegramService
    answerer: FakeAnswerer
    database: Database
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.stop.clear()
        self.task = asyncio.create_task(self.service.run(self.stop))

    async def end(self) -> None:
        """Stop it as SIGTERM does, and raise what it raised."""
        self.stop.set()
        if self.task is not None:
            async with asyncio.timeout(10):
                await self.task


class FailingDatabase(Database):
    """A database that can be lost and found again.

    Attributes:
        is_lost: No transaction begins.
        loses_next: So many transactions do their work and fail when they are to be stored.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.is_lost = False
        self.loses_next = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session, or fail as when the server is gone."""
        if self.is_lost:
            raise StorageError("the database does not answer: test")
        async with super().transaction() as session:
            yield session
            if self.loses_next:
                self.loses_next -= 1
                raise StorageError("the database does not answer: test")


Bots = Callable[..., RunningBot]


@asynccontextmanager
async def bots(server: BotApiServer, folder: Path) -> AsyncIterator[Bots]:
    """Give what makes bots for *server*; they are ended afterwards."""
    made: list[RunningBot] = []

    def make(
        *,
        answerer: FakeAnswerer | None = None,
        clock: Callable[[], datetime] = now,
        timing: Timing = QUICK,
        failing: bool = False,
        **changed: str,
    ) -> RunningBot:
        settings = settings_for(server, folder, **changed)
        answering = answerer or FakeAnswerer()
        storage = (FailingDatabase if failing else Database)(settings.database_url)
        service = TelegramService(settings, storage, answering, clock, timing=timing)
        made.append(RunningBot(service, answering, storage))
        return made[-1]

    try:
        yield make
    finally:
        for bot in made:
            if bot.task is not None and not bot.task.done():
                await bot.end()
            await bot.database.close()
