"""A few questions in a row, answered by buttons or by typing; all answers stand in the buttons.

Nothing is kept between two presses: the data of a button holds the form and the answers so far.
Only while a form waits for typed text does the chat remember its own button (``Turn.state``).
"""

from dataclasses import replace
from typing import Final

from bot.dialogue.forms._drawing import ends_before_start, keepable, question, refusal, result
from bot.dialogue.forms._parts import (
    Calculation,
    Choice,
    Field,
    Form,
    Keepable,
    Refused,
    Said,
    Saving,
    Text,
)
from bot.dialogue.forms._reading import SEPARATOR, day_of, kept, number, read
from bot.dialogue.reply import Reply, paragraph
from bot.dialogue.scene import Scene
from bot.pathway.typed import (
    TypedError,
    Unreadable,
    has_digits,
    read_date,
    read_number,
    read_period,
)

__all__ = [
    "Calculation",
    "Choice",
    "Field",
    "Form",
    "Keepable",
    "Refused",
    "Said",
    "Saving",
    "Text",
    "awaits_text",
    "begin_again",
    "complete",
    "day_of",
    "ends_before_start",
    "keepable",
    "show",
    "typed",
]

#: Longer texts are questions, not answers to a form.
_LONGEST_ANSWER: Final = 40
_LONGEST_PERIOD: Final = 80


def show(scene: Scene, form: Form, data: str) -> Reply:
    """Return the screen of a form with the answers in *data*; the result when it is complete.

    Answers that no button of ours can hold lead back to the first question.
    """
    answers = read(scene, form, data)
    if answers is None:
        return question(scene, form, (), "")
    complete, open_date = answers
    if len(complete) == len(form.fields) and isinstance(form.end, Calculation):
        return result(scene, form, form.end, complete)
    if len(complete) == len(form.fields):
        return question(scene, form, (), "")
    return question(scene, form, complete, open_date)


def complete(scene: Scene, form: Form, data: str) -> tuple[str, ...] | None:
    """Return the answers in *data* when none is missing."""
    answers = read(scene, form, data)
    if answers is None or len(answers[0]) < len(form.fields):
        return None
    return answers[0]


def typed(scene: Scene, form: Form, data: str, text: str) -> str | Reply | None:
    """Return the data with a typed answer added, or why it is refused.

    ``None``: the text is no answer but something else that somebody wanted to say.
    """
    answers = read(scene, form, data)
    if answers is None or len(answers[0]) == len(form.fields):
        return None
    complete, _ = answers
    field = form.fields[len(complete)]
    longest = _LONGEST_PERIOD if field.to_next else _LONGEST_ANSWER
    if len(text) > longest or not has_digits(text):
        return None
    try:
        period = read_period(text, scene.language) if field.to_next else None
        if period is not None:
            value = SEPARATOR.join(map(kept, period))
        elif field.is_date:
            value = kept(read_date(text, scene.language))
        elif field.typed:
            value = number(read_number(text), field)
        else:
            return None
    except TypedError as error:
        if len(text) > _LONGEST_ANSWER and error.reason is Unreadable.NOT_A_DATE:
            return None
        return _again(scene, form, complete, refusal(scene.t, field, error.reason))
    return SEPARATOR.join((*complete, value))


def begin_again(scene: Scene, form: Form, refused: Refused) -> Reply:
    """Return the first question of a form whose answers cannot be kept, under the reason."""
    return replace(_again(scene, form, (), refused.text), in_place=True)


def _again(scene: Scene, form: Form, complete: tuple[str, ...], why: str) -> Reply:
    again = question(scene, form, complete, "")
    return Reply((paragraph("✏️ " + why), *again.blocks), again.keyboard)


def awaits_text(scene: Scene, form: Form, data: str) -> bool:
    """Whether the screen of these answers takes typed text."""
    answers = read(scene, form, data)
    if answers is None or len(answers[0]) == len(form.fields):
        return False
    field = form.fields[len(answers[0])]
    return field.is_date or field.typed
