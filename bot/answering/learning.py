"""Finds the weights that belong to the content, and has them trained in a process of their own."""

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Final

import structlog

from bot.answering import weights
from bot.answering.weights import Weights

log = structlog.get_logger(__name__)

_KEPT: Final = 3
#: Answers come first: training takes one core, which is also the fastest for matrices this small.
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Learner:
    """Looks for weights in the content and the cache; trains new ones into the cache.

    Args:
        content: The content folder.
        cache: The cache folder; made when it is first needed.
    """

    def __init__(self, content: Path, cache: Path) -> None:
        self._content = content
        self._cache = cache
        self._tried: set[str] = set()

    def find(self, digest: str, model: str | None) -> Weights | None:
        """Return the weights trained from exactly this content for a model, if they are there."""
        for path in (self._content / weights.IN_CONTENT, self._path(digest, model)):
            found = weights.load(path)
            if found is None or found.digest != digest:
                continue
            if model is None or found.model == model:  # characters are always learned
                return found
        return None

    def nearest(self) -> Weights | None:
        """Return weights of other content: better than none while new ones are trained."""
        cached = sorted(self._cache.glob("weights-*.npz"), key=lambda path: path.stat().st_mtime)
        for path in (*reversed(cached), self._content / weights.IN_CONTENT):
            found = weights.load(path)
            if found is not None:
                return found
        return None

    async def train(self, digest: str, model: str | None) -> Weights | None:
        """Train from the files as they are; ``None`` when that failed or was tried before.

        Progress and the end are logged. The weights are also kept in the cache.
        """
        if digest in self._tried:
            return None
        self._tried.add(digest)
        output = self._path(digest, model)
        log.info("training_started", digest=digest)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.answering.training"),
            *(str(self._content), str(self._cache), str(output)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, **_ONE_THREAD},
        )
        try:
            await self._follow(process)
        except asyncio.CancelledError:
            self._tried.discard(digest)  # the content may come back
            raise
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            log.error("training_failed", digest=digest, exit_code=process.returncode)
            return None
        found = await asyncio.to_thread(weights.load, output)
        self._tidy()
        log.info("training_ended", digest=digest, found=found is not None)
        return found

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        shown = 0
        async for line in process.stdout:
            with contextlib.suppress(ValueError, KeyError):
                progress = json.loads(line)
                percent = 100 * int(progress["done"]) // max(1, int(progress["total"]))
                if percent >= shown + 10:
                    shown = percent
                    log.info("training_progress", percent=percent)
        last = (await errors).decode(errors="replace").strip().splitlines()[-1:]
        await process.wait()
        if process.returncode and last:
            log.error("training_error", reason=last[0][:300])

    def _path(self, digest: str, model: str | None) -> Path:
        return self._cache / f"weights-{digest}-{model or 'characters'}.npz"

    def _tidy(self) -> None:
        cached = sorted(self._cache.glob("weights-*.npz"), key=lambda path: path.stat().st_mtime)
        for path in cached[:-_KEPT]:
            path.unlink(missing_ok=True)
