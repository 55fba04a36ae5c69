"""The words of the ways home and of papers: what is open, one entry beside English, publishing."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from bot.desk import phone, wordlists
from bot.desk.drafting import may_publish_at_once, message_of
from bot.desk.open_words import Open, opened, remarks_of, text_with
from bot.desk.visit import Visit
from bot.desk.wordlists import Written
from bot.i18n import catalogue
from bot.knowledge import words
from bot.knowledge.facts import show
from bot.knowledge.problems import ChangedMeanwhileError, ContentError
from bot.knowledge.status import State, words_state
from bot.knowledge.uses import names_in
from bot.knowledge.words import FOLDERS, Texts, digest, path_of
from bot.languages import LANGUAGES
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft

_TRIES: Final = 5
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list of a language."""

    entry: str
    title: str
    english: str
    is_open: bool
    is_written: bool
    is_looked_at: bool


async def overview(visit: Visit) -> Response:
    """Show the state of both folders in all languages."""
    rows = [
        (
            folder,
            wordlists.folder_title(folder, visit.t),
            {code: state_of(visit, folder, code) for code in LANGUAGES},
        )
        for folder in FOLDERS
        if words.wordlist(visit.knowledge, folder, "en") is not None
    ]
    return visit.page("words.html", rows=rows, languages=list(LANGUAGES))


def state_of(visit: Visit, folder: str, language: str) -> State:
    """Return what the words of a folder are in a language."""
    return words_state(
        words.wordlist(visit.knowledge, folder, language),
        words.wordlist(visit.knowledge, folder, "en"),
    )


async def listing(visit: Visit) -> Response:
    """Show the entries of a folder in one language, those first that are to be translated."""
    found = await _open(visit)
    return visit.not_found() if found is None else await _listing(visit, found)


async def _listing(visit: Visit, found: Open, *, problem: str = "", status: int = 200) -> Response:
    async with visit.desk.database.transaction() as session:
        others = [
            one
            for one in await drafts.of_page(session, found.draft.topic, found.language)
            if one.account_id != visit.me.id
        ]
    written = wordlists.written_in(found.draft)
    behind = found.behind
    rows: dict[str, list[Row]] = {part: [] for part in FOLDERS[found.folder]}
    names = found.english.entries if found.language in {"en", "ja"} else found.own_entries
    for entry in names:
        one = written.get(entry)
        rows[entry.partition("/")[0]].append(
            Row(
                entry,
                wordlists.title_of(entry, one.now if one else found.present(entry), visit.t),
                wordlists.title_of(entry, found.english.entries.get(entry), visit.t),
                entry in behind,
                one is not None and one.was != one.now,
                one is not None and one.was == one.now,
            )
        )
    for part in rows.values():
        part.sort(key=lambda row: not row.is_open)
    left = behind - wordlists.done_in(written, found.english)
    return visit.page(
        "wordlist.html",
        status=status,
        open=found,
        draft=found.draft,
        title=wordlists.folder_title(found.folder, visit.t),
        parts=[(wordlists.part_name(part, visit.t), listed) for part, listed in rows.items()],
        lines=wordlists.differences(written, visit.t),
        written=len(written),
        behind=len(behind),
        left=len(left),
        forgotten=bool(behind) and found.before is None,
        state=words_state(found.own, found.english),
        others=others,
        problem=problem,
        path=path_of(found.folder, found.language),
    )


async def entry(visit: Visit) -> Response:
    """Show one entry beside its English words, or take what was written of it."""
    found = await _open(visit)
    name = f"{visit.argument('part')}/{visit.argument('name')}"
    if found is None or name not in {*found.english.entries, *found.own_entries}:
        return visit.not_found()
    if visit.request.method == "GET":
        one = wordlists.written_in(found.draft).get(name)
        return await _entry(visit, found, name, one)
    return await _take(visit, found, name)


async def _take(visit: Visit, found: Open, name: str) -> Response:
    """Keep what was written of an entry in the draft."""
    one = _sent(visit, found, name)
    if visit.form.flag("look") or visit.query("look"):
        return await _look(visit, found, name, one.now)
    if visit.form.flag("forget"):
        wordlists.put(found.draft, name, None)
    elif one.was != one.now or visit.form.flag("same"):
        wordlists.put(found.draft, name, one)
    elif name in wordlists.written_in(found.draft):
        wordlists.put(found.draft, name, None)
    elif not visit.is_fetched:
        return visit.to(f"{found.address}/{name}", done="nothing-changed")
    await store(visit, found)
    if visit.is_fetched:
        return visit.page("saved.html", at=visit.now, draft=found.draft.id)
    following = _next(found, name) if visit.form.flag("next") else None
    if following is not None:
        return visit.to(f"{found.address}/{following}", done="saved")
    return visit.to(found.address, done="saved")


def _sent(visit: Visit, found: Open, name: str) -> Written:
    """Return what the form says; what it was begun from comes with it."""
    original = found.original(name)
    fields = wordlists.fields_of(name, original, found.present(name))
    now = {
        field: text
        for field in fields
        if (text := visit.form.text(f"text-{field}", limit=_LONGEST))
    }
    was = {
        field: text for field in fields if (text := visit.form.text(f"was-{field}", limit=_LONGEST))
    }
    return Written(was, now, visit.form.text("of", limit=12))


def _next(found: Open, name: str) -> str | None:
    """Return the next entry that is to be translated."""
    done = wordlists.done_in(wordlists.written_in(found.draft), found.english)
    waiting = [one for one in found.english.entries if one in found.behind - done - {name}]
    return waiting[0] if waiting else None


async def _entry(visit: Visit, found: Open, name: str, one: Written | None) -> Response:
    present = found.present(name)
    texts = present if one is None else one.now
    was = present if one is None else one.was
    original = found.original(name)
    before = None if found.before is None else found.before.entries.get(name)
    return visit.page(
        "entry.html",
        open=found,
        entry_id=name,
        title=wordlists.title_of(name, texts or original, visit.t),
        fields=[
            (field, wordlists.field_name(field, visit.t), texts.get(field, ""), was.get(field, ""))
            for field in wordlists.fields_of(name, original, present)
            if original is None or field in {*original, *present}
        ],
        original=wordlists.marked_original(name, original, before, visit.t)
        if original is not None
        else [],
        of="" if original is None else digest(original),
        is_behind=name in found.behind,
        written=one,
        clash=wordlists.clash(one, present, visit.t, name),
        present=present,
        facts=_facts(visit, original or texts),
        next_open=_next(found, name),
        is_new=one is None,
        **await asyncio.to_thread(_looked, visit, found, name, texts),
    )


def _facts(visit: Visit, texts: Texts) -> list[tuple[str, str]]:
    """Return the facts that texts name with what they show, for the reader of the source."""
    t = catalogue("en")
    names = dict.fromkeys(name for text in texts.values() for name in names_in(text))
    return [(name, show(name, on=visit.today, t=t, facts=visit.knowledge.facts)) for name in names]


# Any: what a template shows
def _looked(visit: Visit, found: Open, name: str, texts: Texts) -> dict[str, Any]:
    """Return the screen that shows an entry as it would be, and what must be mended in it."""
    text = text_with(visit, found, {name: texts})
    knowledge = words.with_wordlist(visit.knowledge, found.folder, found.language, text)
    screens = phone.words_screens(knowledge, found.folder, found.language, name, visit.now)
    remarks = wordlists.remarks(knowledge, found.folder, found.language, name, texts)
    return {"screens": screens, "remarks": remarks, "characters": sum(map(len, texts.values()))}


async def _look(visit: Visit, found: Open, name: str, texts: Texts) -> Response:
    """Return preview and remarks for what is in the form now, without saving it."""
    looked = await asyncio.to_thread(_looked, visit, found, name, texts)
    fields = [*wordlists.fields_of(name, found.original(name), found.present(name))]
    return visit.page("look.html", draft=found.draft, fields=fields, **looked)


async def _open(visit: Visit) -> Open | None:
    """Return the folder and language that the path names with the person's own draft."""
    folder, language = visit.argument("folder"), visit.argument("language")
    if folder not in FOLDERS or language not in LANGUAGES or not visit.me.may_write(language):
        return None
    async with visit.desk.database.transaction() as session:
        draft = await drafts.own(session, visit.me.id, wordlists.topic_of(folder), language)
    return await opened(visit, folder, language, draft)


async def store(visit: Visit, found: Open) -> None:
    """Keep a draft."""
    draft = found.draft
    draft.state, draft.saved_at = drafts.DRAFT, visit.now
    async with visit.desk.database.transaction() as session:
        if found.saved:
            await session.merge(draft)
        else:
            session.add(draft)
            await visit.note(session, "began", f"{draft.topic} {draft.language}")


async def discard(visit: Visit) -> Response:
    """Throw the person's own draft away."""
    found = await _open(visit)
    if found is None:
        return visit.not_found()
    if found.saved:
        async with visit.desk.database.transaction() as session:
            kept = await drafts.get(session, found.draft.id)
            if kept is not None:
                await session.delete(kept)
            await visit.note(session, "discarded", f"{found.draft.topic} {found.language}")
    return visit.to(found.address, done="discarded")


async def send(visit: Visit) -> Response:
    """Hand the draft on: to a second person, or with a source at once to the readers."""
    found = await _open(visit)
    if found is None:
        return visit.not_found()
    draft, form = found.draft, visit.form
    draft.note, draft.source = form.text("note", limit=300), form.text("source", limit=500)
    draft.small = form.flag("small") and found.language == "en"
    draft.reviewed = form.flag("reviewed") and found.language != "en"
    if not wordlists.written_in(draft) and not draft.reviewed:
        problem = visit.t.gettext("Nothing is written yet. Choose a text and write it.")
        return await _listing(visit, found, problem=problem, status=400)
    await store(visit, found)
    found = await _open(visit)
    assert found is not None, "it was open a moment ago"
    if form.flag("save"):
        return visit.to(found.address, done="saved")
    problems = await asyncio.to_thread(_problems, visit, found)
    if problems:
        problem = visit.t.gettext("Your draft is saved. Mend what is marked, then send it.")
        return await _listing(visit, found, problem=f"{problem} {problems}", status=400)
    if form.flag("publish"):
        if not may_publish_at_once(visit.me, found.draft):
            problem = visit.t.gettext(
                "To publish at once, give the address of the source. "
                "Or ask a second person to look at it."
            )
            return await _listing(visit, found, problem=problem, status=400)
        return await publish(visit, found.draft, state=drafts.PUBLISHED, by=visit.me.name)
    async with visit.desk.database.transaction() as session:
        await drafts.propose(session, found.draft.id)
        await visit.note(session, "proposed", f"{found.draft.topic} {found.language}")
    return visit.to("/drafts", done="proposed")


def _problems(visit: Visit, found: Open) -> str:
    """Return what must be mended in the entries of a draft, each after its title."""
    written = wordlists.written_in(found.draft)
    told = []
    for name, remarks in remarks_of(visit, found, written).items():
        errors = [remark for remark in remarks if remark.is_error]
        if errors:
            title = wordlists.title_of(name, written[name].now, visit.t)
            told.append(f"{title}: {visit.told(errors[0].message)}")
    return " ".join(told)


async def publish(visit: Visit, draft: DeskDraft, *, state: str, by: str) -> Response:
    """Write a draft into its file; say which entries somebody else changed meanwhile."""
    folder = wordlists.folder_of(draft)
    assert folder is not None, "the caller looked"
    second = by if by != draft.name else ""
    for _ in range(_TRIES):
        found = await opened(visit, folder, draft.language, draft)
        if found is None:
            return visit.not_found()
        changes, expected, clashes = await asyncio.to_thread(_changes, visit, found)
        if clashes:
            return await _clashes(visit, found, clashes)
        try:
            commit = await visit.desk.content.publish(
                changes, draft.name, message_of(draft, second=second), expected=expected
            )
        except ChangedMeanwhileError:
            continue
        except ContentError as error:
            return visit.page(
                "refused.html",
                status=400,
                problems=error.problems,
                draft=draft,
                target=found.address,
            )
        async with visit.desk.database.transaction() as session:
            await drafts.publish(
                session, draft.id, state=state, commit=commit, second=second, at=visit.now
            )
            await visit.note(session, "published", f"{draft.topic} {draft.language}")
        return visit.to(
            found.address if visit.me.id == draft.account_id else "/drafts", done="published"
        )
    raise ChangedMeanwhileError(path_of(folder, draft.language))


def _changes(
    visit: Visit, found: Open
) -> tuple[dict[str, bytes | None], dict[str, bytes | None], tuple[str, ...]]:
    """Return the files with the draft in them, those they were made from, and what clashes."""
    path = path_of(found.folder, found.language)
    before = visit.desk.content.file_now(path)
    text = "" if before is None else before.decode("utf-8-sig", "replace")
    made = wordlists.merged(
        text, found.draft, found.english, found.behind, by=found.draft.name, today=visit.today
    )
    changes: dict[str, bytes | None] = {path: made.text.encode()}
    expected: dict[str, bytes | None] = {path: before}
    if found.draft.small and found.language == "en":
        after, _ = words.parsed(found.folder, "en", made.text)
        kept = _still_valid(visit, found, "" if after is None else after.revision)
        changes |= {name: new for name, (_, new) in kept.items()}
        expected |= {name: old for name, (old, _) in kept.items()}
    return changes, expected, made.clashes


def _still_valid(visit: Visit, found: Open, revision: str) -> dict[str, tuple[bytes, bytes]]:
    """Return the translations that a small edit of English leaves valid, before and after."""
    from bot.knowledge import writing  # noqa: PLC0415 -- slow import (git)

    kept: dict[str, tuple[bytes, bytes]] = {}
    for code in LANGUAGES:
        own = words.wordlist(visit.knowledge, found.folder, code)
        path = path_of(found.folder, code)
        content = visit.desk.content.file_now(path)
        if own is None or own.translation is None or content is None or not revision:
            continue
        if own.translation.is_of(found.english.revision):
            new = writing.with_revision(content, found.english.revision, revision)
            kept[path] = (content, new)
    return kept


async def _clashes(visit: Visit, found: Open, clashes: tuple[str, ...]) -> Response:
    """Lead to the first text that somebody else changed: there both versions stand."""
    if found.draft.account_id == visit.me.id:
        return visit.to(f"{found.address}/{clashes[0]}", done="clash")
    return visit.refused(
        visit.t.gettext("Somebody else was faster"),
        visit.t.gettext(
            "These texts were changed since they were written. Nothing was published and nothing "
            "is lost. Give the draft back: its author then sees both versions."
        ),
        status=409,
    )
