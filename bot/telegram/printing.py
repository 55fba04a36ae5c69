"""Prints files in a process of their own: drawing takes a second and 60 MB, and may fail."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Final

import structlog

from bot.languages import LANGUAGES
from bot.printing import PrintingError, missing_packages

_TIMEOUT_S: Final = 60

log = structlog.get_logger(__name__)


class Printer:
    """Prints one file at a time, in languages whose fonts are installed."""

    def __init__(self) -> None:
        self._languages: frozenset[str] = frozenset()
        self._alone = asyncio.Semaphore(1)

    async def look(self) -> None:
        """Look which languages can be printed, and tell the operator what is missing for others."""
        try:
            missing = await asyncio.to_thread(_missing)
        except PrintingError as error:
            log.warning("no PDF can be printed", reason=str(error))
            return
        try:
            await self.pdf("<p>.</p>", ["en"])  # Pango may be missing although the fonts are there
        except PrintingError as error:
            log.warning("no PDF can be printed", reason=str(error))
            return
        self._languages = frozenset(language for language in LANGUAGES if not missing[language])
        packages = sorted({package for names in missing.values() for package in names})
        if packages:
            names = [language for language in LANGUAGES if missing[language]]
            log.warning(
                "no PDF in some languages: fonts are missing",
                languages=names,
                install="apt-get install " + " ".join(packages),
            )

    def prints(self, language: str) -> bool:
        """Whether files can be printed in a language."""
        return language in self._languages

    async def pdf(self, html: str, languages: Sequence[str]) -> bytes:
        """Return an HTML document as PDF.

        Raises:
            PrintingError: The process failed or took too long.
        """
        async with self._alone:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot.printing", *languages),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                async with asyncio.timeout(_TIMEOUT_S):
                    written, trouble = await process.communicate(html.encode())
            except TimeoutError:
                raise PrintingError("Printing took too long.") from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode != 0 or not written.startswith(b"%PDF"):
            lines = trouble.decode(errors="replace").strip().splitlines()
            raise PrintingError(f"Printing failed: {lines[-1] if lines else 'no reason given'}")
        return written


def _missing() -> dict[str, list[str]]:
    return {language: missing_packages([language]) for language in LANGUAGES}
