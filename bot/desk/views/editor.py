"""The editor of one page: what stands there, what is being written, what it would look like."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.desk import drafting, phone, wordlists
from bot.desk.differences import Line, compare
from bot.desk.drafting import Remarks, digest_of, may_publish_at_once, page_of
from bot.desk.forms import Form
from bot.desk.views.topics import title_of
from bot.desk.visit import Visit
from bot.errors import KnowledgeError
from bot.i18n import catalogue
from bot.knowledge.facts import show
from bot.knowledge.files import page_path, topic_path
from bot.knowledge.markdown import parse_body, references
from bot.knowledge.model import Knowledge, Page, Topic
from bot.knowledge.problems import ChangedMeanwhileError, ContentError
from bot.languages import LANGUAGES
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft
from bot.text import fold

_MOST_FACTS: Final = 12


@dataclass(frozen=True, slots=True)
class Open:
    """A page as its editor sees it.

    ``present`` is what is served, ``draft`` what the person is writing (perhaps not saved yet),
    ``topic`` the topic as it would be.
    """

    topic: Topic
    present: Page | None
    english: Page | None
    draft: DeskDraft
    saved: bool
    knowledge: Knowledge

    def page(self, visit: Visit) -> Page:
        return page_of(self.draft, self.knowledge, visit.me.name, visit.today)

    def remarks(self, visit: Visit) -> Remarks:
        page = self.page(visit)
        return drafting.remarks(phone.with_page(self.knowledge, page, self.topic), page)


async def open_page(visit: Visit) -> Open | None:
    """Return the page that the path names with the person's own draft; ``None`` for no page."""
    topic_id = f"{visit.argument('area')}/{visit.argument('slug')}"
    language = visit.argument("language")
    knowledge = visit.knowledge
    async with visit.desk.database.transaction() as session:
        draft = await drafts.own(session, visit.me.id, topic_id, language)
    topic = knowledge.topics.get(topic_id)
    if topic is None and draft is not None:
        topic = drafting.new_topic(draft)
    if topic is None or language not in LANGUAGES or not visit.me.may_write(language):
        return None
    present, english = topic.pages.get(language), topic.pages.get("en")
    saved = draft is not None
    if draft is None:
        path = page_path(topic_id, language)
        base = digest_of(await visit.desk.content.file(path))
        draft = _begun(visit, topic, language, base)
    return Open(topic, present, english, draft, saved, knowledge)


def _begun(visit: Visit, topic: Topic, language: str, base: str) -> DeskDraft:
    present, english = topic.pages.get(language), topic.pages.get("en")
    return DeskDraft(
        account_id=visit.me.id,
        name=visit.me.name,
        topic=topic.id,
        language=language,
        state=drafts.DRAFT,
        base=base,
        of="" if english is None else english.revision,
        title="" if present is None else present.title,
        questions=[] if present is None else list(present.questions),
        body="" if present is None else present.body,
        note="",
        source="",
        small=False,
        reviewed=False,
        topic_file=None,
        saved_at=visit.now,
        decided_by="",
        remark="",
        commit="",
    )


def take(draft: DeskDraft, form: Form, visit: Visit) -> None:
    """Take over what a form says into a draft."""
    draft.title = form.text("title", limit=300)
    draft.questions = list(form.lines("questions"))
    draft.body = form.block("body")
    draft.note = form.text("note", limit=300)
    draft.source = form.text("source", limit=500)
    draft.small = form.flag("small") and draft.language == "en"
    draft.reviewed = form.flag("reviewed") and draft.language != "en"
    draft.of = form.text("of", limit=12) or draft.of
    draft.saved_at = visit.now


async def edit(visit: Visit) -> Response:
    """Show the editor."""
    found = await open_page(visit)
    return visit.not_found() if found is None else await _editor(visit, found)


async def _editor(
    visit: Visit, found: Open, *, problems: Sequence[str] = (), status: int = 200
) -> Response:
    draft = found.draft
    async with visit.desk.database.transaction() as session:
        others = [
            one
            for one in await drafts.of_page(session, draft.topic, draft.language)
            if one.account_id != visit.me.id
        ]
        links = await drafts.review_links(session, draft.topic, draft.language)
        said = await drafts.readings(session, [link.token for link in links])
    return visit.page(
        "editor.html",
        status=status,
        open=found,
        draft=draft,
        title=draft.title or title_of(found.topic, visit.language),
        changed=await asyncio.to_thread(_changed_english, visit, found),
        original=_original(visit, found),
        outdated=found.topic.is_outdated(draft.language),
        others=others,
        readings=said,
        readers={link.token: link.reader for link in links},
        problems=list(problems),
        base_changed=await _base_changed(visit, draft) if found.saved else False,
        **await asyncio.to_thread(_looked, visit, found),
    )


# Any: what a template shows
def _looked(visit: Visit, found: Open) -> dict[str, Any]:
    page = found.page(visit)
    knowledge = phone.with_page(found.knowledge, page, found.topic)
    return {
        "screens": phone.screens(knowledge, page, visit.now) if page.body else [],
        "remarks": drafting.remarks(knowledge, page),
        "characters": len(page.body),
    }


async def look(visit: Visit) -> Response:
    """Return preview and remarks for what is in the form now, without saving it."""
    found = await open_page(visit)
    if found is None:
        return visit.not_found()
    take(found.draft, visit.form, visit)
    looked = await asyncio.to_thread(_looked, visit, found)
    fields = (drafting.TITLE, drafting.BODY, drafting.QUESTIONS)
    return visit.page("look.html", draft=found.draft, fields=fields, **looked)


def _original(visit: Visit, found: Open) -> list[tuple[str, str]]:
    """Return the facts of the English page with what they show, for the reader of the source."""
    if found.english is None:
        return []
    t = catalogue("en")
    names = dict.fromkeys(references(parse_body(found.english.body)))
    return [(name, show(name, on=visit.today, t=t, facts=found.knowledge.facts)) for name in names]


def _changed_english(visit: Visit, found: Open) -> list[Line]:
    """Return the English page, marked with what changed since the translation was made."""
    english, page = found.english, found.present
    if english is None:
        return []
    made = page.translation if page is not None else None
    before = None
    if made is not None and made.of != english.revision and found.draft.language != "en":
        before = _english_before(visit, found.topic.id, made.of)
    if found.draft.language == "en":
        return compare(english.body, english.body)
    return compare(english.body if before is None else before.body, english.body)


def _english_before(visit: Visit, topic: str, revision: str) -> Page | None:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    try:
        return writing.english_at(visit.desk.content.root, topic, revision)
    except KnowledgeError:
        return None


async def _base_changed(visit: Visit, draft: DeskDraft) -> bool:
    path = page_path(draft.topic, draft.language)
    return digest_of(await visit.desk.content.file(path)) != draft.base


async def save(visit: Visit) -> Response:
    """Save the draft; with *publish* or *propose* also hand it on."""
    found = await open_page(visit)
    if found is None:
        return visit.not_found()
    draft = found.draft
    rival = visit.form.text("base", limit=64)
    take(draft, visit.form, visit)
    if rival and not found.saved:
        draft.base = rival  # the page may have changed since the form was shown
    async with visit.desk.database.transaction() as session:
        await _store(visit, session, draft, is_new=not found.saved)
    here = page_address(draft)
    if visit.is_fetched:
        return visit.page("saved.html", at=visit.now, draft=draft.id)
    if visit.form.flag("publish") or visit.form.flag("propose"):
        return await _hand_on(visit, found)
    return visit.to(here, done="saved")


def page_address(draft: DeskDraft) -> str:
    """Return where a draft is written: a page, a fact, or the words of a folder."""
    fact = drafting.fact_of(draft)
    if fact is not None:
        return f"/facts/{fact}"
    if wordlists.folder_of(draft) is not None:
        return wordlists.address_of(draft)
    return f"/pages/{draft.topic}/{draft.language}"


async def _store(visit: Visit, session: AsyncSession, draft: DeskDraft, *, is_new: bool) -> None:
    draft.state = drafts.DRAFT
    if is_new:
        session.add(draft)
        await visit.note(session, "began", f"{draft.topic} {draft.language}")
    else:
        await session.merge(draft)
    await session.flush()


async def _hand_on(visit: Visit, found: Open) -> Response:
    draft = found.draft
    remarks = found.remarks(visit)
    if remarks.errors:
        problem = visit.t.gettext("Your draft is saved. Mend what is marked, then send it.")
        found = _saved(found)
        return await _editor(visit, found, problems=[problem], status=400)
    if await _base_changed(visit, draft):
        return await conflict(visit, draft)
    if visit.form.flag("publish"):
        if not may_publish_at_once(visit.me, draft):
            problem = visit.t.gettext(
                "To publish at once, give the address of the source. "
                "Or ask a second person to look at it."
            )
            return await _editor(visit, _saved(found), problems=[problem], status=400)
        return await publish(visit, draft, state=drafts.PUBLISHED, by=visit.me.name)
    async with visit.desk.database.transaction() as session:
        await drafts.propose(session, draft.id)
        await visit.note(session, "proposed", f"{draft.topic} {draft.language}")
    return visit.to("/drafts", done="proposed")


def _saved(found: Open) -> Open:
    return Open(found.topic, found.present, found.english, found.draft, True, found.knowledge)


async def publish(visit: Visit, draft: DeskDraft, *, state: str, by: str) -> Response:
    """Write a draft into the files and say so; show both versions when somebody was faster."""
    content = visit.desk.content
    page = page_of(draft, visit.knowledge, draft.name, visit.today)
    path = page_path(draft.topic, draft.language)
    present = await content.file(path)
    if digest_of(present) != draft.base:
        return await conflict(visit, draft)
    second = by if by != draft.name else ""
    try:
        expected: dict[str, bytes | None] = {path: present}
        if draft.topic_file is not None:
            expected[topic_path(draft.topic)] = None
        commit = await content.publish(
            drafting.files_of(draft, page),
            draft.name,
            drafting.message_of(draft, second=second),
            expected=expected,
        )
    except ChangedMeanwhileError:
        return await conflict(visit, draft)
    except ContentError as error:
        return await _refused(visit, draft, error)
    if draft.small:
        await _keep_translations(visit, draft)
    async with visit.desk.database.transaction() as session:
        await drafts.publish(
            session, draft.id, state=state, commit=commit, second=second, at=visit.now
        )
        await visit.note(session, "published", f"{draft.topic} {draft.language}")
    return visit.to(page_address(draft), done="published")


async def _refused(visit: Visit, draft: DeskDraft, error: ContentError) -> Response:
    """Say what keeps a draft from being published, in the words of the check."""
    return visit.page(
        "refused.html", status=400, problems=error.problems, draft=draft, target=page_address(draft)
    )


async def _keep_translations(visit: Visit, draft: DeskDraft) -> None:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    await asyncio.to_thread(
        writing.declare_small_edit, visit.desk.content.root, draft.topic, draft.name
    )
    await visit.desk.content.taken_over()


async def conflict(visit: Visit, draft: DeskDraft) -> Response:
    """Show what somebody else published meanwhile beside what the person wrote."""
    topic = visit.knowledge.topics.get(draft.topic)
    present = topic.pages.get(draft.language) if topic is not None else None
    base = digest_of(await visit.desk.content.file(page_path(draft.topic, draft.language)))
    return visit.page(
        "conflict.html",
        status=409,
        draft=draft,
        present=present,
        base=base,
        lines=compare("" if present is None else present.body, draft.body),
        who=await _last_author(visit, draft),
        target=page_address(draft),
    )


async def _last_author(visit: Visit, draft: DeskDraft) -> str:
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    path = page_path(draft.topic, draft.language)
    try:
        found = await asyncio.to_thread(writing.history, visit.desk.content.root, path, limit=1)
    except KnowledgeError:
        return ""
    return found[0].author if found else ""


async def resolve(visit: Visit) -> Response:
    """Go on from the version of somebody else with the text that the person has made of both."""
    found = await open_page(visit)
    if found is None or not found.saved:
        return visit.not_found()
    draft = found.draft
    async with visit.desk.database.transaction() as session:
        kept = await drafts.get(session, draft.id)
        if kept is None:
            return visit.not_found()
        kept.title = visit.form.text("title", limit=300)
        kept.body = visit.form.block("body")
        kept.questions = list(visit.form.lines("questions"))
        kept.base = visit.form.text("base", limit=64)
        kept.of = "" if found.english is None else found.english.revision
        kept.state, kept.saved_at = drafts.DRAFT, visit.now
    return visit.to(page_address(draft), done="saved")


async def discard(visit: Visit) -> Response:
    """Throw the person's own draft away."""
    found = await open_page(visit)
    if found is not None and found.saved:
        async with visit.desk.database.transaction() as session:
            kept = await drafts.get(session, found.draft.id)
            if kept is not None:
                await session.delete(kept)
            await visit.note(session, "discarded", f"{found.draft.topic} {found.draft.language}")
    return visit.to("/drafts", done="discarded")


async def facts(visit: Visit) -> Response:
    """Return facts that fit some words, to insert into a page."""
    words = fold(visit.query("q")).split()
    language = visit.query("language") if visit.query("language") in LANGUAGES else "en"
    t = catalogue(language)
    found = [
        (name, fact.about, show(name, on=visit.today, t=t, facts=visit.knowledge.facts))
        for name, fact in visit.knowledge.facts.items()
        if words and all(word in fold(f"{name} {fact.about}") for word in words)
    ]
    return visit.page("facts_found.html", found=found[:_MOST_FACTS], q=visit.query("q"))
