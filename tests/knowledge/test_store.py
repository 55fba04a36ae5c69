"""Snapshots are served whole and valid, or not at all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import checking
from bot.knowledge.problems import ChangedMeanwhileError, ContentError
from bot.knowledge.store import KnowledgeStore
from bot.knowledge.writing import changes_of, english_at, file_in, init, write_files
from tests.knowledge import samples
from tests.knowledge.samples import TODAY, TOPIC, page
from tests.knowledge.test_files import write

VI = f"{TOPIC}/vi.md"


def today() -> date:
    return TODAY


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content folder with a repository of its own."""
    own = tmp_path / "own"
    init(own, write(samples.tree(), tmp_path / "origin"))
    return own


def vietnamese(store: KnowledgeStore) -> str:
    return store.current.topics[TOPIC].pages["vi"].title


def test_nothing_is_read_before_loading(tmp_path: Path) -> None:
    store = KnowledgeStore(tmp_path / "missing", None, today)

    with pytest.raises(KnowledgeError, match="not loaded yet"):
        _ = store.current


def test_files_are_loaded(root: Path) -> None:
    store = KnowledgeStore(root, None, today)

    assert store.load() is store.current
    assert vietnamese(store) == samples.TITLES["vi"]
    assert store.problems == ()
    assert store.reload_if_changed() is False


def test_packaged_content_without_a_repository_is_loaded(tmp_path: Path) -> None:
    store = KnowledgeStore(write(samples.tree(), tmp_path), None, today)

    store.load()

    assert vietnamese(store) == samples.TITLES["vi"]
    assert not (tmp_path / ".lock").exists()


def test_change_is_taken_over(root: Path) -> None:
    store = KnowledgeStore(root, None, today)
    before = store.load()

    write(samples.tree(page("vi", title="Ai trả tiền?")), root)

    assert store.reload_if_changed() is True
    assert vietnamese(store) == "Ai trả tiền?"
    assert before.topics[TOPIC].pages["vi"].title == samples.TITLES["vi"]
    assert store.reload_if_changed() is False


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text("broken", encoding="utf-8"),
        lambda path: path.write_bytes(b"\xff\xfe"),
        lambda path: path.write_text(path.read_text().replace("Hỏi", "48 Hỏi"), encoding="utf-8"),
        lambda path: path.write_text("", encoding="utf-8"),
        lambda path: (path.parent / "topic.yaml").unlink(),
    ],
)
def test_broken_files_never_replace_a_snapshot(root: Path, change: Callable[[Path], None]) -> None:
    store = KnowledgeStore(root, None, today)
    store.load()

    change(root / VI)

    assert store.reload_if_changed() is False
    assert vietnamese(store) == samples.TITLES["vi"]
    assert store.problems
    assert all(str(problem).startswith(f"knowledge/{TOPIC}/") for problem in store.problems)

    write(samples.tree(page("vi", title="Ai trả tiền?")), root)
    assert store.reload_if_changed() is True
    assert store.problems == ()


def test_repaired_files_clear_the_problems_though_nothing_new_is_served(root: Path) -> None:
    store = KnowledgeStore(root, None, today)
    store.load()
    (root / VI).write_text("broken", encoding="utf-8")
    store.reload_if_changed()
    assert store.problems

    write(samples.tree(), root)

    assert store.reload_if_changed() is False
    assert store.problems == ()


def test_folder_that_goes_away_and_comes_back(root: Path, tmp_path: Path) -> None:
    store = KnowledgeStore(root, None, today)
    store.load()

    root.rename(tmp_path / "away")
    assert store.reload_if_changed() is False
    assert "cannot be read" in str(store.problems[0])

    (tmp_path / "away").rename(root)
    assert store.reload_if_changed() is False
    assert store.problems == ()
    assert vietnamese(store) == samples.TITLES["vi"]


def test_last_valid_commit_serves_at_start(root: Path) -> None:
    write_files(
        root,
        {VI: samples.tree(page("vi", title="Ai trả tiền?"))[VI]},
        "Lan",
        "Shorter title",
        today=TODAY,
    )
    (root / VI).write_text("broken", encoding="utf-8")
    store = KnowledgeStore(root, None, today)

    store.load()

    assert vietnamese(store) == "Ai trả tiền?"
    assert [problem.path for problem in store.problems] == [VI]


def test_broken_commits_are_passed_over(root: Path) -> None:
    from bot.knowledge import _git

    with _git.prepared(root, {VI: b"broken"}, author="A", message="By hand") as publish:
        (root / VI).write_bytes(b"broken")
        publish()
    store = KnowledgeStore(root, None, today)

    store.load()

    assert vietnamese(store) == samples.TITLES["vi"]


def test_start_without_anything_valid_lists_the_problems(tmp_path: Path) -> None:
    write({**samples.tree(), VI: b"broken"}, tmp_path)
    store = KnowledgeStore(tmp_path, None, today)

    with pytest.raises(KnowledgeError) as caught:
        store.load()

    assert str(caught.value) == (
        f"The knowledge base in {tmp_path} is broken, and no earlier commit can be served. "
        "Correct these problems:\n"
        f"knowledge/{VI}:1: the page does not begin with its title and questions between two "
        "lines of ---. Add them."
    )


def test_verdict_of_unchanged_content_is_remembered(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KnowledgeStore(root, tmp_path / "cache", today).load()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr(checking, "examine", refuse)
    again = KnowledgeStore(root, tmp_path / "cache", today)

    assert again.load() == KnowledgeStore(root, tmp_path / "cache", today).load()
    (root / VI).write_text("changed", encoding="utf-8")
    with pytest.raises(AssertionError, match="checked again"):
        again.reload_if_changed()


def test_packaged_content_is_only_read_at_the_start_and_checked_when_it_changes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("checked")

    monkeypatch.setattr(checking, "examine", refuse)
    store = KnowledgeStore(root, None, today, is_packaged=True)

    assert store.load().topics
    (root / VI).write_text("changed", encoding="utf-8")
    with pytest.raises(AssertionError, match="checked"):
        store.reload_if_changed()


def test_cache_that_cannot_be_written_or_read_is_done_without(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xff")

    KnowledgeStore(root, tmp_path / "file", today).load()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "valid-knowledge").write_bytes(b"\xff\n")
    KnowledgeStore(root, tmp_path / "cache", today).load()


def test_warnings_do_not_stand_in_the_way(root: Path) -> None:
    store = KnowledgeStore(root, None, lambda: date(2030, 1, 1))

    store.load()

    assert store.problems == ()


def test_what_is_written_through_the_store_is_served_at_once(root: Path, tmp_path: Path) -> None:
    store = KnowledgeStore(root, tmp_path / "cache", today)
    store.load()
    path = f"{TOPIC}/en.md"
    before = (root / path).read_bytes()
    after = before.replace(b"Ask it before", b"Always ask it before")

    commit = store.write({path: after}, "Ken", "More", expected={path: before})

    assert "Always ask" in store.current.topics[TOPIC].pages["en"].body
    assert file_in(root, commit, path) == after
    with pytest.raises(ChangedMeanwhileError, match="changed by somebody else"):
        store.write({path: before}, "Mai", "Other", expected={path: before})
    with pytest.raises(ContentError):
        store.write({path: b"broken"}, "Mai", "Broken")
    assert (root / path).read_bytes() == after
    old = english_at(root, TOPIC, samples.knowledge().topics[TOPIC].pages["en"].revision)
    assert old == samples.knowledge().topics[TOPIC].pages["en"]
    assert changes_of(root, commit) == {path: (before, after)}
