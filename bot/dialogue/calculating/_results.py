"""How a result is said: its lines, its formula and source, what to read, or why there is none."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from bot.dialogue.forms import ends_before_start
from bot.dialogue.reply import Block, Button, Keyboard, Run, Shape, item, notice, paragraph
from bot.dialogue.scene import Scene, topic_button
from bot.i18n import Catalogue
from bot.knowledge.facts import show
from bot.pathway.calculators import CalculationError, Impossible

Shown = tuple[Sequence[Block], Keyboard]


def shown(
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


def guarded(work: Callable[[Scene, tuple[str, ...]], Shown]) -> Callable[..., Shown]:
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
        Impossible.ENDS_BEFORE_START: ends_before_start(t),
        Impossible.LIES_AHEAD: t.gettext(
            "Insurance cannot begin after today, nor end years ahead. Please enter the days once "
            "more, for example 1 April 2023 and 31 March 2026."
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


def yen(t: Catalogue, amount: int | Decimal) -> str:
    return f"¥{t.number(Decimal(amount).normalize() if amount % 1 else int(amount))}"


def days(t: Catalogue, number: int) -> str:
    return t.ngettext("{number} day", "{number} days", number).format(number=number)


def days_left(t: Catalogue, last: date, today: date) -> Block:
    return item(t.gettext("Time left: {days}").format(days=days(t, max(0, (last - today).days))))
