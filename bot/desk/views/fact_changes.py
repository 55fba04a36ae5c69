"""Changing, making and taking out a fact: shown first, published with a source, looked at after."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from starlette.responses import Response

from bot.desk import drafting, effects, fact_forms
from bot.desk.differences import compare
from bot.desk.fact_forms import Entered, Faults
from bot.desk.places import listed
from bot.desk.problems import EntryProblem, mark
from bot.desk.views.facts import (
    Shown,
    contacts,
    digest_of_fact,
    fact_page,
    file_text,
    form_values,
    kind_names,
)
from bot.desk.visit import Visit
from bot.knowledge.files import FACTS
from bot.knowledge.model import Fact, FactKind
from bot.knowledge.parsing import Parser, decode
from bot.knowledge.patching import fact_block, fact_data, with_fact, without_fact
from bot.knowledge.problems import ChangedMeanwhileError, ContentError, Problem
from bot.knowledge.uses import uses

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NOT_IN_ROWS: Final = frozenset({FactKind.TABLE, FactKind.CONTACT})
#: Somebody may publish another fact between reading the file and writing it.
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class _Made:
    """``facts.yaml`` with what was entered, and what is wrong with that."""

    text: str
    facts: Mapping[str, Fact]
    problems: tuple[Problem, ...]


async def change(visit: Visit) -> Response:
    """Show what a change would change; publish it once the editor has seen that."""
    found = visit.knowledge.facts.get(visit.argument("name"))
    if found is None:
        return visit.not_found()
    entered = fact_forms.entered_in(visit.form, found.kind, found.row_kind, visit.today)
    press = visit.form.text("edit", limit=40)
    if press:
        edited, focus = fact_forms.edited(entered, press)
        return await fact_page(visit, found, Shown(edited, focus=focus))
    text = await file_text(visit)
    if fact_data(text, found.name) is None:
        problem = visit.t.gettext(
            "This fact cannot be read in the file any more: somebody broke the file, or took the "
            "fact out. Nothing was saved; what you entered is below."
        )
        return await fact_page(visit, found, Shown(entered, problems=(problem,)), status=409)
    faults = Faults()
    made = await asyncio.to_thread(_made, visit, found, entered, text, faults)
    if faults or made.problems:
        told = tuple(one.message for one in made.problems)
        return await fact_page(visit, found, Shown(entered, faults, told), status=400)
    if entered.base != digest_of_fact(text, found.name):
        return await _both(visit, found, entered, text, made)
    day = _day(found, made.facts[found.name], entered, visit.today)
    if not visit.form.flag("sure"):
        would = await asyncio.to_thread(
            effects.effects, visit.knowledge, made.facts, found.name, day
        )
        return await fact_page(visit, found, Shown(entered, effects=would, day=day))
    problems = await _publish(
        visit,
        found.name,
        lambda text: _made(visit, found, entered, text, Faults()).text,
        f"{visit.form.text('note', limit=200) or 'corrected'}\n\nSource: {entered.url}",
        base=entered.base,
    )
    if problems:
        return await fact_page(visit, found, Shown(entered, problems=problems), status=400)
    return visit.to(f"/facts/{found.name}", done="published")


def _made(
    visit: Visit, found: Fact | None, entered: Entered, text: str, faults: Faults, name: str = ""
) -> _Made:
    name = name if found is None else found.name
    data = fact_data(text, name) or {}
    known = contacts(visit.knowledge).keys() - {name}
    made = fact_forms.plain_fact(entered, found, data, known, faults)
    if faults:
        return _Made(text, {}, ())
    after = with_fact(text, name, made)
    draft = Parser().parse({FACTS: after.encode()})
    return _Made(
        after,
        draft.knowledge.facts,
        tuple(one for one in draft.problems if one.path == FACTS),
    )


def _day(before: Fact, after: Fact, entered: Entered, today: date) -> date:
    """Return the day on which a change is seen: today, else the first or last day of the period."""
    if entered.since:
        return max(today, date.fromisoformat(entered.since))
    held = before if entered.is_gone else after
    value = held.values[min(entered.period, len(held.values) - 1)]
    if value.holds(today):
        return today
    return (
        value.valid_from
        if value.valid_from and value.valid_from > today
        else (value.valid_until or today)
    )


async def _both(visit: Visit, found: Fact, entered: Entered, text: str, made: _Made) -> Response:
    """Show what somebody else wrote meanwhile and what was entered; sending again takes this."""
    theirs = compare(fact_block(text, found.name) or "", fact_block(made.text, found.name) or "")
    again = replace(entered, base=digest_of_fact(text, found.name))
    return await fact_page(visit, found, Shown(again, theirs=theirs), status=409)


async def _publish(
    visit: Visit,
    name: str,
    make: Callable[[str], str],
    message: str,
    *,
    base: str,
) -> tuple[str, ...]:
    """Write a fact as *make* makes it of the file; return what keeps it from being published."""
    for _ in range(_TRIES):
        before = await visit.desk.content.file(FACTS)
        text = "" if before is None else decode(before)
        if digest_of_fact(text, name) != base:
            return (
                visit.t.gettext("Somebody else has changed this at the same moment. Look again."),
            )
        after = await asyncio.to_thread(make, text)
        try:
            commit = await visit.desk.content.publish(
                {FACTS: after.encode()},
                visit.me.name,
                f"{name}: {message}",
                expected={FACTS: before},
            )
        except ChangedMeanwhileError:
            continue
        except ContentError as error:
            return tuple(f"{one.path}: {visit.told(one.message)}" for one in error.problems)
        await _note(visit, name, text, after, commit)
        return ()
    return (visit.t.gettext("Somebody else has changed this at the same moment. Look again."),)


async def _note(visit: Visit, name: str, before: str, after: str, commit: str) -> None:
    """Note the change, and put it before a second person."""
    block = fact_block(after, name)
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "fact" if block is not None else "fact out", name)
        changed = drafting.changed_fact(
            name, account_id=visit.me.id, by=visit.me.name, now=visit.now
        )
        data = fact_data(after if block is not None else before, name) or {}
        changed.title, changed.body = str(data.get("about", name)), block or ""
        changed.source = visit.form.text("url") if block is not None else ""
        changed.note, changed.commit = visit.form.text("note", limit=200), commit
        session.add(changed)


async def new(visit: Visit) -> Response:
    """Show the form of a new fact of a kind; take it over when it is sent."""
    kind = _kind(visit.query("kind") or visit.form.text("kind"))
    row_kind = _kind(visit.query("of") or visit.form.text("of")) if kind is FactKind.TABLE else None
    if kind is None or (kind is FactKind.TABLE and row_kind in {None, *_NOT_IN_ROWS}):
        return visit.page("fact_kind.html", kinds=kind_names(visit), in_rows=_in_rows(visit))
    entered = fact_forms.blank(kind, row_kind, visit.today)
    if visit.request.method == "GET":
        return _new(visit, Shown(entered))
    entered = fact_forms.entered_in(visit.form, kind, row_kind, visit.today)
    press = visit.form.text("edit", limit=40)
    if press:
        edited, focus = fact_forms.edited(entered, press)
        return _new(visit, Shown(edited, focus=focus))
    name, faults = visit.form.text("name", limit=80), Faults()
    text = await file_text(visit)
    _refuse_name(visit, name, text, faults)
    made = await asyncio.to_thread(_made, visit, None, entered, text, faults, name)
    problems = tuple(one.message for one in made.problems)
    if not faults and not problems:
        problems = await _publish(
            visit,
            name,
            lambda text: _made(visit, None, entered, text, Faults(), name).text,
            f"{visit.form.text('note', limit=200) or 'new'}\n\nSource: {entered.url}",
            base=digest_of_fact("", name),
        )
    if faults or problems:
        return _new(visit, Shown(entered, faults, problems), status=400)
    return visit.to(f"/facts/{name}", done="made")


def _in_rows(visit: Visit) -> dict[str, str]:
    left_out = {kind.value for kind in _NOT_IN_ROWS}
    return {code: name for code, name in kind_names(visit).items() if code not in left_out}


def _kind(text: str) -> FactKind | None:
    return FactKind(text) if text in {kind.value for kind in FactKind} else None


def _refuse_name(visit: Visit, name: str, text: str, faults: Faults) -> None:
    if not _NAME.fullmatch(name):
        problem = mark("Small letters, digits and underscores; begin with a letter.")
        faults.note("name", EntryProblem(problem))
    elif name in visit.knowledge.facts or fact_block(text, name) is not None:
        faults.note("name", EntryProblem(mark("There is a fact with this short name already.")))


def _new(visit: Visit, shown: Shown, *, status: int = 200) -> Response:
    assert shown.entered is not None, "a new fact has nothing but what is entered"
    return visit.page(
        "fact_new.html",
        status=status,
        name=visit.form.text("name", limit=80),
        note=visit.form.text("note", limit=200),
        **form_values(visit, shown, shown.entered),
    )


async def remove(visit: Visit) -> Response:
    """Take out a fact that nothing uses; where something does, list what."""
    found = visit.knowledge.facts.get(visit.argument("name"))
    if found is None:
        return visit.not_found()
    used = await asyncio.to_thread(uses, visit.knowledge)
    places = listed(used.get(found.name, ()), visit.knowledge, visit.t)
    if places:
        return visit.page("fact_used.html", status=409, fact=found, places=places)
    if not visit.form.flag("sure"):
        problem = visit.t.gettext("Tick that you are sure. Nothing was changed.")
        return await fact_page(visit, found, Shown(problems=(problem,)), status=400)
    text = await file_text(visit)
    problems = await _publish(
        visit,
        found.name,
        lambda text: without_fact(text, found.name),
        f"taken out\n\n{visit.form.text('note', limit=200)}",
        base=digest_of_fact(text, found.name),
    )
    if problems:
        return await fact_page(visit, found, Shown(problems=problems), status=400)
    return visit.to("/facts", done="fact-out")
