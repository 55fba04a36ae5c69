"""What was parsed is kept for the next start, and never believed when it may be wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import _cache
from bot.knowledge._cache import ParsedFiles
from bot.knowledge.files import FACTS, read_tree
from bot.knowledge.parsing import Parser, dump_parsed, load_parsed, worth_keeping
from bot.knowledge.store import KnowledgeStore
from bot.resources import packaged
from tests.knowledge import samples
from tests.knowledge.samples import TODAY, TOPIC, page
from tests.knowledge.test_files import write

VI = f"{TOPIC}/vi.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(samples.tree(), tmp_path / "content")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def start(root: Path, cache: Path) -> KnowledgeStore:
    store = KnowledgeStore(root, cache, lambda: TODAY)
    store.load()
    return store


def title(store: KnowledgeStore) -> str:
    return store.current.topics[TOPIC].pages["vi"].title


def keep_another_title(cache: Path) -> None:
    """Make what is kept tell whether it is used: another title for the same file."""
    kept = ParsedFiles(cache)
    files = kept.read()
    files[VI] = replace(files[VI], value=replace(files[VI].value, title="Kept"))
    (cache / "parsed-knowledge").unlink()
    ParsedFiles(cache).write(files)


def test_everything_but_facts_is_read_back_as_it_was() -> None:
    parser = Parser()
    parser.parse(read_tree(packaged("knowledge")))

    kept = load_parsed(dump_parsed(parser.known))

    assert kept == {path: file for path, file in parser.known.items() if path != FACTS}


def test_files_with_problems_are_not_kept() -> None:
    parser = Parser()
    parser.parse(samples.tree(files={VI: "broken", "stray.txt": "x"}))

    assert parser.known.keys() >= {VI, "stray.txt", f"{TOPIC}/en.md"}
    assert worth_keeping(parser.known).keys() == parser.known.keys() - {VI, "stray.txt", FACTS}


def test_next_start_takes_what_was_kept(root: Path, cache: Path) -> None:
    first = start(root, cache)
    keep_another_title(cache)

    second = start(root, cache)

    assert title(first) == samples.TITLES["vi"]
    assert title(second) == "Kept"
    assert second.current.facts == first.current.facts


def test_changed_file_is_parsed_and_kept_anew(root: Path, cache: Path) -> None:
    start(root, cache)
    keep_another_title(cache)
    write(samples.tree(page("vi", title="Ai trả tiền?")), root)

    assert title(start(root, cache)) == "Ai trả tiền?"
    assert ParsedFiles(cache).read()[VI].value.title == "Ai trả tiền?"


def test_file_changed_while_running_is_taken_over(root: Path, cache: Path) -> None:
    start(root, cache)
    store = start(root, cache)

    write(samples.tree(page("vi", title="Ai trả tiền?")), root)

    assert store.reload_if_changed()
    assert title(store) == "Ai trả tiền?"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"Kept", b"Evil"),
        lambda content: b"",
        lambda content: b"\0" + content[1:],
    ],
)
def test_damaged_file_is_not_believed(
    root: Path, cache: Path, damage: Callable[[bytes], bytes]
) -> None:
    start(root, cache)
    keep_another_title(cache)
    kept = cache / "parsed-knowledge"
    damaged = damage(kept.read_bytes())
    assert damaged != kept.read_bytes()
    kept.write_bytes(damaged)

    assert title(start(root, cache)) == samples.TITLES["vi"]
    assert ParsedFiles(cache).read()[VI].value.title == samples.TITLES["vi"]


def test_another_version_of_the_program_does_not_believe_it(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(root, cache)
    keep_another_title(cache)

    monkeypatch.setattr(_cache, "_code_digest", lambda: "another")

    assert title(start(root, cache)) == samples.TITLES["vi"]


def test_nothing_is_written_when_nothing_changed(root: Path, cache: Path) -> None:
    start(root, cache)
    before = (cache / "parsed-knowledge").stat().st_ino

    start(root, cache)

    assert (cache / "parsed-knowledge").stat().st_ino == before


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    try:
        files = load_parsed(content)
    except ValueError:
        return

    assert isinstance(files, dict)
