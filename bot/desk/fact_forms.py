"""A fact in a form: its value as people write it, and back into the plain values of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.desk.forms import Form
from bot.desk.problems import EntryProblem, mark
from bot.knowledge.model import Duration, Fact, FactKind, FactValue, Money
from bot.languages import LANGUAGES

#: Kinds with one plain value; the others are edited as they stand in the file.
PLAIN: Final = frozenset(set(FactKind) - {FactKind.CONTACT, FactKind.TABLE})
_UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes")
_PART: Final = re.compile(r"(\d{1,6})\s*([a-z]+)")
_GROUPED: Final = re.compile(r"(?<=\d)[,\s](?=\d{3}\b)")


@dataclass(frozen=True, slots=True)
class Entered:
    """What an editor entered for a fact.

    ``since``: the day from which a new rule holds; ``None`` corrects the present value.
    """

    value: str
    since: date | None
    url: str
    publisher: str
    title: str
    language: str
    checked: date
    check_by: date
    about: str


def written(value: object) -> str:
    """Return a value as an editor writes it."""
    if isinstance(value, Money):
        currency = "" if value.currency == "JPY" else f" {value.currency}"
        return f"{value.amount:f}{currency}"
    if isinstance(value, Duration):
        return " ".join(
            f"{number} {unit if number != 1 else unit[:-1]}"
            for unit in _UNITS
            if (number := getattr(value, unit))
        )
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def present_value(fact: Fact, today: date) -> FactValue:
    """Return the value that holds today, else the last one."""
    held = [value for value in fact.values if value.holds(today)]
    return held[0] if held else fact.values[-1]


def read(form: Form, today: date) -> Entered:
    """Return what was entered.

    Raises:
        EntryProblem: A day cannot be read.
    """
    since = form.text("since", limit=10)
    return Entered(
        value=form.text("value", limit=500),
        since=_day(since) if since else None,
        url=form.text("url", limit=500),
        publisher=form.text("publisher", limit=200),
        title=form.text("title", limit=300),
        language=form.text("language", limit=8),
        checked=_day(form.text("checked", limit=10) or today.isoformat()),
        check_by=_day(form.text("check_by", limit=10)),
        about=form.text("about", limit=500),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EntryProblem(
            mark('"{text}" is not a day. Write it like 2027-04-01.'), text=text
        ) from None


def plain(text: str, kind: FactKind) -> object:
    """Return an entered value as it stands in the file.

    Raises:
        EntryProblem: It is not a value of this kind.
    """
    if text.strip().lower() == "unknown":
        return "unknown"
    if kind is FactKind.MONEY:
        return _money(text)
    if kind is FactKind.DURATION:
        return _duration(text)
    if kind in {FactKind.NUMBER, FactKind.PERCENT}:
        return _number(text.removesuffix("%").strip())
    if kind is FactKind.DATE:
        return _day(text.strip())
    if not text.strip():
        raise EntryProblem(mark("The value is empty. Write it."))
    return text.strip()


def _money(text: str) -> object:
    amount, _, currency = text.replace("¥", "").replace("円", "").strip().partition(" ")
    if currency and not re.fullmatch(r"[A-Z]{3}", currency) and not currency[0].isdigit():
        raise EntryProblem(mark('Write the amount, for other money with its code: "500000 VND".'))
    if currency and currency[0].isdigit():
        amount, currency = text.replace("¥", "").replace("円", "").strip(), ""
    number = _number(amount)
    if currency and currency != "JPY":
        return {"amount": number, "currency": currency}
    if isinstance(number, Decimal):
        raise EntryProblem(mark("Write whole yen, without a point."))
    return number


def _number(text: str) -> int | Decimal:
    try:
        number = Decimal(_GROUPED.sub("", text.strip()))
    except InvalidOperation:
        raise EntryProblem(
            mark('"{text}" is not a number. Write digits only.'), text=text
        ) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise EntryProblem(mark('"{text}" is not a number that can be shown.'), text=text)
    return int(number) if number == number.to_integral_value() else number


def _duration(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    rest = text.strip().lower()
    for number, unit in _PART.findall(rest):
        name = unit if unit.endswith("s") else f"{unit}s"
        if name not in _UNITS or name in found:
            raise EntryProblem(mark('Write a length of time like "2 years 6 months" or "14 days".'))
        found[name] = int(number)
    if not found or _PART.sub("", rest).replace(",", "").replace("and", "").strip():
        raise EntryProblem(mark('Write a length of time like "2 years 6 months" or "14 days".'))
    return {unit: found[unit] for unit in _UNITS if unit in found}


def changed(
    data: Mapping[str, object], fact: Fact, entered: Entered, today: date
) -> dict[str, object]:
    """Return the plain values of a fact with what was entered.

    Raises:
        EntryProblem: Something cannot be understood.
    """
    _refuse_source(entered)
    value: dict[str, object] = {"value": plain(entered.value, fact.kind)}
    source = {
        "url": entered.url,
        "publisher": entered.publisher,
        "title": entered.title,
        "language": entered.language,
        "checked": entered.checked,
    }
    held = list(_values(data))
    place = fact.values.index(present_value(fact, today))
    if entered.since is None:
        kept = {
            key: day for key, day in held[place].items() if key in {"valid_from", "valid_until"}
        }
        held[place] = {**value, **kept, "source": source}
    else:
        held = _followed(held, fact, entered.since)
        held.append({**value, "valid_from": entered.since, "source": source})
    about = {"about": entered.about} if entered.about else {}
    return {**data, **about, "values": held, "check_by": entered.check_by}


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


def _refuse_source(entered: Entered) -> None:
    if not re.fullmatch(r"https?://[^\s<>\"]+", entered.url):
        raise EntryProblem(
            mark("Give the address of the page where the figure stands (https://…).")
        )
    if not entered.publisher or not entered.title:
        raise EntryProblem(mark("Say whose page the source is, and its title."))
    if entered.language not in LANGUAGES and len(entered.language) != 2:
        raise EntryProblem(mark("Say in which language the source is."))
