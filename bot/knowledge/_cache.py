"""What is known of content from earlier starts: that it is valid, and what stands in its files.

Both are small files in the cache folder, of use only to the code that wrote them: a new version
checks and parses anew. A cache that is missing, broken or cannot be written costs time, nothing
else.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import structlog

from bot.atomic import replace_file
from bot.knowledge.parsing import ParsedFile, dump_parsed, load_parsed, worth_keeping

_MOST_VERDICTS: Final = 20

log = structlog.get_logger(__name__)


class Verdicts:
    """The digests of content that was found valid."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "valid-knowledge"

    def is_valid(self, content: str) -> bool:
        return self._key(content) in self._read()

    def note(self, content: str) -> None:
        """Note content as valid."""
        keys = [key for key in self._read() if key != self._key(content)]
        lines = [*keys[-(_MOST_VERDICTS - 1) :], self._key(content)]
        _write(self._path, "\n".join(lines).encode() + b"\n")

    def _read(self) -> list[str]:
        try:
            return self._path.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return []

    def _key(self, content: str) -> str:
        return hashlib.sha256(f"{_code_digest()} {content}".encode()).hexdigest()


class ParsedFiles:
    """The parsed files of the content that was served last, behind a seal (SHA-256)."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "parsed-knowledge"
        self._marks: Mapping[str, bytes] = {}

    def read(self) -> dict[str, ParsedFile]:
        """Return the files by path; none where they were not kept by this version of the code."""
        try:
            content = self._path.read_bytes()
            seal, kept = content[: hashlib.sha256().digest_size], memoryview(content)[32:]
            files = load_parsed(kept) if seal == self._seal(kept) else {}
        except (OSError, ValueError):
            return {}
        self._marks = {path: file.mark for path, file in files.items()}
        return files

    def write(self, files: Mapping[str, ParsedFile]) -> None:
        """Keep files for the next start, unless just these were read."""
        marks = {path: file.mark for path, file in worth_keeping(files).items()}
        if marks != self._marks:
            kept = dump_parsed(files)
            _write(self._path, self._seal(kept) + kept)
            self._marks = marks

    def _seal(self, kept: bytes | memoryview) -> bytes:
        seal = hashlib.sha256(_code_digest().encode())
        seal.update(kept)
        return seal.digest()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)
    except OSError as error:
        log.warning("cache not written", path=str(path), reason=error.strerror)


@cache
def _code_digest() -> str:
    """Return what identifies the code that parses and checks: a new version does both anew."""
    total = hashlib.sha256()
    folder = Path(__file__).parent
    for directory, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.endswith(".py"):
                total.update((Path(directory) / name).read_bytes())
    return total.hexdigest()
