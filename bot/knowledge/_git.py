"""The git repository of a content folder, through dulwich: its commits and what they hold.

Nothing here reads a person's git configuration, runs hooks or signs.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dulwich.client import get_transport_and_path
from dulwich.diff_tree import tree_changes
from dulwich.errors import (
    FileFormatException,
    GitProtocolError,
    HangupException,
    NotGitRepository,
)
from dulwich.file import FileLocked
from dulwich.index import index_entry_from_stat
from dulwich.object_store import commit_tree_changes, iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID, Tree, TreeEntry
from dulwich.objectspec import parse_commit
from dulwich.refs import HEADREF, Ref
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
        commit = _commit(repo, root, revision)
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


def changes(root: Path, revision: str) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Return each file that a commit changed, with its content before and after.

    Raises:
        KnowledgeError: There is no repository in *root*, or no such commit.
    """
    with _opened(root) as repo:
        commit = _commit(repo, root, revision)
        parent = repo.object_store[commit.parents[0]] if commit.parents else None
        old = parent.tree if isinstance(parent, Commit) else None
        found: dict[str, tuple[bytes | None, bytes | None]] = {}
        for change in tree_changes(repo.object_store, old, commit.tree):
            entry = change.new if change.new is not None and change.new.path else change.old
            if entry is None or entry.path is None:
                continue
            path = entry.path.decode(errors="surrogateescape")
            found[path] = _blob(repo, change.old), _blob(repo, change.new)
        return found


def push(root: Path, remote: str) -> None:
    """Copy the present branch to another repository, never over commits that it has alone.

    Raises:
        KnowledgeError: The other repository cannot be reached, or has gone another way.
    """
    with _opened(root) as repo:
        own = head(repo)
        if own is None:
            return
        branch = repo.refs.follow(HEADREF)[0][-1]

        def moved(refs: dict[Ref, ObjectID]) -> dict[Ref, ObjectID]:
            theirs = refs.get(branch)
            if theirs is not None and theirs != own and not _contains(repo, own, theirs):
                raise KnowledgeError(
                    "The other repository has changes that are not here, so nothing was sent to "
                    "it; nothing here is lost. Bring the two together with git, then save again."
                )
            return {branch: own}

        try:
            client, path = get_transport_and_path(remote)
            # type: the library calls it in this very way, its annotations do not fit together
            client.send_pack(path.encode(), moved, repo.generate_pack_data)  # type: ignore[arg-type]
        except (OSError, GitProtocolError, HangupException, NotGitRepository, ValueError) as error:
            raise KnowledgeError(
                f"The other repository cannot be reached ({type(error).__name__}). "
                "Check KAERIMICHI_KNOWLEDGE_REMOTE and the network."
            ) from error


def _contains(repo: Repo, own: ObjectID, theirs: ObjectID) -> bool:
    """Whether the commit *theirs* is part of the history of *own*."""
    if theirs not in repo.object_store:
        return False
    return any(entry.commit.id == theirs for entry in repo.get_walker(include=[own]))


@contextmanager
def prepared(
    root: Path, changes: Mapping[str, bytes | None], *, author: str, message: str
) -> Iterator[Callable[[], str]]:
    """Store a commit of exactly these *changes* on top of the last one; calling publishes it.

    All that can fail is done before the caller touches the working files; what the call does is
    to move the branch and the index.
    """
    with _opened(root) as repo, _without_left_locks(repo):
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
                    f"Somebody else committed to {root} at the same moment, so nothing was saved. "
                    "Save again."
                )
            # The commit stands; without the index `git status` shows what it should not.
            with suppress(OSError, FileLocked), _without_left_locks(repo):
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


def _commit(repo: Repo, root: Path, revision: str) -> Commit:
    try:
        return parse_commit(repo, revision)
    except (KeyError, ValueError) as error:
        raise KnowledgeError(f'There is no commit "{revision}" in {root}. See git log.') from error


def _blob(repo: Repo, entry: TreeEntry | None) -> bytes | None:
    if entry is None or entry.sha is None:
        return None
    blob = repo.object_store[entry.sha]
    return blob.data if isinstance(blob, Blob) else None


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
        except FileLocked as error:
            raise KnowledgeError(
                f"Another program works in the history of {root}, or was stopped halfway. Try "
                "again in a minute. If it stays like this, and no git runs there, the operator "
                f"has to delete {error.lockfilename!s}."
            ) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise KnowledgeError(
                f"The history in {root} cannot be written: {reason}. "
                "Check the rights of the folder and the space on the disk."
            ) from error
        except (KeyError, FileFormatException) as error:
            raise KnowledgeError(f"The history in {root} cannot be used: {error}") from error


@contextmanager
def _without_left_locks(repo: Repo) -> Iterator[None]:
    """Take away the lock files that the library leaves when a disk is full.

    The caller holds our own lock, so that no other writer of ours has made them.
    """
    begun = time.time() - 1  # file systems count coarsely
    try:
        yield
    except BaseException:
        for lock in Path(repo.controldir()).rglob("*.lock"):
            with suppress(FileNotFoundError):
                if lock.stat().st_mtime >= begun:
                    lock.unlink()
        raise
