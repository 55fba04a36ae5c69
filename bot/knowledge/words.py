"""The words beside the pages (of the ways home and of papers) as entries with a few short texts.

An entry is named by its part of the file and its name there: ``steps/city-office``. Its texts are
named by their field; those of the levels of a paper ``levels/n4``, a note has one called ``text``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Final

from bot.errors import KnowledgeError
from bot.knowledge.model import Knowledge
from bot.knowledge.papers import Papers, PapersWords
from bot.knowledge.parsing import Document, Place, parse_papers_words, parse_words
from bot.knowledge.patching import with_values
from bot.knowledge.problems import Problem
from bot.knowledge.translation import Translation
from bot.knowledge.ways import Ways, Words

WAYS: Final = "pathways"
PAPERS: Final = "papers"
#: Each folder with the parts of its files.
FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    WAYS: ("pathways", "steps"),
    PAPERS: ("papers", "worths", "countries", "notes"),
}
_NOTE: Final = "text"
_LEVELS: Final = "levels"

#: Field -> text, in the order of the screen; only those that are there.
Texts = Mapping[str, str]
Entries = Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Wordlist:
    """All words of a folder in one language."""

    folder: str
    language: str
    entries: Entries
    revision: str
    translation: Translation | None

    def is_outdated(self, english: "Wordlist | None") -> bool:
        made = self.translation
        return made is not None and english is not None and not made.is_of(english.revision)


def path_of(folder: str, language: str) -> str:
    return f"{folder}/{language}.yaml"


def wordlist(knowledge: Knowledge, folder: str, language: str) -> Wordlist | None:
    """Return the words of a folder in a language; ``None`` when it has none."""
    base: Ways | Papers = knowledge.ways if folder == WAYS else knowledge.papers
    words = base.words.get(language)
    return None if words is None else _wordlist(folder, language, words)


def parsed(folder: str, language: str, text: str) -> tuple[Wordlist | None, list[Problem]]:
    """Return the words in the text of a file."""
    words, problems = _parsed(folder, language, text)
    return (None if words is None else _wordlist(folder, language, words)), problems


def with_wordlist(knowledge: Knowledge, folder: str, language: str, text: str) -> Knowledge:
    """Return a knowledge base with the text of one file in place of its own, where it is whole."""
    words, _ = _parsed(folder, language, text)
    if isinstance(words, Words):
        ways = replace(knowledge.ways, words={**knowledge.ways.words, language: words})
        return replace(knowledge, ways=ways)
    if isinstance(words, PapersWords):
        papers = replace(knowledge.papers, words={**knowledge.papers.words, language: words})
        return replace(knowledge, papers=papers)
    return knowledge


def with_entries(text: str, changes: Entries, translation: Translation | None) -> str:
    """Return the text of a file with some entries changed; other lines stay as they are.

    An empty text is taken out.

    Raises:
        KnowledgeError: The file is broken.
    """
    document = Document(text)
    if document.faults:
        line, reason = document.faults[0]
        raise KnowledgeError(
            f"The file of these words is broken in line {line}: {reason}. Put it back first."
        )
    data = document.data
    values: dict[Place, object] = {}
    for entry, texts in changes.items():
        for field, said in texts.items():
            place = place_of(entry, field)
            if said or _at(data, place) is not None:
                values[place] = said or None
    if translation is not None:
        values[("translation",)] = {
            "of": translation.of,
            "status": translation.status.value,
            "by": translation.by,
            "date": translation.date,
        }
    return with_values(text, values)


def place_of(entry: str, field: str) -> Place:
    """Return where a text stands in its file."""
    part, _, name = entry.partition("/")
    return (part, name) if part == "notes" else (part, name, *field.split("/"))


def field_at(place: Place) -> tuple[str, str]:
    """Return the entry and field that a place in a file belongs to; empty for all of it."""
    names = [str(step) for step in place]
    if len(names) < 2:
        return "", ""
    field = _NOTE if names[0] == "notes" else "/".join(names[2:])
    return "/".join(names[:2]), field


def digest(texts: Texts) -> str:
    """Return what identifies the texts of an entry."""
    return hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()[:12]


def _at(data: object, place: Place) -> object:
    for step in place:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _parsed(
    folder: str, language: str, text: str
) -> tuple[Words | PapersWords | None, list[Problem]]:
    path = path_of(folder, language)
    return parse_words(path, text) if folder == WAYS else parse_papers_words(path, text)


def _wordlist(folder: str, language: str, words: Words | PapersWords) -> Wordlist:
    entries = {
        f"{part}/{name}": _texts(entry)
        for part in FOLDERS[folder]
        for name, entry in getattr(words, part).items()
    }
    return Wordlist(folder, language, entries, words.revision, words.translation)


def _texts(entry: object) -> dict[str, str]:
    if isinstance(entry, str):
        return {_NOTE: entry}
    assert is_dataclass(entry), "words are texts, or texts by field"
    found: dict[str, str] = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if isinstance(value, Mapping):
            found |= {f"{_LEVELS}/{name}": text for name, text in value.items()}
        elif value:
            found[field.name] = value
    return found
