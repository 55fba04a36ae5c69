"""The table of facts; one fact: its value, its source, where it is used; and its hold."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from bot.desk import fact_forms
from bot.desk.differences import Line
from bot.desk.effects import Effect
from bot.desk.fact_forms import Entered, Faults
from bot.desk.places import Place, listed, place_of
from bot.desk.visit import Visit
from bot.i18n import catalogue
from bot.knowledge.facts import show
from bot.knowledge.files import FACTS
from bot.knowledge.model import Fact, FactKind, Knowledge
from bot.knowledge.parsing import decode
from bot.knowledge.patching import fact_block, with_hold
from bot.knowledge.uses import Use, uses
from bot.languages import LANGUAGES, OTHER_LANGUAGES
from bot.text import fold

_SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """A fact in the table."""

    fact: Fact
    shown: str
    uses: int
    state: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the page of a fact beside it: what is wrong, what would change.

    Attributes:
        entered: The form; ``None`` shows the fact as it is.
        problems: What is wrong with all of it.
        effects: What a change would change on ``day``; ``None`` before that was asked for.
        theirs: From what somebody else wrote meanwhile to what was entered.
        focus: The field that the cursor goes to.
    """

    entered: Entered | None = None
    faults: Faults = field(default_factory=Faults)
    problems: Sequence[str] = ()
    effects: Sequence[Effect] | None = None
    day: date | None = None
    theirs: Sequence[Line] | None = None
    focus: str = ""


async def facts(visit: Visit) -> Response:
    """Show all facts, those first that must be looked at."""
    kind = visit.query("kind")
    return visit.page(
        "facts.html",
        rows=await asyncio.to_thread(_rows, visit, kind),  # a second, which workers need not wait
        q=visit.query("q"),
        kind=kind,
        kinds=kind_names(visit),
    )


def kind_names(visit: Visit) -> dict[str, str]:
    """Return what each kind of fact is called."""
    t = visit.t
    return {
        FactKind.MONEY.value: t.gettext("amount of money"),
        FactKind.DURATION.value: t.gettext("length of time"),
        FactKind.NUMBER.value: t.gettext("number"),
        FactKind.PERCENT.value: t.gettext("percentage"),
        FactKind.DATE.value: t.gettext("day"),
        FactKind.PHONE.value: t.gettext("telephone number alone"),
        FactKind.URL.value: t.gettext("web address"),
        FactKind.TEXT.value: t.gettext("short text, the same in all languages"),
        FactKind.CONTACT.value: t.gettext("office or line to contact"),
        FactKind.TABLE.value: t.gettext("table"),
    }


def _rows(visit: Visit, kind: str) -> list[Row]:
    words = fold(visit.query("q")).split()
    used = uses(visit.knowledge)
    rows = [
        _row(visit, fact, len(used.get(fact.name, ())))
        for fact in visit.knowledge.facts.values()
        if all(word in fold(f"{fact.name} {fact.about}") for word in words)
        and (not kind or fact.kind.value == kind)
    ]
    order = {"hold": 0, "late": 1, "soon": 2, "": 3}
    return sorted(rows, key=lambda row: (order[row.state], row.fact.check_by, row.fact.name))


def _row(visit: Visit, fact: Fact, used: int) -> Row:
    t = catalogue("en")
    shown = show(fact.name, on=visit.today, t=t, facts=visit.knowledge.facts)
    return Row(fact, shown, used, _state(fact, visit))


def _state(fact: Fact, visit: Visit) -> str:
    if fact.hold is not None:
        return "hold"
    if fact.check_by < visit.today:
        return "late"
    return "soon" if fact.check_by <= visit.today + _SOON else ""


async def fact(visit: Visit) -> Response:
    """Show one fact with the form that changes it."""
    found = visit.knowledge.facts.get(visit.argument("name"))
    return visit.not_found() if found is None else await fact_page(visit, found)


async def fact_page(
    visit: Visit, found: Fact, shown: Shown | None = None, *, status: int = 200
) -> Response:
    """Return the page of a fact."""
    shown = shown or Shown()
    entered = shown.entered
    if entered is None:
        asked = visit.query("period", limit=4)
        last = len(found.values) - 1
        period = min(int(asked), last) if asked.isdecimal() else _present(visit, found)
        base = digest_of_fact(await file_text(visit), found.name)
        entered = fact_forms.entered_before(found, period, visit.today, base)
    places = await asyncio.to_thread(_places, visit, found.name)
    return visit.page(
        "fact.html",
        status=status,
        fact=found,
        present=found.values[_present(visit, found)],
        state=_state(found, visit),
        shown=[
            (code, show(found.name, on=visit.today, t=catalogue(code), facts=visit.knowledge.facts))
            for code in LANGUAGES
        ],
        places=places,
        value_of=lambda value: value_text(visit, found, value.valid_from or value.valid_until),
        effects=None
        if shown.effects is None
        else [(place_of(one.use, visit.knowledge, visit.t), one) for one in shown.effects],
        theirs=shown.theirs,
        day=shown.day if shown.day != visit.today else None,
        sent=_sent(visit),
        **form_values(visit, shown, entered),
    )


# Any: what a template shows
def form_values(visit: Visit, shown: Shown, entered: Entered) -> dict[str, Any]:
    """Return what the form of a fact needs, also that of a new one."""
    names = visit.t.locale.languages
    return {
        "entered": entered,
        "faults": {name: problem.said(visit.t) for name, problem in shown.faults.items()},
        "problems": list(shown.problems),
        "focus": shown.focus,
        "contacts": contacts(visit.knowledge),
        "spoken": {code: names.get(code, code) for code in (*LANGUAGES, *OTHER_LANGUAGES)},
        "weekdays": [(code, visit.t.weekday(index)) for index, code in enumerate(fact_forms.DAYS)],
        "kinds": kind_names(visit),
    }


def contacts(knowledge: Knowledge) -> dict[str, str]:
    """Return all contacts with what they are."""
    return {
        name: fact.about for name, fact in knowledge.facts.items() if fact.kind is FactKind.CONTACT
    }


def _present(visit: Visit, found: Fact) -> int:
    return fact_forms.present_period(found, visit.today)


def value_text(visit: Visit, found: Fact, day: date | None) -> str:
    """Return the value of one period as English readers see it on a day of it."""
    day = day or visit.today
    return show(found.name, on=day, t=catalogue("en"), facts=visit.knowledge.facts)


def _places(visit: Visit, name: str) -> list[Place]:
    found: Sequence[Use] = uses(visit.knowledge).get(name, ())
    return listed(found, visit.knowledge, visit.t)


def _sent(visit: Visit) -> list[tuple[str, str]]:
    """Return what was sent, to be sent again when the editor has seen what would change."""
    left_out = {"form_token", "edit", "note", "sure"}
    return [
        (name, value)
        for name, values in visit.form.fields.items()
        if name not in left_out
        for value in values
    ]


async def file_text(visit: Visit) -> str:
    """Return ``facts.yaml`` as it lies in the folder."""
    content = await visit.desk.content.file(FACTS)
    return "" if content is None else decode(content)


def digest_of_fact(text: str, name: str) -> str:
    """Return what identifies the lines of a fact."""
    return hashlib.sha256((fact_block(text, name) or "").encode()).hexdigest()


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
