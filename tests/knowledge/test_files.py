"""Which files are content, and that they are read as a whole."""

import threading
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge._lock import exclusive
from bot.knowledge.files import digest, is_content, read_commit, read_tree, signature
from bot.knowledge.writing import init
from tests.knowledge import samples


def write(tree: dict[str, bytes], root: Path) -> Path:
    for path, content in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("facts.yaml", True),
        ("facts.home.yaml", False),
        ("LICENSE", False),
        ("danger/en.yaml", True),
        ("speech/vi.yaml", True),
        ("speech/README.md", False),
        ("leave/a/en.md", True),
        ("leave/a/vn.md", True),
        ("leave/a/topic.yaml", True),
        ("leave/a/.en.md.swp", False),
        ("leave/a/en.md~", False),
        ("leave/a/b/en.md", False),
        (".git/a/en.md", False),
    ],
)
def test_files_of_the_format_are_content(path: str, expected: bool) -> None:
    assert is_content(path) is expected


def test_only_content_is_read(tmp_path: Path) -> None:
    tree = samples.tree()
    write({**tree, "LICENSE": b"x", "leave/travel-cost/.en.md.tmp": b"x"}, tmp_path)

    assert read_tree(tmp_path) == tree
    assert set(signature(tmp_path)) == set(tree)


def test_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read: No such file or directory"):
        read_tree(tmp_path / "missing")


def test_digest_tells_content_apart() -> None:
    tree = samples.tree()

    assert digest(tree) == digest(dict(reversed(tree.items())))
    assert digest(tree) != digest({**tree, "facts.yaml": b""})
    assert digest({"a": b"bc"}) != digest({"ab": b"c"})


def test_reader_waits_for_a_writer(tmp_path: Path) -> None:
    root = tmp_path / "own"
    init(root, write(samples.tree(), tmp_path / "origin"))
    found: list[object] = []
    reader = threading.Thread(target=lambda: found.append(read_tree(root)))

    with exclusive(root):
        reader.start()
        reader.join(0.05)
        assert found == []
    reader.join(5)

    assert found == [samples.tree()]


def test_commit_is_read(tmp_path: Path) -> None:
    root = tmp_path / "own"
    init(root, write(samples.tree(), tmp_path / "origin"))

    assert read_commit(root, "HEAD") == samples.tree()
    with pytest.raises(KnowledgeError, match='There is no commit "abc"'):
        read_commit(root, "abc")
    with pytest.raises(KnowledgeError, match="has no history of its own"):
        read_commit(tmp_path, "HEAD")
