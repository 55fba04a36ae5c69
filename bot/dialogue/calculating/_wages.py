"""Pay and leave: whether it is what the law asks for."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.dialogue import prefectures
from bot.dialogue.calculating._fields import PAST, PAY, numbers
from bot.dialogue.calculating._results import Shown, days, guarded, shown, yen
from bot.dialogue.forms import Calculation, Choice, Field, Form, Keepable, Text, day_of
from bot.dialogue.reply import item
from bot.dialogue.scene import Scene
from bot.knowledge.facts import show
from bot.pathway import calculators


def _overtime(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    hourly, hours, night, holiday, paid = map(Decimal, answers)
    due = calculators.overtime_due(hourly, hours, night, holiday, on=scene.today, facts=facts)
    lines = [
        item(t.gettext("Overtime: {amount}").format(amount=yen(t, due.overtime))),
        item(t.gettext("Night premium: {amount}").format(amount=yen(t, due.night))),
        item(t.gettext("Work on the weekly holiday: {amount}").format(amount=yen(t, due.holiday))),
        item(t.gettext("At least due in all: {amount}").format(amount=yen(t, due.total))),
    ]
    missing = due.total - paid
    if missing > 0:
        lines.append(item(t.gettext("Missing: about {amount}").format(amount=yen(t, missing))))
    else:
        lines.append(item(t.gettext("What you were paid is enough by this count.")))
    formula = t.gettext("pay an hour × hours × (100% + {rate}); above {limit} a month: {long}")
    formula = formula.format(
        rate=show("overtime_rate", on=scene.today, t=t, facts=facts),
        limit=show("overtime_long_from", on=scene.today, t=t, facts=facts),
        long=show("overtime_rate_long", on=scene.today, t=t, facts=facts),
    )
    return shown(scene, lines, formula, "overtime_rate", ("work/overtime", "work/unpaid-wages"))


def _minimum(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    _, prefecture, pay, hours = answers
    found = calculators.minimum_wage_check(
        Decimal(pay), Decimal(hours), prefecture, on=scene.today, facts=facts
    )
    lines = [
        item(t.gettext("Your pay an hour: {amount}").format(amount=yen(t, found.hourly))),
        item(
            t.gettext("Minimum wage in {prefecture}: {amount}").format(
                prefecture=prefectures.name(scene, prefecture), amount=yen(t, found.minimum)
            )
        ),
    ]
    if found.is_enough:
        lines.append(item(t.gettext("That is enough by law.")))
    else:
        lines.append(
            item(
                t.gettext("That is too little. Missing a month: about {amount}").format(
                    amount=yen(t, found.missing_a_month)
                )
            )
        )
    formula = t.gettext("monthly pay ÷ scheduled hours a month")
    return shown(scene, lines, formula, "minimum_wage", ("work/minimum-wage", "work/unpaid-wages"))


def _keep_prefecture(scene: Scene, answers: tuple[str, ...]) -> Keepable:
    prefecture = answers[1]
    return Keepable(prefectures.name(scene, prefecture), replace(scene.said, prefecture=prefecture))


def _leave(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    first, week = day_of(answers[0]), int(answers[1])
    found = calculators.paid_leave_due(first, week, on=scene.today, facts=facts)
    lines = [
        item(
            t.gettext("Paid leave given and not lapsed, if you took none: {days}").format(
                days=days(t, found.days)
            )
        ),
        item(
            t.gettext("Next: {days} on {date}").format(
                days=days(t, found.next_days), date=t.date(found.next_on)
            )
        ),
        item(t.gettext("Take away the days that you have taken.")),
    ]
    formula = t.gettext("days by years of work; they lapse after {time}").format(
        time=show("leave_lapse", on=scene.today, t=t, facts=facts)
    )
    return shown(
        scene, lines, formula, "leave_days_week5", ("work/paid-leave", "leave/final-wages")
    )


def _weeks(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    full = Choice("5", lambda t: t.gettext("5 days or more, or 30 hours"))
    return [full, *map(_week, (4, 3, 2, 1))]


def _week(number: int) -> Choice:
    return Choice(str(number), lambda t: days(t, number))


def _hours(ask: Text) -> Field:
    """Return the question for hours of a month."""
    offered = numbers(0, 10, 20, 40, 60, 80)
    return Field(ask, choices=offered, typed=True, most=300, per_row=3)


FORMS: Final = (
    Form(
        "overtime",
        lambda t: t.gettext("Overtime and night pay"),
        (
            Field(
                lambda t: t.gettext("Your base pay an hour, in yen"),
                hint=lambda t: t.gettext("Paid by the month? Divide by the hours a month."),
                choices=numbers(1_050, 1_100, 1_200, 1_300, 1_500),
                typed=True,
                least=300,
                most=20_000,
                per_row=3,
            ),
            _hours(lambda t: t.gettext("Hours of overtime in the month")),
            _hours(lambda t: t.gettext("Hours at night, 22:00 to 5:00")),
            _hours(lambda t: t.gettext("Hours on the weekly holiday")),
            Field(
                lambda t: t.gettext("What you were paid for all this, in yen"),
                choices=numbers(0),
                typed=True,
            ),
        ),
        Calculation(guarded(_overtime)),
    ),
    Form(
        "minimum",
        lambda t: t.gettext("Minimum wage check"),
        (
            Field(
                lambda t: t.gettext("Where is your workplace?"),
                choices=prefectures.regions,
                per_row=1,
                said=prefectures.said,
            ),
            Field(lambda t: t.gettext("Which prefecture?"), choices=prefectures.of_region),
            Field(
                lambda t: t.gettext("Monthly pay in yen, before deductions"),
                hint=lambda t: t.gettext(
                    "Without overtime, bonus, and money for commuting or family."
                ),
                choices=PAY,
                typed=True,
                least=10_000,
                most=2_000_000,
                per_row=3,
            ),
            Field(
                lambda t: t.gettext("Scheduled hours a month, without overtime"),
                choices=numbers(140, 150, 160, 168, 173),
                typed=True,
                least=1,
                most=300,
                per_row=3,
            ),
        ),
        Calculation(guarded(_minimum), _keep_prefecture),
    ),
    Form(
        "leave",
        lambda t: t.gettext("Paid leave: how many days"),
        (
            Field(lambda t: t.gettext("First day at this company"), years=PAST),
            Field(lambda t: t.gettext("Working days a week"), choices=_weeks, per_row=1),
        ),
        Calculation(guarded(_leave)),
    ),
)
