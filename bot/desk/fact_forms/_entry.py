"""A whole fact in a form: what it is, the value of one period, its source and its days."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final

from bot.desk.fact_forms import _contacts, _tables
from bot.desk.fact_forms._contacts import ContactFields
from bot.desk.fact_forms._faults import Faults
from bot.desk.fact_forms._tables import RowFields
from bot.desk.fact_forms._values import LINK, day, plain, written
from bot.desk.forms import Form
from bot.desk.problems import EntryProblem, mark
from bot.knowledge.model import Contact, Fact, FactKind, FactValue
from bot.languages import LANGUAGES, OTHER_LANGUAGES

CHECK_AFTER: Final = timedelta(days=180)
_EDIT: Final = re.compile(r"([a-z]+-[a-z]+)((?:-\d{1,3})*)")
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the form of a fact, as texts.

    Attributes:
        kind: Of the fact; ``row_kind`` of the rows of a table.
        period: Which of the values is edited, by its place.
        since: The day from which a new rule holds; empty corrects the value of the period.
        is_unknown: The new value is not confirmed yet.
        is_gone: The period is taken out.
        base: Digest of the lines of the fact that the form was filled from.
    """

    kind: FactKind
    row_kind: FactKind | None = None
    about: str = ""
    ask: str = ""
    check_by: str = ""
    period: int = 0
    since: str = ""
    valid_from: str = ""
    valid_until: str = ""
    is_unknown: bool = False
    is_gone: bool = False
    value: str = ""
    contact: ContactFields | None = None
    rows: tuple[RowFields, ...] = ()
    url: str = ""
    publisher: str = ""
    title: str = ""
    language: str = ""
    checked: str = ""
    base: str = ""


def present_period(fact: Fact, today: date) -> int:
    """Return the place of the value that holds today, else of the last one."""
    held = [place for place, value in enumerate(fact.values) if value.holds(today)]
    return held[0] if held else len(fact.values) - 1


def entered_before(fact: Fact, period: int, today: date, base: str) -> Entered:
    """Return a form with a fact as it stands in the file."""
    value = fact.values[period]
    return Entered(
        kind=fact.kind,
        row_kind=fact.row_kind,
        about=fact.about,
        ask=fact.ask or "",
        check_by=(today + CHECK_AFTER).isoformat(),
        period=period,
        valid_from="" if value.valid_from is None else value.valid_from.isoformat(),
        valid_until="" if value.valid_until is None else value.valid_until.isoformat(),
        is_unknown=value.value is None and not value.rows,
        value="" if isinstance(value.value, Contact) else written(value.value),
        contact=_contact(fact, value),
        rows=_tables.before(fact, value),
        url=value.source.url,
        publisher=value.source.publisher,
        title=value.source.title,
        language=value.source.language,
        checked=today.isoformat(),
        base=base,
    )


def _contact(fact: Fact, value: FactValue) -> ContactFields | None:
    if fact.kind is not FactKind.CONTACT:
        return None
    return _contacts.before(value.value) if isinstance(value.value, Contact) else ContactFields()


def entered_in(form: Form, kind: FactKind, row_kind: FactKind | None, today: date) -> Entered:
    """Return a form as it was sent."""
    return Entered(
        kind=kind,
        row_kind=row_kind,
        about=form.text("about"),
        ask=form.text("ask", limit=60),
        check_by=form.text("check_by", limit=10),
        period=form.number("period") or 0,
        since=form.text("since", limit=10),
        valid_from=form.text("valid_from", limit=10),
        valid_until=form.text("valid_until", limit=10),
        is_unknown=form.flag("unknown"),
        is_gone=form.flag("gone"),
        value=form.text("value"),
        contact=_contacts.entered(form) if kind is FactKind.CONTACT else None,
        rows=_tables.entered(form) if kind is FactKind.TABLE else (),
        url=form.text("url"),
        publisher=form.text("publisher", limit=200),
        title=form.text("title", limit=300),
        language=form.text("language", limit=8),
        checked=form.text("checked", limit=10) or today.isoformat(),
        base=form.text("base", limit=64),
    )


def blank(kind: FactKind, row_kind: FactKind | None, today: date) -> Entered:
    """Return the form of a new fact, in which nothing is said yet."""
    return Entered(
        kind=kind,
        row_kind=row_kind,
        check_by=(today + CHECK_AFTER).isoformat(),
        contact=ContactFields() if kind is FactKind.CONTACT else None,
        rows=(RowFields(),) if kind is FactKind.TABLE else (),
        language="ja",
        checked=today.isoformat(),
    )


def edited(entered: Entered, press: str) -> tuple[Entered, str]:
    """Return a form with a row, number or line of hours more or less, as a button asks for.

    Returns:
        The form, and the field to go on with.
    """
    found = _EDIT.fullmatch(press)
    if found is None:
        return entered, ""
    what, places = found[1], [int(place) for place in found[2].split("-") if place]
    contact = entered.contact
    made = replace(
        entered,
        contact=None if contact is None else _contacts.edited(contact, what, places),
        rows=_tables.edited(entered.rows, what, places),
    )
    return made, _focus(made, what, places)


def _focus(entered: Entered, what: str, places: list[int]) -> str:
    if what == "add-row":
        return f"row-{len(entered.rows) - 1}-name-en"
    if what == "drop-row":
        return "add-row"
    phones = () if entered.contact is None else entered.contact.phones
    if what == "add-phone":
        return f"phone-{len(phones) - 1}-number"
    if what in {"add-hours", "drop-hours"} and places and places[0] < len(phones):
        last = len(phones[places[0]].hours) - 1
        add = f"add-hours-{places[0]}"
        return f"phone-{places[0]}-hours-{last}-from" if what == "add-hours" else add
    return "add-phone"


def plain_fact(
    entered: Entered,
    fact: Fact | None,
    data: Mapping[str, object],
    contacts: Collection[str],
    faults: Faults,
) -> dict[str, object]:
    """Return the plain values of a fact with what was entered.

    Args:
        entered: The form.
        fact: The fact as it is; ``None`` for a new one.
        data: Its plain values, empty for a new one.
        contacts: Names of facts that can be asked.
        faults: What must be mended goes here; with any the values are not to be used.
    """
    value, labels = _value(entered, faults)
    new: dict[str, object] = {"value": value, "source": _source(entered, faults)}
    held = _periods(entered, fact, _values(data), new, faults)
    made: dict[str, object] = {**data, "about": entered.about, "kind": entered.kind.value}
    if not entered.about:
        faults.note("about", EntryProblem(mark("Say in a few words what it is.")))
    if entered.kind is FactKind.TABLE and entered.row_kind is not None:
        made["of"] = entered.row_kind.value
        made["labels"] = _labels(data, held, labels)
    made |= {"values": held, "check_by": _day(entered.check_by, "check_by", faults)}
    made.pop("ask", None)
    if entered.ask:
        if entered.ask not in contacts:
            problem = mark('There is no contact "{name}". Choose one from the list.')
            faults.note("ask", EntryProblem(problem, name=entered.ask))
        made["ask"] = entered.ask
    hold = made.pop("hold", None)
    return made if hold is None else {**made, "hold": hold}


def _value(entered: Entered, faults: Faults) -> tuple[object, Mapping[str, Mapping[str, object]]]:
    if entered.is_gone:
        return None, {}
    if entered.is_unknown or entered.value.strip().lower() == _UNKNOWN:
        if not (entered.since or entered.valid_from):
            problem = mark("Say from which day the new value is not known.")
            faults.note("since", EntryProblem(problem))
        return _UNKNOWN, {}
    if entered.contact is not None:
        return _contacts.plain(entered.contact, faults), {}
    if entered.kind is FactKind.TABLE:
        return _tables.plain(entered.rows, entered.row_kind or FactKind.TEXT, faults)
    return faults.reading("value", partial(plain, entered.value, entered.kind), None), {}


def _source(entered: Entered, faults: Faults) -> dict[str, object]:
    if not LINK.fullmatch(entered.url):
        problem = mark("Give the address of the page where the figure stands (https://…).")
        faults.note("url", EntryProblem(problem))
    for name, text in (("publisher", entered.publisher), ("title", entered.title)):
        if not text:
            problem = mark("Say whose page the source is, and its title.")
            faults.note(name, EntryProblem(problem))
    if entered.language not in {*LANGUAGES, *OTHER_LANGUAGES}:
        problem = mark("Say in which language the source is.")
        faults.note("language", EntryProblem(problem))
    return {
        "url": entered.url,
        "publisher": entered.publisher,
        "title": entered.title,
        "language": entered.language,
        "checked": _day(entered.checked, "checked", faults),
    }


def _periods(
    entered: Entered,
    fact: Fact | None,
    held: list[dict[str, object]],
    new: dict[str, object],
    faults: Faults,
) -> list[dict[str, object]]:
    """Return all values with the new one in its place, or after the one that it ends."""
    since = _day(entered.since, "since", faults) if entered.since else None
    if fact is not None and since is not None:
        return [*_followed(held, fact, since), _placed(new, since, None)]
    first, last = (
        _day(text, name, faults) if text else None
        for name, text in (
            ("valid_from", since.isoformat() if since else entered.valid_from),
            ("valid_until", entered.valid_until),
        )
    )
    if first is not None and last is not None and last < first:
        problem = mark("The last day is before the first. Correct one of them.")
        faults.note("valid_until", EntryProblem(problem))
    if fact is None:
        return [_placed(new, first, last)]
    period = min(entered.period, len(held) - 1)
    if not entered.is_gone:
        held[period] = _placed(new, first, last)
    elif len(held) > 1:
        del held[period]
    else:
        problem = mark(
            "This is its only value. To take out the fact, use the last part of the page."
        )
        faults.note("gone", EntryProblem(problem))
    return held


def _placed(new: dict[str, object], first: date | None, last: date | None) -> dict[str, object]:
    days = {
        name: one for name, one in (("valid_from", first), ("valid_until", last)) if one is not None
    }
    return {"value": new["value"], **days, "source": new["source"]}


def _labels(
    data: Mapping[str, object],
    held: list[dict[str, object]],
    entered: Mapping[str, Mapping[str, object]],
) -> dict[str, object]:
    """Return the names of all rows that are in any period."""
    known = data.get("labels")
    rows = [key for one in held if isinstance(one["value"], dict) for key in one["value"]]
    before = known if isinstance(known, dict) else {}
    return {key: entered.get(key, before.get(key, {})) for key in dict.fromkeys(rows)}


def _values(data: Mapping[str, object]) -> list[dict[str, object]]:
    values = data.get("values")
    return (
        [dict(one) for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    )


def _followed(held: list[dict[str, object]], fact: Fact, since: date) -> list[dict[str, object]]:
    """End the values that would hold on *since* the day before it."""
    kept = []
    for one, value in zip(held, fact.values, strict=True):
        if value.valid_from is not None and value.valid_from >= since:
            continue  # a later plan that this one replaces
        if value.valid_until is None or value.valid_until >= since:
            days = {key: part for key, part in one.items() if key != "source"}
            days["valid_until"] = since - timedelta(days=1)
            kept.append({**days, "source": one["source"]})
        else:
            kept.append(one)
    return kept


def _day(text: str, field: str, faults: Faults) -> date:
    return faults.reading(field, partial(day, text), date.min)
