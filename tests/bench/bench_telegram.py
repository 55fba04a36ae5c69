"""How many answers a second the Telegram part gives when every call takes 50 ms.

``python -m tests.bench.bench_telegram``: the Bot API server and the people are another process;
questions are answered by the fake of the tests, so that only the way through Telegram is measured.
"""

import argparse
import asyncio
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog

from bot.settings import load
from bot.storage.database import Database
from bot.telegram.service import TelegramService
from tests.bot_api import TOKEN, BotApiServer
from tests.telegram.fakes import FakeAnswerer, now

_DELAY_S: Final = 0.05
_EACH: Final = 10  # questions of one person
_RATE: Final = 30  # questions a second, for the waits
_PACED: Final = 300


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=3000)
    parser.add_argument("--delay", type=float, default=_DELAY_S, help="seconds each call takes")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.serve:
        asyncio.run(_serve(chosen.questions, chosen.delay))
    else:
        asyncio.run(_measure(chosen.questions, chosen.delay))


async def _measure(questions: int, delay_s: float) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(io.StringIO()))
    command = [sys.executable, "-m", "tests.bench.bench_telegram", "--serve"]
    command += ["--questions", str(questions), "--delay", str(delay_s)]
    telegram = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert telegram.stdin is not None
    assert telegram.stdout is not None
    address = (await telegram.stdout.readline()).decode().strip()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "KAERIMICHI_TELEGRAM_TOKEN": TOKEN,
            "KAERIMICHI_TELEGRAM_API_URL": address,
            "KAERIMICHI_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        settings = load(environment, Path(folder) / "no.env")
        database = Database(settings.database_url)
        await database.open()
        stop = asyncio.Event()
        service = TelegramService(settings, database, FakeAnswerer(), now)
        serving = asyncio.create_task(service.run(stop))
        before = time.process_time()
        sys.stdout.write((await telegram.stdout.readline()).decode())
        used_s = time.process_time() - before
        sys.stdout.write((await telegram.stdout.readline()).decode())
        sys.stdout.write(f"the bot used {used_s:.1f} s of processor time\n")
        stop.set()
        await serving
        await database.close()
    telegram.stdin.write(b"\n")
    await telegram.wait()


async def _serve(questions: int, delay_s: float) -> None:
    async with BotApiServer() as server:
        server.dispatcher.check_results = False
        _say(server.url)
        await server.wait_until_polled(timeout_s=30)
        _say(await _all_at_once(server, questions, delay_s))
        _say(await _paced(server))
        await asyncio.to_thread(sys.stdin.readline)  # until the bot has stopped


async def _all_at_once(server: BotApiServer, questions: int, delay_s: float) -> str:
    server.faults.delay_s = delay_s
    people = [server.user() for _ in range(questions // _EACH)]
    started = time.perf_counter()
    for _ in range(_EACH):
        for person in people:
            await person.send("who pays my ticket")
    expected = _EACH * len(people)
    await server.wait_for(
        lambda: sum(call.status == 200 for call in server.calls_of("sendMessage")) >= expected,
        timeout_s=120,
    )
    took_s = time.perf_counter() - started
    server.faults.delay_s = 0
    complete = all(len(person.messages) == _EACH for person in people)
    problem = "" if complete and not server.violations else "; SOMETHING IS WRONG"
    return f"{expected} answers in {took_s:.1f} s: {expected / took_s:.0f} a second{problem}"


async def _paced(server: BotApiServer) -> str:
    asked: dict[int, float] = {}
    server.calls.clear()
    for _ in range(_PACED):
        person = server.user()
        await person.send("who pays my ticket")
        asked[person.id] = server.world.now()
        await asyncio.sleep(1 / _RATE)
    await server.wait_for(lambda: len(server.calls_of("sendMessage")) >= _PACED)
    waits = sorted(
        call.at - asked[call.fields["chat_id"]] for call in server.calls_of("sendMessage")
    )
    median_ms, p99_ms = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.99))
    return (
        f"{_RATE} a second: median {median_ms:.0f} ms, p99 {p99_ms:.0f} ms from question to reply"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
