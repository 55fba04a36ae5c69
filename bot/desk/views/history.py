"""The history: who changed what and when, as a person reads it; and back to what was."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.desk.differences import Line, compare
from bot.desk.drafting import digest_of
from bot.desk.visit import Visit
from bot.errors import KnowledgeError
from bot.knowledge.files import is_content
from bot.knowledge.parsing import decode, split_page
from bot.knowledge.problems import ContentError
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
        problem = " ".join(one.message for one in error.problems)
        return await _change(visit, problem, 400)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "restored", path)
        if (draft := _to_look_at(visit, path, before, done)) is not None:
            session.add(draft)
    return visit.to(f"/history/{done}", done="restored")


def _to_look_at(visit: Visit, path: str, before: bytes | None, commit: str) -> DeskDraft | None:
    """Return what a second person should look at; only pages are looked at as such."""
    topic, _, name = path.rpartition("/")
    language = name.removesuffix(".md")
    found = visit.knowledge.topics.get(topic)
    page = found.pages.get(language) if found is not None and language in LANGUAGES else None
    if page is None:
        return None
    return DeskDraft(
        account_id=visit.me.id,
        name=visit.me.name,
        topic=topic,
        language=language,
        state=drafts.PUBLISHED,
        base=digest_of(before),
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
