"""The periods of pension insurance that a worker said: shown, explained, put to use."""

from collections.abc import Sequence
from typing import Final

from bot.dialogue import calculating
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Button, Reply, item, notice, paragraph, title
from bot.dialogue.scene import Scene, foot, topic_button
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue
from bot.pathway import insured
from bot.pathway.insured import Insurance, Period

_PENSION_PAGE: Final = "leave/pension-lump-sum"
#: The forms that ask for a period.
FORM_IDS: Final = {Insurance.EMPLOYEES: "insured-e", Insurance.NATIONAL: "insured-n"}


def drops(period: Period) -> str:
    """Return what takes a period back, as it stands in a button's data."""
    return f"{period.insurance.value}{period.first:%y%m%d}"


def lines(scene: Scene, state: ChatState) -> list[str]:
    """Return what was said of pension insurance, a line for each period."""
    t = scene.t
    return [
        t.gettext("{pension}: {days}").format(
            pension=insured.pension_name(t, one.insurance), days=insured.days_of(t, one)
        )
        for one in state.insured
    ]


def button(t: Catalogue) -> Button:
    """Return the way to the periods of pension insurance."""
    return Button("🧾 " + t.gettext("Pension insurance"), dump(Verb.INSURED, t.language))


def screen(scene: Scene, state: ChatState) -> Reply:
    """Return the periods of pension insurance, what they mean, and the ways to change them."""
    t = scene.t
    rows: list[tuple[Button, ...]] = []
    for kind in Insurance:
        label = "➕ " + insured.pension_name(t, kind)
        rows.append((Button(label, dump(Verb.FORM, t.language, FORM_IDS[kind], "")),))
    for one in state.insured:
        label = "🗑 " + insured.days_of(t, one)
        rows.append((Button(label, dump(Verb.DROP, t.language, drops(one))),))
    rows += [(one,) for one in calculating.own_buttons(scene)]
    if (more := topic_button(scene, _PENSION_PAGE)) is not None:
        rows.append((Button("▸ " + more.label, more.data),))
    back = (
        Button("📅 " + t.gettext("Dates"), dump(Verb.DETAILS, t.language)),
        Button("🧭 " + t.gettext("My way home"), dump(Verb.PLAN, t.language)),
    )
    return Reply(
        (
            title("🧾 " + t.gettext("Pension insurance")),
            *(item(line) for line in lines(scene, state)),
            *(item(line, "➜") for line in outlook(scene, state.insured)),
            paragraph(
                t.gettext(
                    "From when to when were you insured? The plan then says whether you can get "
                    "pension money back. You need not say it. Leave out what was paid back already."
                )
            ),
            notice(
                t.gettext(
                    "厚生年金 is taken from the wage, 国民年金 you pay yourself. The pension "
                    "office (年金事務所) tells you your months."
                )
            ),
        ),
        (*rows, back, *foot(t, Verb.INSURED.value)),
        in_place=True,
    )


def outlook(scene: Scene, periods: Sequence[Period]) -> list[str]:
    """Return what periods mean for the pension lump sum; nothing where none was said."""
    facts = scene.knowledge.facts
    return list(insured.outlook(periods, on=scene.today, t=scene.t, facts=facts))
