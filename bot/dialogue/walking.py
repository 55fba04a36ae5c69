"""What presses about the way home change and show."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue import details, insurance, keeping, steps, ways
from bot.dialogue.actions import Action, Verb, dump
from bot.dialogue.reply import Button, File, Reply, paragraph
from bot.dialogue.scene import Scene, foot
from bot.dialogue.turn import ChatState, Turn
from bot.pathway import take_along
from bot.pathway.planning import Plan, plan
from bot.pathway.reminders import next_reminder

#: The presses that this module answers.
VERBS = frozenset(
    {
        *(Verb.WAYS, Verb.WAY, Verb.STAY_OR_UNSURE, Verb.GO, Verb.PLAN, Verb.STEPS, Verb.STEP),
        *(Verb.MARK, Verb.DETAILS, Verb.STATUSES, Verb.SET_STATUS, Verb.READ_CARD),
        *(Verb.REMINDERS, Verb.TAKE, Verb.INSURED, Verb.DROP),
    }
)


def act(scene: Scene, state: ChatState, action: Action) -> Turn:
    """Return what follows from a press; *action* is one of ``VERBS``."""
    first, second, *_ = (*action.arguments[1:], "", "")
    verb = action.verb
    if verb is Verb.GO:
        return _go(scene, state, first)
    if verb is Verb.TAKE:
        return _take(scene, state, what=first)
    if verb is Verb.MARK:
        return _mark(scene, state, first, second)
    if verb is Verb.SET_STATUS:
        chosen = first if first in details.STATUSES else None
        state = renewed(scene, replace(state, status=chosen))
        return Turn((details.screen(scene, state),), state)
    if verb is Verb.DROP:
        state, reply = keeping.dropped(scene, state, first)
        return Turn((reply,), renewed(scene, state))
    if verb is Verb.REMINDERS:
        return _remind(scene, state, wanted=first == "y")
    return Turn((_screen(scene, state, verb, first, second),), state)


def my_way(scene: Scene, state: ChatState) -> Reply:
    """Return the plan that was chosen, or all ways."""
    found = ways.plan_of(scene, state)
    return ways.listing(scene, state) if found is None else ways.overview(scene, state, found)


def renewed(scene: Scene, state: ChatState) -> ChatState:
    """Return the state with the next reminder as the plan now says; none where none is wanted."""
    return replace(state, remind_at=_next(scene, state) if state.way.reminds else None)


def _screen(scene: Scene, state: ChatState, verb: Verb, first: str, second: str) -> Reply:
    if verb is Verb.PLAN:
        return my_way(scene, state)
    if verb is Verb.DETAILS:
        return details.screen(scene, state)
    if verb is Verb.STATUSES:
        return details.statuses(scene)
    if verb is Verb.READ_CARD:
        return details.read_card(scene)
    if verb is Verb.INSURED:
        return insurance.screen(scene, state)
    pathway = scene.knowledge.ways.pathway(first)
    if pathway is None or verb is Verb.WAYS:
        return ways.listing(scene, state)
    if verb is Verb.WAY:
        return ways.opening(scene, pathway)
    if verb is Verb.STAY_OR_UNSURE:
        return ways.staying_or_unsure(scene, pathway, second)
    kept = pathway.remembered and state.way.pathway == pathway.id
    found = _plan(scene, state, pathway.id)
    one = None if found is None or verb is Verb.STEPS else found.step(second)
    if found is None:
        return ways.listing(scene, state)
    if one is None:
        return steps.all_steps(scene, found, kept=kept)
    return steps.step(scene, found, one, kept=kept)


def _go(scene: Scene, state: ChatState, pathway_id: str) -> Turn:
    pathway = scene.knowledge.ways.pathway(pathway_id)
    if pathway is None:
        return Turn((ways.listing(scene, state),), state)
    if not pathway.remembered:
        found = _plan(scene, state, pathway_id)
        assert found is not None
        return Turn((steps.all_steps(scene, found, kept=False),), state)
    state = renewed(scene, replace(state, way=replace(state.way, pathway=pathway.id)))
    return Turn((my_way(scene, state),), state)


def _mark(scene: Scene, state: ChatState, step: str, mark: str) -> Turn:
    """Tick, leave out or take back a step of the way that is kept."""
    found = ways.plan_of(scene, state)
    if found is None or found.step(step) is None:
        return Turn((my_way(scene, state),), state)
    marks = {name: value for name, value in state.way.marks.items() if name != step}
    if mark in ways.MARKS:
        marks[step] = mark
    state = renewed(scene, replace(state, way=replace(state.way, marks=marks)))
    found = ways.plan_of(scene, state)
    assert found is not None
    one = found.step(step)
    if mark or one is None:
        return Turn((ways.overview(scene, state, found),), state)
    return Turn((steps.step(scene, found, one, kept=True),), state)


def _remind(scene: Scene, state: ChatState, *, wanted: bool) -> Turn:
    t = scene.t
    state = renewed(scene, replace(state, way=replace(state.way, reminds=wanted)))
    when = state.remind_at
    toast = (
        t.gettext("Reminders are off.")
        if not wanted
        else t.gettext("There is no day ahead to remind you of.")
        if when is None
        else t.gettext("Next reminder: {date}. It does not say what it is about.").format(
            date=t.date(when.date())
        )
    )
    return Turn((replace(my_way(scene, state), toast=toast),), state)


def _take(scene: Scene, state: ChatState, *, what: str) -> Turn:
    """Return the plan as a file; its name and the text with it do not say what it is."""
    t, found = scene.t, ways.plan_of(scene, state)
    if found is None or (what == ways.PDF and not scene.prints):
        return Turn((my_way(scene, state),), state)
    if what == ways.PDF:
        html = take_along.to_print(
            scene.knowledge,
            found,
            language=scene.language,
            country=scene.country,
            today=scene.today,
            link=scene.bot_url or "",
            insured=state.insured,
        )
        file = File("plan.pdf", html, (scene.language,))
        text = t.gettext("Print it or keep it on the phone. It also works without Telegram.")
    else:
        file = File("dates.ics", take_along.to_calendar(found, t, scene.now))
        text = t.gettext("Open the file to put the days into your calendar.")
    back = (Button("⬅️ " + t.gettext("My way home"), dump(Verb.PLAN, t.language)),)
    return Turn((Reply((paragraph(text),), (back, *foot(t)), file=file),), state)


def _plan(scene: Scene, state: ChatState, pathway_id: str) -> Plan | None:
    pathway = scene.knowledge.ways.pathway(pathway_id)
    if pathway is None:
        return None
    choices = ways.choices_of(state)
    if not pathway.remembered:  # what is shown must not hang on what was kept for another way
        choices = replace(choices, marks={}, leaving=None, card=None)
    return plan(scene.knowledge, pathway, choices, scene.today)


def _next(scene: Scene, state: ChatState) -> datetime | None:
    found = ways.plan_of(scene, state)
    return None if found is None else next_reminder(found, scene.now, state.country)
