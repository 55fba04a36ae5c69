"""A few questions in a row, answered by buttons or by typing; all answers stand in the buttons.

Nothing is kept between two presses: the data of a button holds the form and the answers so far.
Only while a form waits for typed text does the chat remember its own button (``Turn.state``).
"""

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import get_month_names

from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Block, Button, Keyboard, Reply, notice, paragraph, title
from bot.dialogue.scene import Scene, foot
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue
from bot.pathway.typed import TypedError, Unreadable, has_digits, read_date, read_number

#: Longer texts are questions, not answers to a form.
_LONGEST_ANSWER: Final = 40
_SEPARATOR: Final = ","
_DIGITS: Final = re.compile(r"[0-9]+")
_NUMBER: Final = re.compile(r"[0-9]{1,8}(?:\.[0-9])?")
#: Days are kept with two digits of the year.
_YEARS: Final = range(2000, 2060)
_PER_ROW: Final = {"days": 7, "months": 3, "years": 4}
#: An example that can be read in one way only.
_EXAMPLE: Final = date(2027, 3, 31)

Text = Callable[[Catalogue], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tap: what its button says, and the value in the data (letters, digits)."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a form.

    ``choices`` are offered as buttons, by what was answered before; ``years`` makes it a day,
    chosen on a calendar, with years relative to the present one; ``typed`` takes numbers between
    ``least`` and ``most`` as well.
    """

    ask: Text
    hint: Text | None = None
    choices: Callable[[Scene, tuple[str, ...]], Sequence[Choice]] | None = None
    years: range | None = None
    typed: bool = False
    least: int = 0
    most: int = 10_000_000
    per_row: int = 2

    @property
    def is_date(self) -> bool:
        return self.years is not None


@dataclass(frozen=True, slots=True)
class Form:
    """Questions and what their answers lead to; ``result`` may raise nothing.

    ``saves`` gives what is kept of complete answers, for forms whose answers are kept; or a reply
    that says why nothing is.
    """

    id: str
    name: Text
    fields: tuple[Field, ...]
    result: Callable[[Scene, tuple[str, ...]], tuple[Sequence[Block], Keyboard]]
    saves: Callable[[Scene, ChatState, tuple[str, ...]], ChatState | Reply] | None = None
    sign: str = "🧮"


def show(scene: Scene, form: Form, data: str, *, takes_text: bool = True) -> Reply:
    """Return the screen of a form with the answers in *data*; the result when it is complete.

    Answers that no button of ours can hold lead back to the first question. Without *takes_text*
    what is typed goes to a person: the screen says so.
    """
    answers = _answers(scene, form, data)
    if answers is None:
        return _question(scene, form, (), "", takes_text=takes_text)
    complete, open_date = answers
    if len(complete) == len(form.fields):
        return _result(scene, form, complete)
    return _question(scene, form, complete, open_date, takes_text=takes_text)


def complete(scene: Scene, form: Form, data: str) -> tuple[str, ...] | None:
    """Return the answers in *data* when none is missing."""
    answers = _answers(scene, form, data)
    if answers is None or len(answers[0]) < len(form.fields):
        return None
    return answers[0]


def typed(scene: Scene, form: Form, data: str, text: str) -> str | Reply | None:
    """Return the data with a typed answer added, or why it is refused.

    ``None``: the text is no answer but something else that somebody wanted to say.
    """
    answers = _answers(scene, form, data)
    if answers is None or len(answers[0]) == len(form.fields):
        return None
    complete, _ = answers
    field = form.fields[len(complete)]
    if len(text) > _LONGEST_ANSWER or not has_digits(text):
        return None
    try:
        if field.is_date:
            value = _kept(read_date(text, scene.language))
        elif field.typed:
            value = _number(read_number(text), field)
        else:
            return None
    except TypedError as error:
        question = _question(scene, form, complete, "")
        refused = paragraph("✏️ " + _refusal(scene.t, field, error.reason))
        return Reply((refused, *question.blocks), question.keyboard)
    return _SEPARATOR.join((*complete, value))


def awaits_text(scene: Scene, form: Form, data: str) -> bool:
    """Whether the screen of these answers takes typed text."""
    answers = _answers(scene, form, data)
    if answers is None or len(answers[0]) == len(form.fields):
        return False
    field = form.fields[len(answers[0])]
    return field.is_date or field.typed


def day_of(value: str) -> date:
    """Return the day that an answer stands for."""
    return date(2000 + int(value[:2]), int(value[2:4]), int(value[4:6]))


def _kept(day: date) -> str:
    if day.year not in _YEARS:
        raise TypedError(Unreadable.NOT_A_DATE)
    return day.strftime("%Y%m%d")[2:]


def _number(value: Decimal, field: Field) -> str:
    if not field.least <= value <= field.most:
        raise TypedError(Unreadable.NOT_A_NUMBER)
    text = format(value.quantize(Decimal("0.1")), "f")
    return text.removesuffix(".0")


def _answers(scene: Scene, form: Form, data: str) -> tuple[tuple[str, ...], str] | None:
    """Return the complete answers and the beginning of a day; ``None`` when they are not ours."""
    parts = [part for part in data.split(_SEPARATOR) if part]
    if len(parts) > len(form.fields):
        return None
    complete: list[str] = []
    for index, (part, field) in enumerate(zip(parts, form.fields, strict=False)):
        if field.is_date:
            if not _DIGITS.fullmatch(part) or len(part) not in {2, 4, 6}:
                return None
            if len(part) < 6:
                is_last = index == len(parts) - 1
                return (tuple(complete), part) if is_last and _is_open(part) else None
            if not _is_day(part):
                return None
        elif not (field.typed and _NUMBER.fullmatch(part)):
            offered = field.choices(scene, tuple(complete)) if field.choices is not None else ()
            if part not in {choice.value for choice in offered}:
                return None
        complete.append(part)
    return tuple(complete), ""


def _is_open(part: str) -> bool:
    return len(part) == 2 or 1 <= int(part[2:4]) <= 12


def _is_day(part: str) -> bool:
    try:
        day_of(part)
    except ValueError:
        return False
    return True


def _question(
    scene: Scene,
    form: Form,
    complete: tuple[str, ...],
    open_date: str,
    *,
    takes_text: bool = True,
) -> Reply:
    t = scene.t
    field = form.fields[len(complete)]
    blocks = [title(f"{form.sign} {form.name(t)}")]
    if len(form.fields) > 1:
        step = t.gettext("Question {number} of {total}").format(
            number=len(complete) + 1, total=len(form.fields)
        )
        blocks.append(notice(step))
    blocks.append(paragraph(field.ask(t)))
    if field.hint is not None:
        blocks.append(paragraph(field.hint(t)))
    if not takes_text and (field.is_date or field.typed):
        blocks.append(paragraph(_for_the_person(t)))
    elif field.is_date:
        blocks.append(paragraph(_or_type(t, t.date(_EXAMPLE))))
    elif field.typed:
        blocks.append(paragraph(t.gettext("Tap a button, or type the number.")))
    rows = list(_rows(scene, form, complete, open_date))
    if complete or open_date:
        back = _back(complete, open_date)
        rows.append((Button("⬅️ " + t.gettext("Back"), _data(t, form, back)),))
    here = (Verb.FORM.value, form.id, _SEPARATOR.join((*complete, open_date)))
    return Reply(tuple(blocks), (*rows, *foot(t, *here)), in_place=True)


def _rows(scene: Scene, form: Form, complete: tuple[str, ...], open_date: str) -> Keyboard:
    t, field = scene.t, form.fields[len(complete)]

    def button(label: str, value: str) -> Button:
        return Button(label, _data(t, form, _SEPARATOR.join((*complete, value))))

    if field.years is None:
        choices = field.choices(scene, complete) if field.choices is not None else ()
        buttons = [button(choice.label(t), choice.value) for choice in choices]
        return _in_rows(buttons, field.per_row)
    if not open_date:
        this = scene.today.year
        years = [button(str(this + n), f"{(this + n) % 100:02}") for n in field.years]
        return _in_rows(years, _PER_ROW["years"])
    if len(open_date) == 2:
        names = get_month_names("abbreviated", "stand-alone", locale=t.locale)
        months = [button(_month(names, n), f"{open_date}{n:02}") for n in range(1, 13)]
        return _in_rows(months, _PER_ROW["months"])
    return _days(t, open_date, button)


def _days(t: Catalogue, open_date: str, button: Callable[[str, str], Button]) -> Keyboard:
    """Return the days of a month in weeks from Monday, with the names of the weekdays."""
    year, month = 2000 + int(open_date[:2]), int(open_date[2:])
    nothing = Button("·", dump(Verb.NOTHING))
    head = tuple(Button(t.weekday(index), dump(Verb.NOTHING)) for index in range(7))
    weeks = calendar.Calendar().monthdayscalendar(year, month)
    return (
        head,
        *(
            tuple(button(str(day), f"{open_date}{day:02}") if day else nothing for day in week)
            for week in weeks
        ),
    )


def _month(names: Mapping[int, str], number: int) -> str:
    """Return a month's short name; the number beside it matches Japanese papers."""
    name = str(names[number])
    return name if has_digits(name) else f"{number} · {name}"


def _in_rows(buttons: Sequence[Button], width: int) -> Keyboard:
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def _back(complete: tuple[str, ...], open_date: str) -> str:
    if len(open_date) == 4:
        return _SEPARATOR.join((*complete, open_date[:2]))
    if open_date:
        return _SEPARATOR.join(complete)
    return _SEPARATOR.join(complete[:-1])


def _result(scene: Scene, form: Form, complete: tuple[str, ...]) -> Reply:
    t = scene.t
    blocks, rows = form.result(scene, complete)
    again = Button("🔁 " + t.gettext("Once more"), _data(t, form, ""))
    more = [again]
    if form.saves is None:
        name = "🧮 " + t.gettext("Work something out")
        more.append(Button(name, dump(Verb.CALCULATORS, t.language)))
    return Reply(
        (title(f"{form.sign} {form.name(t)}"), *blocks),
        (*rows, tuple(more), *foot(t, Verb.FORM.value, form.id, _SEPARATOR.join(complete))),
        in_place=True,
    )


def _data(t: Catalogue, form: Form, answers: str) -> str:
    return dump(Verb.FORM, t.language, form.id, answers)


def _or_type(t: Catalogue, example: str) -> str:
    return t.gettext("Tap a button, or type the date, for example: {example}").format(
        example=example
    )


def _for_the_person(t: Catalogue) -> str:
    return t.gettext(
        "While you talk to a person, what you type goes to them. Tap a button, or end the "
        "conversation first: /end"
    )


def _refusal(t: Catalogue, field: Field, reason: Unreadable) -> str:
    example = t.date(_EXAMPLE)
    if reason is Unreadable.TWO_WAYS:
        return t.gettext(
            "I cannot tell the day from the month. Please write it like this: {example}"
        ).format(example=example)
    if reason is Unreadable.NO_SUCH_DAY:
        return t.gettext("There is no such day. Please write it like this: {example}").format(
            example=example
        )
    if reason is Unreadable.OTHER_CALENDAR:
        return t.gettext(
            "Please write the year as it stands on Japanese papers, like this: {example}"
        ).format(example=example)
    if reason is Unreadable.NOT_A_DATE:
        return t.gettext("I did not find a date. Please write it like this: {example}").format(
            example=example
        )
    return t.gettext(
        "I did not find a number that fits. Please write one between {least} and {most}."
    ).format(least=t.number(field.least), most=t.number(field.most))
