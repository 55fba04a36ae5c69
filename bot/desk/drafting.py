"""From a draft to a page: what it would look like, what is wrong with it, and its publication."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from bot.desk.people import Person
from bot.knowledge.checking import check_page
from bot.knowledge.files import page_path, topic_path
from bot.knowledge.model import Knowledge, Page, Topic
from bot.knowledge.parsing import dump_page, revision_of
from bot.knowledge.parsing import parse as parse_tree
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.knowledge.translation import Translation, TranslationStatus
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft

#: Stands before the name of a fact where a draft names its topic.
_FACT: Final = "facts/"
TITLE: Final = "title"
QUESTIONS: Final = "questions"
BODY: Final = "body"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to mend in one field; ``line`` counts from 1 within it."""

    message: str
    is_error: bool
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a check found, by field."""

    fields: dict[str, list[Remark]] = field(default_factory=dict)

    def of(self, name: str) -> list[Remark]:
        return self.fields.get(name, [])

    @property
    def errors(self) -> int:
        return sum(remark.is_error for remarks in self.fields.values() for remark in remarks)

    @property
    def number(self) -> int:
        return sum(map(len, self.fields.values()))

    def __iter__(self) -> Iterator[Remark]:
        return (remark for remarks in self.fields.values() for remark in remarks)


def changed_fact(name: str, *, account_id: int, by: str, now: datetime) -> DeskDraft:
    """Return what a second person looks at after a fact was changed; the caller fills the text."""
    return DeskDraft(
        account_id=account_id,
        name=by,
        topic=f"{_FACT}{name}",
        language="en",
        state=drafts.PUBLISHED,
        base="",
        of="",
        questions=[],
        small=False,
        reviewed=False,
        topic_file=None,
        saved_at=now,
        decided_by="",
        remark="",
    )


def fact_of(draft: DeskDraft) -> str | None:
    """Return the fact that a draft is about; ``None`` for a page."""
    return draft.topic.removeprefix(_FACT) if draft.topic.startswith(_FACT) else None


def digest_of(content: bytes | None) -> str:
    """Return what identifies a file; empty for none."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def page_of(draft: DeskDraft, knowledge: Knowledge, by: str, today: date) -> Page:
    """Return the page that a draft would become."""
    page = Page(
        topic=draft.topic,
        language=draft.language,
        title=draft.title,
        questions=tuple(draft.questions),
        body=draft.body,
        revision=revision_of(draft.title, draft.body),
    )
    if draft.language == "en":
        return page
    return replace(page, translation=_translation(draft, page, knowledge, by, today))


def _translation(
    draft: DeskDraft, page: Page, knowledge: Knowledge, by: str, today: date
) -> Translation:
    """Return from what, by whom and when: unchanged when only the questions changed."""
    topic = knowledge.topics.get(draft.topic)
    present = topic.pages.get(draft.language) if topic is not None else None
    made = present.translation if present is not None else None
    same = present is not None and present.revision == page.revision
    if made is not None and same and made.of == draft.of and not draft.reviewed:
        return made
    status = TranslationStatus.REVIEWED if draft.reviewed else TranslationStatus.DRAFT
    return Translation(draft.of, status, by, today)


def new_topic(draft: DeskDraft) -> Topic | None:
    """Return the topic that a draft opens; ``None`` when it opens none."""
    if draft.topic_file is None:
        return None
    path = topic_path(draft.topic)
    found, _ = parse_tree({path: draft.topic_file.encode()})
    return None if found is None else found.topics.get(draft.topic)


def remarks(knowledge: Knowledge, page: Page) -> Remarks:
    """Return what must or should be mended in a page, by field."""
    found: dict[str, list[Remark]] = {}
    if not page.title.strip():
        found.setdefault(TITLE, []).append(Remark(said("the page has no title. Write one."), True))
    if not page.body.strip():
        found.setdefault(BODY, []).append(Remark(said("the page has no text. Write it."), True))
        return Remarks(found)
    for finding in check_page(knowledge, page):
        is_error = finding.severity is Severity.ERROR
        if isinstance(finding.place, int):
            remark = Remark(finding.message, is_error, finding.place + 1 if finding.place else None)
            name = BODY
        else:
            first, *rest = finding.place or (BODY,)
            index = rest[0] if rest and isinstance(rest[0], int) else None
            remark = Remark(finding.message, is_error, None if index is None else index + 1)
            name = first if first in {TITLE, QUESTIONS} else BODY
        if remark not in found.setdefault(str(name), []):
            found[str(name)].append(remark)
    return Remarks(found)


def files_of(draft: DeskDraft, page: Page) -> dict[str, bytes | None]:
    """Return the files that publishing a draft writes."""
    files: dict[str, bytes | None] = {page_path(page.topic, page.language): dump_page(page)}
    if draft.topic_file is not None:
        files[topic_path(page.topic)] = draft.topic_file.encode()
    return files


def message_of(draft: DeskDraft, *, second: str = "") -> str:
    """Return the line of the history: what, why, where from, and who looked at it."""
    first = f"{draft.topic} in {draft.language}"
    note = f": {draft.note}" if draft.note else ""
    lines = [first + note]
    if draft.source:
        lines.append(f"Source: {draft.source}")
    if second:
        lines.append(f"Looked at by: {second}")
    return "\n\n".join([lines[0], "\n".join(lines[1:])]).strip()


def may_publish_at_once(person: Person, draft: DeskDraft) -> bool:
    """Whether this is a sourced correction: an editor names where the right words stand."""
    return (
        person.is_editor
        and draft.topic_file is None
        and draft.source.startswith(("https://", "http://"))
    )
