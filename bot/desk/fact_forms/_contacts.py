"""A contact in a form: names, numbers with their languages and hours, and who it is not for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from bot.desk.fact_forms._faults import Faults
from bot.desk.fact_forms._values import LINK, PHONE
from bot.desk.forms import Form
from bot.desk.problems import EntryProblem, mark
from bot.knowledge.model import Contact, ReportsStatus
from bot.languages import LANGUAGES

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REQUIRED: Final = ("en", "ja")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True, slots=True)
class HoursFields:
    """One line of opening hours as it was entered."""

    days: tuple[str, ...] = ()
    opens: str = ""
    closes: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.days or self.opens or self.closes)


@dataclass(frozen=True, slots=True)
class PhoneFields:
    """A number as it was entered, with its languages and hours."""

    number: str = ""
    languages: tuple[str, ...] = ()
    hours: tuple[HoursFields, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.number or self.languages or any(not one.is_empty for one in self.hours))


@dataclass(frozen=True, slots=True)
class ContactFields:
    """A contact as it was entered."""

    name: Mapping[str, str] = field(default_factory=dict)
    phones: tuple[PhoneFields, ...] = (PhoneFields(),)
    abroad: str = ""
    web: str = ""
    chat: str = ""
    free: bool = False
    closed_on_holidays: bool = False
    reports_status: str = ReportsStatus.UNKNOWN.value
    note: Mapping[str, str] = field(default_factory=dict)


def before(contact: Contact) -> ContactFields:
    """Return the fields of a contact as it stands in the file."""
    phones = tuple(
        PhoneFields(
            phone.number,
            phone.languages,
            tuple(
                HoursFields(tuple(DAYS[day] for day in one.days), one.opens, one.closes)
                for one in phone.hours
            ),
        )
        for phone in contact.phones
    )
    return ContactFields(
        name=contact.name,
        phones=phones,
        abroad=contact.abroad or "",
        web=contact.web or "",
        chat=contact.chat or "",
        free=contact.free,
        closed_on_holidays=contact.closed_on_holidays,
        reports_status=contact.reports_status.value,
        note=contact.note,
    )


def entered(form: Form) -> ContactFields:
    """Return the fields as they were sent."""
    return ContactFields(
        name=_by_language(form, "name"),
        phones=tuple(_phones(form)),
        abroad=form.text("abroad", limit=40),
        web=form.text("web"),
        chat=form.text("chat"),
        free=form.flag("free"),
        closed_on_holidays=form.flag("closed_on_holidays"),
        reports_status=form.text("reports_status", limit=10),
        note=_by_language(form, "note"),
    )


def _by_language(form: Form, name: str) -> dict[str, str]:
    texts = ((code, form.text(f"{name}-{code}", limit=300)) for code in LANGUAGES)
    return {code: text for code, text in texts if text}


def _phones(form: Form) -> list[PhoneFields]:
    found: list[PhoneFields] = []
    for index in count():
        key = f"phone-{index}"
        if f"{key}-number" not in form.fields:
            return found
        hours = []
        for line in count():
            part = f"{key}-hours-{line}"
            if f"{part}-from" not in form.fields:
                break
            days = form.all(f"{part}-day")
            opens, closes = form.text(f"{part}-from", limit=10), form.text(f"{part}-to", limit=10)
            hours.append(HoursFields(tuple(day for day in DAYS if day in days), opens, closes))
        number = form.text(f"{key}-number", limit=40)
        found.append(PhoneFields(number, form.all(f"{key}-language")[:40], tuple(hours)))
    return found


def edited(contact: ContactFields, what: str, places: list[int]) -> ContactFields:
    """Return a contact with a number or a line of hours more, or one less."""
    phones = list(contact.phones)
    if what == "add-phone":
        phones.append(PhoneFields())
    elif places and places[0] < len(phones):
        first = places[0]
        hours = list(phones[first].hours)
        if what == "drop-phone":
            del phones[first]
        elif what == "add-hours":
            phones[first] = replace(phones[first], hours=(*hours, HoursFields()))
        elif what == "drop-hours" and len(places) > 1 and places[1] < len(hours):
            del hours[places[1]]
            phones[first] = replace(phones[first], hours=tuple(hours))
    return replace(contact, phones=tuple(phones))


def plain(contact: ContactFields, faults: Faults) -> dict[str, object]:
    """Return a contact as it stands in the file; what must be mended goes into *faults*."""
    value: dict[str, object] = {"name": _texts(contact.name, "name", faults, is_needed=True)}
    phones = [
        _phone(phone, f"phone-{index}", faults)
        for index, phone in enumerate(contact.phones)
        if not phone.is_empty
    ]
    if phones:
        value["phones"] = phones
    if contact.abroad:
        _refuse_number(contact.abroad, "abroad", faults)
        value["abroad"] = contact.abroad
    for name, link in (("web", contact.web), ("chat", contact.chat)):
        if link:
            if not LINK.fullmatch(link):
                faults.note(name, EntryProblem(mark("Write an address that begins with https://")))
            value[name] = link
    if not value.keys() & {"phones", "abroad", "web", "chat"}:
        problem = mark("Nothing says how to reach them. Write a number, or an address.")
        faults.note("phone-0-number" if contact.phones else "web", EntryProblem(problem))
    if contact.free:
        value["free"] = True
    if contact.closed_on_holidays:
        value["closed_on_holidays"] = True
    if contact.reports_status not in {one.value for one in ReportsStatus}:
        faults.note("reports_status", EntryProblem(mark("Choose one of the three.")))
    value["reports_status"] = contact.reports_status
    if contact.note:
        value["note"] = _texts(contact.note, "note", faults, is_needed=False)
    return value


def _texts(
    texts: Mapping[str, str], name: str, faults: Faults, *, is_needed: bool
) -> dict[str, object]:
    for code in _REQUIRED:
        if code not in texts:
            message = (
                mark("Write the name in English and in Japanese.")
                if is_needed
                else mark("Write it in English and in Japanese as well, or leave all empty.")
            )
            faults.note(f"{name}-{code}", EntryProblem(message))
    for code, text in texts.items():
        if name == "note" and any(char.isdigit() for char in text):
            message = mark("Write it without digits: figures and numbers have fields of their own.")
            faults.note(f"{name}-{code}", EntryProblem(message))
    return dict(texts)


def _phone(phone: PhoneFields, key: str, faults: Faults) -> dict[str, object]:
    _refuse_number(phone.number, f"{key}-number", faults)
    found: dict[str, object] = {"number": phone.number}
    if phone.languages:
        found["languages"] = list(phone.languages)
    hours = [
        _hours(one, f"{key}-hours-{line}", faults)
        for line, one in enumerate(phone.hours)
        if not one.is_empty
    ]
    if hours:
        found["hours"] = hours
    return found


def _refuse_number(text: str, name: str, faults: Faults) -> None:
    if not PHONE.fullmatch(text):
        message = mark("Write a telephone number like 0120-531-406 or +81-3-6700-1165.")
        faults.note(name, EntryProblem(message))


def _hours(one: HoursFields, key: str, faults: Faults) -> dict[str, object]:
    if not one.days:
        faults.note(f"{key}-day", EntryProblem(mark("Tick the days.")))
    for name, text in (("from", one.opens), ("to", one.closes)):
        if not _TIME.fullmatch(text):
            message = mark("Write a time like 09:00. The end of a day is 24:00.")
            faults.note(f"{key}-{name}", EntryProblem(message))
    if one.opens and one.opens == one.closes:
        message = mark("It opens and closes at the same time. Day and night is 00:00 to 24:00.")
        faults.note(f"{key}-to", EntryProblem(message))
    return {"days": list(one.days), "from": one.opens, "to": one.closes}
