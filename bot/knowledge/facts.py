"""Facts as text for a reader: the value that holds on a day, or honestly that there is none."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from bot.i18n import Catalogue
from bot.knowledge._contact_lines import (
    brief_line,
    contact_lines,
    hours_line,
    one_line,
    open_now,
    short_line,
)
from bot.knowledge.markdown import parse_reference
from bot.knowledge.model import Contact, Duration, Fact, FactKind, FactValue, Money, Value

__all__ = ["brief_line", "contact_lines", "hours_line", "open_now", "show", "show_value"]

_YEN: Final = "JPY"


def show(reference: str, *, on: date, t: Catalogue, facts: Mapping[str, Fact]) -> str:
    """Return the text of a fact reference: ``name``, ``name.row`` or ``name@YYYY-MM-DD``.

    Args:
        reference: What stands between the braces in a page.
        on: The day asked about, in Japan; a day in the reference goes before it.
        t: The reader's language.
        facts: All facts by name.

    Returns:
        The value that holds on the day; where none holds, since when and whom to ask. A
        reference to nothing comes back in its braces.
    """
    wanted = parse_reference(reference)
    fact = facts.get(wanted.name) if wanted is not None else None
    if wanted is None or fact is None:
        return f"{{{{ {reference} }}}}"
    day = wanted.day or on
    value = fact.on(day)
    if value is None:
        return _without_value(fact, day, t, facts)
    if fact.kind is FactKind.TABLE:
        return _table(fact, value, wanted.row, t) or f"{{{{ {reference} }}}}"
    if value.value is None:
        return _without_value(fact, day, t, facts)
    return show_value(value.value, fact.kind, t)


def show_value(value: Value, kind: FactKind, t: Catalogue) -> str:
    """Return one value as text, numbers and dates in Latin digits."""
    if isinstance(value, Contact):
        return one_line(value, t)
    if isinstance(value, Money):
        return _money(value, t)
    if isinstance(value, Duration):
        return _duration(value, t)
    if isinstance(value, Decimal):
        number = t.number(value)
        return f"{number}%" if kind is FactKind.PERCENT else number
    if isinstance(value, date):
        return t.date(value)
    return value


def _money(money: Money, t: Catalogue) -> str:
    if money.currency == _YEN:
        return f"¥{t.number(money.amount)}"
    return f"{t.number(money.amount)} {money.currency}"


def _duration(duration: Duration, t: Catalogue) -> str:
    years, months, weeks = duration.years, duration.months, duration.weeks
    days, hours, minutes = duration.days, duration.hours, duration.minutes
    parts = [
        (years, t.ngettext("{number} year", "{number} years", years)),
        (months, t.ngettext("{number} month", "{number} months", months)),
        (weeks, t.ngettext("{number} week", "{number} weeks", weeks)),
        (days, t.ngettext("{number} day", "{number} days", days)),
        (hours, t.ngettext("{number} hour", "{number} hours", hours)),
        (minutes, t.ngettext("{number} minute", "{number} minutes", minutes)),
    ]
    shown = [text.format(number=t.number(number)) for number, text in parts if number]
    joined = shown[0] if shown else ""
    for following in shown[1:]:
        # Translators: joins two units of one length of time, as in "2 years 10 months".
        joined = t.gettext("{longer} {shorter}").format(longer=joined, shorter=following)
    return joined


def _table(fact: Fact, value: FactValue, row: str | None, t: Catalogue) -> str | None:
    """Return one row of a table, or all of them; ``None`` when there is no such row."""
    kind = fact.row_kind or FactKind.TEXT
    if row is not None:
        return show_value(value.rows[row], kind, t) if row in value.rows else None
    return "; ".join(
        f"{_label(fact, name, t)}: {show_value(row_value, kind, t)}"
        for name, row_value in value.rows.items()
    )


def _label(fact: Fact, row: str, t: Catalogue) -> str:
    labels = fact.labels.get(row, {})
    return labels.get(t.language) or labels.get("en") or row


def _without_value(fact: Fact, day: date, t: Catalogue, facts: Mapping[str, Fact]) -> str:
    """Say that there is no figure, since when, and whom to ask; never the old figure."""
    since, contact = fact.changed_since(day), _whom_to_ask(fact, day, facts)
    when = "" if since is None else t.date(since)
    whom = "" if contact is None else short_line(contact, t)
    if fact.hold is not None:
        if whom:
            return t.gettext("(being checked since {date}: ask {contact})").format(
                date=when, contact=whom
            )
        return t.gettext("(being checked since {date})").format(date=when)
    if when and whom:
        return t.gettext(
            "(changed on {date}, the new figure is not confirmed yet: ask {contact})"
        ).format(date=when, contact=whom)
    if when:
        return t.gettext("(changed on {date}, the new figure is not confirmed yet)").format(
            date=when
        )
    if whom:
        return t.gettext("(the figure is not confirmed yet: ask {contact})").format(contact=whom)
    return t.gettext("(the figure is not confirmed yet)")


def _whom_to_ask(fact: Fact, day: date, facts: Mapping[str, Fact]) -> Contact | None:
    asked = facts.get(fact.ask) if fact.ask is not None and fact.ask != fact.name else None
    value = asked.on(day) if asked is not None else None
    return value.value if value is not None and isinstance(value.value, Contact) else None
