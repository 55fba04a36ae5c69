"""The ways home before one is walked: the list, the opening with its fork, the plan at a glance."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.dialogue import papers
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import (
    Block,
    Button,
    Reply,
    Run,
    item,
    notice,
    paragraph,
    title,
)
from bot.dialogue.scene import Scene, foot, hide_button, topic_button, words_notices
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue
from bot.knowledge.facts import show
from bot.knowledge.ways import Pathway, Step
from bot.pathway.planning import DONE, Choices, Plan, PlannedStep, Stage, plan
from bot.pathway.words import Wording

#: How many lines of each kind the overview shows.
_NOW_SHOWN: Final = 5
_LATER_SHOWN: Final = 2
_LAST_SHOWN: Final = 3
_BAR: Final = 10
STAYING, UNSURE = "s", "u"
#: What can be taken along, as it stands in a button's data.
PDF, CALENDAR = "pdf", "ics"
#: Why a step is left out, as it stands in a button's data.
NOT_FOR_ME, OTHERWISE = "not-for-me", "otherwise"
MARKS: Final = frozenset({DONE, NOT_FOR_ME, OTHERWISE})
#: What stands before a step.
SIGNS: Final = {
    Stage.DONE: "✅",
    Stage.LEFT_OUT: "➖",
    Stage.NOW: "🔸",
    Stage.LATER: "▫️",
    Stage.TOO_LATE: "⛔",
    Stage.PASSED: "➖",
}


def choices_of(state: ChatState) -> Choices:
    """Return what a chat's state says for a plan."""
    way = state.way
    return Choices(way.leaving, way.card, state.country, state.status, way.marks)


def wording(scene: Scene) -> Wording:
    """Return the words of the ways for a scene's reader."""
    return Wording(scene.knowledge, scene.language, scene.today)


def plan_of(scene: Scene, state: ChatState) -> Plan | None:
    """Return the plan of the way that was chosen; ``None`` when none was, or it is gone."""
    pathway = scene.knowledge.ways.pathway(state.way.pathway)
    if pathway is None or not pathway.remembered:
        return None
    return plan(scene.knowledge, pathway, choices_of(state), scene.today)


def listing(scene: Scene, state: ChatState) -> Reply:
    """Return all ways, those for the worker's status first."""
    t = scene.t
    ways = sorted(scene.knowledge.ways.pathways, key=lambda one: state.status not in one.statuses)
    rows: list[tuple[Button, ...]] = [
        (Button(wording(scene).pathway(way).title, dump(Verb.WAY, t.language, way.id)),)
        for way in ways
    ]
    if plan_of(scene, state) is not None:
        rows.insert(0, (Button("🧭 " + t.gettext("My way home"), dump(Verb.PLAN, t.language)),))
    return Reply(
        (
            title("🧭 " + t.gettext("The way home")),
            paragraph(t.gettext("Step by step, with the days that count. Which way is yours?")),
            *_notices(scene),
        ),
        (*rows, *foot(t, Verb.WAYS.value)),
        in_place=True,
    )


def button(scene: Scene, pathway_id: str) -> Button | None:
    """Return the button that opens a way from a topic; ``None`` when there is none."""
    pathway = scene.knowledge.ways.pathway(pathway_id)
    if pathway is None:
        return None
    title_of_way = wording(scene).pathway(pathway).title
    return Button("🧭 " + title_of_way, dump(Verb.WAY, scene.language, pathway.id))


def opening(scene: Scene, pathway: Pathway) -> Reply:
    """Return how a way opens: nobody is pressed, and staying is as near as going."""
    t, words = scene.t, wording(scene).pathway(pathway)
    rows: list[tuple[Button, ...]] = []
    go = dump(Verb.GO, t.language, pathway.id)
    if not pathway.remembered:
        unsure = dump(Verb.STAY_OR_UNSURE, t.language, pathway.id, UNSURE)
        rows.append((Button("✋ " + t.gettext("Yes, one of these is true"), unsure),))
        rows.append((Button("🧭 " + t.gettext("None of these: the steps"), go),))
    elif pathway.has_left or not (pathway.staying or pathway.unsure):
        rows.append((Button("🧭 " + t.gettext("Show the steps"), go),))
    else:
        rows.append((Button("🧭 " + t.gettext("I am going home"), go),))
    unsure_topics = pathway.unsure if pathway.remembered else ()  # else asked for above
    for part, label, topics in (
        (STAYING, "🏠 " + t.gettext("I would rather stay, legally"), pathway.staying),
        (UNSURE, "❔ " + t.gettext("I am not sure"), unsure_topics),
    ):
        if topics:
            data = dump(Verb.STAY_OR_UNSURE, t.language, pathway.id, part)
            rows.append((Button(label, data),))
    if not pathway.remembered:
        rows.append((hide_button(t),))
    return Reply(
        (title(words.title), paragraph(wording(scene).told(words.opening)), *_notices(scene)),
        (*rows, (_all_ways(t),), *foot(t, Verb.WAY.value, pathway.id)),
        in_place=True,
    )


def staying_or_unsure(scene: Scene, pathway: Pathway, part: str) -> Reply:
    """Return what to read for somebody who would rather stay, or does not know yet."""
    t = scene.t
    topics = pathway.staying if part == STAYING else pathway.unsure
    heading = (
        t.gettext("Staying in Japan, legally")
        if part == STAYING
        else t.gettext("Take your time to decide")
    )
    text = (
        t.gettext("These pages say what is possible. Ask somebody before you decide.")
        if part == STAYING
        else t.gettext("Nobody may decide for you. These pages and people help.")
    )
    hide = () if pathway.remembered else ((hide_button(t),),)
    people = Button("☎️ " + t.gettext("People to ask"), dump(Verb.PEOPLE, t.language))
    return Reply(
        (title(heading), paragraph(text)),
        (
            *topic_rows(scene, topics),
            (people,),
            (Button("⬅️ " + t.gettext("Back"), dump(Verb.WAY, t.language, pathway.id)),),
            *hide,
            *foot(t, Verb.STAY_OR_UNSURE.value, pathway.id, part),
        ),
        in_place=True,
    )


def overview(scene: Scene, state: ChatState, found: Plan) -> Reply:
    """Return the plan at a glance; no line of it is longer than a narrow phone."""
    t = scene.t
    blocks: list[Block] = [title("🧭 " + wording(scene).pathway(found.pathway).title)]
    blocks += _progress(scene, found)
    blocks += _warnings(scene, found)
    blocks += _part(scene, t.gettext("Due now"), found.now[:_NOW_SHOWN], "🔸")
    blocks += _part(scene, t.gettext("Next"), found.later[:_LATER_SHOWN], "▫️")
    last_days = found.last_days[:_LAST_SHOWN]
    if last_days:
        blocks.append(paragraph("⚠️ " + t.gettext("Lost for good after this day")))
        blocks += [_line(scene, one, "⏳", one.last) for one in last_days]
    is_lost = any(one.stage is Stage.TOO_LATE for one in found.steps)
    if not found.now and not found.later and not is_lost:
        blocks.append(paragraph("🎉 " + t.gettext("Everything is done. Well done!")))
    rows: list[tuple[Button, ...]] = []
    if found.leaving is None and found.hangs_on_leaving:
        ask = (
            t.gettext("When did you leave Japan?")
            if found.pathway.has_left
            else t.gettext("When do you fly?")
        )
        rows.append((Button("📅 " + ask, dump(Verb.FORM, t.language, "leaving", "")),))
    rows += [
        (step_button(scene, found.pathway, one.step, SIGNS[one.stage]),)
        for one in (*found.now[:_NOW_SHOWN], *found.later[:1])
    ]
    all_steps = t.gettext("All steps ({number})").format(number=len(found.counted))
    rows.append(
        (
            Button("📋 " + all_steps, dump(Verb.STEPS, t.language, found.pathway.id)),
            Button("📅 " + t.gettext("Dates"), dump(Verb.DETAILS, t.language)),
        )
    )
    rows += _extras(scene, state, found)
    return Reply(tuple(blocks), (*rows, *foot(t, Verb.PLAN.value)), in_place=True)


def _progress(scene: Scene, found: Plan) -> list[Block]:
    t = scene.t
    lines: list[str] = []
    if found.leaving is not None:
        days = (found.leaving - scene.today).days
        left = (
            t.ngettext("{number} day", "{number} days", days).format(number=t.number(days))
            if days > 0
            else t.gettext("today")
            if days == 0
            else ""
        )
        lines.append(f"✈️ {t.date(found.leaving)}")
        if left:
            lines.append(f"⏱ {left}")
    total = len(found.counted)
    full = round(_BAR * found.finished / total) if total else 0
    lines.append(f"{'▓' * full}{'░' * (_BAR - full)} {found.finished}/{total}")
    return [paragraph("\n".join(lines))]


def _warnings(scene: Scene, found: Plan) -> list[Block]:
    t = scene.t
    lines: list[str] = []
    if found.card_too_early:
        lines.append(
            t.gettext(
                "Your card ends before the flight. Take an earlier flight, or apply to extend "
                "before that day: one day too long is an overstay."
            )
        )
    lines += [show(name, on=day, t=t, facts=scene.knowledge.facts) for name, day in found.unknown]
    late = [one for one in found.steps if one.stage is Stage.TOO_LATE]
    lines += [
        t.gettext("Too late since {date}: {step}").format(
            date=t.date(one.last), step=wording(scene).step(one.step).title
        )
        for one in late
        if one.last is not None
    ]
    return [*(notice("⚠️ " + line) for line in lines), *_notices(scene)]


def _notices(scene: Scene) -> list[Block]:
    """Return what a reader must know about the words themselves."""
    words = wording(scene)
    return words_notices(scene.t, is_outdated=words.is_outdated, is_draft=words.is_draft)


def _part(scene: Scene, heading: str, steps: Sequence[PlannedStep], sign: str) -> list[Block]:
    if not steps:
        return []
    return [
        Block((Run(heading, bold=True),)),
        *(_line(scene, one, sign, one.due) for one in steps),
    ]


def _line(scene: Scene, one: PlannedStep, sign: str, day: date | None) -> Block:
    t, name = scene.t, wording(scene).step(one.step).title
    if day is None:
        return item(name, sign)
    when = t.gettext("since {date}") if day < scene.today else t.gettext("by {date}")
    return item(f"{name}\n{when.format(date=t.date(day))}", sign)


def step_button(scene: Scene, pathway: Pathway, one: Step, sign: str) -> Button:
    """Return the button that opens a step."""
    t = scene.t
    label = f"{sign} {wording(scene).step(one).title}"
    return Button(label, dump(Verb.STEP, t.language, pathway.id, one.id))


def topic_rows(scene: Scene, topics: Sequence[str]) -> list[tuple[Button, ...]]:
    """Return a row for each topic that there is."""
    buttons = (topic_button(scene, topic) for topic in topics)
    return [(Button("▸ " + one.label, one.data),) for one in buttons if one is not None]


def _extras(scene: Scene, state: ChatState, found: Plan) -> list[tuple[Button, ...]]:
    t = scene.t
    rows: list[tuple[Button, ...]] = []
    if found.leaving is not None:
        remind = (
            Button("🔕 " + t.gettext("Stop reminders"), dump(Verb.REMINDERS, t.language, "n"))
            if state.way.reminds
            else Button("🔔 " + t.gettext("Remind me"), dump(Verb.REMINDERS, t.language, "y"))
        )
        rows.append((remind,))
    take = [
        Button(label, dump(Verb.TAKE, t.language, what))
        for what, label in (
            (PDF, "📄 " + t.gettext("Take along (PDF)")),
            (CALENDAR, "🗓 " + t.gettext("Calendar file")),
        )
        if (what == PDF and scene.prints) or (what == CALENDAR and found.leaving is not None)
    ]
    if take:
        rows.append(tuple(take))
    if (worth := papers.button(scene)) is not None:
        rows.append((worth,))
    rows.append((_all_ways(t),))
    return rows


def _all_ways(t: Catalogue) -> Button:
    return Button("🔀 " + t.gettext("Another way"), dump(Verb.WAYS, t.language))
