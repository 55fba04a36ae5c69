"""Edits: checked, written whole, committed; small edits; a folder of one's own."""

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from bot import atomic
from bot.errors import KnowledgeError
from bot.knowledge import _git
from bot.knowledge.checking import examine
from bot.knowledge.files import read_tree
from bot.knowledge.problems import ContentError
from bot.knowledge.writing import (
    declare_small_edit,
    declare_translated,
    history,
    init,
    write_files,
    write_page,
)
from tests.knowledge import samples
from tests.knowledge.samples import BODIES, TODAY, TOPIC, page
from tests.knowledge.test_files import write

EN, JA, VI = (f"{TOPIC}/{code}.md" for code in ("en", "ja", "vi"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    own = tmp_path / "own"
    init(own, write({**samples.tree(), "LICENSE": b"CC"}, tmp_path / "origin"))
    return own


def git(root: Path, *arguments: str) -> str:
    """Ask git itself, as an editor at a terminal would."""
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(root), *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_page_is_written_and_committed_under_a_name(root: Path) -> None:
    commit = write_page(
        root, page("vi", title="Ai trả tiền?"), "Lan <x@y.org>\n", "Shorter title", today=TODAY
    )

    assert read_tree(root) == samples.tree(page("vi", title="Ai trả tiền?"))
    (newest, first) = history(root, VI)
    assert (newest.id, newest.author, newest.message) == (commit, "Lan x@y.org", "Shorter title")
    assert newest.moment.tzinfo is not None
    assert first.author == "Kaerimichi"
    assert [revision.id for revision in history(root, EN)] == [first.id]


def test_history_is_plain_git(root: Path) -> None:
    write_page(root, page("vi", title="Ai trả tiền?"), "Lan", "Shorter title", today=TODAY)

    assert git(root, "status", "--porcelain") == ""
    assert git(root, "fsck", "--strict", "--no-dangling") == ""
    assert git(root, "log", "-1", "--format=%an|%ae|%s") == "Lan||Shorter title"
    assert git(root, "show", "--format=", "--name-only", "HEAD") == VI


def test_only_the_paths_of_the_edit_are_committed(root: Path) -> None:
    (root / JA).write_bytes(samples.tree(page("ja", title="だれが払(はら)う"))[JA])
    git(root, "add", JA)

    write_page(root, page("vi", title="Ai trả tiền?"), "Lan", "Shorter", today=TODAY)

    assert git(root, "show", "--format=", "--name-only", "HEAD") == VI
    assert git(root, "diff", "--cached", "--name-only") == JA


def test_page_is_written_in_nfc(root: Path) -> None:
    apart = unicodedata.normalize("NFD", "Ai trả tiền?")

    write_page(root, page("vi", title=apart), "Lan", "Shorter", today=TODAY)

    assert read_tree(root) == samples.tree(page("vi", title="Ai trả tiền?"))


def test_error_refuses_the_edit_and_writes_nothing(root: Path) -> None:
    before, commits = read_tree(root), len(history(root, VI))

    with pytest.raises(ContentError) as caught:
        write_page(root, page("vi", questions=("một",)), "Lan", "Fewer", today=TODAY)

    assert [problem.path for problem in caught.value.problems] == [VI]
    assert str(caught.value).startswith(
        f"This cannot be saved yet. Correct these problems:\nknowledge/{VI}:3: "
    )
    assert read_tree(root) == before
    assert len(history(root, VI)) == commits


def test_error_in_another_file_does_not_stand_in_the_way(root: Path) -> None:
    (root / JA).write_text("broken", encoding="utf-8")

    write_page(root, page("vi", title="Ai trả tiền?"), "Lan", "Shorter", today=TODAY)

    assert (root / JA).read_text(encoding="utf-8") == "broken"
    assert "Ai trả tiền?" in (root / VI).read_text(encoding="utf-8")


def test_new_error_in_another_file_does(root: Path) -> None:
    facts = samples.FACTS_YAML.replace("travel_fee:", "travel_cost:")

    with pytest.raises(ContentError, match='there is no fact "travel_fee"'):
        write_files(root, {"facts.yaml": facts.encode()}, "Lan", "Rename", today=TODAY)


def test_file_is_taken_away(root: Path) -> None:
    write_files(root, {VI: None}, "Lan", "No Vietnamese", today=TODAY)

    assert not (root / VI).exists()
    assert git(root, "status", "--porcelain") == ""
    assert history(root, VI)[0].message == "No Vietnamese"


@pytest.mark.parametrize("path", ["../x/y.md", "/etc/a/b.md", "notes.txt", ".git/a/config.md"])
def test_other_files_are_not_written(root: Path, path: str) -> None:
    with pytest.raises(KnowledgeError, match="is not a file of the knowledge base"):
        write_files(root, {path: b""}, "Lan", "x", today=TODAY)


def test_folder_without_history_is_read_only(tmp_path: Path) -> None:
    write(samples.tree(), tmp_path)

    with pytest.raises(KnowledgeError, match="can only be read") as caught:
        write_page(tmp_path, page("vi"), "Lan", "x", today=TODAY)

    assert "kaerimichi knowledge init DIR" in str(caught.value)


def test_disk_error_leaves_old_files_and_history(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, commits = read_tree(root), len(history(root, VI))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(KnowledgeError, match="No space left on device"):
        write_files(
            root,
            {VI: samples.tree(page("vi", title="A"))[VI], JA: None},
            "Lan",
            "x",
            today=TODAY,
        )

    assert read_tree(root) == before
    assert len(history(root, VI)) == commits
    assert list((root / VI).parent.glob(".*")) == []


def test_history_that_is_locked_leaves_the_files_and_says_what_to_do(root: Path) -> None:
    before = read_tree(root)
    lock = root / ".git/refs/heads/main.lock"
    lock.touch()
    os.utime(lock, (0, 0))

    with pytest.raises(KnowledgeError, match=r"has to delete .*main\.lock"):
        write_files(root, {VI: samples.tree(page("vi", title="A"))[VI]}, "Lan", "x", today=TODAY)

    assert read_tree(root) == before
    assert lock.exists()  # it may be of a git that runs


def test_failure_leaves_no_lock_of_ours_behind(root: Path) -> None:
    """Else the same text could never be saved again: its object has the same name."""
    old = root / ".git/old.lock"
    old.touch()
    os.utime(old, (0, 0))
    folder = root / ".git/objects/zz"

    def fail() -> None:
        with _git.prepared(root, {VI: b"x"}, author="Lan", message="x"):
            folder.mkdir()
            (folder / "object.lock").touch()
            raise OSError(28, "No space left on device")

    with pytest.raises(KnowledgeError, match="No space left on device"):
        fail()

    assert list((root / ".git").rglob("*.lock")) == [old]


def test_parallel_commit_is_noticed(root: Path) -> None:
    with (
        _git.prepared(root, {VI: b"a"}, author="A", message="a") as first,
        _git.prepared(root, {VI: b"b"}, author="B", message="b") as second,
    ):
        first()
        with pytest.raises(KnowledgeError, match="Somebody else committed"):
            second()


SMALL = BODIES["en"].replace("book anything", "book something")


def current(root: Path) -> set[str]:
    """Return the languages whose translation is not out of date."""
    knowledge, problems = examine(read_tree(root), today=TODAY)
    assert knowledge is not None, problems
    topic = knowledge.topics[TOPIC]
    return {code for code in topic.pages if not topic.is_outdated(code)} - {"en"}


def test_small_edit_keeps_translations_valid(root: Path) -> None:
    write_page(root, page(body=SMALL), "Ann", "Wording", today=TODAY)
    assert current(root) == set()

    assert declare_small_edit(root, TOPIC, "Ann") == ("ja", "vi")

    assert current(root) == {"ja", "vi"}
    assert history(root, VI)[0].author == "Ann"
    assert declare_small_edit(root, TOPIC, "Ann") == ()


def test_small_edit_by_hand_is_committed_with_its_translations(root: Path) -> None:
    (root / EN).write_bytes(samples.tree(page(body=SMALL))[EN])

    assert declare_small_edit(root, TOPIC, "Ann") == ("ja", "vi")

    assert current(root) == {"ja", "vi"}
    assert set(git(root, "show", "--format=", "--name-only", "HEAD").split()) == {EN, JA, VI}


def test_small_edit_does_not_revive_older_translations(root: Path) -> None:
    write_page(root, page(body=SMALL), "Ann", "Meaning changed", today=TODAY)
    english = page(body=SMALL)
    write_page(root, page("vi", of=english.revision), "Lan", "Brought up to date", today=TODAY)
    write_page(root, page(body=SMALL.replace("paper", "letter")), "Ann", "Wording", today=TODAY)

    assert declare_small_edit(root, TOPIC, "Ann") == ("vi",)
    assert current(root) == {"vi"}


def test_small_edit_looks_past_commits_of_questions_only(root: Path) -> None:
    write_page(root, page(body=SMALL), "Ann", "Wording", today=TODAY)
    asked = page(body=SMALL, questions=samples.numbered("may i fly home"))
    write_page(root, asked, "Ann", "Questions", today=TODAY)

    assert declare_small_edit(root, TOPIC, "Ann") == ("ja", "vi")


@pytest.mark.parametrize("reviewed", [False, True])
def test_translation_is_declared_up_to_date(root: Path, reviewed: bool) -> None:
    write_page(root, page(body=SMALL), "Ann", "Meaning changed", today=TODAY)
    (root / VI).write_bytes((root / VI).read_bytes().replace("Hỏi tổ chức".encode(), b"Xin"))

    made = declare_translated(root, TOPIC, "vi", "Lan", reviewed=reviewed, today=TODAY)

    assert current(root) == {"vi"}
    assert made.translation is not None
    assert made.translation.status.value == ("reviewed" if reviewed else "draft")
    assert made.translation.by == history(root, VI)[0].author == "Lan"
    assert b"Xin" in (root / VI).read_bytes()


def test_broken_translation_is_not_declared_up_to_date(root: Path) -> None:
    (root / VI).write_bytes((root / VI).read_bytes().replace(b"{{ travel_fee }}", b"48"))

    with pytest.raises(ContentError, match="48"):
        declare_translated(root, TOPIC, "vi", "Lan", reviewed=True, today=TODAY)


@pytest.mark.parametrize(("topic", "language"), [(TOPIC, "en"), (TOPIC, "th"), ("leave/x", "vi")])
def test_only_translations_that_exist_are_declared(root: Path, topic: str, language: str) -> None:
    with pytest.raises(KnowledgeError, match="There is no translation leave/"):
        declare_translated(root, topic, language, "Lan", reviewed=False, today=TODAY)


@pytest.mark.parametrize("style", ["flow", "block"])
def test_small_edit_touches_one_line(root: Path, style: str) -> None:
    old, new = page().revision, page(body=SMALL).revision
    text = (root / VI).read_text(encoding="utf-8")
    if style == "block":
        text = text.replace(
            text[text.index("translation:") : text.index("\n---", 5)],
            f"translation:   # by hand\r\n  by: Kaerimichi\r\n  of: '{old}'\r\n"
            "  status: draft\r\n  date: 2026-11-24\r",
        )
    text = text.replace("Tổ chức", f"Tổ chức of: {old}", 1)
    (root / VI).write_bytes(text.encode())
    (root / EN).write_bytes(samples.tree(page(body=SMALL))[EN])

    assert "vi" in declare_small_edit(root, TOPIC, "Ann")

    assert (root / VI).read_bytes() == text.replace(old, new, 1).encode()


def test_small_edit_of_nothing_is_said(root: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"There is no page leave/other/en\.md"):
        declare_small_edit(root, "leave/other", "Ann")


def test_init_copies_everything_and_commits_it(tmp_path: Path) -> None:
    origin = write(
        {**samples.tree(), "LICENSE": b"CC", ".git/x": b"", "a/.lock": b""}, tmp_path / "o"
    )

    init(tmp_path / "own", origin)

    own = tmp_path / "own"
    assert read_tree(own) == samples.tree()
    assert (own / "LICENSE").read_bytes() == b"CC"
    assert git(own, "status", "--porcelain") == ""
    assert git(own, "log", "--format=%an|%s") == "Kaerimichi|Start from the packaged content"
    assert set(git(own, "-c", "core.quotepath=off", "ls-files").split("\n")) == {
        *samples.tree(),
        "LICENSE",
    }


def test_init_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for place in (tmp_path, tmp_path / "file"):
        with pytest.raises(KnowledgeError, match=r"is not empty\. Choose a new or empty folder"):
            init(place, tmp_path)


def test_init_says_when_a_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KnowledgeError, match="A content folder cannot be made"):
        init(tmp_path / "file" / "own", write(samples.tree(), tmp_path / "o"))
