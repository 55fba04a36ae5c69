"""How long news to 2,000 people take, and how long questions wait meanwhile.

``python -m tests.bench.bench_announcing``: the Bot API server refuses more than 30 messages a
second, and every call takes 50 ms; questions come once a second from others.
"""

import argparse
import asyncio
import io
import logging
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from bot.settings import load
from bot.storage import announcements, chats
from bot.storage.chats import SavedChat
from bot.storage.database import Database
from bot.telegram.service import TelegramService
from tests.bot_api import TOKEN, BotApiServer, Person, RateLimits
from tests.telegram.fakes import FakeAnswerer, now

_DELAY_S: Final = 0.05
_BLOCKED_EVERY: Final = 50
_TEXTS: Final = {"en": "News\n\nSomething has changed."}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    asyncio.run(_measure(parser.parse_args(arguments).people))


async def _measure(count: int) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(io.StringIO()))
    logging.getLogger("uvicorn.error").disabled = True  # it reports the last poll that is cut off
    with tempfile.TemporaryDirectory() as folder:
        async with BotApiServer() as server:
            server.dispatcher.check_results = False
            server.faults.delay_s = _DELAY_S
            server.rates = RateLimits()
            environment = {
                "KAERIMICHI_TELEGRAM_TOKEN": TOKEN,
                "KAERIMICHI_TELEGRAM_API_URL": server.url,
                "KAERIMICHI_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            }
            settings = load(environment, Path(folder) / "no.env")
            database = Database(settings.database_url)
            await database.open()
            stop = asyncio.Event()
            service = TelegramService(settings, database, FakeAnswerer(), now)
            serving = asyncio.create_task(service.run(stop))
            await server.wait_until_polled(timeout_s=30)
            await _send(server, database, count)
            stop.set()
            await serving
            await database.close()


async def _send(server: BotApiServer, database: Database, count: int) -> None:
    people = [server.user(started=True) for _ in range(count)]
    for person in people[::_BLOCKED_EVERY]:
        person.account.blocked_bot = True
    saved = {one.id: SavedChat("en", news=True) for one in people}
    started = time.perf_counter()
    async with database.transaction() as session:
        await chats.save_chats(session, saved, datetime.now(UTC).date())
        await announcements.announce(session, _TEXTS, now())
    stored_s = time.perf_counter() - started
    waits: list[float] = []
    asking = asyncio.create_task(_ask(server.user(), waits))
    while True:
        await asyncio.sleep(1)
        async with database.transaction() as session:
            (found,) = await announcements.progress(session)
        if not found.waiting and not found.lost:
            break
    took_s = time.perf_counter() - started
    asking.cancel()
    refused = sum(call.status == 429 for call in server.calls_of("sendMessage"))
    most = max(len(person.messages) for person in people)
    waits.sort()
    sys.stdout.write(
        f"{count} news stored in {stored_s:.2f} s, sent in {took_s:.0f} s "
        f"({count / took_s:.1f} a second): sent {found.sent}, blocked {found.blocked}, "
        f"failed {found.failed}; refused with 429: {refused}; most for one person: {most}\n"
        f"a question meanwhile: median {waits[len(waits) // 2] * 1000:.0f} ms, "
        f"longest {waits[-1] * 1000:.0f} ms of {len(waits)}\n"
    )


async def _ask(person: Person, waits: list[float]) -> None:
    while True:
        asked = time.perf_counter()
        await person.send("who pays my ticket")
        await person.reply(timeout_s=60)
        waits.append(time.perf_counter() - asked)
        await asyncio.sleep(1)


if __name__ == "__main__":
    main()
