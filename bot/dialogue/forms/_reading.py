"""Answers as they stand in the data of a button, and values on their way into it."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bot.dialogue.forms._parts import Field, Form
from bot.dialogue.scene import Scene
from bot.pathway.typed import TypedError, Unreadable

SEPARATOR: Final = ","
_DIGITS: Final = re.compile(r"[0-9]+")
_NUMBER: Final = re.compile(r"[0-9]{1,8}(?:\.[0-9])?")
#: Days are kept with two digits of the year.
_YEARS: Final = range(2000, 2060)


def read(scene: Scene, form: Form, data: str) -> tuple[tuple[str, ...], str] | None:
    """Return the complete answers and the beginning of a day; ``None`` when they are not ours."""
    parts = [part for part in data.split(SEPARATOR) if part]
    if len(parts) > len(form.fields):
        return None
    complete: list[str] = []
    for index, (part, field) in enumerate(zip(parts, form.fields, strict=False)):
        if field.is_date and part not in _offered(scene, field, complete):
            if not _DIGITS.fullmatch(part) or len(part) not in {2, 4, 6}:
                return None
            if len(part) < 6:
                is_last = index == len(parts) - 1
                return (tuple(complete), part) if is_last and _is_open(part) else None
            if not _is_day(part):
                return None
        elif not (field.typed and _NUMBER.fullmatch(part)) and (
            part not in _offered(scene, field, complete)
        ):
            return None
        complete.append(part)
    return tuple(complete), ""


def _offered(scene: Scene, field: Field, complete: Sequence[str]) -> set[str]:
    """Return the values that the buttons of a question hold."""
    choices = field.choices(scene, tuple(complete)) if field.choices is not None else ()
    return {choice.value for choice in choices}


def _is_open(part: str) -> bool:
    return len(part) == 2 or 1 <= int(part[2:4]) <= 12


def _is_day(part: str) -> bool:
    try:
        day_of(part)
    except ValueError:
        return False
    return True


def day_of(value: str) -> date:
    """Return the day that an answer stands for."""
    return date(2000 + int(value[:2]), int(value[2:4]), int(value[4:6]))


def kept(day: date) -> str:
    if day.year not in _YEARS:
        raise TypedError(Unreadable.NOT_A_DATE)
    return day.strftime("%Y%m%d")[2:]


def number(value: Decimal, field: Field) -> str:
    if not field.least <= value <= field.most:
        raise TypedError(Unreadable.NOT_A_NUMBER)
    text = format(value.quantize(Decimal("0.1")), "f")
    return text.removesuffix(".0")
