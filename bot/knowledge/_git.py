"""The git repository of a content folder, through dulwich: its commits and what they hold.

Nothing here reads a person's git configuration, runs hooks or signs.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dulwich.errors import FileFormatException, NotGitRepository
from dulwich.index import index_entry_from_stat
from dulwich.object_store import commit_tree_changes, iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.objectspec import parse_commit
from dulwich.refs import HEADREF
from dulwich.repo import Repo

from bot.errors import KnowledgeError

_FILE_MODE: Final = 0o100644
#: What a commit's author line cannot carry.
_NOT_IN_NAMES: Final = dict.fromkeys(map(ord, "<>\n\r\0"), " ")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit as editors see it: ``moment`` is aware (UTC)."""

    id: str
    author: str
    moment: datetime
    message: str


def read_files(root: Path, revision: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the files of a commit whose path is *wanted*.

    Raises:
        KnowledgeError: There is no repository in *root*, or no such commit.
    """
    with _opened(root) as repo:
        try:
            commit = parse_commit(repo, revision)
        except (KeyError, ValueError) as error:
            raise KnowledgeError(
                f'There is no commit "{revision}" in {root}. See git log.'
            ) from error
        return {path: content for path, content in _contents(repo, commit) if wanted(path)}


def read_file(root: Path, revision: str, path: str) -> bytes | None:
    """Return one file of a commit, ``None`` when the commit does not have it."""
    return read_files(root, revision, lambda candidate: candidate == path).get(path)


def revisions(root: Path, path: str | None = None, *, limit: int | None = None) -> list[Revision]:
    """Return the commits of the present branch, newest first; those that touched *path* if given.

    Raises:
        KnowledgeError: There is no repository in *root*.
    """
    with _opened(root) as repo:
        if head(repo) is None:
            return []
        paths = None if path is None else [path.encode()]
        walker = repo.get_walker(max_entries=limit, paths=paths, order="topo")
        return [_revision(entry.commit) for entry in walker]


@contextmanager
def prepared(
    root: Path, changes: Mapping[str, bytes | None], *, author: str, message: str
) -> Iterator[Callable[[], str]]:
    """Store a commit of exactly these *changes* on top of the last one; calling publishes it.

    All that can fail is done before the caller touches the working files; what the call does is
    to move the branch and the index.
    """
    with _opened(root) as repo:
        parent = head(repo)
        commit = Commit()
        commit.tree = _tree(repo, parent, changes)
        commit.parents = [] if parent is None else [parent]
        commit.author = commit.committer = identity(author)
        commit.author_time = commit.commit_time = int(time.time())
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = message.strip().encode() + b"\n"
        repo.object_store.add_object(commit)

        def publish() -> str:
            moved = (
                repo.refs.add_if_new(HEADREF, commit.id)
                if parent is None
                else repo.refs.set_if_equals(HEADREF, parent, commit.id)
            )
            if not moved:
                raise KnowledgeError(
                    f"Somebody else committed to {root} at the same moment: the files are saved, "
                    "but not yet in the history. Save again."
                )
            _note_in_index(repo, root, changes)
            return commit.id.decode()

        yield publish


def create(root: Path) -> None:
    """Make an empty repository in *root*, whose lock file git does not see."""
    with Repo.init(str(root), default_branch=b"main") as repo:
        exclude = Path(repo.controldir()) / "info" / "exclude"
        exclude.parent.mkdir(exist_ok=True)
        exclude.write_text("/.lock\n.*.tmp\n", encoding="utf-8")


def has_repository(root: Path) -> bool:
    """Whether *root* has a repository of its own (not only a parent folder)."""
    return (root / ".git").exists()


def identity(author: str) -> bytes:
    """Return a git identity of a display name, without an e-mail address."""
    name = " ".join(author.translate(_NOT_IN_NAMES).split()) or "Kaerimichi"
    return f"{name} <>".encode(errors="replace")


def head(repo: Repo) -> ObjectID | None:
    try:
        return repo.head()
    except KeyError:
        return None


def _revision(commit: Commit) -> Revision:
    author = commit.author.decode(errors="replace").rsplit(" <", 1)[0]
    moment = datetime.fromtimestamp(commit.author_time, UTC)
    message = commit.message.decode(errors="replace").strip()
    return Revision(commit.id.decode(), author, moment, message)


def _contents(repo: Repo, commit: Commit) -> Iterator[tuple[str, bytes]]:
    for entry in iter_tree_contents(repo.object_store, commit.tree):
        path = entry.path.decode(errors="surrogateescape")
        blob = repo.object_store[entry.sha] if stat.S_ISREG(entry.mode or 0) else None
        if isinstance(blob, Blob):
            yield path, blob.data


def _tree(repo: Repo, parent: ObjectID | None, changes: Mapping[str, bytes | None]) -> ObjectID:
    store = repo.object_store
    base = _base_tree(repo, parent)
    present = {entry.path for entry in iter_tree_contents(store, base)}
    entries: list[tuple[bytes, int | None, ObjectID | None]] = []
    for path, content in changes.items():
        if content is not None:
            blob = Blob.from_string(content)
            store.add_object(blob)
            entries.append((path.encode(), _FILE_MODE, blob.id))
        elif path.encode() in present:
            entries.append((path.encode(), None, None))
    return commit_tree_changes(store, base, entries)


def _base_tree(repo: Repo, parent: ObjectID | None) -> ObjectID:
    if parent is None:
        empty = Tree()
        repo.object_store.add_object(empty)
        return empty.id
    commit = repo.object_store[parent]
    assert isinstance(commit, Commit)
    tree: ObjectID = commit.tree
    return tree


def _note_in_index(repo: Repo, root: Path, changes: Mapping[str, bytes | None]) -> None:
    index = repo.open_index()
    for path, content in changes.items():
        if content is None:
            if path.encode() in index:
                del index[path.encode()]
        else:
            entry = index_entry_from_stat(os.lstat(root / path), Blob.from_string(content).id)
            index[path.encode()] = entry
    index.write()


@contextmanager
def _opened(root: Path) -> Iterator[Repo]:
    try:
        repo = Repo(str(root))
    except NotGitRepository as error:
        raise KnowledgeError(
            f"{root} has no history of its own, so it can only be read. "
            "Make a content folder with: kaerimichi knowledge init DIR"
        ) from error
    with repo:
        try:
            yield repo
        except (OSError, KeyError, FileFormatException) as error:
            raise KnowledgeError(f"The history in {root} cannot be used: {error}") from error
