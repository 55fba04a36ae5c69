"""A form as it is filled in: by pressing, by typing, and what is kept of complete answers."""

from dataclasses import replace
from typing import Final

from bot.dialogue import calculating, details, forms, walking, ways
from bot.dialogue.actions import Action, Verb, dump
from bot.dialogue.reply import Reply
from bot.dialogue.scene import Scene
from bot.dialogue.turn import ChatState, Turn

#: All forms: those that only work something out, and those whose answers are kept.
_FORMS: Final = {**calculating.FORMS, **details.FORMS}


def fill(scene: Scene, state: ChatState, form_id: str, data: str) -> Turn:
    """Return the screen of a form with the answers in *data*, and what is kept of them."""
    form = _FORMS.get(form_id)
    if form is None:
        return Turn((calculating.screen(scene),), state)
    answers_given = forms.complete(scene, form, data)
    if form.saves is not None and answers_given is not None:
        saved = form.saves(scene, state, answers_given)
        if isinstance(saved, Reply):
            return Turn((saved,), state)
        state = walking.renewed(scene, saved)
        if ways.plan_of(scene, state) is not None:
            return Turn((walking.my_way(scene, state),), state)
    if forms.awaits_text(scene, form, data):
        state = replace(state, awaiting=dump(Verb.FORM, scene.language, form.id, data))
    return Turn((forms.show(scene, form, data),), state)


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
