"""The history: who changed what and when, as a person reads it; and back to what was."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.desk import drafting, wordlists
from bot.desk.differences import Line, compare
from bot.desk.drafting import digest_of
from bot.desk.visit import Visit
from bot.desk.wordlists import Written
from bot.errors import KnowledgeError
from bot.knowledge import words
from bot.knowledge.files import FACTS, is_content
from bot.knowledge.model import Page
from bot.knowledge.parsing import Document, decode, split_page
from bot.knowledge.patching import fact_block
from bot.knowledge.problems import ContentError
from bot.knowledge.words import FOLDERS
from bot.languages import LANGUAGES
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft

_SHOWN: Final = 60
_MOST_FILES: Final = 40


@dataclass(frozen=True, slots=True)
class Changed:
    """One file of a change, as paragraphs with what was added and taken out."""

    path: str
    lines: list[Line]
    is_new: bool
    is_gone: bool


async def history(visit: Visit) -> Response:
    """List the changes, newest first: of one file, or of all."""
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    path = visit.query("path")
    if path and not is_content(path):
        return visit.not_found()
    if visit.desk.content.is_read_only:
        return visit.page("history.html", changes=[], path=path)
    found = await asyncio.to_thread(
        writing.history, visit.desk.content.root, path or None, limit=_SHOWN
    )
    return visit.page("history.html", changes=found, path=path)


async def change(visit: Visit) -> Response:
    """Show one change."""
    return await _change(visit)


async def _change(visit: Visit, problem: str = "", status: int = 200) -> Response:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    commit = visit.argument("commit")
    root = visit.desk.content.root
    if visit.desk.content.is_read_only or not _is_commit(commit):
        return visit.not_found()
    try:
        files = await asyncio.to_thread(writing.changes_of, root, commit)
    except KnowledgeError:
        return visit.not_found()
    about = [one for one in await asyncio.to_thread(writing.history, root) if one.id == commit]
    changed = [
        Changed(
            path,
            [line for line in compare(_text(before), _text(after)) if line.changed],
            before is None,
            after is None,
        )
        for path, (before, after) in sorted(files.items())[:_MOST_FILES]
    ]
    return visit.page(
        "change.html",
        status=status,
        about=about[0] if about else None,
        commit=commit,
        changed=changed,
        more=max(0, len(files) - _MOST_FILES),
        problem=problem,
    )


def _is_commit(text: str) -> bool:
    return len(text) == 40 and all(char in "0123456789abcdef" for char in text)


def _text(content: bytes | None) -> str:
    """Return a file as an editor reads it: a page without the signs around its title."""
    if content is None:
        return ""
    try:
        text = decode(content)
    except UnicodeDecodeError:
        return ""
    parts = split_page(text)
    return text if parts is None else f"{parts[0]}\n{parts[1]}"


async def restore(visit: Visit) -> Response:
    """Put a file back as it was before a change; a second person looks at it afterwards."""
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    commit, path = visit.argument("commit"), visit.form.text("path", limit=200)
    content = visit.desk.content
    if not _is_commit(commit) or not is_content(path):
        return visit.not_found()
    files = await asyncio.to_thread(writing.changes_of, content.root, commit)
    if path not in files:
        return visit.not_found()
    before, _ = files[path]
    present = await content.file(path)
    try:
        done = await content.publish(
            {path: before},
            visit.me.name,
            f"Put {path} back as it was before {commit[:10]}",
            expected={path: present},
        )
    except ContentError as error:
        problem = " ".join(visit.told(one.message) for one in error.problems)
        return await _change(visit, problem, 400)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "restored", path)
        found = _to_look_at(visit, path, before, present, done)
        session.add_all(found)
    return visit.to(f"/history/{done}", done="restored" if found else "put-back")


def _to_look_at(
    visit: Visit, path: str, after: bytes | None, before: bytes | None, commit: str
) -> list[DeskDraft]:
    """Return what a second person should look at: a page, facts, or words that were put back."""
    folder, _, name = path.rpartition("/")
    if path == FACTS:
        return _facts(visit, _text(before), _text(after), commit)
    if folder in FOLDERS and name.removesuffix(".yaml") in LANGUAGES:
        return _words(
            visit, folder, name.removesuffix(".yaml"), _text(before), _text(after), commit
        )
    language = name.removesuffix(".md")
    found = visit.knowledge.topics.get(folder)
    page = found.pages.get(language) if found is not None and language in LANGUAGES else None
    return [] if page is None else [_page(visit, page, after, commit)]


def _facts(visit: Visit, before: str, after: str, commit: str) -> list[DeskDraft]:
    names = dict.fromkeys((*visit.knowledge.facts, *_names(before)))
    found = []
    for name in names:
        block = fact_block(after, name)
        if block != fact_block(before, name):
            draft = drafting.changed_fact(
                name, account_id=visit.me.id, by=visit.me.name, now=visit.now
            )
            draft.title, draft.body, draft.source = name, block or "", ""
            draft.note, draft.commit = visit.t.gettext("put back as it was before"), commit
            found.append(draft)
    return found[:_MOST_FILES]


def _names(text: str) -> list[str]:
    data = Document(text).data
    return [str(name) for name in data] if isinstance(data, dict) else []


def _words(
    visit: Visit, folder: str, language: str, before: str, after: str, commit: str
) -> list[DeskDraft]:
    old, new = (words.parsed(folder, language, text)[0] for text in (before, after))
    if old is None or new is None:
        return []
    draft = wordlists.begun(visit.me, folder, language, visit.now)
    draft.state, draft.commit = drafts.PUBLISHED, commit
    draft.note = visit.t.gettext("put back as it was before")
    for entry in dict.fromkeys((*old.entries, *new.entries)):
        one = Written(old.entries.get(entry, {}), new.entries.get(entry, {}))
        if one.was != one.now:
            wordlists.put(draft, entry, one)
    return [draft] if wordlists.written_in(draft) else []


def _page(visit: Visit, page: Page, content: bytes | None, commit: str) -> DeskDraft:
    return DeskDraft(
        account_id=visit.me.id,
        name=visit.me.name,
        topic=page.topic,
        language=page.language,
        state=drafts.PUBLISHED,
        base=digest_of(content),
        of="",
        title=page.title,
        questions=list(page.questions),
        body=page.body,
        note=visit.t.gettext("put back as it was before"),
        source="",
        small=False,
        reviewed=False,
        topic_file=None,
        saved_at=visit.now,
        decided_by="",
        remark="",
        commit=commit,
    )


async def broken(visit: Visit) -> Response:
    """Show the files that keep the content from being served, beside what the history has."""
    if visit.request.method == "POST":
        return await _put_back(visit)
    return await _broken(visit)


async def _broken(visit: Visit, problem: str = "", status: int = 200) -> Response:
    told: dict[str, list[str]] = {}
    for one in visit.desk.content.problems:
        if one.path:
            told.setdefault(one.path, []).append(one.message)
    files = [
        (path, messages, *await asyncio.to_thread(_both, visit, path))
        for path, messages in list(told.items())[:_MOST_FILES]
    ]
    return visit.page("broken.html", status=status, files=files, problem=problem)


def _both(visit: Visit, path: str) -> tuple[str, str]:
    """Return a file as it lies in the folder and as the history has it, as readable text."""
    content = visit.desk.content.file_now(path) or b""
    kept = _kept(visit, path)
    return content.decode("utf-8", "replace"), (kept or b"").decode("utf-8", "replace")


def _kept(visit: Visit, path: str) -> bytes | None:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    try:
        return writing.file_in(visit.desk.content.root, "HEAD", path)
    except KnowledgeError:
        return None


async def _put_back(visit: Visit) -> Response:
    """Put a broken file back as the history has it; a file that it does not have goes."""
    path = visit.form.text("path", limit=200)
    if path not in {one.path for one in visit.desk.content.problems} or not is_content(path):
        return visit.to("/broken")
    present = await visit.desk.content.file(path)
    kept = await asyncio.to_thread(_kept, visit, path)
    try:
        await visit.desk.content.publish(
            {path: kept},
            visit.me.name,
            f"Put {path} back as it is in the history",
            expected={path: present},
        )
    except ContentError as error:
        problem = " ".join(str(one) for one in error.problems)
        return await _broken(visit, problem, 400)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "restored", path)
    return visit.to("/broken", done="put-back")
