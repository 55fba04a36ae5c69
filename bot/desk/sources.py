"""Whether the pages that topics and facts rest on still say what they said."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from bot.desk.fetching import Fetched, State
from bot.knowledge.model import Knowledge
from bot.storage import drafts
from bot.storage.database import Database
from bot.storage.desk_models import DeskSource

#: A host is asked for one page at a time, with a pause between.
_PAUSE_S: Final = 1.0
_HOSTS_AT_ONCE: Final = 4
_LONGEST: Final = 500

SAME: Final = "same"
CHANGED: Final = "changed"


class Fetching(Protocol):
    """What fetches a page."""

    async def fetch(self, url: str) -> Fetched: ...


@dataclass(frozen=True, slots=True)
class Looked:
    """How many sources were looked at, and what was found."""

    total: int
    changed: list[str]
    gone: list[str]
    unreadable: list[str]


def addresses(knowledge: Knowledge) -> list[str]:
    """Return the address of every source, each once."""
    found = [source.url for topic in knowledge.topics.values() for source in topic.sources]
    found += [value.source.url for fact in knowledge.facts.values() for value in fact.values]
    return [url for url in dict.fromkeys(found) if len(url) <= _LONGEST]


async def look(
    urls: Iterable[str],
    database: Database,
    fetcher: Fetching,
    now: Callable[[], datetime],
    *,
    pause_s: float = _PAUSE_S,
    tell: Callable[[str, str], None] = lambda _url, _state: None,
) -> Looked:
    """Fetch sources and store how they look; a page found changed stays so until a person read it.

    Args:
        urls: The addresses.
        database: Open.
        fetcher: What fetches a page.
        now: The present moment, aware.
        pause_s: Between two pages of one host, in seconds.
        tell: Told each address with its state.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc].append(url)
    room = asyncio.Semaphore(_HOSTS_AT_ONCE)
    found: dict[str, str] = {}

    async def one_host(pages: list[str]) -> None:
        async with room:
            for index, url in enumerate(pages):
                if index:
                    await asyncio.sleep(pause_s)
                fetched = await fetcher.fetch(url)
                found[url] = await _store(database, url, fetched, now())
                tell(url, found[url])

    async with asyncio.TaskGroup() as group:
        for pages in by_host.values():
            group.create_task(one_host(pages))
    return Looked(
        len(found),
        *(
            sorted(url for url, state in found.items() if state == wanted)
            for wanted in (CHANGED, State.GONE.value, State.UNREADABLE.value)
        ),
    )


async def _store(database: Database, url: str, fetched: Fetched, now: datetime) -> str:
    async with database.transaction() as session:
        row = (await drafts.sources(session, [url])).get(url)
        if row is None:
            row = DeskSource(
                url=url,
                fingerprint=fetched.fingerprint,
                seen=fetched.fingerprint,
                state=SAME,
                reason="",
                fetched_at=now,
                changed_at=None,
            )
            session.add(row)
        row.fetched_at, row.reason = now, fetched.reason[:200]
        if fetched.state is not State.READ:
            row.state = fetched.state.value
            return row.state
        row.seen = fetched.fingerprint
        row.fingerprint = row.fingerprint or fetched.fingerprint
        if row.seen == row.fingerprint:
            row.state, row.changed_at = SAME, None
        else:
            row.state, row.changed_at = CHANGED, row.changed_at or now
        return row.state
