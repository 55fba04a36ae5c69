"""What a worker chose to say, kept and taken back: the forms for it, and the way to drop it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from bot.dialogue import calculating, details, insurance, prefectures, ways
from bot.dialogue.actions import Verb, dump
from bot.dialogue.forms import Choice, Field, Form, Refused, Said, Saving, Text, day_of
from bot.dialogue.reply import Button, Keyboard, Reply, paragraph
from bot.dialogue.scene import Scene, foot, hide_button, topic_button
from bot.dialogue.turn import ChatState, Way
from bot.i18n import Catalogue
from bot.pathway import insured
from bot.pathway.calculators import CalculationError
from bot.pathway.insured import Insurance, Period

#: What somebody reads whose card has ended.
_PAST_CARD: Final = ("stay/overstay", "help/legal-aid", "stay/period-extension")
_GOES_ON: Final = "now"


def dropped(scene: Scene, state: ChatState, what: str) -> tuple[ChatState, Reply]:
    """Return the state without something that was said, and the screen that shows it."""
    way = state.way
    kept = tuple(one for one in state.insured if insurance.drops(one) != what)
    changed: dict[str, ChatState] = {
        details.LEAVING: replace(state, way=replace(way, leaving=None)),
        details.CARD: replace(state, way=replace(way, card=None)),
        details.PREFECTURE: replace(state, prefecture=None),
        details.EVERYTHING: replace(
            state,
            status=None,
            prefecture=None,
            insured=(),
            way=Way(),
            last_topic=None,
            last_topic_at=None,
        ),
    }
    state = changed.get(what, replace(state, insured=kept))
    if what == details.EVERYTHING:
        return state, _nothing_kept(scene)
    return state, (details.screen if what in changed else insurance.screen)(
        replace(scene, said=state), state
    )


def _nothing_kept(scene: Scene) -> Reply:
    """Return that nothing is kept, without a word on why, and what may help."""
    t = scene.t
    text = t.gettext("Deleted. I keep none of your dates and details, and no way home.")
    people = Button("☎️ " + t.gettext("People to ask"), dump(Verb.PEOPLE, t.language))
    return Reply(
        (paragraph("🗑 " + text),),
        (*_past_card_rows(scene), (people,), (hide_button(t),), *foot(t)),
        in_place=True,
    )


def _past_card_rows(scene: Scene) -> Keyboard:
    buttons = (topic_button(scene, topic) for topic in _PAST_CARD)
    return tuple((Button("▸ " + one.label, one.data),) for one in buttons if one is not None)


def _saved(scene: Scene, state: ChatState) -> Reply:
    """Return what follows when a day was kept: the plan that hangs on it, or all that was said."""
    found = ways.plan_of(scene, state)
    return details.screen(scene, state) if found is None else ways.overview(scene, state, found)


def _save_leaving(_: Scene, state: ChatState, answers: tuple[str, ...]) -> ChatState:
    return replace(state, way=replace(state.way, leaving=day_of(answers[0])))


def _save_card(scene: Scene, state: ChatState, answers: tuple[str, ...]) -> ChatState | Reply:
    """Keep a day that lies ahead; one that has passed would say that the stay is irregular."""
    day = day_of(answers[0])
    if day >= scene.today:
        return replace(state, way=replace(state.way, card=day))
    t = scene.t
    text = t.gettext("This day has passed. Talk to a lawyer or an NGO first.")
    nothing = "🗑 " + t.gettext("No valid card: keep nothing")
    rows = (
        *_past_card_rows(scene),
        (Button(nothing, dump(Verb.DROP, t.language, details.EVERYTHING)),),
    )
    return Reply((paragraph(text),), (*rows, *foot(t)), in_place=True)


def _save_prefecture(_: Scene, state: ChatState, answers: tuple[str, ...]) -> ChatState:
    return replace(state, prefecture=answers[1])


def _save_insured(
    scene: Scene, state: ChatState, answers: tuple[str, ...], kind: Insurance
) -> ChatState | Refused:
    last = None if answers[1] == _GOES_ON else day_of(answers[1])
    period = insured.whole_months(Period(kind, day_of(answers[0]), last))
    try:
        insured.check(period, scene.today)
    except CalculationError as error:
        return Refused(calculating.why_not(scene, error))
    return replace(state, insured=insured.added(state.insured, period))


def _said_day(scene: Scene, day: date | None) -> Said | None:
    return None if day is None else Said(scene.t.date(day), day.strftime("%y%m%d"))


def _both_days(t: Catalogue) -> str:
    example = t.gettext("{first} – {last}").format(
        first=t.date(date(2023, 4, 1)), last=t.date(date(2026, 3, 31))
    )
    return t.gettext("You can type both days: {example}").format(example=example)


def _goes_on(_scene: Scene, _answers: tuple[str, ...]) -> Sequence[Choice]:
    return [Choice(_GOES_ON, lambda t: t.gettext("I am still insured"))]


def _insured_form(kind: Insurance, first: Text, last: Field) -> Form:
    return Form(
        insurance.FORM_IDS[kind],
        lambda t: insured.pension_name(t, kind),
        (Field(first, hint=_both_days, years=range(-9, 1), to_next=True), last),
        Saving(partial(_save_insured, kind=kind), insurance.screen),
        sign="🧾",
    )


FORMS: Final = {
    form.id: form
    for form in (
        Form(
            details.LEAVING,
            lambda t: t.gettext("Day of leaving Japan"),
            (
                Field(
                    lambda t: t.gettext("On which day do you leave, or did you leave?"),
                    hint=lambda t: t.gettext("Not fixed yet? Choose about when."),
                    years=range(-5, 5),
                    said=lambda scene: _said_day(scene, scene.said.way.leaving),
                ),
            ),
            Saving(_save_leaving, _saved, details.LEAVING),
            sign="✈️",
        ),
        Form(
            details.CARD,
            lambda t: t.gettext("Last day on the card"),
            (
                Field(
                    lambda t: t.gettext("Last day of your period of stay (在留期間の満了日)"),
                    years=range(6),
                    said=lambda scene: _said_day(scene, scene.said.way.card),
                ),
            ),
            Saving(_save_card, _saved, details.CARD),
            sign="💳",
        ),
        Form(
            details.PREFECTURE,
            lambda t: t.gettext("Prefecture of work"),
            (
                Field(
                    lambda t: t.gettext("Where is your workplace?"),
                    hint=lambda t: t.gettext(
                        "The minimum wage differs from prefecture to prefecture."
                    ),
                    choices=prefectures.regions,
                    per_row=1,
                    said=prefectures.said,
                ),
                Field(lambda t: t.gettext("Which prefecture?"), choices=prefectures.of_region),
            ),
            Saving(_save_prefecture, details.screen, details.PREFECTURE),
            sign="🏢",
        ),
        _insured_form(
            Insurance.EMPLOYEES,
            lambda t: t.gettext("First day at work with insurance"),
            Field(
                lambda t: t.gettext("Last day of your job (leave included)"),
                years=range(-9, 2),
                choices=_goes_on,
                per_row=1,
            ),
        ),
        _insured_form(
            Insurance.NATIONAL,
            lambda t: t.gettext("A day in the first month that you paid for"),
            Field(
                lambda t: t.gettext("A day in the last month that you paid for"),
                years=range(-9, 3),
            ),
        ),
    )
}
