"""The lock of a content folder: readers side by side, a writer alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.errors import KnowledgeError

NAME: Final = ".lock"


@contextmanager
def shared(root: Path) -> Iterator[None]:
    """Hold off writers. Does nothing where nobody can write: without a repository of its own."""
    descriptor = _open_for_reading(root)
    if descriptor is None:
        yield
        return
    with _locked(descriptor, fcntl.LOCK_SH):
        yield


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Hold off readers and other writers.

    Raises:
        KnowledgeError: The folder cannot be written.
    """
    try:
        descriptor = os.open(root / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    except OSError as error:
        raise KnowledgeError(
            f"The knowledge base in {root} cannot be written: {error.strerror}. "
            "Check the rights of the folder."
        ) from error
    with _locked(descriptor, fcntl.LOCK_EX):
        yield


def _open_for_reading(root: Path) -> int | None:
    path = root / NAME
    create = os.O_CREAT if (root / ".git").exists() else 0
    for flags in (os.O_RDWR | create, os.O_RDONLY):
        try:
            return os.open(path, flags | os.O_CLOEXEC, 0o664)
        except OSError:
            continue
    return None


@contextmanager
def _locked(descriptor: int, operation: int) -> Iterator[None]:
    try:
        fcntl.flock(descriptor, operation)
        yield
    finally:
        os.close(descriptor)
