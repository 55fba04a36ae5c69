"""The calculators as forms: what is asked, and how a result is said with its formula and source."""

from typing import Final

from bot.dialogue.actions import Verb, dump
from bot.dialogue.calculating import _pension, _stay, _wages
from bot.dialogue.calculating._pension import OWN as OWN_PENSION
from bot.dialogue.calculating._pension import own_buttons
from bot.dialogue.calculating._results import why_not
from bot.dialogue.reply import Button, Reply, paragraph
from bot.dialogue.reply import title as heading
from bot.dialogue.scene import Scene, foot

__all__ = ["FORMS", "OWN_PENSION", "button", "own_buttons", "screen", "why_not"]

FORMS: Final = {form.id: form for form in (*_pension.FORMS, *_wages.FORMS, *_stay.FORMS)}


def screen(scene: Scene) -> Reply:
    """Return the list of all calculators."""
    t = scene.t
    rows = tuple(
        (Button(form.name(t), dump(Verb.FORM, t.language, form.id, "")),) for form in FORMS.values()
    )
    return Reply(
        (
            heading("🧮 " + t.gettext("Work something out")),
            paragraph(
                t.gettext("What you enter is kept only until the next step, unless you tap Keep.")
            ),
        ),
        (*rows, *foot(t, Verb.CALCULATORS.value)),
        in_place=True,
    )


def button(scene: Scene, tool: str) -> Button | None:
    """Return the button that opens a calculator from a topic; ``None`` when there is none."""
    form = FORMS.get(tool)
    if form is None:
        return None
    t = scene.t
    return Button("🧮 " + form.name(t), dump(Verb.FORM, t.language, form.id, ""))
