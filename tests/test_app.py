"""What is built from the settings, and how it is left behind."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.answering.outcome import Asker
from bot.errors import KnowledgeError
from bot.settings import Settings, load
from tests.knowledge import samples
from tests.knowledge.test_files import write


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    content = write(samples.tree(), tmp_path / "content")
    folders = {"KNOWLEDGE_DIR": content, "CACHE_DIR": tmp_path / "cache"}
    return load({f"KAERIMICHI_{name}": str(path) for name, path in folders.items()}, Path("none"))


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


async def test_the_collector_leaves_alone_what_stays_and_works_on(settings: Settings) -> None:
    before = gc.get_freeze_count()

    async with app.answering(settings, embed=False, learns=False) as answerer:
        await answerer.answer("travel", Asker("en"))

        assert gc.get_freeze_count() > before
        assert gc.isenabled()


async def test_the_collector_works_on_after_a_start_that_failed(settings: Settings) -> None:
    assert settings.knowledge_dir is not None
    (settings.knowledge_dir / samples.TOPIC / "en.md").write_text("broken")

    with pytest.raises(KnowledgeError):
        async with app.answering(settings, embed=False, learns=False):
            pass

    assert gc.isenabled()
