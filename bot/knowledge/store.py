"""The knowledge base that is served: loaded as a whole, swapped as a whole when files change."""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import structlog

from bot.errors import KnowledgeError
from bot.knowledge._cache import ParsedFiles, Verdicts
from bot.knowledge.files import Signature, Tree, digest, read_commit, read_tree, signature
from bot.knowledge.model import Knowledge
from bot.knowledge.parsing import Parser
from bot.knowledge.problems import ContentError, Problem, errors

_MOST_COMMITS: Final = 50

log = structlog.get_logger(__name__)


class KnowledgeStore:
    """Serves the last valid snapshot of the files in ``root``.

    Reading blocks: call ``load`` and ``reload_if_changed`` in a thread. ``current`` may be read
    from any thread at any time; a snapshot never changes.

    Args:
        root: The content folder.
        cache_dir: Where it is noted which content was found valid and what stands in it, so that a
            start need neither check nor parse it again; ``None`` notes nothing.
        today: The day in Japan.
        is_packaged: The files came with the program, whose build checked them: what is there at
            the start is only read, which saves a fresh installation ten seconds. Files that change
            afterwards are checked.
    """

    def __init__(
        self,
        root: Path,
        cache_dir: Path | None,
        today: Callable[[], date],
        *,
        is_packaged: bool = False,
    ) -> None:
        self._root = root
        self._is_packaged = is_packaged
        self._verdicts = None if cache_dir is None else Verdicts(cache_dir)
        self._parsed = None if cache_dir is None else ParsedFiles(cache_dir)
        self._today = today
        self._parser = Parser()
        self._current: Knowledge | None = None
        self._seen: Signature = {}
        self._seen_digest = ""
        self._problems: tuple[Problem, ...] = ()
        self._lock = threading.RLock()

    @property
    def root(self) -> Path:
        """The content folder."""
        return self._root

    @property
    def current(self) -> Knowledge:
        """The snapshot that is served.

        Raises:
            KnowledgeError: Nothing was loaded yet.
        """
        if self._current is None:
            raise KnowledgeError("The knowledge base is not loaded yet.")
        return self._current

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the present files from being served; empty when they are."""
        return self._problems

    def load(self) -> Knowledge:
        """Read the files; where they are broken, serve the last commit that is not.

        Raises:
            KnowledgeError: The files cannot be read, or they and the last commits are broken.
        """
        with self._lock:
            if self._parsed is None:
                return self._load()
            self._parser = Parser(self._parsed.read())
            knowledge = self._load()
            self._parsed.write(self._parser.known)
            return knowledge

    def write(
        self,
        changes: Mapping[str, bytes | None],
        author: str,
        message: str,
        *,
        expected: Mapping[str, bytes | None] | None = None,
    ) -> str:
        """Write, check and commit files, serve them at once, and return the commit's id.

        See ``writing.write_files`` for the arguments and the errors.
        """
        from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git), seldom needed

        with self._lock:
            commit = writing.write_files(
                self._root,
                changes,
                author,
                message,
                today=self._today(),
                parser=self._parser,
                expected=expected,
                valid=self._current,
                note_valid=None if self._verdicts is None else self._note_valid,
            )
            self.reload_if_changed()
            return commit

    def _note_valid(self, tree: Tree) -> None:
        if self._verdicts is not None:
            self._verdicts.note(digest(tree))

    def _load(self) -> Knowledge:
        self._seen = signature(self._root)
        tree = read_tree(self._root)
        self._seen_digest = digest(tree)
        knowledge, problems = self._valid(tree, is_checked=self._is_packaged)
        self._problems = tuple(errors(problems))
        if knowledge is None:
            knowledge = self._last_valid_commit()
        self._current = knowledge
        log.info("knowledge loaded", digest=knowledge.digest[:12], topics=len(knowledge.topics))
        return knowledge

    def reload_if_changed(self) -> bool:
        """Look whether files changed; return whether a new snapshot is served from now on.

        Costs a few milliseconds while nothing changes. Broken or unreadable files leave the
        present snapshot in place; ``problems`` says why.
        """
        with self._lock:
            return self._reload_if_changed()

    def _reload_if_changed(self) -> bool:
        try:
            seen = signature(self._root)
            if seen == self._seen:
                return False
            tree = read_tree(self._root)
        except KnowledgeError as error:
            self._seen = {}
            self._keep((Problem("", None, str(error)),), "knowledge unreadable")
            return False
        self._seen = seen
        present = digest(tree)
        if present == self._seen_digest and not self._problems:
            return False
        self._seen_digest = present
        knowledge, problems = self._valid(tree)
        if knowledge is None:
            self._keep(tuple(errors(problems)), "broken knowledge not taken over")
            return False
        changed = self._current is None or self._current.digest != knowledge.digest
        self._current, self._problems = knowledge, ()
        log.info("knowledge reloaded", digest=knowledge.digest[:12], changed=changed)
        return changed

    def _keep(self, problems: tuple[Problem, ...], event: str) -> None:
        if problems != self._problems:
            log.warning(event, problems=len(problems), first=str(problems[0]))
        self._problems = problems

    def _valid(
        self, tree: Tree, *, is_checked: bool = False
    ) -> tuple[Knowledge | None, list[Problem]]:
        """Return the knowledge base of a tree if it is valid, without checking it twice."""
        present = digest(tree)
        if is_checked or (self._verdicts is not None and self._verdicts.is_valid(present)):
            draft = self._parser.parse(tree)
            if not draft.problems:
                return draft.knowledge, []
        from bot.knowledge.checking import examine  # noqa: PLC0415 -- slow import, seldom needed

        knowledge, problems = examine(
            tree, today=self._today(), parser=self._parser, valid=self._current
        )
        if knowledge is not None and self._verdicts is not None:
            self._verdicts.note(present)
        return knowledge, problems

    def _last_valid_commit(self) -> Knowledge:
        from bot.knowledge import _git  # noqa: PLC0415 -- slow import, seldom needed

        try:
            commits = _git.revisions(self._root, limit=_MOST_COMMITS)
        except KnowledgeError:
            commits = []
        for commit in commits:
            knowledge, _ = self._valid(read_commit(self._root, commit.id))
            if knowledge is not None:
                log.error(
                    "broken knowledge, an older commit is served",
                    commit=commit.id[:12],
                    problems=len(self._problems),
                    first=str(self._problems[0]),
                )
                return knowledge
        raise ContentError(
            f"The knowledge base in {self._root} is broken, and no earlier commit can be served. "
            "Correct these problems:",
            self._problems,
        )
