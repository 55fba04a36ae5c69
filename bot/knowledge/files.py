"""The files of the knowledge base as bytes: from a folder or from a commit, always as a whole."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.errors import KnowledgeError
from bot.knowledge._lock import shared

#: Posix path relative to the content folder -> content.
Tree = Mapping[str, bytes]
#: Path -> what tells that a file was changed: time, size, inode.
Signature = Mapping[str, tuple[int, int, int]]

FACTS: Final = "facts.yaml"
SITUATIONS: Final = "situations.yaml"
GLOSSARY: Final = "glossary.yaml"
KINDS: Final = "danger/kinds.yaml"
SUPPORT: Final = "support.yaml"
PAPERS: Final = "papers/papers.yaml"
WAYS: Final = "pathways/pathways.yaml"
_TOP: Final = frozenset({FACTS, SITUATIONS, GLOSSARY, SUPPORT})
#: Folders with one file a language.
LANGUAGE_FOLDERS: Final = (
    *("danger", "danger_messages", "speech", "golden", "phrases", "pathways", "papers"),
)
_HIDDEN: Final = re.compile(r"(?:^|/)[.#~]")
_TRIES: Final = 5


def is_content(path: str) -> bool:
    """Whether a file of this path is read as content; others (a licence, a copy) are left alone."""
    if _HIDDEN.search(path):
        return False
    if path in _TOP:
        return True
    parts = path.split("/")
    if len(parts) == 2:
        return parts[0] in LANGUAGE_FOLDERS and path.endswith(".yaml")
    return len(parts) == 3 and path.endswith((".md", ".yaml"))


def signature(root: Path) -> Signature:
    """Return what tells whether any content file in *root* was changed, added or taken away.

    Raises:
        KnowledgeError: The folder cannot be read.
    """
    found: dict[str, tuple[int, int, int]] = {}
    with _readable(root):
        _scan(str(root), "", found, 1)
    return found


def read_tree(root: Path) -> Tree:
    """Return the content files in *root*, as they were together at one moment.

    Our own writers are kept away by a lock; for others (an editor, a pull) the files are read
    again until they stand still.

    Raises:
        KnowledgeError: The folder or a file cannot be read, or the files kept changing.
    """
    with shared(root):
        return read_locked(root)


def read_locked(root: Path) -> Tree:
    """Do what ``read_tree`` does for a caller that holds the lock."""
    for _ in range(_TRIES):
        before = signature(root)
        tree = _read(root, before)
        if tree is not None and signature(root) == before:
            return tree
    raise KnowledgeError(f"The files in {root} kept changing while they were read. Try again.")


def read_commit(root: Path, revision: str) -> Tree:
    """Return the content files of a commit (a full or short id, ``HEAD`` or a branch).

    Raises:
        KnowledgeError: There is no repository in *root* or no such commit.
    """
    from bot.knowledge import _git  # noqa: PLC0415 -- slow import (100 ms)

    return _git.read_files(root, revision, is_content)


def digest(tree: Tree) -> str:
    """Return what identifies the content of all files (SHA-256, hexadecimal)."""
    total = hashlib.sha256()
    for path in sorted(tree):
        content = tree[path]
        total.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogatepass"))
        total.update(content)
    return total.hexdigest()


def page_path(topic: str, language: str) -> str:
    return f"{topic}/{language}.md"


def topic_path(topic: str) -> str:
    return f"{topic}/topic.yaml"


def _scan(folder: str, prefix: str, found: dict[str, tuple[int, int, int]], depth: int) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if depth < 3 and entry.is_dir() and not entry.name.startswith("."):
                _scan(entry.path, path + "/", found, depth + 1)
            elif is_content(path):
                stat = entry.stat()
                found[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _read(root: Path, paths: Signature) -> Tree | None:
    """Return the files, or ``None`` when one of them went away meanwhile."""
    try:
        with _readable(root):
            return {path: (root / path).read_bytes() for path in sorted(paths)}
    except KnowledgeError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


@contextmanager
def _readable(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KnowledgeError(
            f"The knowledge base in {root} cannot be read: {error.strerror} ({error.filename}). "
            "Check KAERIMICHI_KNOWLEDGE_DIR and the rights of the folder."
        ) from error
