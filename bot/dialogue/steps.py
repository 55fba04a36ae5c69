"""The steps of a way home: all of them in order, and one with all that belongs to it."""

from bot.dialogue import calculating, insurance, papers
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import (
    Block,
    Button,
    Keyboard,
    Reply,
    Run,
    item,
    labelled,
    notice,
    paragraph,
    title,
)
from bot.dialogue.scene import Scene, foot, hide_button
from bot.dialogue.ways import NOT_FOR_ME, OTHERWISE, SIGNS, step_button, topic_rows, wording
from bot.knowledge.model import PAPERS_TOOL
from bot.knowledge.ways import ANY_COUNTRY, Step
from bot.languages import COUNTRY_LANGUAGES
from bot.pathway.insured import concerns
from bot.pathway.planning import DONE, Plan, PlannedStep, Stage, topics_of


def all_steps(scene: Scene, found: Plan, *, kept: bool) -> Reply:
    """Return every step of a way with its sign; ``kept``: it is the one that is remembered."""
    t = scene.t
    shown = [one for one in found.steps if one.stage is not Stage.PASSED]
    signs = [SIGNS[one.stage] if kept else f"{n}." for n, one in enumerate(shown, start=1)]
    rows = [
        (step_button(scene, found.pathway, one.step, sign),)
        for one, sign in zip(shown, signs, strict=True)
    ]
    blocks = [title(wording(scene).pathway(found.pathway).title)]
    if kept:
        legend = (
            (Stage.DONE, t.gettext("done")),
            (Stage.NOW, t.gettext("due now")),
            (Stage.LATER, t.gettext("later")),
            (Stage.LEFT_OUT, t.gettext("left out")),
            (Stage.TOO_LATE, t.gettext("too late")),
        )
        stages = {one.stage for one in shown}
        blocks += [item(text, SIGNS[stage]) for stage, text in legend if stage in stages]
        back = Button("⬅️ " + t.gettext("My way home"), dump(Verb.PLAN, t.language))
    else:
        blocks.append(paragraph(t.gettext("In this order. Nothing of it is kept here.")))
        back = Button("⬅️ " + t.gettext("Back"), dump(Verb.WAY, t.language, found.pathway.id))
        rows.append((hide_button(t),))
    return Reply(
        tuple(blocks),
        (*rows, (back,), *foot(t, Verb.STEPS.value, found.pathway.id)),
        in_place=True,
    )


def step(scene: Scene, found: Plan, one: PlannedStep, *, kept: bool) -> Reply:
    """Return one step: what, why, when, what is lost, what to do when somebody refuses."""
    t, words = scene.t, wording(scene).step(one.step)
    blocks: list[Block] = [title(f"{SIGNS[one.stage] if kept else '▫️'} {words.title}")]
    blocks.append(paragraph(wording(scene).told(words.do)))
    blocks += _days_of(scene, one)
    parts = (
        (t.gettext("Why:"), words.why),
        (t.gettext("Afterwards:"), words.late),
        (t.gettext("If they refuse:"), words.refuse),
        (t.gettext("Paper you get:"), words.paper),
    )
    blocks += [labelled(label, wording(scene).told(text)) for label, text in parts if text]
    if kept and concerns(one.step, scene.knowledge):
        blocks += [item(line, "🧾") for line in insurance.outlook(scene, scene.said.insured)]
    sentence = one.step.sentence
    if sentence is not None:
        blocks.append(paragraph(t.gettext("Show or say this:")))
        blocks.append(Block((Run("🪧 " + sentence.text, bold=True),)))
        meaning = wording(scene).told(words.show or "")
        lines = [sentence.reading] if t.language != "ja" else []
        blocks.append(notice("\n".join((*lines, meaning))))
    rows = list(_marking(scene, one)) if kept else []
    if kept and concerns(one.step, scene.knowledge):
        rows += [(button,) for button in calculating.own_buttons(scene)]
        rows.append((insurance.button(t),))
    rows += topic_rows(scene, topics_of(one.step, scene.country, scene.knowledge))
    rows += _papers_row(scene, one.step)
    if scene.country is None and any(ANY_COUNTRY in topic for topic in one.step.topics):
        rows.append((Button("🧭 " + t.gettext("Home country"), dump(Verb.COUNTRIES, t.language)),))
    back = (
        Button("⬅️ " + t.gettext("My way home"), dump(Verb.PLAN, t.language))
        if kept
        else Button(
            "⬅️ " + t.gettext("All steps ({number})").format(number=len(found.counted)),
            dump(Verb.STEPS, t.language, found.pathway.id),
        )
    )
    if not found.pathway.remembered:
        rows.append((hide_button(t),))
    here = (Verb.STEP.value, found.pathway.id, one.step.id)
    return Reply(tuple(blocks), (*rows, (back,), *foot(t, *here)), in_place=True)


def _days_of(scene: Scene, one: PlannedStep) -> list[Block]:
    t = scene.t
    days = (
        (t.gettext("From: {date}"), one.start),
        (t.gettext("Do it by: {date}"), one.due),
        (t.gettext("Last day: {date}"), one.last),
    )
    return [item(text.format(date=t.date(day)), "📅") for text, day in days if day is not None]


def _marking(scene: Scene, one: PlannedStep) -> Keyboard:
    t, name = scene.t, one.step.id

    def mark(label: str, value: str) -> Button:
        return Button(label, dump(Verb.MARK, t.language, name, value))

    if one.stage in {Stage.DONE, Stage.LEFT_OUT}:
        return ((mark("↩️ " + t.gettext("Not yet, take it back"), ""),),)
    return (
        (mark("✅ " + t.gettext("Done"), DONE),),
        (
            mark("➖ " + t.gettext("Not for me"), NOT_FOR_ME),
            mark("➖ " + t.gettext("Solved otherwise"), OTHERWISE),
        ),
    )


def _papers_row(scene: Scene, one: Step) -> list[tuple[Button, ...]]:
    """Return the way to what papers are worth, where a topic of the step offers it."""
    country = scene.country or next(iter(COUNTRY_LANGUAGES))
    topics = (scene.knowledge.topic(name) for name in topics_of(one, country, scene.knowledge))
    offers = any(PAPERS_TOOL in topic.tools for topic in topics if topic is not None)
    button = papers.button(scene) if offers else None
    return [] if button is None else [(button,)]
