"""The screens of a form: a question with its buttons, the result, why an answer is refused."""

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from babel.dates import get_month_names

from bot.dialogue.actions import Verb, dump
from bot.dialogue.forms._parts import Calculation, Field, Form, Keepable, Said
from bot.dialogue.forms._reading import SEPARATOR
from bot.dialogue.reply import Button, Keyboard, Reply, notice, paragraph, title
from bot.dialogue.scene import Scene, foot
from bot.i18n import Catalogue
from bot.pathway.typed import Unreadable, has_digits

_PER_ROW: Final = {"days": 7, "months": 3, "years": 4}
#: An example that can be read in one way only.
_EXAMPLE: Final = date(2027, 3, 31)


def question(scene: Scene, form: Form, complete: tuple[str, ...], open_date: str) -> Reply:
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
    if scene.said.talks_to_person and (field.is_date or field.typed):
        blocks.append(paragraph(_for_the_person(t)))
    elif field.is_date:
        blocks.append(paragraph(_or_type(t, t.date(_EXAMPLE))))
    elif field.typed:
        blocks.append(paragraph(t.gettext("Tap a button, or type the number.")))
    said = None if open_date or field.said is None else field.said(scene)
    if said is not None:
        before = t.gettext("You said before: {answer}. Use it, or answer anew.")
        blocks.append(paragraph(before.format(answer=said.text)))
    rows = list(_said_rows(scene, form, said, complete))
    rows += _rows(scene, form, complete, open_date)
    if complete or open_date:
        back = _back(complete, open_date)
        rows.append((Button("⬅️ " + t.gettext("Back"), _data(t, form, back)),))
    here = (Verb.FORM.value, form.id, SEPARATOR.join((*complete, open_date)))
    return Reply(tuple(blocks), (*rows, *foot(t, *here)), in_place=True)


def _said_rows(
    scene: Scene, form: Form, said: Said | None, complete: tuple[str, ...]
) -> Iterator[tuple[Button, ...]]:
    """Yield the ways to use what was said before, or to take it back."""
    if said is None:
        return
    t = scene.t
    if isinstance(form.end, Calculation):
        data = SEPARATOR.join((*complete, said.answers))
        yield (Button("✔️ " + said.text, dump(Verb.FORM, t.language, said.form or form.id, data)),)
    elif form.end.drops:
        label = "🗑 " + t.gettext("Take it back")
        yield (Button(label, dump(Verb.DROP, t.language, form.end.drops)),)


def _rows(scene: Scene, form: Form, complete: tuple[str, ...], open_date: str) -> Keyboard:
    t, field = scene.t, form.fields[len(complete)]

    def button(label: str, value: str) -> Button:
        return Button(label, _data(t, form, SEPARATOR.join((*complete, value))))

    choices = field.choices(scene, complete) if field.choices is not None else ()
    buttons = [button(choice.label(t), choice.value) for choice in choices]
    if field.years is None:
        return _in_rows(buttons, field.per_row)
    if not open_date:
        this = scene.today.year
        years = [button(str(this + n), f"{(this + n) % 100:02}") for n in field.years]
        return (*_in_rows(buttons, field.per_row), *_in_rows(years, _PER_ROW["years"]))
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
        return SEPARATOR.join((*complete, open_date[:2]))
    if open_date:
        return SEPARATOR.join(complete)
    return SEPARATOR.join(complete[:-1])


def result(scene: Scene, form: Form, end: Calculation, complete: tuple[str, ...]) -> Reply:
    t = scene.t
    blocks, rows = end.result(scene, complete)
    offer = keepable(scene, form, complete)
    if offer is not None:
        answers = SEPARATOR.join(complete)
        label = "💾 " + t.gettext("Keep: {what}").format(what=offer.text)
        rows = ((Button(label, dump(Verb.KEEP, t.language, form.id, answers)),), *rows)
        text = t.gettext("Keep it for your plan and the next time? You can take it back.")
        blocks = (*blocks, notice(text))
    more = (
        Button("🔁 " + t.gettext("Once more"), _data(t, form, "")),
        Button("🧮 " + t.gettext("Work something out"), dump(Verb.CALCULATORS, t.language)),
    )
    return Reply(
        (title(f"{form.sign} {form.name(t)}"), *blocks),
        (*rows, more, *foot(t, Verb.FORM.value, form.id, SEPARATOR.join(complete))),
        in_place=True,
    )


def keepable(scene: Scene, form: Form, answers: tuple[str, ...]) -> Keepable | None:
    """Return what may be kept of complete answers; ``None`` where nothing new is among them."""
    keeps = form.end.keeps if isinstance(form.end, Calculation) else None
    found = None if keeps is None else keeps(scene, answers)
    return None if found is None or found.state == scene.said else found


def ends_before_start(t: Catalogue) -> str:
    """Return that the days of a period are the wrong way round, with an example."""
    return t.gettext(
        "The last day lies before the first one. Please enter the days once more, "
        "for example 1 April 2023 and 31 March 2026."
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


def refusal(t: Catalogue, field: Field, reason: Unreadable) -> str:
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
    if reason is Unreadable.ENDS_BEFORE_START:
        return ends_before_start(t)
    if reason is Unreadable.NOT_A_DATE:
        return t.gettext("I did not find a date. Please write it like this: {example}").format(
            example=example
        )
    return t.gettext(
        "I did not find a number that fits. Please write one between {least} and {most}."
    ).format(least=t.number(field.least), most=t.number(field.most))
