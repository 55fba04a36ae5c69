"""Words of the ways home and of papers being written: from a draft to the file, and what is open.

A draft is of one language of one folder and holds any number of entries.
"""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from bot.desk.differences import Change, Line, Piece, compare
from bot.desk.drafting import Remark, Remarks
from bot.desk.people import Person
from bot.i18n import Catalogue
from bot.knowledge import words
from bot.knowledge.checking import check_words
from bot.knowledge.model import Knowledge
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.knowledge.translation import Translation, TranslationStatus
from bot.knowledge.words import FOLDERS, Texts, Wordlist, digest
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft

#: Stands before the folder where a draft names its topic.
_WORDS: Final = "words/"
_STEP: Final = ("title", "do", "why", "late", "refuse", "paper", "show")
#: The fields of each part; those of the levels of a paper come from the English words.
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "pathways": ("title", "opening"),
    "steps": _STEP,
    "papers": ("name", "proves", "issuer"),
    "worths": ("label", "text", "see", "bring"),
    "countries": ("see", "bring"),
    "notes": ("text",),
}
#: Texts that a step or worth may do without.
_OPTIONAL: Final[Mapping[str, frozenset[str]]] = {
    "steps": frozenset({"late", "refuse", "paper", "show"}),
    "worths": frozenset({"see", "bring"}),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What a draft says of an entry.

    Attributes:
        was: Its texts when it was begun.
        now: Its texts as they are written, the same when it was only looked at.
        of: Digest of the English entry that it says; empty for English.
    """

    was: Texts
    now: Texts
    of: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A file with a draft in it; ``clashes`` are entries that somebody else changed meanwhile."""

    text: str
    clashes: tuple[str, ...]


def topic_of(folder: str) -> str:
    """Return how a draft names a folder."""
    return f"{_WORDS}{folder}"


def folder_of(draft: DeskDraft) -> str | None:
    """Return the folder that a draft is of; ``None`` for a page or fact."""
    folder = draft.topic.removeprefix(_WORDS)
    return folder if draft.topic.startswith(_WORDS) and folder in FOLDERS else None


def address_of(draft: DeskDraft) -> str:
    return f"/{draft.topic}/{draft.language}"


def folder_title(folder: str, t: Catalogue) -> str:
    """Return what a folder is called."""
    return t.gettext("Ways home") if folder == words.WAYS else t.gettext("Papers from Japan")


def begun(person: Person, folder: str, language: str, now: datetime) -> DeskDraft:
    """Return a draft in which nothing is written yet."""
    return DeskDraft(
        account_id=person.id,
        name=person.name,
        topic=topic_of(folder),
        language=language,
        state=drafts.DRAFT,
        base="",
        of="",
        title=folder,
        questions=[],
        body="{}",
        note="",
        source="",
        small=False,
        reviewed=False,
        topic_file=None,
        saved_at=now,
        decided_by="",
        remark="",
        commit="",
    )


def written_in(draft: DeskDraft) -> dict[str, Written]:
    """Return what a draft says, by entry."""
    return {name: Written(**one) for name, one in json.loads(draft.body or "{}").items()}


def put(draft: DeskDraft, entry: str, one: Written | None) -> None:
    """Put an entry into a draft, or take it out."""
    found = {name: asdict(kept) for name, kept in written_in(draft).items() if name != entry}
    if one is not None:
        found[entry] = asdict(one)
    draft.body = json.dumps(found, ensure_ascii=False)


def fields_of(entry: str, *texts: Texts | None) -> list[str]:
    """Return the fields of an entry: those that its part has, and the levels in *texts*."""
    part = entry.partition("/")[0]
    more = [name for one in texts if one is not None for name in one]
    return list(dict.fromkeys((*_FIELDS[part], *more)))


def is_needed(entry: str, field: str, english: Texts | None) -> bool:
    """Whether a text must be there: in a translation, where English has it."""
    if english is not None:
        return field in english
    return field not in _OPTIONAL.get(entry.partition("/")[0], frozenset())


def field_name(field: str, t: Catalogue) -> str:
    """Return what a field is called."""
    if field.startswith("levels/"):
        return t.gettext("Level {name}").format(name=field.partition("/")[2])
    names = {
        "title": t.gettext("Title"),
        "opening": t.gettext("Opening"),
        "do": t.gettext("What to do"),
        "why": t.gettext("What it is good for"),
        "late": t.gettext("What is lost afterwards"),
        "refuse": t.gettext("What to do when somebody refuses"),
        "paper": t.gettext("The paper that comes out of it"),
        "show": t.gettext("What the Japanese sentence means"),
        "name": t.gettext("Name"),
        "proves": t.gettext("What it says of its holder"),
        "issuer": t.gettext("Who issues it"),
        "label": t.gettext("In a few words"),
        "text": t.gettext("Text"),
        "see": t.gettext("Whom to see"),
        "bring": t.gettext("What to bring"),
    }
    return names.get(field, field)


def part_name(part: str, t: Catalogue) -> str:
    """Return what a part of a file is called."""
    names = {
        "pathways": t.gettext("Ways"),
        "steps": t.gettext("Steps"),
        "papers": t.gettext("Papers"),
        "worths": t.gettext("What a paper is worth"),
        "countries": t.gettext("Home countries"),
        "notes": t.gettext("Notes on one paper in one country"),
    }
    return names[part]


def title_of(entry: str, texts: Texts | None, t: Catalogue) -> str:
    """Return what an entry is called in a list."""
    part, _, name = entry.partition("/")
    if part == "countries":
        return str(t.locale.territories.get(name, name))
    texts = texts or {}
    title = texts.get("title") or texts.get("name") or texts.get("label") or texts.get("text")
    return title or name


def behind(own: Wordlist | None, english: Wordlist, before: Wordlist | None) -> set[str]:
    """Return the entries of a language that English has changed since, or that are missing.

    Args:
        own: The words of the language.
        english: The English words.
        before: Those that the language was made from; ``None`` when the history has forgotten
            them: then all entries are to be looked at.
    """
    if own is None:
        return set(english.entries)
    if not own.is_outdated(english):
        return set()
    old = {} if before is None else before.entries
    return {
        entry
        for entry, texts in english.entries.items()
        if entry in own.entries and old.get(entry) != texts
    }


def done_in(written: Mapping[str, Written], english: Wordlist) -> set[str]:
    """Return the entries that a draft brings to what English says now."""
    return {
        entry
        for entry, one in written.items()
        if entry in english.entries and one.of == digest(english.entries[entry])
    }


def merged(
    text: str,
    draft: DeskDraft,
    english: Wordlist,
    open_entries: AbstractSet[str],
    *,
    by: str,
    today: date,
) -> Merged:
    """Return the file of a draft with what is written in it.

    A translation is of the present English words as soon as nothing of it is behind them.
    """
    folder, written = draft.topic.removeprefix(_WORDS), written_in(draft)
    own, _ = words.parsed(folder, draft.language, text)
    present = {} if own is None else own.entries
    clashes = [
        entry
        for entry, one in written.items()
        if one.was != one.now and present.get(entry, {}) not in (one.was, one.now)
    ]
    changes = {
        entry: {field: one.now.get(field, "") for field in {*one.was, *one.now}}
        for entry, one in written.items()
        if one.was != one.now
    }
    made: Translation | None = None if own is None else own.translation
    if draft.language != "en":
        is_whole = draft.reviewed or open_entries <= done_in(written, english)
        of = english.revision if is_whole or made is None else made.of
        if changes or draft.reviewed or made is None or made.of != of:
            status = TranslationStatus.REVIEWED if draft.reviewed else TranslationStatus.DRAFT
            made = Translation(of, status, by, today)
    return Merged(words.with_entries(text, changes, made), tuple(clashes))


def remarks(knowledge: Knowledge, folder: str, language: str, entry: str, texts: Texts) -> Remarks:
    """Return what must or should be mended in one entry as it would be, by field."""
    found: dict[str, list[Remark]] = {}
    english = words.wordlist(knowledge, folder, "en")
    original = None if english is None or language == "en" else english.entries.get(entry)
    for field in fields_of(entry, original, texts):
        if is_needed(entry, field, original) and not texts.get(field):
            found[field] = [Remark(said("this is empty. Write it."), True)]
    for finding in check_words(knowledge, folder, language):
        if isinstance(finding.place, int):
            continue
        name, field = words.field_at(finding.place)
        if name != entry or (field in found and not texts.get(field)):
            continue
        field = field if field in fields_of(entry, original, texts) else fields_of(entry)[0]
        remark = Remark(finding.message, finding.severity is Severity.ERROR)
        if remark not in found.setdefault(field, []):
            found[field].append(remark)
    return Remarks(found)


def differences(written: Mapping[str, Written], t: Catalogue) -> list[Line]:
    """Return what a draft changes, entry by entry, a line for each text."""
    lines: list[Line] = []
    for entry, one in written.items():
        heading = f"{part_name(entry.partition('/')[0], t)}: {title_of(entry, one.now, t)}"
        lines.append(Line((Piece(Change.SAME, heading),)))
        changed = compare(_lines(entry, one.was, t), _lines(entry, one.now, t))
        lines += [line for line in changed if line.changed]
        if one.was == one.now:
            looked = t.gettext("looked at: still says what English says")
            lines.append(Line((Piece(Change.SAME, looked),)))
    return lines


def _lines(entry: str, texts: Texts, t: Catalogue) -> str:
    shown: Sequence[str] = [
        f"{field_name(field, t)}: {texts[field]}"
        for field in fields_of(entry, texts)
        if field in texts
    ]
    return "\n".join(shown)


def marked_original(
    name: str, original: Texts, before: Texts | None, t: Catalogue
) -> list[tuple[str, list[Line]]]:
    """Return the English texts, marked with what changed since the translation was made."""
    return [
        (
            field_name(field, t),
            compare(original[field] if before is None else before.get(field, ""), original[field]),
        )
        for field in fields_of(name, original)
        if field in original
    ]


def clash(one: Written | None, present: Texts, t: Catalogue, name: str) -> list[Line]:
    """Return from what is there now to what is written, where somebody else was faster."""
    if one is None or one.was == one.now or present in (one.was, one.now):
        return []
    return differences({name: Written(present, one.now)}, t)[1:]
