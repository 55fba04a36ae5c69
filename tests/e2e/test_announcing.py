"""News from the command line, with the program killed while it sends: nobody gets them twice."""

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.bot_api import BotApiServer, hang
from tests.e2e.conftest import Program
from tests.e2e.test_run import WAIT_S

READERS = 12


async def announce(program: Program, *arguments: str) -> str:
    """Run ``kaerimichi announce`` and return what it prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "announce", *arguments),
        env={**os.environ, **program.environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return out.decode()


async def test_killed_while_sending_repeats_nothing(
    program: Program, server: BotApiServer, tmp_path: Path
) -> None:
    await program.start()
    people = [server.user(started=True) for _ in range(READERS)]
    with closing(sqlite3.connect(program.database)) as connection, connection:
        connection.executemany(
            "INSERT INTO chat (chat_id, language, news, unreachable, last_used) "
            "VALUES (?, 'en', 1, 0, '2026-11-24')",
            [(one.id,) for one in people],
        )
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "en.txt").write_text("New rule\n\nFrom April it changes.", "utf-8")
    server.faults.next("sendMessage", *[hang(after=True)] * 3)

    said = await announce(program, str(folder), "--yes")
    await server.wait_for(lambda: sum(len(one.messages) for one in people) >= 3, timeout_s=WAIT_S)
    await program.kill()
    await program.start()
    async with asyncio.timeout(WAIT_S):
        while program.count("outbox"):
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)  # what is under way is counted
    status = await announce(program, "--status")

    counts = [len(one.messages) for one in people]
    assert f"{READERS} people want news and read en." in said
    assert max(counts) == 1
    assert f"of {READERS}: " in status
    assert sum(counts) >= READERS - 3
    assert "New rule" not in program.errors
