"""How cost grows from 1,800 to 18,000 pages: ``python -m tests.bench.bench_growth``.

Content and weights are made up, each topic a family of its own: times and memory do not depend on
what stands in them. Times are those of the processor, which other programs change little. The
embedding of a question, the same for any number of pages, is left out.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from bot import logs
from bot.answering.examples import OUT_OF_SCOPE, digest, family_of
from bot.answering.features import BUCKETS
from bot.answering.understanding import Understanding
from bot.answering.weights import Network, Weights
from bot.knowledge.model import Knowledge
from bot.knowledge.store import KnowledgeStore
from bot.language import LatinTable
from tests.bench.bench_answering import QUESTIONS, questions
from tests.bench.bench_knowledge import TOPICS, big_tree, write
from tests.knowledge.samples import TODAY

SIZES: Final = (TOPICS, 10 * TOPICS)
UNITS, DIMENSIONS, LETTERS = 1024, 384, 1 << 15
_LATIN: Final = ("en", "vi", "id", "fil")

_Result = TypeVar("_Result")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topics", type=int, help="only this size, in this process")
    options = parser.parse_args()
    logs.configure("ERROR")
    if options.topics is not None:
        _measure(options.topics)
        return
    for topics in SIZES:  # in processes of their own: memory is that of one size
        command = [sys.executable, "-m", "tests.bench.bench_growth", "--topics", str(topics)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _measure(topics: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "knowledge", Path(folder) / "cache"
        tree = big_tree(topics)
        write(tree, root)
        _say("pages", f"{len(tree) - topics - 1:,}")
        _say("files", f"{sum(map(len, tree.values())) / 1e6:.0f} MB")
        del tree
        store = KnowledgeStore(root, cache, lambda: TODAY, is_packaged=True)
        _timed("load, nothing parsed yet", store.load)
        store = KnowledgeStore(root, cache, lambda: TODAY, is_packaged=True)
        knowledge = _timed("load, parsed before", store.load)
        _timed("look whether files changed", store.reload_if_changed)
        _timed("digest of what is learned from", lambda: digest(knowledge))
        weights = made_up(knowledge)
        understanding = _timed(
            "make ready for questions", lambda: Understanding(knowledge, weights, {})
        )
        asked = questions(knowledge, QUESTIONS)
        vector = np.full(DIMENSIONS, DIMENSIONS**-0.5, np.float32)
        with threadpool_limits(limits=1, user_api="blas"):  # as when it serves
            times = [
                _milliseconds(partial(understanding.understand, *one, vector=vector))
                for one in asked
            ]
        _say(f"one of {len(asked)} questions, median", f"{np.percentile(times, 50):.1f} ms")
        _say(f"one of {len(asked)} questions, p99", f"{np.percentile(times, 99):.1f} ms")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _say("peak memory, weights included", f"{peak:.0f} MB\n")


def made_up(knowledge: Knowledge) -> Weights:
    """Return weights with the shapes that training from *knowledge* would give them."""
    random = np.random.default_rng(0)
    families = tuple(sorted({*map(family_of, knowledge.topics.values()), OUT_OF_SCOPE}))

    def drawn(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return random.standard_normal(shape, dtype=np.float32)

    return Weights(
        digest=digest(knowledge),
        model="made-up",
        families=families,
        network=Network(drawn(UNITS, DIMENSIONS + 1), drawn(len(families), UNITS + 1)),
        sparse=np.asfortranarray(drawn(len(families), BUCKETS + 1)),
        rarity=np.ones(BUCKETS, np.float32),
        latin=LatinTable(_LATIN, np.full((len(_LATIN), LETTERS), -10.0, np.float32)),
    )


def _timed(name: str, function: Callable[[], _Result]) -> _Result:
    found: list[_Result] = []
    _say(name, f"{_milliseconds(lambda: found.append(function())):.0f} ms")
    return found[0]


def _milliseconds(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return (time.process_time() - start) * 1000


def _say(name: str, value: str) -> None:
    sys.stdout.write(f"{name:36} {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
