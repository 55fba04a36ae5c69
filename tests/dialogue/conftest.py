"""The packaged knowledge base, loaded once for all conversations about it."""

import pytest

from bot import app
from bot.knowledge.model import Knowledge
from bot.knowledge.store import KnowledgeStore
from bot.resources import packaged


@pytest.fixture(scope="session")
def packaged_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    cache = tmp_path_factory.mktemp("cache")
    return KnowledgeStore(packaged("knowledge"), cache, app.today).load()
