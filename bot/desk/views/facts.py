"""The table of facts; one fact: its source, where it is used, and what a change would change."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bot.desk import drafting, effects, fact_forms
from bot.desk.problems import EntryProblem, mark
from bot.desk.visit import Visit
from bot.i18n import catalogue
from bot.knowledge.facts import show
from bot.knowledge.files import FACTS
from bot.knowledge.markdown import parse_body, parse_reference, references
from bot.knowledge.model import Fact, FactKind
from bot.knowledge.parsing import Parser, decode
from bot.knowledge.patching import fact_block, fact_data, with_fact, with_fact_block, with_hold
from bot.knowledge.problems import ContentError, Problem
from bot.languages import LANGUAGES
from bot.text import fold

_CHECK_AFTER: Final = timedelta(days=180)
_SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """A fact in the table."""

    fact: Fact
    shown: str
    pages: int
    state: str


async def facts(visit: Visit) -> Response:
    """Show all facts, those first that must be looked at."""
    kind = visit.query("kind")
    return visit.page(
        "facts.html",
        rows=await asyncio.to_thread(_rows, visit, kind),  # a second, which workers need not wait
        q=visit.query("q"),
        kind=kind,
        kinds=[kind.value for kind in FactKind],
    )


def _rows(visit: Visit, kind: str) -> list[Row]:
    words = fold(visit.query("q")).split()
    used = _used(visit)
    rows = [
        _row(visit, fact, used.get(fact.name, 0))
        for fact in visit.knowledge.facts.values()
        if all(word in fold(f"{fact.name} {fact.about}") for word in words)
        and (not kind or fact.kind.value == kind)
    ]
    order = {"hold": 0, "late": 1, "soon": 2, "": 3}
    return sorted(rows, key=lambda row: (order[row.state], row.fact.check_by, row.fact.name))


def _used(visit: Visit) -> dict[str, int]:
    counts: dict[str, int] = {}
    for topic in visit.knowledge.topics.values():
        for page in topic.pages.values():
            names = {
                found.name
                for text in references(parse_body(page.body))
                if (found := parse_reference(text)) is not None
            }
            for name in names:
                counts[name] = counts.get(name, 0) + 1
    return counts


def _row(visit: Visit, fact: Fact, pages: int) -> Row:
    t = catalogue("en")
    shown = show(fact.name, on=visit.today, t=t, facts=visit.knowledge.facts)
    return Row(fact, shown, pages, _state(fact, visit))


def _state(fact: Fact, visit: Visit) -> str:
    if fact.hold is not None:
        return "hold"
    if fact.check_by < visit.today:
        return "late"
    return "soon" if fact.check_by <= visit.today + _SOON else ""


async def fact(visit: Visit) -> Response:
    """Show one fact with the form that changes it."""
    found = visit.knowledge.facts.get(visit.argument("name"))
    return visit.not_found() if found is None else await _fact(visit, found)


async def _fact(
    visit: Visit,
    found: Fact,
    *,
    problems: tuple[str, ...] = (),
    changed: list[effects.Effect] | None = None,
    status: int = 200,
) -> Response:
    text = await _file(visit)
    present = fact_forms.present_value(found, visit.today)
    form = visit.form
    block = fact_block(text, found.name) or ""
    posted = visit.request.method == "POST"

    def entered(name: str, default: str) -> str:
        return form.text(name) if posted else default

    return visit.page(
        "fact.html",
        status=status,
        fact=found,
        present=present,
        state=_state(found, visit),
        is_plain=found.kind in fact_forms.PLAIN,
        shown=[
            (code, show(found.name, on=visit.today, t=catalogue(code), facts=visit.knowledge.facts))
            for code in LANGUAGES
        ],
        pages=await asyncio.to_thread(effects.pages_with, visit.knowledge, found.name),
        used_by=effects.used_by(visit.knowledge, found.name),
        written=fact_forms.written,
        values={
            "value": entered("value", fact_forms.written(present.value)),
            "since": entered("since", ""),
            "url": entered("url", present.source.url),
            "publisher": entered("publisher", present.source.publisher),
            "title": entered("title", present.source.title),
            "language": entered("language", present.source.language),
            "checked": entered("checked", visit.today.isoformat()),
            "check_by": entered("check_by", (visit.today + _CHECK_AFTER).isoformat()),
            "about": entered("about", found.about),
        },
        block=form.block("block") if posted and form.flag("block") else block,
        problems=problems,
        changed=changed,
    )


async def _file(visit: Visit) -> str:
    content = await visit.desk.content.file(FACTS)
    return "" if content is None else decode(content)


async def change(visit: Visit) -> Response:
    """Show what a change would change; publish it once the editor has seen that."""
    found = visit.knowledge.facts.get(visit.argument("name"))
    if found is None:
        return visit.not_found()
    before = await visit.desk.content.file(FACTS)
    text = await _file(visit)
    try:
        after = _changed(visit, found, text)
    except EntryProblem as error:
        return await _fact(visit, found, problems=(error.said(visit.t),), status=400)
    facts_after, problems = _parsed(after)
    own = [one for one in problems if one.path == FACTS]
    if own:
        told = tuple(one.message for one in own)
        return await _fact(visit, found, problems=told, status=400)
    if not visit.form.flag("sure"):
        would = await asyncio.to_thread(
            effects.effects, visit.knowledge, facts_after, found.name, visit.today
        )
        return await _fact(visit, found, changed=would)
    try:
        commit = await visit.desk.content.publish(
            {FACTS: after.encode()},
            visit.me.name,
            f"{found.name}: {visit.form.text('note', limit=200) or 'corrected'}"
            f"\n\nSource: {_source(facts_after[found.name], visit)}",
            expected={FACTS: before},
        )
    except ContentError as error:
        told = tuple(str(one) for one in error.problems)
        return await _fact(visit, found, problems=told, status=400)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "fact", found.name)
        changed = drafting.changed_fact(
            found.name, account_id=visit.me.id, by=visit.me.name, now=visit.now
        )
        changed.title, changed.body = found.about, fact_block(after, found.name) or ""
        changed.source = _source(facts_after[found.name], visit)
        changed.note, changed.commit = visit.form.text("note", limit=200), commit
        session.add(changed)
    return visit.to(f"/facts/{found.name}", done="published")


def _source(fact_after: Fact, visit: Visit) -> str:
    return fact_forms.present_value(fact_after, visit.today).source.url


def _changed(visit: Visit, found: Fact, text: str) -> str:
    if found.kind not in fact_forms.PLAIN:
        block = visit.form.block("block")
        if not block.startswith(f"{found.name}:"):
            raise EntryProblem(mark('The first line must stay "{name}:".'), name=found.name)
        if any(line and line[0] not in " \t" for line in block.split("\n")[1:]):
            raise EntryProblem(mark("Every line but the first must begin with spaces."))
        return with_fact_block(text, found.name, block)
    data = fact_data(text, found.name)
    if data is None:
        raise EntryProblem(mark("This fact cannot be found in the file. Reload the page."))
    entered = fact_forms.read(visit.form, visit.today)
    return with_fact(text, found.name, fact_forms.changed(data, found, entered, visit.today))


def _parsed(text: str) -> tuple[dict[str, Fact], list[Problem]]:
    draft = Parser().parse({FACTS: text.encode()})
    return dict(draft.knowledge.facts), list(draft.problems)


async def hold(visit: Visit) -> Response:
    """Take a fact back until it is checked, or give it free again: one click."""
    found = visit.knowledge.facts.get(visit.argument("name"))
    if found is None:
        return visit.not_found()
    lifting = visit.form.flag("lift")
    reason = visit.form.text("reason", limit=200) or "being checked"
    before = await visit.desk.content.file(FACTS)
    text = "" if before is None else decode(before)
    after = with_hold(text, found.name, None if lifting else visit.today, reason)
    what = "free again" if lifting else f"on hold: {reason}"
    await visit.desk.content.publish(
        {FACTS: after.encode()}, visit.me.name, f"{found.name} {what}", expected={FACTS: before}
    )
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "lifted hold" if lifting else "hold", found.name)
    return visit.to(f"/facts/{found.name}", done="lifted" if lifting else "held")
