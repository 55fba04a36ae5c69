"""Pension lump sums: how much, and until when they can be claimed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from bot.dialogue.actions import Verb, dump
from bot.dialogue.calculating._fields import PAST, PAY, numbers
from bot.dialogue.calculating._results import Shown, days_left, guarded, shown, yen
from bot.dialogue.forms import Calculation, Choice, Field, Form, Keepable, Said, day_of
from bot.dialogue.reply import Block, Button, item, paragraph
from bot.dialogue.scene import Scene
from bot.i18n import Catalogue
from bot.knowledge.facts import show
from bot.knowledge.model import Duration
from bot.pathway import calculators, insured
from bot.pathway.calculators import CalculationError
from bot.pathway.insured import Insurance, Period

_YES, _NO = "y", "n"


def _lump_sum(scene: Scene, answers: tuple[str, ...]) -> Shown:
    first, last = day_of(answers[0]), day_of(answers[1])
    months = calculators.months_insured(first, last) - (1 if answers[2] == _YES else 0)
    return _lump_sum_of(scene, months, Decimal(answers[3]), last)


def _own_lump_sum(scene: Scene, answers: tuple[str, ...]) -> Shown:
    """Return the lump sum for the periods that the worker keeps here."""
    periods = insured.of(scene.said.insured, Insurance.EMPLOYEES)
    if not periods:  # taken back since the button was shown
        return [paragraph(scene.t.gettext("You have not said when you were insured."))], ()
    months = insured.months(periods, Insurance.EMPLOYEES, scene.today)
    return _lump_sum_of(scene, months, Decimal(answers[0]), periods[-1].last or scene.today)


def _lump_sum_of(scene: Scene, months: int, pay: Decimal, last: date) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    found = calculators.employees_lump_sum(months, pay, on=last, facts=facts)
    lines = [
        item(t.gettext("Months of insurance counted: {number}").format(number=found.months)),
        item(t.gettext("Lump sum: about {amount}").format(amount=yen(t, found.total))),
        item(
            t.gettext("First payment, after tax of {tax}: {amount}").format(
                tax=yen(t, found.tax), amount=yen(t, found.first_payment)
            )
        ),
        item(t.gettext("The tax can be claimed back with a tax agent in Japan.")),
    ]
    lines += _above_limit(t, found)
    lines += _next_step(t, found)
    if months % 6 == 0 and months > 6:
        less = calculators.employees_lump_sum(months - 1, pay, on=last, facts=facts)
        lines.append(
            item(
                t.gettext("If one month is missing: about {amount}. Ask for your months.").format(
                    amount=yen(t, less.total)
                )
            )
        )
    formula = t.gettext("average monthly pay × {rate} for these months").format(
        rate=show(
            f"pension_amount_rates.{calculators.band(found.months)}", on=last, t=t, facts=facts
        )
    )
    return shown(
        scene,
        lines,
        formula,
        "pension_amount_rates",
        ("leave/pension-lump-sum-amount", "leave/pension-lump-sum", "leave/pension-tax-refund"),
    )


def _national(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    months, last_paid = int(Decimal(answers[0])), day_of(answers[1])
    found = calculators.national_lump_sum(months, last_paid, on=scene.today, facts=facts)
    lines = [
        item(t.gettext("Months of insurance counted: {number}").format(number=found.months)),
        item(t.gettext("Lump sum: about {amount}").format(amount=yen(t, found.total))),
        item(t.gettext("No tax is taken from it.")),
    ]
    lines += _above_limit(t, found)
    lines += _next_step(t, found)
    formula = t.gettext("the amount of the law for these months and the year of the last payment")
    return shown(
        scene,
        lines,
        formula,
        "pension_amount_national",
        ("leave/pension-lump-sum-amount", "leave/pension-lump-sum"),
    )


def _above_limit(t: Catalogue, found: calculators.LumpSum) -> list[Block]:
    if not found.lost_months:
        return []
    text = t.gettext("{number} months above the limit bring nothing and are deleted.")
    return [item(text.format(number=found.lost_months))]


def _next_step(t: Catalogue, found: calculators.LumpSum) -> list[Block]:
    if found.next_months is None or found.next_total is None:
        return []
    text = t.ngettext(
        "With {number} more month it would be about {amount}.",
        "With {number} more months it would be about {amount}.",
        found.next_months,
    )
    return [item(text.format(number=found.next_months, amount=yen(t, found.next_total)))]


def _claim_day(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    gone = day_of(answers[0])
    last = calculators.last_day_to_claim(gone, facts=facts)
    lines = [item(t.gettext("Your claim must arrive by {date}.").format(date=t.date(last)))]
    if last < scene.today:
        lines.append(item(t.gettext("This day has passed. Ask the pension office all the same.")))
    else:
        lines.append(days_left(t, last, scene.today))
    formula = t.gettext("first day without an address in Japan + {time}").format(
        time=show("pension_claim_limit", on=gone, t=t, facts=facts)
    )
    topics = ("leave/pension-lump-sum", "leave/moving-out-notice")
    return shown(scene, lines, formula, "pension_claim_limit", topics)


def _said_employees(scene: Scene) -> Said | None:
    """Return the periods that the worker said before; they answer all but the pay."""
    text = _said_of(scene, Insurance.EMPLOYEES)
    return None if text is None else Said(text, "", OWN.id)


def _said_national(scene: Scene) -> Said | None:
    text = _said_of(scene, Insurance.NATIONAL)
    last = insured.of(scene.said.insured, Insurance.NATIONAL)[-1:]
    if text is None or not last or last[0].last is None:
        return None
    months = insured.months(scene.said.insured, Insurance.NATIONAL, scene.today)
    return Said(text, f"{months},{last[0].last:%y%m%d}")


def _said_of(scene: Scene, insurance: Insurance) -> str | None:
    """Return the days of one pension that were said before, or their months if they are many."""
    t, periods = scene.t, insured.of(scene.said.insured, insurance)
    if len(periods) == 1:
        return insured.days_of(t, periods[0])
    months = insured.months(scene.said.insured, insurance, scene.today)
    return insured.counted(t, months) if periods else None


def _keep_employees(scene: Scene, answers: tuple[str, ...]) -> Keepable | None:
    """Return the period that was entered; a month of lessons lies before it."""
    first = day_of(answers[0])
    if answers[2] == _YES:
        first = calculators.add(first, Duration(months=1))
    return _keepable(scene, Period(Insurance.EMPLOYEES, first, day_of(answers[1])))


def _keep_national(scene: Scene, answers: tuple[str, ...]) -> Keepable | None:
    """Return the months that were entered as a period without gaps."""
    last = day_of(answers[1])
    first = calculators.add(last.replace(day=1), Duration(months=1 - int(Decimal(answers[0]))))
    return _keepable(scene, insured.whole_months(Period(Insurance.NATIONAL, first, last)))


def _keepable(scene: Scene, period: Period) -> Keepable | None:
    try:
        insured.check(period, scene.today)
    except CalculationError:
        return None
    kept = insured.added(scene.said.insured, period)
    return Keepable(insured.days_of(scene.t, period), replace(scene.said, insured=kept))


def own_buttons(scene: Scene) -> list[Button]:
    """Return the ways to an estimate for the periods that the worker keeps here."""
    t = scene.t
    found: list[Button] = []
    for form, said in ((OWN, _said_employees(scene)), (_NATIONAL, _said_national(scene))):
        if said is not None:
            data = dump(Verb.FORM, t.language, form.id, said.answers)
            found.append(Button("🧮 " + form.name(t), data))
    return found


def _yes_no(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    return [
        Choice(_YES, lambda t: t.gettext("Yes")),
        Choice(_NO, lambda t: t.gettext("No")),
    ]


_PAY: Final = Field(
    lambda t: t.gettext("Average monthly pay in yen, before deductions"),
    hint=lambda t: t.gettext(
        "Best: your standard monthly pay (標準報酬月額, hyōjun hōshū getsugaku). "
        "Overtime and bonuses count."
    ),
    choices=PAY,
    typed=True,
    least=50_000,
    most=1_500_000,
    per_row=3,
)
#: The lump sum for what the worker keeps here; not offered by itself.
OWN: Final = Form(
    "pension-own",
    lambda t: t.gettext("Pension lump sum: how much"),
    (_PAY,),
    Calculation(guarded(_own_lump_sum)),
)
_NATIONAL: Final = Form(
    "national",
    lambda t: t.gettext("National Pension: lump sum"),
    (
        Field(
            lambda t: t.gettext("Months that you paid yourself (国民年金)"),
            hint=lambda t: t.gettext(
                "Months with the pension taken from your wage do not count here."
            ),
            choices=numbers(6, 12, 18, 24, 36),
            typed=True,
            most=480,
            per_row=3,
            said=_said_national,
        ),
        Field(
            lambda t: t.gettext("A day in the last month that you paid for"),
            years=PAST,
        ),
    ),
    Calculation(guarded(_national), _keep_national),
)
FORMS: Final = (
    Form(
        "pension",
        lambda t: t.gettext("Pension lump sum: how much"),
        (
            Field(
                lambda t: t.gettext("First day at work with insurance"),
                hint=lambda t: t.gettext(
                    "For several jobs enter the first day of the first one; months without "
                    "insurance do not count."
                ),
                years=PAST,
                said=_said_employees,
                to_next=True,
            ),
            Field(lambda t: t.gettext("Last day of your job (leave included)"), years=range(-9, 2)),
            Field(
                lambda t: t.gettext("Did you begin with a month of lessons?"),
                hint=lambda t: t.gettext(
                    "In that month technical interns usually pay the National Pension "
                    "(国民年金, kokumin nenkin) instead."
                ),
                choices=_yes_no,
            ),
            _PAY,
        ),
        Calculation(guarded(_lump_sum), _keep_employees),
    ),
    _NATIONAL,
    Form(
        "claim",
        lambda t: t.gettext("Pension lump sum: last day to claim"),
        (
            Field(
                lambda t: t.gettext("First day without an address in Japan"),
                hint=lambda t: t.gettext(
                    "It stands on the moving-out notice (転出届, tenshutsu todoke)."
                ),
                years=range(-2, 3),
            ),
        ),
        Calculation(guarded(_claim_day)),
    ),
)
