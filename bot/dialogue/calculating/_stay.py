"""Days that the stay hangs on."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.dialogue.calculating._fields import PAST, numbers
from bot.dialogue.calculating._results import Shown, days_left, guarded, shown
from bot.dialogue.forms import Calculation, Choice, Field, Form, day_of
from bot.dialogue.reply import item
from bot.dialogue.scene import Scene
from bot.knowledge.facts import show
from bot.knowledge.model import Duration
from bot.pathway import calculators


def _ssw1(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    first, away = day_of(answers[0]), Decimal(answers[1])
    found = calculators.ssw1_left(((first, scene.today),), on=scene.today, facts=facts)
    back = timedelta(days=int(away * 30))
    last = found.last_day + back
    lines = [
        item(t.gettext("Time with this status ends about {date}.").format(date=t.date(last))),
        days_left(t, last, scene.today),
        item(t.gettext("All jobs and fields with this status count together.")),
    ]
    formula = t.gettext("{time} in all, less the time with this status").format(
        time=show("ssw1_total", on=scene.today, t=t, facts=facts)
    )
    return shown(scene, lines, formula, "ssw1_total", ("stay/ssw1", "stay/ssw2"))


def _card(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    until = day_of(answers[0])
    window = calculators.duration("ext_apply_from", scene.today, facts)
    start = calculators.add(until, Duration(months=-window.months))
    lines = [
        days_left(t, until, scene.today),
        item(t.gettext("You can apply to extend from {date}.").format(date=t.date(start))),
        item(
            t.gettext("The application must be in on {date} at the latest.").format(
                date=t.date(until)
            )
        ),
    ]
    if until < scene.today:
        lines = [
            item(t.gettext("This day has passed. Talk to a lawyer or an NGO first.")),
        ]
    formula = t.gettext("the date on your card, and {time} before").format(
        time=show("ext_apply_from", on=scene.today, t=t, facts=facts)
    )
    topics = ("stay/period-extension", "stay/overstay")
    return shown(scene, lines, formula, "ext_apply_from", topics)


def _duty(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    kind, day = answers[0], day_of(answers[1])
    fact = "card_address_limit" if kind == "address" else "org_notice_limit"
    limit = calculators.duration(fact, day, facts)
    last = calculators.add(day, limit)
    lines = [
        item(t.gettext("The notice is due by {date}.").format(date=t.date(last))),
        days_left(t, last, scene.today)
        if last >= scene.today
        else item(t.gettext("This day has passed. Hand the notice in all the same, at once.")),
    ]
    formula = t.gettext("the day it happened + {time}").format(
        time=show(fact, on=day, t=t, facts=facts)
    )
    topics = (
        ("stay/residence-card",)
        if kind == "address"
        else ("stay/notification-14-days", "stay/lost-job")
    )
    return shown(scene, lines, formula, fact, topics)


def _duties(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    return [
        Choice("address", lambda t: t.gettext("I moved to another address")),
        Choice("job", lambda t: t.gettext("My job or company changed or ended")),
    ]


FORMS: Final = (
    Form(
        "ssw1",
        lambda t: t.gettext("SSW (i): how long can I stay?"),
        (
            Field(lambda t: t.gettext("First day with this status (特定技能1号)"), years=PAST),
            Field(
                lambda t: t.gettext("Months without this status since then"),
                hint=lambda t: t.gettext("For example at home with the status given up."),
                choices=numbers(0, 1, 3, 6, 12),
                typed=True,
                most=120,
                per_row=3,
            ),
        ),
        Calculation(guarded(_ssw1)),
    ),
    Form(
        "card",
        lambda t: t.gettext("Residence card: days left"),
        (
            Field(
                lambda t: t.gettext("Last day of your period of stay (在留期間の満了日)"),
                years=range(6),
            ),
        ),
        Calculation(guarded(_card)),
    ),
    Form(
        "notice",
        lambda t: t.gettext("Notice to an office: by which day"),
        (
            Field(lambda t: t.gettext("What happened?"), choices=_duties, per_row=1),
            Field(lambda t: t.gettext("On which day?"), years=range(-1, 2)),
        ),
        Calculation(guarded(_duty)),
    ),
)
