"""A form as it is filled in: by pressing, by typing, and what is kept of complete answers."""

from dataclasses import replace
from typing import Final

from bot.dialogue import calculating, forms, keeping, walking
from bot.dialogue.actions import Action, Verb, dump, parse
from bot.dialogue.forms import Form, Saving
from bot.dialogue.reply import Button, Reply
from bot.dialogue.scene import Scene
from bot.dialogue.turn import ChatState, Turn

#: All forms: those that only work something out, and those whose answers are kept.
_FORMS: Final = {
    form.id: form
    for form in (*calculating.FORMS.values(), calculating.OWN_PENSION, *keeping.FORMS.values())
}


def fill(scene: Scene, state: ChatState, form_id: str, data: str) -> Turn:
    """Return the screen of a form with the answers in *data*, and what is kept of them."""
    form = _FORMS.get(form_id)
    if form is None:
        return Turn((calculating.screen(scene),), state)
    answers = forms.complete(scene, form, data)
    if answers is not None and isinstance(form.end, Saving):
        return _save(scene, state, form, form.end, answers)
    if forms.awaits_text(scene, form, data):
        state = _awaiting(scene, state, form, data)
    return Turn((forms.show(scene, form, data),), state)


def _save(
    scene: Scene, state: ChatState, form: Form, end: Saving, answers: tuple[str, ...]
) -> Turn:
    saved = end.saves(scene, state, answers)
    if isinstance(saved, Reply):
        return Turn((saved,), state)
    if isinstance(saved, forms.Refused):
        reply = forms.begin_again(scene, form, saved)
        return Turn((reply,), _awaiting(scene, state, form, ""))
    state = walking.renewed(scene, saved)
    return Turn((end.then(replace(scene, said=state), state),), state)


def keep(scene: Scene, state: ChatState, form_id: str, data: str) -> Turn:
    """Keep what a calculator offered to keep, and show its result again."""
    form = _FORMS.get(form_id)
    answers = None if form is None else forms.complete(scene, form, data)
    found = None if form is None or answers is None else forms.keepable(scene, form, answers)
    if form is None or found is None:
        return fill(scene, state, form_id, data)
    reply = forms.show(replace(scene, said=found.state), form, data)
    toast = scene.t.gettext("Kept: {what}. You can take it back under Dates.")
    return Turn((replace(reply, toast=toast.format(what=found.text)),), found.state)


def open_again(scene: Scene, waiting: str) -> Button | None:
    """Return the button that opens a form that waits for text (``ChatState.awaiting``) again."""
    action = parse(waiting)
    form = _FORMS.get(action.arguments[1]) if action is not None else None
    return None if form is None else Button(f"{form.sign} {form.name(scene.t)}", waiting)


def _awaiting(scene: Scene, state: ChatState, form: Form, data: str) -> ChatState:
    if state.talks_to_person:  # what is typed goes to them
        return state
    return replace(state, awaiting=dump(Verb.FORM, scene.language, form.id, data))


def typed(scene: Scene, state: ChatState, waiting: Action, text: str) -> Turn | None:
    """Return what follows from a text while a form waits; ``None`` when it is no answer to it.

    *waiting* is the press that showed the form (``ChatState.awaiting``).
    """
    _, form_id, data = waiting.arguments
    form = _FORMS.get(form_id)
    found = None if form is None else forms.typed(scene, form, data, text)
    if form is None or found is None:
        return None
    if isinstance(found, Reply):
        waiting_on = dump(waiting.verb, *waiting.arguments)
        return Turn((found.new_message(),), replace(state, awaiting=waiting_on))
    turn = fill(scene, state, form.id, found)
    return replace(turn, replies=tuple(reply.new_message() for reply in turn.replies))
