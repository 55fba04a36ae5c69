"""The second person: what waits for somebody to look at it, and what became of it."""

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from bot.desk import drafting, open_words, phone, wordlists
from bot.desk.differences import Line, compare
from bot.desk.drafting import page_of
from bot.desk.views import editor, words
from bot.desk.views.topics import title_of
from bot.desk.visit import Visit
from bot.desk.wordlists import Written
from bot.errors import KnowledgeError
from bot.knowledge.files import FACTS, page_path
from bot.knowledge.model import Page
from bot.knowledge.parsing import decode, parse_page
from bot.knowledge.patching import fact_block
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft


async def waiting(visit: Visit) -> Response:
    """Show one's own drafts, and what others have sent to be looked at."""
    async with visit.desk.database.transaction() as session:
        own = await drafts.of_account(session, visit.me.id)
        others = await drafts.to_look_at(session)
    mine = [one for one in others if visit.me.may_write(one.language)]
    return visit.page(
        "drafts.html",
        own=[(one, _title(visit, one)) for one in own],
        waiting=[(one, _title(visit, one)) for one in mine if one.state == drafts.WAITING],
        published=[(one, _title(visit, one)) for one in mine if one.state == drafts.PUBLISHED],
        address=editor.page_address,
        may_decide=lambda one: _may_decide(visit, one),
    )


def _may_decide(visit: Visit, draft: DeskDraft) -> bool:
    return visit.me.may_decide(draft.language, draft.account_id)


def _title(visit: Visit, draft: DeskDraft) -> str:
    if (folder := wordlists.folder_of(draft)) is not None:
        return wordlists.folder_title(folder, visit.t)
    topic = visit.knowledge.topics.get(draft.topic)
    return draft.title if topic is None else title_of(topic, visit.language)


async def look_at(visit: Visit) -> Response:
    """Show one draft beside what it would replace."""
    draft = await _draft(visit)
    if draft is None:
        return visit.not_found()
    if (fact := drafting.fact_of(draft)) is not None:
        return await _look_at_fact(visit, draft, fact)
    if (folder := wordlists.folder_of(draft)) is not None:
        return await _look_at_words(visit, draft, folder)
    topic = visit.knowledge.topics.get(draft.topic) or drafting.new_topic(draft)
    page = page_of(draft, visit.knowledge, draft.name, visit.today)
    knowledge = phone.with_page(visit.knowledge, page, topic)
    present = await _before(visit, draft)
    english = None if topic is None else topic.pages.get("en")
    return visit.page(
        "draft.html",
        draft=draft,
        title=_title(visit, draft),
        present=present,
        english=english if draft.language != "en" else None,
        title_lines=compare("" if present is None else present.title, draft.title),
        lines=compare("" if present is None else present.body, draft.body),
        question_lines=_questions(present, draft),
        screens=phone.screens(knowledge, page, visit.now) if topic is not None else [],
        remarks=drafting.remarks(knowledge, page),
        may_decide=_may_decide(visit, draft),
        target=editor.page_address(draft),
    )


async def _look_at_fact(visit: Visit, draft: DeskDraft, name: str) -> Response:
    """Show a fact that was changed, beside what it was."""
    before = await asyncio.to_thread(_file_before, visit, draft, FACTS)
    block = "" if before is None else fact_block(decode(before), name) or ""
    return visit.page(
        "draft.html",
        draft=draft,
        title=draft.title,
        present=None,
        english=None,
        title_lines=[],
        lines=compare(block, draft.body),
        question_lines=[],
        screens=None,
        remarks=drafting.Remarks(),
        may_decide=_may_decide(visit, draft),
        target=editor.page_address(draft) if name in visit.knowledge.facts else "/facts",
    )


async def _look_at_words(visit: Visit, draft: DeskDraft, folder: str) -> Response:
    """Show words that were written, beside what they were and the English ones."""
    found = await open_words.opened(visit, folder, draft.language, draft)
    if found is None:
        return visit.not_found()
    written = wordlists.written_in(draft)
    remarks = await asyncio.to_thread(open_words.remarks_of, visit, found, written)
    return visit.page(
        "draft.html",
        draft=draft,
        title=_title(visit, draft),
        present=None,
        english=_english(visit, found, written) if draft.language != "en" else None,
        title_lines=[],
        lines=wordlists.differences(written, visit.t),
        question_lines=[],
        screens=await asyncio.to_thread(open_words.screens_of, visit, found, written),
        remarks=drafting.Remarks(
            {drafting.BODY: [remark for one in remarks.values() for remark in one]}
        ),
        may_decide=_may_decide(visit, draft),
        target=editor.page_address(draft),
    )


def _english(
    visit: Visit, found: open_words.Open, written: Mapping[str, Written]
) -> dict[str, str]:
    """Return the English texts of what was written, for reading beside it."""
    texts = []
    for name in written:
        original = found.english.entries.get(name, {})
        texts += [
            f"{wordlists.field_name(field, visit.t)}: {original[field]}" for field in original
        ]
        texts.append("")
    return {"title": "", "body": "\n".join(texts).strip()}


async def _draft(visit: Visit) -> DeskDraft | None:
    number = visit.argument("number")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    async with visit.desk.database.transaction() as session:
        draft = await drafts.get(session, int(number))
    if draft is None or not visit.me.may_write(draft.language):
        return None
    return draft


async def _before(visit: Visit, draft: DeskDraft) -> Page | None:
    """Return what a draft replaces: for a published one, what stood there before."""
    if draft.commit:
        return await asyncio.to_thread(_in_history, visit, draft)
    topic = visit.knowledge.topics.get(draft.topic)
    return None if topic is None else topic.pages.get(draft.language)


def _file_before(visit: Visit, draft: DeskDraft, path: str) -> bytes | None:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    try:
        files = writing.changes_of(visit.desk.content.root, draft.commit)
    except KnowledgeError:
        return None
    return files.get(path, (None, None))[0]


def _in_history(visit: Visit, draft: DeskDraft) -> Page | None:
    path = page_path(draft.topic, draft.language)
    before = _file_before(visit, draft, path)
    return None if before is None else parse_page(path, decode(before))[0]


def _questions(present: Page | None, draft: DeskDraft) -> list[Line]:
    before = () if present is None else present.questions
    return [line for line in compare("\n".join(before), "\n".join(draft.questions)) if line.changed]


async def decide(visit: Visit) -> Response:
    """Publish what another person wrote, give it back, or say that a correction is right."""
    draft = await _draft(visit)
    if draft is None or not _may_decide(visit, draft):
        return visit.not_found()
    if draft.state == drafts.PUBLISHED:
        return await _settle(visit, draft, drafts.REVIEWED, "looked at")
    if draft.state != drafts.WAITING:
        return visit.to("/drafts", done="decided-before")
    if visit.form.flag("give_back"):
        return await _settle(visit, draft, drafts.RETURNED, "gave back")
    if wordlists.folder_of(draft) is not None:
        return await words.publish(visit, draft, state=drafts.REVIEWED, by=visit.me.name)
    return await editor.publish(visit, draft, state=drafts.REVIEWED, by=visit.me.name)


async def _settle(visit: Visit, draft: DeskDraft, state: str, what: str) -> Response:
    async with visit.desk.database.transaction() as session:
        kept = await drafts.get(session, draft.id)
        if kept is None or kept.state != draft.state:
            return visit.to("/drafts", done="decided-before")
        kept.state, kept.decided_by = state, visit.me.name
        kept.remark = visit.form.text("remark", limit=500)
        await visit.note(session, what, f"{draft.topic} {draft.language}")
    return visit.to("/drafts", done="returned" if state == drafts.RETURNED else "looked-at")
