"""Changes to the content folder: checked first, written whole, committed under a name."""

import re
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from bot.atomic import replace_files
from bot.errors import KnowledgeError
from bot.knowledge import _git
from bot.knowledge._git import Revision
from bot.knowledge._lock import exclusive
from bot.knowledge.checking import examine
from bot.knowledge.files import Tree, is_content, page_path, read_locked
from bot.knowledge.model import Knowledge, Page
from bot.knowledge.parsing import Parser, decode, dump_page, parse_page
from bot.knowledge.problems import ChangedMeanwhileError, ContentError, Problem, errors
from bot.knowledge.translation import Translation, TranslationStatus
from bot.knowledge.words import Wordlist, parsed, path_of
from bot.resources import packaged

__all__ = [
    "Revision",
    "changes_of",
    "declare_small_edit",
    "declare_translated",
    "dump_page",
    "english_at",
    "file_in",
    "history",
    "init",
    "push",
    "with_revision",
    "words_at",
    "write_files",
    "write_page",
]

_IGNORED: Final = shutil.ignore_patterns(".*", "__pycache__")
_OF: Final = r"(^\s*(?:translation:\s*\{{.*?)?\bof:\s*[\"']?){old}\b"


def write_page(
    root: Path,
    page: Page,
    author: str,
    message: str,
    *,
    today: date,
    parser: Parser | None = None,
) -> str:
    """Write one page, in Unicode NFC whatever keyboard it was typed on; see ``write_files``."""
    path = page_path(page.topic, page.language)
    changes = {path: unicodedata.normalize("NFC", dump_page(page).decode()).encode()}
    return write_files(root, changes, author, message, today=today, parser=parser)


def write_files(
    root: Path,
    changes: Mapping[str, bytes | None],
    author: str,
    message: str,
    *,
    today: date,
    parser: Parser | None = None,
    expected: Mapping[str, bytes | None] | None = None,
    valid: Knowledge | None = None,
    note_valid: Callable[[Tree], None] | None = None,
) -> str:
    """Write files and commit exactly them; ``None`` as content takes a file away.

    Args:
        root: A content folder with a repository of its own.
        changes: Paths relative to the folder, of the format's files only.
        author: The editor's display name; no address is kept.
        message: What was changed and why.
        today: The day in Japan.
        parser: One that is kept between calls reads only what changed.
        expected: What the caller believes to stand in some files (``None``: no file).
        valid: What is known to have no errors, so that only the rest is read.
        note_valid: Told the files as they will be, when nothing is wrong with any of them.

    Returns:
        The id of the commit.

    Raises:
        ContentError: The change brings an error; nothing was written. Errors that were there
            before in other files do not stand in its way.
        ChangedMeanwhileError: A file is not as *expected*; nothing was written.
        KnowledgeError: The folder cannot be written.
    """
    _refuse_paths(root, changes)
    with exclusive(root):
        before = read_locked(root)
        for path, content in (expected or {}).items():
            if before.get(path) != content:
                raise ChangedMeanwhileError(path)
        after = _after(before, changes)
        check = partial(examine, today=today, parser=parser or Parser(), valid=valid)
        is_valid = _refuse_errors(before, after, changes, check)
        commit = _commit(root, changes, author, message)
        if is_valid and note_valid is not None:
            note_valid(after)
        return commit


def changes_of(root: Path, commit: str) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Return the content files that a commit changed, with their content before and after.

    Raises:
        KnowledgeError: There is no such commit, or no repository.
    """
    found = _git.changes(root, commit)
    return {path: pair for path, pair in found.items() if is_content(path)}


def file_in(root: Path, commit: str, path: str) -> bytes | None:
    """Return one file as it was in a commit; ``None`` when that does not have it."""
    return _git.read_file(root, commit, path)


def english_at(root: Path, topic: str, revision: str) -> Page | None:
    """Return the English page of a topic as it was at a revision; ``None`` when it is forgotten."""
    path = page_path(topic, "en")
    for commit in _git.revisions(root, path):
        content = _git.read_file(root, commit.id, path)
        page = None if content is None else _page(path, content)
        if page is not None and page.revision == revision:
            return page
    return None


def words_at(root: Path, folder: str, revision: str) -> Wordlist | None:
    """Return the English words of a folder as they were at a revision; ``None`` when forgotten."""
    path = path_of(folder, "en")
    for commit in _git.revisions(root, path):
        content = _git.read_file(root, commit.id, path)
        found = None if content is None else parsed(folder, "en", decode(content))[0]
        if found is not None and found.revision == revision:
            return found
    return None


def push(root: Path, remote: str) -> None:
    """Copy the history to another repository.

    Raises:
        KnowledgeError: The other one cannot be reached, or has commits that are not here.
    """
    _git.push(root, remote)


def history(root: Path, path: str | None = None, *, limit: int | None = None) -> list[Revision]:
    """Return the commits that touched a file, or any, newest first.

    Raises:
        KnowledgeError: The folder has no repository of its own.
    """
    return _git.revisions(root, path, limit=limit)


def init(directory: Path, source: Path | None = None, *, author: str = "Kaerimichi") -> None:
    """Make a content folder with a repository of its own from the packaged content.

    Raises:
        KnowledgeError: The folder is not empty, or cannot be written.
    """
    origin = source or packaged("knowledge")
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise KnowledgeError(
                f"{directory} is not empty. Choose a new or empty folder, so that nothing is lost."
            )
        shutil.copytree(origin, directory, ignore=_IGNORED, dirs_exist_ok=True)
        _git.create(directory)
        with exclusive(directory):
            files = {
                path.relative_to(directory).as_posix(): path.read_bytes()
                for path in sorted(directory.rglob("*"))
                if path.is_file()
                and ".git" not in path.parts[len(directory.parts) :]
                and path.name != ".lock"
            }
            with _git.prepared(
                directory, files, author=author, message="Start from the packaged content"
            ) as publish:
                publish()
    except OSError as error:
        raise KnowledgeError(
            f"A content folder cannot be made in {directory}: {error.strerror}. "
            "Choose another place, or correct the rights."
        ) from error


def declare_small_edit(root: Path, topic: str, author: str) -> tuple[str, ...]:
    """Declare that the last edit of a topic's English page did not change its meaning.

    Translations that were current before that edit are noted as made from the present page;
    nothing else in their files is touched. Older ones stay out of date.

    Returns:
        The languages that are current again; empty when there were none.

    Raises:
        KnowledgeError: There is no such page, or no repository.
    """
    with exclusive(root):
        tree = read_locked(root)
        english = page_path(topic, "en")
        if english not in tree:
            raise KnowledgeError(
                f'There is no page {english} in {root}. Correct the topic "{topic}".'
            )
        present = _revision(english, tree[english])
        if present is None:
            raise KnowledgeError(f"{english} cannot be read. Run: kaerimichi knowledge check")
        previous = _revision_before(root, english, present)
        if previous is None:
            return ()
        changes: dict[str, bytes | None] = {}
        for path in tree:
            if path.startswith(f"{topic}/") and path.endswith(".md") and path != english:
                page = _page(path, tree[path])
                if page and page.translation and page.translation.of == previous:
                    changes[path] = with_revision(tree[path], previous, present)
        if not changes:
            return ()
        languages = tuple(sorted(path.rpartition("/")[2][:-3] for path in changes))
        if tree[english] != _git.read_file(root, "HEAD", english):
            changes[english] = tree[english]
        _commit(root, changes, author, f"Small edit of {topic}: translations stay valid")
        return languages


def declare_translated(
    root: Path, topic: str, language: str, author: str, *, reviewed: bool, today: date
) -> Page:
    """Declare that a page says what the present English page says, and commit it.

    Args:
        root: A content folder with a repository of its own; the page is taken as it lies there.
        topic: The topic's id.
        language: Code of the translation.
        author: The editor's display name.
        reviewed: A native speaker has read it; otherwise it stays a draft.
        today: The day in Japan.

    Raises:
        ContentError: The page has an error.
        KnowledgeError: There is no such page or no English one, or the folder cannot be written.
    """
    tree = read_locked(root)
    path, english = page_path(topic, language), page_path(topic, "en")
    if language == "en" or path not in tree or english not in tree:
        missing = english if english not in tree else path
        raise KnowledgeError(
            f"There is no translation {missing} in {root}. Correct the topic or the language."
        )
    page, present = _page(path, tree[path]), _revision(english, tree[english])
    if page is None or present is None:
        raise KnowledgeError(f"{path} cannot be read. Run: kaerimichi knowledge check")
    status = TranslationStatus.REVIEWED if reviewed else TranslationStatus.DRAFT
    page = replace(page, translation=Translation(present, status, author, today))
    what = "read by a native speaker" if reviewed else "brought up to date"
    write_page(root, page, author, f"{topic} in {language}: {what}", today=today)
    return page


def _refuse_paths(root: Path, changes: Mapping[str, bytes | None]) -> None:
    if not _git.has_repository(root):
        raise KnowledgeError(
            f"{root} has no history of its own, so it can only be read. "
            "Make a content folder with: kaerimichi knowledge init DIR"
        )
    for path in changes:
        if not is_content(path) or ".." in path.split("/") or path.startswith("/"):
            raise KnowledgeError(f'"{path}" is not a file of the knowledge base.')


def _after(before: Tree, changes: Mapping[str, bytes | None]) -> Tree:
    kept = {path: content for path, content in before.items() if path not in changes}
    return kept | {path: content for path, content in changes.items() if content is not None}


def _refuse_errors(
    before: Tree,
    after: Tree,
    changes: Mapping[str, bytes | None],
    check: Callable[[Tree], tuple[Knowledge | None, list[Problem]]],
) -> bool:
    """Raise when a change brings an error; return whether there is none at all."""
    _, problems = check(after)
    found = errors(problems)
    if not found:
        return True
    _, old = check(before)
    known = {_apart_from_line(problem) for problem in old if problem.path not in changes}
    new = [problem for problem in found if _apart_from_line(problem) not in known]
    if new:
        raise ContentError("This cannot be saved yet. Correct these problems:", new)
    return False


def _apart_from_line(problem: Problem) -> tuple[str, str]:
    return problem.path, problem.message


def _commit(root: Path, changes: Mapping[str, bytes | None], author: str, message: str) -> str:
    try:
        with _git.prepared(root, changes, author=author, message=message) as publish:
            files = {root / path: content for path, content in changes.items()}
            old = {path: path.read_bytes() if path.is_file() else None for path in files}
            replace_files(files)
            commit = ""
            try:
                commit = publish()
            finally:
                if not commit:  # what is not in the history is not served either
                    replace_files(old)
            return commit
    except OSError as error:
        raise KnowledgeError(
            f"The knowledge base in {root} cannot be written: {error.strerror}. "
            "Check the rights of the folder and the space on the disk."
        ) from error


def _revision_before(root: Path, english: str, present: str) -> str | None:
    """Return the newest committed revision of an English page that is not the present one."""
    for commit in _git.revisions(root, english):
        content = _git.read_file(root, commit.id, english)
        revision = None if content is None else _revision(english, content)
        if revision is not None and revision != present:
            return revision
    return None


def _revision(path: str, content: bytes) -> str | None:
    page = _page(path, content)
    return None if page is None else page.revision


def _page(path: str, content: bytes) -> Page | None:
    try:
        return parse_page(path, decode(content))[0]
    except UnicodeDecodeError:
        return None


def with_revision(content: bytes, old: str, new: str) -> bytes:
    """Return a page file with the revision that it was made from replaced on its line."""
    pattern = re.compile(_OF.format(old=re.escape(old)).encode(), re.MULTILINE)
    return pattern.sub(lambda found: found.group(1) + new.encode(), content, count=1)
