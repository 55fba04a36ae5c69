"""Open work of a language as a spreadsheet, and the filled-in sheet back as drafts."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.desk import drafting, open_words, phone, wordlists
from bot.desk.drafting import digest_of, page_of
from bot.desk.pieces import body_of
from bot.desk.problems import EntryProblem
from bot.desk.sheets import (
    Returned,
    Row,
    entry_rows,
    merged,
    page_rows,
    taken_back,
    written,
)
from bot.desk.views import words
from bot.desk.views.topics import title_of
from bot.desk.visit import Visit
from bot.desk.wordlists import Written
from bot.knowledge.files import page_path
from bot.knowledge.model import Topic
from bot.knowledge.status import State, status
from bot.knowledge.words import FOLDERS
from bot.languages import LANGUAGES
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one topic of a sheet: a draft with so many things to mend, or a reason."""

    address: str
    title: str
    errors: int
    reason: str = ""


async def sheets(visit: Visit) -> Response:
    """Offer the sheets of the languages that the person may write."""
    return await _sheets(visit)


async def _sheets(
    visit: Visit, *, problem: str = "", taken: list[Taken] | None = None, status_: int = 200
) -> Response:
    languages = [code for code in LANGUAGES if code != "en" and visit.me.may_write(code)]
    counts = {
        code: len(_open_work(visit, code))
        + sum([len(one.behind) for one in await _open_words(visit, code)])
        for code in languages
    }
    return visit.page(
        "sheets.html",
        status=status_,
        languages=languages,
        counts=counts,
        problem=problem,
        taken=taken,
        language=visit.form.text("language"),
    )


def _open_work(visit: Visit, language: str) -> list[Topic]:
    """Return topics whose page in a language is missing or out of date, dangers first."""
    waiting = {State.MISSING, State.OUTDATED}
    found = [
        visit.knowledge.topics[one.id]
        for one in status(visit.knowledge, visit.today).topics
        if one.pages.get(language) in waiting and "en" in one.pages
    ]
    return sorted(found, key=lambda topic: not (topic.urgent or topic.area == "help"))


async def _open_words(visit: Visit, language: str) -> list[open_words.Open]:
    """Return the words beside the pages, with what of them is behind English."""
    found = [await open_words.opened(visit, folder, language, None) for folder in FOLDERS]
    return [one for one in found if one is not None]


def _rows(visit: Visit, language: str, found: Sequence[open_words.Open]) -> list[Row]:
    rows = [row for topic in _open_work(visit, language) for row in page_rows(topic, language)]
    for one in found:
        for entry in sorted(one.behind):
            topic = f"{wordlists.topic_of(one.folder)}/{entry}"
            rows += entry_rows(topic, one.english.entries[entry], one.present(entry))
    return rows


async def download(visit: Visit) -> Response:
    """Send the sheet of a language."""
    language = visit.argument("language")
    if language not in LANGUAGES or language == "en" or not visit.me.may_write(language):
        return visit.not_found()
    open_words = await _open_words(visit, language)
    content = await asyncio.to_thread(written, _rows(visit, language, open_words), language)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "sheet out", language)
    name = f"kaerimichi-{language}-{visit.today.isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_XLSX, headers=headers)


async def upload(visit: Visit) -> Response:
    """Take a filled-in sheet back: each page becomes a draft, checked like any other."""
    language = visit.form.text("language")
    if language not in LANGUAGES or language == "en" or not visit.me.may_write(language):
        return visit.not_found()
    content = visit.form.files.get("sheet", b"")
    try:
        found = await asyncio.to_thread(taken_back, content, language)
    except EntryProblem as error:
        return await _sheets(visit, problem=error.said(visit.t), status_=400)
    taken = await _words_drafted(visit, language, found)
    for topic_id, returned in found.items():
        if topic_id.startswith(wordlists.topic_of("")):
            continue
        topic = visit.knowledge.topics.get(topic_id)
        if topic is None or "en" not in topic.pages:
            taken.append(Taken("", topic_id, 0, visit.t.gettext("there is no such topic")))
            continue
        title, texts = merged(topic, language, returned)
        body = body_of(topic.pages["en"], texts)
        taken.append(await _drafted(visit, topic, language, title, body, returned.of))
    if not taken:
        problem = visit.t.gettext('There is nothing in the column "new". Nothing was changed.')
        return await _sheets(visit, problem=problem, status_=400)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "sheet in", f"{language}, {len(taken)}")
    return await _sheets(visit, taken=taken)


async def _words_drafted(
    visit: Visit, language: str, returned: Mapping[str, Returned]
) -> list[Taken]:
    """Put the texts beside the pages into the person's draft of each folder."""
    taken = []
    for folder in FOLDERS:
        start = f"{wordlists.topic_of(folder)}/"
        entries = {
            name.removeprefix(start): one
            for name, one in returned.items()
            if name.startswith(start)
        }
        async with visit.desk.database.transaction() as session:
            draft = await drafts.own(session, visit.me.id, wordlists.topic_of(folder), language)
        found = await open_words.opened(visit, folder, language, draft) if entries else None
        if found is None:
            continue
        written_before = wordlists.written_in(found.draft)
        for name, one in entries.items():
            if name not in found.english.entries or name in written_before:
                continue  # what the person wrote at the desk is newer
            present = found.present(name)
            fields = wordlists.fields_of(name, found.english.entries[name])
            texts = {field: text for field, text in one.texts.items() if field in fields}
            wordlists.put(found.draft, name, Written(present, {**present, **texts}, one.of))
        await words.store(visit, found)
        remarks = await asyncio.to_thread(
            open_words.remarks_of, visit, found, wordlists.written_in(found.draft)
        )
        errors = sum(one.errors for one in remarks.values())
        title = wordlists.folder_title(folder, visit.t)
        taken.append(Taken(wordlists.address_of(found.draft), title, errors))
    return taken


async def _drafted(
    visit: Visit, topic: Topic, language: str, title: str, body: str, of: str
) -> Taken:
    present = topic.pages.get(language)
    base = digest_of(await visit.desk.content.file(page_path(topic.id, language)))
    async with visit.desk.database.transaction() as session:
        if await drafts.own(session, visit.me.id, topic.id, language) is not None:
            reason = visit.t.gettext("you have a draft of this page already: finish it first")
            return Taken("", title_of(topic, visit.language), 0, reason)
        draft = DeskDraft(
            account_id=visit.me.id,
            name=visit.me.name,
            topic=topic.id,
            language=language,
            state=drafts.DRAFT,
            base=base,
            of=of if len(of) == 12 else topic.pages["en"].revision,
            title=title,
            questions=[] if present is None else list(present.questions),
            body=body,
            note=visit.t.gettext("from a spreadsheet"),
            source="",
            small=False,
            reviewed=False,
            topic_file=None,
            saved_at=visit.now,
            decided_by="",
            remark="",
            commit="",
        )
        session.add(draft)
    page = page_of(draft, visit.knowledge, visit.me.name, visit.today)
    remarks = drafting.remarks(phone.with_page(visit.knowledge, page, topic), page)
    address = f"/pages/{topic.id}/{language}"
    return Taken(address, title_of(topic, visit.language), remarks.errors)
