"""Contacts as text for a reader: which numbers concern them, at what hours, open now or not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.i18n import Catalogue
from bot.knowledge.model import Contact, Hours, Phone

_WEEK = tuple(range(7))


def one_line(contact: Contact, t: Catalogue) -> str:
    """Return a contact in one line: name, numbers, hours and what must be known before a call."""
    ways = _numbers(contact, t)
    if contact.abroad and contact.abroad not in {phone.number for phone in contact.phones}:
        # Translators: a telephone number that works from other countries.
        ways.append(t.gettext("from abroad {number}").format(number=contact.abroad))
    if contact.chat:
        # Translators: a link where one can write instead of calling.
        ways.append(t.gettext("chat {link}").format(link=contact.chat))
    if contact.web:
        ways.append(contact.web)
    about = [*_common(contact, t), *_notes(contact, t)]
    line = _name(contact, t) + ": " + ", ".join(ways)
    return f"{line} ({'; '.join(about)})" if about else line


def brief_line(contact: Contact, t: Catalogue) -> str:
    """Return a contact's name, its first number for the reader, and when that is answered."""
    phones = phones_for(contact, t.language)
    if not phones:
        return short_line(contact, t)
    about = _about(phones[0], t)
    line = f"{_name(contact, t)}: {phones[0].number}"
    return f"{line} ({'; '.join(about)})" if about else line


def short_line(contact: Contact, t: Catalogue) -> str:
    """Return a contact's name and the first way to reach it."""
    phones = phones_for(contact, t.language)
    way = phones[0].number if phones else contact.chat or contact.web or contact.abroad
    return f"{_name(contact, t)} {way}" if way else _name(contact, t)


def contact_lines(contact: Contact, t: Catalogue, when: datetime | None = None) -> tuple[str, ...]:
    """Return the lines of a contact in a list; with *when*, whether it is open at that moment."""
    line = one_line(contact, t)
    if when is None:
        return (line,)
    is_open = open_now(contact, when, t.language)
    if is_open is None:
        return (line,)
    # Translators: whether somebody answers a telephone at this hour.
    state = t.gettext("open now") if is_open else t.gettext("closed now")
    return (f"{line} · {state}",)


def open_now(contact: Contact | Phone, when: datetime, language: str | None = None) -> bool | None:
    """Whether somebody answers at *when*, a time in Asia/Tokyo; ``None`` when that is not known.

    Of a contact, the numbers count that serve a speaker of *language* (all without it). Public
    holidays are not known here: the lines of a contact say where they matter.
    """
    if isinstance(contact, Phone):
        return _phone_open(contact, when)
    phones = contact.phones if language is None else phones_for(contact, language)
    states = [_phone_open(phone, when) for phone in phones]
    if any(states):
        return True
    return None if None in states or not states else False


def phones_for(contact: Contact, language: str) -> tuple[Phone, ...]:
    """Return the numbers of a language, else those for any, else the English ones, else all."""
    spoken = tuple(phone for phone in contact.phones if language in phone.languages)
    general = tuple(phone for phone in contact.phones if not phone.languages)
    english = tuple(phone for phone in contact.phones if "en" in phone.languages)
    return spoken or general or english or contact.phones


def _numbers(contact: Contact, t: Catalogue) -> list[str]:
    common = _common(contact, t)
    numbers: dict[str, list[str]] = {}
    for phone in phones_for(contact, t.language):
        notes = numbers.setdefault(phone.number, [])
        notes += [note for note in _about(phone, t) if note not in common and note not in notes]
    return [
        f"{number} ({'; '.join(notes)})" if notes else number for number, notes in numbers.items()
    ]


def _common(contact: Contact, t: Catalogue) -> list[str]:
    """Return what is the same for all numbers shown, so that it is said once."""
    abouts = [_about(phone, t) for phone in phones_for(contact, t.language)]
    return [note for note in (abouts[0] if abouts else []) if all(note in a for a in abouts)]


def _about(phone: Phone, t: Catalogue) -> list[str]:
    """Return the languages of a number, where they are not the reader's, and its hours."""
    about = []
    if phone.languages and t.language not in phone.languages:
        about.append(_spoken(phone, t))
    if phone.hours:
        about.append(hours_line(phone.hours, t))
    return about


def _notes(contact: Contact, t: Catalogue) -> list[str]:
    notes = []
    if contact.closed_on_holidays:
        notes.append(t.gettext("closed on public holidays"))
    if contact.free:
        notes.append(t.gettext("free of charge"))
    if note := _in_language(contact.note, t):
        notes.append(note)
    return notes


def hours_line(hours: Sequence[Hours], t: Catalogue) -> str:
    """Return opening hours in one line: ``Mon–Fri 09:00–17:00``."""
    return ", ".join(
        t.gettext("24 hours")
        if entry.days == _WEEK and (entry.opens, entry.closes) == ("00:00", "24:00")
        else f"{_days(entry.days, t)} {_times(entry, t)}"
        for entry in hours
    )


def _times(entry: Hours, t: Catalogue) -> str:
    if (entry.opens, entry.closes) == ("00:00", "24:00"):
        return t.gettext("24 hours")
    return f"{entry.opens}–{entry.closes}"


def _days(days: Sequence[int], t: Catalogue) -> str:
    """Return weekdays, three or more in a row as a range: ``Mon–Wed, Fri``."""
    if tuple(days) == _WEEK:
        return t.gettext("every day")
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    shown: list[str] = []
    for run in runs:
        if len(run) > 2:
            shown.append(f"{t.weekday(run[0])}–{t.weekday(run[-1])}")
        else:
            shown += [t.weekday(day) for day in run]
    return ", ".join(shown)


def _phone_open(phone: Phone, when: datetime) -> bool | None:
    if not phone.hours:
        return None
    return any(_in_hours(entry, when) for entry in phone.hours)


def _in_hours(entry: Hours, when: datetime) -> bool:
    """Whether *when* is in these hours; closing before opening means after midnight."""
    now = when.strftime("%H:%M")
    if entry.opens < entry.closes:
        return when.weekday() in entry.days and entry.opens <= now < entry.closes
    yesterday = (when - timedelta(days=1)).weekday()
    return (when.weekday() in entry.days and now >= entry.opens) or (
        yesterday in entry.days and now < entry.closes
    )


def _spoken(phone: Phone, t: Catalogue) -> str:
    names = t.locale.languages
    return ", ".join(str(names.get(code, code)) for code in phone.languages[:3])


def _name(contact: Contact, t: Catalogue) -> str:
    return _in_language(contact.name, t)


def _in_language(texts: Mapping[str, str], t: Catalogue) -> str:
    return texts.get(t.language) or texts.get("en", "")
