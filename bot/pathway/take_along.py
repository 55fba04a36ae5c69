"""What a worker takes along: the plan to print, in two languages, and the days for a calendar.

The names of the files and of the calendar's entries say nothing: phones are looked at by others.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.i18n import Catalogue
from bot.knowledge.facts import brief_line
from bot.knowledge.model import Contact, Knowledge
from bot.languages import LANGUAGES
from bot.pathway.insured import Period, concerns, outlook
from bot.pathway.planning import Plan, PlannedStep, Stage, topics_of
from bot.pathway.words import Wording
from bot.printing import font_stack, lang_attribute

if TYPE_CHECKING:
    from icalendar import Event
    from jinja2 import Environment

_TEMPLATES: Final = Path(__file__).parent / "templates"
_JAPANESE: Final = "ja"
_OFFICES: Final = (
    "immigration_information_center",
    "otit_consultation",
    "nenkin_dial",
    "houterasu",
)
#: Noon of the day before; entries begin at midnight.
_ALARM_BEFORE: Final = timedelta(hours=-12)
#: Entries of a calendar come back under the same name when the file is read in again.
_NAMESPACE: Final = uuid.UUID("6f4bf0d8-2c2c-4f6e-9e0a-7a3cf0a9a3b1")


@dataclass(frozen=True, slots=True)
class Line:
    """A step as it is printed: both languages, its days, a picture that opens its page."""

    number: int
    done: bool
    title: str
    japanese: str
    do: str
    late: str
    notes: tuple[str, ...]
    days: tuple[str, ...]
    sentence: str
    reading: str
    paper: str
    code: str


def to_print(
    knowledge: Knowledge,
    plan: Plan,
    *,
    language: str,
    country: str | None,
    today: date,
    link: str,
    insured: Sequence[Period] = (),
) -> str:
    """Return a plan as an HTML document for ``printing.pdf``.

    Args:
        knowledge: Where words, figures and contacts come from.
        plan: What is printed.
        language: The worker's; Japanese stands beside it.
        country: Home country, if it is known.
        today: The day the figures are of.
        insured: Periods of pension insurance, for the steps that are about its money.
        link: The bot's address for topics, without payload; empty: no pictures to scan.
    """
    own = Wording(knowledge, language, today)
    beside = Wording(knowledge, _JAPANESE if language != _JAPANESE else "en", today)
    t = own.t
    money = tuple(outlook(insured, on=today, t=t, facts=knowledge.facts)) if insured else ()
    lines = [
        _line(
            own,
            beside,
            number,
            one,
            country,
            link,
            notes=money if concerns(one.step, knowledge) else (),
        )
        for number, one in _numbered(plan)
    ]
    contacts = [
        value.value
        for name in _OFFICES
        if (fact := knowledge.facts.get(name)) is not None and (value := fact.on(today)) is not None
    ]
    return str(
        environment()
        .get_template("plan.html")
        .render(
            t=t,
            language=lang_attribute(language),
            fonts=font_stack(language),
            title=own.pathway(plan.pathway).title,
            japanese=beside.pathway(plan.pathway).title,
            opening=own.told(own.pathway(plan.pathway).opening),
            leaving=None if plan.leaving is None else t.date(plan.leaving),
            printed=t.date(today),
            figures=t.gettext(
                "Figures of {date}. They can change: ask before you act on them later."
            ).format(date=t.date(today)),
            is_draft=own.is_draft,
            last_days=[(t.date(one.last), _title(own, one)) for one in plan.last_days if one.last],
            lines=lines,
            offices=[brief_line(one, t) for one in contacts if isinstance(one, Contact)],
            name=LANGUAGES[language],
        )
    )


def to_calendar(plan: Plan, t: Catalogue, now: datetime) -> str:
    """Return the days of a plan that lie ahead as an iCalendar file (RFC 5545).

    Titles are numbers of the printed plan and say nothing else; a day before, the phone reminds.
    """
    from icalendar import Calendar  # noqa: PLC0415 -- slow import, and few take it along

    calendar = Calendar()
    calendar.add("prodid", "-//Kaerimichi//EN")
    calendar.add("version", "2.0")
    for number, one in _numbered(plan):
        if not one.is_open:
            continue
        title = t.gettext("Note {number}").format(number=number)
        for kind, day, name in (
            ("due", one.due, title),
            ("last", one.last, t.gettext("Note {number}, last day").format(number=number)),
        ):
            if day is not None and day >= plan.today:
                calendar.add_component(_event(f"{one.step.id}/{kind}", day, name, now))
    written: bytes = calendar.to_ical()
    return written.decode()


def _numbered(plan: Plan) -> list[tuple[int, PlannedStep]]:
    """Return what is still of use, each with the number that it has on every paper."""
    numbered = enumerate(plan.steps, start=1)
    return [(number, one) for number, one in numbered if one.stage is not Stage.PASSED]


def _event(key: str, day: date, name: str, now: datetime) -> "Event":
    from icalendar import Alarm, Event  # noqa: PLC0415 -- the same

    event = Event()
    event.add("uid", str(uuid.uuid5(_NAMESPACE, key)))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", name)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", name)
    alarm.add("trigger", _ALARM_BEFORE)
    event.add_component(alarm)
    return event


def _line(
    own: Wording,
    beside: Wording,
    number: int,
    one: PlannedStep,
    country: str | None,
    link: str,
    *,
    notes: tuple[str, ...],
) -> Line:
    t, words, step = own.t, own.step(one.step), one.step
    days = (
        (t.gettext("From: {date}"), one.start),
        (t.gettext("Do it by: {date}"), one.due),
        (t.gettext("Last day: {date}"), one.last),
    )
    topics = topics_of(step, country, own.knowledge)
    return Line(
        number=number,
        done=one.stage in {Stage.DONE, Stage.LEFT_OUT},
        title=_title(own, one),
        japanese=_title(beside, one),
        do=own.told(words.do),
        late=own.told(words.late or ""),
        notes=notes,
        days=tuple(text.format(date=t.date(day)) for text, day in days if day is not None),
        sentence="" if step.sentence is None else step.sentence.text,
        reading="" if step.sentence is None else step.sentence.reading,
        paper=own.told(words.paper or ""),
        code=qr_code(f"{link}?start={own.language}__{topics[0].replace('/', '__')}")
        if link and topics
        else "",
    )


def _title(wording: Wording, one: PlannedStep) -> str:
    return wording.step(one.step).title


def qr_code(address: str) -> str:
    """Return a QR code of an address as inline SVG."""
    import segno  # noqa: PLC0415 -- slow import, only for what is printed

    svg: str = segno.make(address, error="m").svg_inline(scale=1, border=1)
    return svg


@cache
def environment() -> "Environment":
    """Return where the documents to print are drawn; texts are escaped."""
    from jinja2 import (  # noqa: PLC0415 -- slow import, only for what is printed
        Environment,
        FileSystemLoader,
        StrictUndefined,
    )

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
