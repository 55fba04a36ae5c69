"""The calculators as forms: what is asked, and how a result is said with its formula and source."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bot.dialogue.actions import Verb, dump
from bot.dialogue.forms import Choice, Field, Form, day_of
from bot.dialogue.reply import Block, Button, Keyboard, Reply, Run, Shape, item, notice, paragraph
from bot.dialogue.reply import title as heading
from bot.dialogue.scene import Scene, foot, topic_button
from bot.i18n import Catalogue
from bot.knowledge.facts import show
from bot.knowledge.model import Duration
from bot.pathway import calculators
from bot.pathway.calculators import CalculationError, Impossible

Shown = tuple[Sequence[Block], Keyboard]

_PAST: Final = range(-9, 1)
_WORKING: Final = range(-9, 2)
_AROUND: Final = range(-2, 3)
_AHEAD: Final = range(6)
_YES, _NO = "y", "n"
#: The parts of Japan with their prefectures, in the order of the official codes (JIS X 0401).
_REGIONS: Final = {
    "r0": "hokkaido aomori iwate miyagi akita yamagata fukushima",
    "r1": "ibaraki tochigi gunma saitama chiba tokyo kanagawa",
    "r2": "niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi",
    "r3": "mie shiga kyoto osaka hyogo nara wakayama",
    "r4": "tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi",
    "r5": "fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa",
}


def screen(scene: Scene) -> Reply:
    """Return the list of all calculators."""
    t = scene.t
    rows = tuple(
        (Button(form.name(t), dump(Verb.FORM, t.language, form.id, "")),) for form in FORMS.values()
    )
    return Reply(
        (
            heading("🧮 " + t.gettext("Work something out")),
            paragraph(t.gettext("What you enter is kept only until the next step.")),
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


# Pension lump sum


def _lump_sum(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    first, last = day_of(answers[0]), day_of(answers[1])
    lessons, pay = answers[2] == _YES, Decimal(answers[3])
    months = calculators.months_insured(first, last) - (1 if lessons else 0)
    found = calculators.employees_lump_sum(months, pay, on=last, facts=facts)
    lines = [
        item(t.gettext("Months of insurance counted: {number}").format(number=found.months)),
        item(t.gettext("Lump sum: about {amount}").format(amount=_yen(t, found.total))),
        item(
            t.gettext("First payment, after tax of {tax}: {amount}").format(
                tax=_yen(t, found.tax), amount=_yen(t, found.first_payment)
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
                    amount=_yen(t, less.total)
                )
            )
        )
    formula = t.gettext("average monthly pay × {rate} for these months").format(
        rate=show(
            f"pension_amount_rates.{calculators.band(found.months)}", on=last, t=t, facts=facts
        )
    )
    return _shown(
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
        item(t.gettext("Lump sum: about {amount}").format(amount=_yen(t, found.total))),
        item(t.gettext("No tax is taken from it.")),
    ]
    lines += _above_limit(t, found)
    lines += _next_step(t, found)
    formula = t.gettext("the amount of the law for these months and the year of the last payment")
    return _shown(
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
    return [item(text.format(number=found.next_months, amount=_yen(t, found.next_total)))]


def _claim_day(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    gone = day_of(answers[0])
    last = calculators.last_day_to_claim(gone, facts=facts)
    lines = [item(t.gettext("Your claim must arrive by {date}.").format(date=t.date(last)))]
    if last < scene.today:
        lines.append(item(t.gettext("This day has passed. Ask the pension office all the same.")))
    else:
        lines.append(_days_left(t, last, scene.today))
    formula = t.gettext("first day without an address in Japan + {time}").format(
        time=show("pension_claim_limit", on=gone, t=t, facts=facts)
    )
    topics = ("leave/pension-lump-sum", "leave/moving-out-notice")
    return _shown(scene, lines, formula, "pension_claim_limit", topics)


# Wages


def _overtime(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    hourly, hours, night, holiday, paid = map(Decimal, answers)
    due = calculators.overtime_due(hourly, hours, night, holiday, on=scene.today, facts=facts)
    lines = [
        item(t.gettext("Overtime: {amount}").format(amount=_yen(t, due.overtime))),
        item(t.gettext("Night premium: {amount}").format(amount=_yen(t, due.night))),
        item(t.gettext("Work on the weekly holiday: {amount}").format(amount=_yen(t, due.holiday))),
        item(t.gettext("At least due in all: {amount}").format(amount=_yen(t, due.total))),
    ]
    missing = due.total - paid
    if missing > 0:
        lines.append(item(t.gettext("Missing: about {amount}").format(amount=_yen(t, missing))))
    else:
        lines.append(item(t.gettext("What you were paid is enough by this count.")))
    formula = t.gettext("pay an hour × hours × (100% + {rate}); above {limit} a month: {long}")
    formula = formula.format(
        rate=show("overtime_rate", on=scene.today, t=t, facts=facts),
        limit=show("overtime_long_from", on=scene.today, t=t, facts=facts),
        long=show("overtime_rate_long", on=scene.today, t=t, facts=facts),
    )
    return _shown(scene, lines, formula, "overtime_rate", ("work/overtime", "work/unpaid-wages"))


def _minimum(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    _, prefecture, pay, hours = answers
    found = calculators.minimum_wage_check(
        Decimal(pay), Decimal(hours), prefecture, on=scene.today, facts=facts
    )
    lines = [
        item(t.gettext("Your pay an hour: {amount}").format(amount=_yen(t, found.hourly))),
        item(
            t.gettext("Minimum wage in {prefecture}: {amount}").format(
                prefecture=_prefecture(scene, prefecture), amount=_yen(t, found.minimum)
            )
        ),
    ]
    if found.is_enough:
        lines.append(item(t.gettext("That is enough by law.")))
    else:
        lines.append(
            item(
                t.gettext("That is too little. Missing a month: about {amount}").format(
                    amount=_yen(t, found.missing_a_month)
                )
            )
        )
    formula = t.gettext("monthly pay ÷ scheduled hours a month")
    return _shown(scene, lines, formula, "minimum_wage", ("work/minimum-wage", "work/unpaid-wages"))


def _leave(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    first, week = day_of(answers[0]), int(answers[1])
    found = calculators.paid_leave_due(first, week, on=scene.today, facts=facts)
    lines = [
        item(
            t.gettext("Paid leave given and not lapsed, if you took none: {days}").format(
                days=_days(t, found.days)
            )
        ),
        item(
            t.gettext("Next: {days} on {date}").format(
                days=_days(t, found.next_days), date=t.date(found.next_on)
            )
        ),
        item(t.gettext("Take away the days that you have taken.")),
    ]
    formula = t.gettext("days by years of work; they lapse after {time}").format(
        time=show("leave_lapse", on=scene.today, t=t, facts=facts)
    )
    return _shown(
        scene, lines, formula, "leave_days_week5", ("work/paid-leave", "leave/final-wages")
    )


# The stay


def _ssw1(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    first, away = day_of(answers[0]), Decimal(answers[1])
    found = calculators.ssw1_left(((first, scene.today),), on=scene.today, facts=facts)
    back = timedelta(days=int(away * 30))
    last = found.last_day + back
    lines = [
        item(t.gettext("Time with this status ends about {date}.").format(date=t.date(last))),
        _days_left(t, last, scene.today),
        item(t.gettext("All jobs and fields with this status count together.")),
    ]
    formula = t.gettext("{time} in all, less the time with this status").format(
        time=show("ssw1_total", on=scene.today, t=t, facts=facts)
    )
    return _shown(scene, lines, formula, "ssw1_total", ("stay/ssw1", "stay/ssw2"))


def _card(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    until = day_of(answers[0])
    window = calculators.duration("ext_apply_from", scene.today, facts)
    start = calculators.add(until, Duration(months=-window.months))
    lines = [
        _days_left(t, until, scene.today),
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
    return _shown(scene, lines, formula, "ext_apply_from", topics)


def _duty(scene: Scene, answers: tuple[str, ...]) -> Shown:
    t, facts = scene.t, scene.knowledge.facts
    kind, day = answers[0], day_of(answers[1])
    fact = "card_address_limit" if kind == "address" else "org_notice_limit"
    limit = calculators.duration(fact, day, facts)
    last = calculators.add(day, limit)
    lines = [
        item(t.gettext("The notice is due by {date}.").format(date=t.date(last))),
        _days_left(t, last, scene.today)
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
    return _shown(scene, lines, formula, fact, topics)


# What results share


def _shown(
    scene: Scene, lines: Sequence[Block], formula: str, fact: str, topics: Sequence[str]
) -> Shown:
    """Return a result with its formula, its source and what to read."""
    t = scene.t
    blocks: list[Block] = [*lines, notice(t.gettext("Formula: {formula}").format(formula=formula))]
    known = scene.knowledge.facts.get(fact)
    value = known.on(scene.today) if known is not None else None
    if value is not None:
        source = t.gettext("Source: {publisher}, read on {date}.").format(
            publisher=value.source.publisher, date=t.date(value.source.checked)
        )
        blocks.append(Block((Run(source, italic=True, href=value.source.url),), Shape.NOTICE))
    blocks.append(notice(t.gettext("This is an estimate, not a decision. The office decides.")))
    buttons = (topic_button(scene, topic) for topic in topics)
    rows = tuple((Button("▸ " + one.label, one.data),) for one in buttons if one is not None)
    return blocks, rows


def _guarded(work: Callable[[Scene, tuple[str, ...]], Shown]) -> Callable[..., Shown]:
    """Return *work* with a kind sentence where there is nothing to work out."""

    def result(scene: Scene, answers: tuple[str, ...]) -> Shown:
        try:
            return work(scene, answers)
        except CalculationError as error:
            return (paragraph(why_not(scene, error)),), ()

    return result


def why_not(scene: Scene, error: CalculationError) -> str:
    """Return why there is nothing to work out, with an example or whom to ask."""
    t, facts = scene.t, scene.knowledge.facts
    if error.reason is Impossible.NO_FIGURE:
        return (
            show(error.fact, on=scene.today, t=t, facts=facts)
            if error.fact in facts
            else (t.gettext("The figure for this is not confirmed. Please ask the office."))
        )
    texts = {
        Impossible.ENDS_BEFORE_START: t.gettext(
            "The last day lies before the first one. Please enter the days once more, "
            "for example 1 April 2023 and 31 March 2026."
        ),
        Impossible.TOO_SHORT: t.gettext(
            "Fewer months than the law asks for: {time} are needed for a lump sum."
        ).format(time=show("pension_min_months", on=scene.today, t=t, facts=facts)),
        Impossible.PENSION_INSTEAD: t.gettext(
            "With {time} and more there is no lump sum, but a pension later. Do not give it up."
        ).format(time=show("pension_right_years", on=scene.today, t=t, facts=facts)),
        Impossible.NOT_POSITIVE: t.gettext(
            "The amount and the hours must be more than zero, for example 200,000 and 160."
        ),
    }
    return texts[error.reason]


def _yen(t: Catalogue, amount: int | Decimal) -> str:
    return f"¥{t.number(Decimal(amount).normalize() if amount % 1 else int(amount))}"


def _days(t: Catalogue, number: int) -> str:
    return t.ngettext("{number} day", "{number} days", number).format(number=number)


def _days_left(t: Catalogue, last: date, today: date) -> Block:
    return item(t.gettext("Time left: {days}").format(days=_days(t, max(0, (last - today).days))))


def _prefecture(scene: Scene, key: str) -> str:
    """Return a prefecture's name: in kanji as well, as it stands on papers."""
    fact = scene.knowledge.facts.get("minimum_wage")
    labels = fact.labels.get(key, {}) if fact is not None else {}
    own, japanese = labels.get("en", key.capitalize()), labels.get("ja", "")
    if scene.language in {"ja", "zh_Hans"}:
        return japanese or own
    return f"{own} {japanese}".strip()


def _regions(scene: Scene, _: tuple[str, ...]) -> Sequence[Choice]:
    return [_choice(region, _ends(scene, keys.split())) for region, keys in _REGIONS.items()]


def _ends(scene: Scene, keys: Sequence[str]) -> str:
    return f"{_prefecture(scene, keys[0])} … {_prefecture(scene, keys[-1])}"


def _prefectures(scene: Scene, answers: tuple[str, ...]) -> Sequence[Choice]:
    keys = _REGIONS.get(answers[0], "tokyo").split()
    return [_choice(key, _prefecture(scene, key)) for key in keys]


def _choice(value: str, label: str) -> Choice:
    return Choice(value, lambda _: label)


def _number(value: int) -> Choice:
    return Choice(str(value), lambda t: t.number(value))


def _numbers(*values: int) -> Callable[[Scene, tuple[str, ...]], Sequence[Choice]]:
    return lambda _scene, _answers: [_number(value) for value in values]


def _yes_no(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    return [
        Choice(_YES, lambda t: t.gettext("Yes")),
        Choice(_NO, lambda t: t.gettext("No")),
    ]


def _duties(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    return [
        Choice("address", lambda t: t.gettext("I moved to another address")),
        Choice("job", lambda t: t.gettext("My job or company changed or ended")),
    ]


def _weeks(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    full = Choice("5", lambda t: t.gettext("5 days or more, or 30 hours"))
    return [full, *map(_week, (4, 3, 2, 1))]


def _week(days: int) -> Choice:
    return Choice(str(days), lambda t: _days(t, days))


_PAY: Final = _numbers(150_000, 180_000, 200_000, 220_000, 250_000, 300_000)
_HOURLY: Final = _numbers(1_050, 1_100, 1_200, 1_300, 1_500)
_HOURS: Final = _numbers(0, 10, 20, 40, 60, 80)

FORMS: Final = {
    form.id: form
    for form in (
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
                    years=_PAST,
                ),
                Field(lambda t: t.gettext("Last day of your job (leave included)"), years=_WORKING),
                Field(
                    lambda t: t.gettext("Did you begin with a month of lessons?"),
                    hint=lambda t: t.gettext(
                        "In that month technical interns usually pay the National Pension "
                        "(国民年金, kokumin nenkin) instead."
                    ),
                    choices=_yes_no,
                ),
                Field(
                    lambda t: t.gettext("Average monthly pay in yen, before deductions"),
                    hint=lambda t: t.gettext(
                        "Best: your standard monthly pay (標準報酬月額, hyōjun hōshū getsugaku). "
                        "Overtime and bonuses count."
                    ),
                    choices=_PAY,
                    typed=True,
                    least=50_000,
                    most=1_500_000,
                    per_row=3,
                ),
            ),
            _guarded(_lump_sum),
        ),
        Form(
            "national",
            lambda t: t.gettext("National Pension: lump sum"),
            (
                Field(
                    lambda t: t.gettext("Months that you paid yourself (国民年金)"),
                    hint=lambda t: t.gettext(
                        "Months with the pension taken from your wage do not count here."
                    ),
                    choices=_numbers(6, 12, 18, 24, 36),
                    typed=True,
                    most=480,
                    per_row=3,
                ),
                Field(
                    lambda t: t.gettext("A day in the last month that you paid for"),
                    years=_PAST,
                ),
            ),
            _guarded(_national),
        ),
        Form(
            "claim",
            lambda t: t.gettext("Pension lump sum: last day to claim"),
            (
                Field(
                    lambda t: t.gettext("First day without an address in Japan"),
                    hint=lambda t: t.gettext(
                        "It stands on the moving-out notice (転出届, tenshutsu todoke)."
                    ),
                    years=_AROUND,
                ),
            ),
            _guarded(_claim_day),
        ),
        Form(
            "overtime",
            lambda t: t.gettext("Overtime and night pay"),
            (
                Field(
                    lambda t: t.gettext("Your base pay an hour, in yen"),
                    hint=lambda t: t.gettext("Paid by the month? Divide by the hours a month."),
                    choices=_HOURLY,
                    typed=True,
                    least=300,
                    most=20_000,
                    per_row=3,
                ),
                Field(
                    lambda t: t.gettext("Hours of overtime in the month"),
                    choices=_HOURS,
                    typed=True,
                    most=300,
                    per_row=3,
                ),
                Field(
                    lambda t: t.gettext("Hours at night, 22:00 to 5:00"),
                    choices=_HOURS,
                    typed=True,
                    most=300,
                    per_row=3,
                ),
                Field(
                    lambda t: t.gettext("Hours on the weekly holiday"),
                    choices=_HOURS,
                    typed=True,
                    most=300,
                    per_row=3,
                ),
                Field(
                    lambda t: t.gettext("What you were paid for all this, in yen"),
                    choices=_numbers(0),
                    typed=True,
                ),
            ),
            _guarded(_overtime),
        ),
        Form(
            "minimum",
            lambda t: t.gettext("Minimum wage check"),
            (
                Field(lambda t: t.gettext("Where is your workplace?"), choices=_regions, per_row=1),
                Field(lambda t: t.gettext("Which prefecture?"), choices=_prefectures),
                Field(
                    lambda t: t.gettext("Monthly pay in yen, before deductions"),
                    hint=lambda t: t.gettext(
                        "Without overtime, bonus, and money for commuting or family."
                    ),
                    choices=_PAY,
                    typed=True,
                    least=10_000,
                    most=2_000_000,
                    per_row=3,
                ),
                Field(
                    lambda t: t.gettext("Scheduled hours a month, without overtime"),
                    choices=_numbers(140, 150, 160, 168, 173),
                    typed=True,
                    least=1,
                    most=300,
                    per_row=3,
                ),
            ),
            _guarded(_minimum),
        ),
        Form(
            "leave",
            lambda t: t.gettext("Paid leave: how many days"),
            (
                Field(lambda t: t.gettext("First day at this company"), years=_PAST),
                Field(lambda t: t.gettext("Working days a week"), choices=_weeks, per_row=1),
            ),
            _guarded(_leave),
        ),
        Form(
            "ssw1",
            lambda t: t.gettext("SSW (i): how long can I stay?"),
            (
                Field(lambda t: t.gettext("First day with this status (特定技能1号)"), years=_PAST),
                Field(
                    lambda t: t.gettext("Months without this status since then"),
                    hint=lambda t: t.gettext("For example at home with the status given up."),
                    choices=_numbers(0, 1, 3, 6, 12),
                    typed=True,
                    most=120,
                    per_row=3,
                ),
            ),
            _guarded(_ssw1),
        ),
        Form(
            "card",
            lambda t: t.gettext("Residence card: days left"),
            (
                Field(
                    lambda t: t.gettext("Last day of your period of stay (在留期間の満了日)"),
                    years=_AHEAD,
                ),
            ),
            _guarded(_card),
        ),
        Form(
            "notice",
            lambda t: t.gettext("Notice to an office: by which day"),
            (
                Field(lambda t: t.gettext("What happened?"), choices=_duties, per_row=1),
                Field(lambda t: t.gettext("On which day?"), years=range(-1, 2)),
            ),
            _guarded(_duty),
        ),
    )
}
