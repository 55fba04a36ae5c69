"""Words beside the pages as their editor sees them: what is there, and what a draft would make."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.desk import phone, wordlists
from bot.desk.drafting import Remarks
from bot.desk.visit import Visit
from bot.desk.wordlists import Written
from bot.errors import KnowledgeError
from bot.knowledge import words
from bot.knowledge.model import Knowledge
from bot.knowledge.parsing import decode
from bot.knowledge.words import Texts, Wordlist, path_of
from bot.storage.desk_models import DeskDraft


@dataclass(frozen=True, slots=True)
class Open:
    """A folder in one language, with the person's own draft (perhaps not saved yet)."""

    folder: str
    language: str
    own: Wordlist | None
    english: Wordlist
    before: Wordlist | None
    draft: DeskDraft
    saved: bool

    @property
    def behind(self) -> set[str]:
        """The entries that English has changed since."""
        if self.language == "en":
            return set()
        return wordlists.behind(self.own, self.english, self.before)

    @property
    def own_entries(self) -> Mapping[str, Texts]:
        return {} if self.own is None else self.own.entries

    @property
    def address(self) -> str:
        return wordlists.address_of(self.draft)

    def present(self, entry: str) -> Texts:
        return self.own_entries.get(entry, {})

    def original(self, entry: str) -> Texts | None:
        return None if self.language == "en" else self.english.entries.get(entry)


async def opened(visit: Visit, folder: str, language: str, draft: DeskDraft | None) -> Open | None:
    """Return a folder in a language with a draft of it; ``None`` where there is no such folder."""
    english = words.wordlist(visit.knowledge, folder, "en")
    if english is None:
        return None
    own = words.wordlist(visit.knowledge, folder, language)
    before = None
    made = None if own is None else own.translation
    if made is not None and not made.is_of(english.revision):
        before = await asyncio.to_thread(_before, visit, folder, made.of)
    begun = draft or wordlists.begun(visit.me, folder, language, visit.now)
    return Open(folder, language, own, english, before, begun, draft is not None)


def _before(visit: Visit, folder: str, revision: str) -> Wordlist | None:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    try:
        return writing.words_at(visit.desk.content.root, folder, revision)
    except KnowledgeError:
        return None


def tried(visit: Visit, found: Open) -> Knowledge:
    """Return the knowledge base as it would be with a draft."""
    written = wordlists.written_in(found.draft)
    text = text_with(visit, found, {name: one.now for name, one in written.items()})
    return words.with_wordlist(visit.knowledge, found.folder, found.language, text)


def remarks_of(visit: Visit, found: Open, written: Mapping[str, Written]) -> dict[str, Remarks]:
    """Return what must be mended in the entries of a draft."""
    knowledge = tried(visit, found)
    return {
        name: wordlists.remarks(knowledge, found.folder, found.language, name, one.now)
        for name, one in written.items()
    }


def screens_of(visit: Visit, found: Open, written: Mapping[str, Written]) -> list[phone.Screen]:
    """Return the screens that show the entries of a draft."""
    knowledge = tried(visit, found)
    return [
        screen
        for name in written
        for screen in phone.words_screens(knowledge, found.folder, found.language, name, visit.now)
    ]


def text_with(visit: Visit, found: Open, changes: Mapping[str, Texts]) -> str:
    """Return the file with texts in it, as if all else said what English says."""
    content = visit.desk.content.file_now(path_of(found.folder, found.language))
    made = None if found.own is None else found.own.translation
    whole = {
        entry: {field: texts.get(field, "") for field in {*texts, *found.present(entry)}}
        for entry, texts in changes.items()
    }
    of_now = None if made is None else replace(made, of=found.english.revision)
    try:
        return words.with_entries("" if content is None else decode(content), whole, of_now)
    except (KnowledgeError, UnicodeDecodeError):  # broken by hand: what is served stays
        return ""
