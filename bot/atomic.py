"""Files written so that a reader sees the old or the new content, never a part."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write one file: into a temporary one beside it, to the disk, then renamed.

    Raises:
        OSError: The folder cannot be written; the old file is untouched.
    """
    replace_files({path: content})


def replace_files(changes: Mapping[Path, bytes | None]) -> None:
    """Write several files; ``None`` takes a file away. All are on disk before the first rename.

    Raises:
        OSError: Nothing was changed, unless a rename itself failed.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for path, content in changes.items():
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                ready.append((_write_beside(path, content), path))
        for temporary, path in ready:
            temporary.replace(path)
    except OSError:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
        raise
    for path, content in changes.items():
        if content is None:
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()  # only an empty folder goes
    for folder in {path.parent for path in changes}:
        _flush_folder(folder)


def _write_beside(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode & 0o777)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _flush_folder(folder: Path) -> None:
    with suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
