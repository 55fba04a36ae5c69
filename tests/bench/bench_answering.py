"""Times and memory of answering: ``python -m tests.bench.bench_answering [--one-core]``.

Questions are those on the pages, so that every language and script takes part. Bars (DESIGN.md):
start to first answer 2 s warm, 10 s in a fresh clone; a question median 25 ms, p99 70 ms; distinct
questions 30 a second on two cores, 20 on one, 200 when they repeat; 400 MB in all.
"""

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from bot import app, logs
from bot.answering.answerer import Answerer
from bot.answering.outcome import Asker
from bot.dialogue import answers
from bot.dialogue.scene import Scene
from bot.knowledge.model import Knowledge
from bot.languages import COUNTRY_LANGUAGES
from bot.settings import load

QUESTIONS: Final = 400
SIDE_BY_SIDE: Final = 16
REPEATED: Final = 40
_FIRST: Final = "where can i get my pension money back"
_COUNTRIES: Final = {language: country for country, language in COUNTRY_LANGUAGES.items()}

Asked = tuple[str, Asker]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one-core", action="store_true", help="use one core only")
    parser.add_argument("--first-answer", metavar="CACHE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    logs.configure("ERROR")
    if options.first_answer:
        asyncio.run(_first_answer(Path(options.first_answer)))
        return
    if options.one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    _say("cores", f"{len(os.sched_getaffinity(0))}")
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        _say("start to first answer, cold cache", f"{_start(cache):.2f} s")
        _say("start to first answer, warm", f"{min(_start(cache) for _ in range(3)):.2f} s")
        asyncio.run(_measure(cache))


def questions(knowledge: Knowledge, most: int = QUESTIONS) -> list[Asked]:
    """Return questions from the pages with who asks them, evenly over topics and languages."""
    found = [
        (question, Asker(page.language, _COUNTRIES.get(page.language)))
        for topic in knowledge.topics.values()
        for page in topic.pages.values()
        for question in page.questions
    ]
    return found[:: max(1, len(found) // most)][:most]


def _start(cache: Path) -> float:
    """Return the seconds from the start of a process to its first answer."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.bench_answering", "--first-answer", str(cache)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


async def _first_answer(cache: Path) -> None:
    settings = load({**os.environ, "KAERIMICHI_CACHE_DIR": str(cache)}, Path("none"))
    async with app.answering(settings) as answerer:
        await _ask(answerer, (_FIRST, Asker("en")))


async def _measure(cache: Path) -> None:
    settings = load({**os.environ, "KAERIMICHI_CACHE_DIR": str(cache)}, Path("none"))
    async with app.answering(settings) as answerer:
        asked = questions(answerer.knowledge)
        await _ask(answerer, (_FIRST, Asker("en")))
        exact = answerer.progress.exact
        _say("weights belong to the content", "yes" if exact else "NO: run `make train`")
        await answerer.close()  # a training would take the processor
        _say("embedding model", answerer.present.classifier.model or "none")
        _say(
            "questions", f"{len(asked)} in {len({asker.language for _, asker in asked})} languages"
        )
        times = [await _timed(answerer, one) for one in asked]
        _say("question to reply, median", f"{np.percentile(times, 50):.1f} ms")
        _say("question to reply, p99", f"{np.percentile(times, 99):.1f} ms")
        others = [(f"{question} ?", asker) for question, asker in asked]
        _say("distinct questions", f"{await _rate(answerer, others):.0f} a second")
        repeated = others[:REPEATED] * (QUESTIONS // REPEATED) * 5
        _say("repeated questions", f"{await _rate(answerer, repeated):.0f} a second")
        own, children = _memory()
        _say("peak memory", f"{own:.0f} MB, embedding process {children:.0f} MB")
        _say("peak memory in all", f"{own + children:.0f} MB")


async def _ask(answerer: Answerer, asked: Asked) -> None:
    question, asker = asked
    result = await answerer.answer(question, asker, last_topic=None)
    scene = Scene(answerer.knowledge, result.language, asker.country, app.now())
    answers.speak(scene, result, question=question, asker=asker)


async def _timed(answerer: Answerer, asked: Asked) -> float:
    """Return the milliseconds one question takes."""
    start = time.perf_counter()
    await _ask(answerer, asked)
    return (time.perf_counter() - start) * 1000


async def _rate(answerer: Answerer, asked: Sequence[Asked]) -> float:
    """Return how many questions are answered in a second, some side by side."""
    waiting = iter(asked)

    async def work() -> None:
        for one in waiting:
            await _ask(answerer, one)

    start = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(SIDE_BY_SIDE)))
    return len(asked) / (time.perf_counter() - start)


def _memory() -> tuple[float, float]:
    """Return the peak memory of this process and of the embedding process, in MB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = 0.0
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if "embedding_worker" not in Path(f"/proc/{pid}/cmdline").read_text():
                continue
            status = Path(f"/proc/{pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            children += int(peak.split()[1]) / 1024
    return own, children


def _say(name: str, value: str) -> None:
    sys.stdout.write(f"{name:36} {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
