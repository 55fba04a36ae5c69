"""What is kept of a worker, and how to be rid of it: settings, privacy, all data, forgetting."""

from bot.dialogue import details, insurance, prefectures, ways
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Block, Button, Reply, item, paragraph, title
from bot.dialogue.scene import (
    Scene,
    country_label,
    foot,
    home_button,
    language_button,
)
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue
from bot.languages import LANGUAGES
from bot.pathway.planning import DONE
from bot.storage.periods import ENDED_KEPT


def settings(scene: Scene, state: ChatState) -> Reply:
    """Return what is chosen and the ways to change it."""
    t = scene.t
    return Reply(
        (title(t.gettext("Your settings")), *_chosen(scene, state)),
        (
            (language_button(t.language),),
            (Button("🧭 " + t.gettext("Home country"), dump(Verb.COUNTRIES, t.language)),),
            (_news_button(t, state),),
            (Button("🧹 " + t.gettext("Clear this chat"), dump(Verb.CLEAR, t.language)),),
            (Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),),
            (home_button(t),),
        ),
        in_place=True,
    )


def privacy(scene: Scene) -> Reply:
    """Return what is kept and what is not, in plain words."""
    t = scene.t
    return Reply(
        (
            title(t.gettext("What I keep, and what I do not")),
            item(
                t.gettext(
                    "I keep the number of this chat, the language and home country that you "
                    "chose, and the day you last wrote."
                )
            ),
            item(
                t.gettext(
                    "What you chose to say for your plan: days, status, prefecture, times of "
                    "pension insurance, ticks. A way without a valid stay is never kept."
                )
            ),
            item(
                t.gettext(
                    "For two days I keep which subject you read last and the numbers of the "
                    "messages here, so that I can clear them for you."
                )
            ),
            item(
                t.gettext(
                    "While I wait for you to type a number or date in a calculator, I keep what "
                    "you entered before it, at most two days."
                )
            ),
            item(t.gettext("I keep no name, no telephone number and no message of yours.")),
            item(
                t.gettext(
                    "If you ask for a person, your messages go to the group that answers. I keep "
                    "the subject and which message belongs to which, until {days} days after the "
                    "end."
                ).format(days=ENDED_KEPT.days)
            ),
            item(t.gettext("News come only if you turn them on in the settings.")),
            item(
                t.gettext(
                    "A question that I cannot answer is shown to the editors without you: numbers "
                    "and names are taken out, and it is deleted after {days} days."
                ).format(days=90)
            ),
            item(t.gettext("I count which pages were read and found helpful, not by whom.")),
            item(t.gettext("If you do not write for half a year, I forget you by myself.")),
            item(
                t.gettext(
                    "Telegram carries the messages and keeps them by its own rules. Delete the "
                    "chat on your phone if somebody may look at it."
                )
            ),
            item(t.gettext("/mydata shows what I keep of you, /forget deletes it at once.")),
        ),
        (
            (Button("🧹 " + t.gettext("Clear this chat"), dump(Verb.CLEAR, t.language)),),
            (Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),),
            *foot(t),
        ),
    )


def my_data(scene: Scene, state: ChatState) -> Reply:
    """Return all that is kept of the chat."""
    t = scene.t
    page = scene.page(state.last_topic) if state.last_topic else None
    lines = _chosen(scene, state)
    if page is not None:
        lines.append(item(t.gettext("Last subject: {subject}").format(subject=page.title)))
    lines += _way_kept(scene, state)
    if state.asked_person:
        kept = t.gettext(
            "Of your conversation with a person: the subject, and which message belongs to which"
        )
        lines.append(item(kept))
    lines.append(item(t.gettext("The number of this chat, and the day you last wrote")))
    lines.append(item(t.gettext("The numbers of the messages of the last two days")))
    return Reply(
        (title(t.gettext("All that I keep of you")), *lines),
        ((Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),), *foot(t)),
    )


def _way_kept(scene: Scene, state: ChatState) -> list[Block]:
    """Return what is kept for the way home, a line each."""
    t, way = scene.t, state.way
    lines: list[str] = []
    if state.status is not None:
        lines.append(
            t.gettext("Status: {status}").format(status=details.status_name(t, state.status))
        )
    if way.leaving is not None:
        lines.append(t.gettext("Day of leaving: {day}").format(day=t.date(way.leaving)))
    if way.card is not None:
        lines.append(t.gettext("Residence card until: {day}").format(day=t.date(way.card)))
    if state.prefecture is not None:
        name = prefectures.name(scene, state.prefecture)
        lines.append(t.gettext("Prefecture of work: {name}").format(name=name))
    lines += insurance.lines(scene, state)
    pathway = scene.knowledge.ways.pathway(way.pathway)
    if pathway is not None:
        name = ways.wording(scene).pathway(pathway).title
        lines.append(t.gettext("Way home: {way}").format(way=name))
    steps = scene.knowledge.ways.steps
    for step_id, mark in way.marks.items():
        if step_id in steps:
            sign = "✅" if mark == DONE else "➖"
            lines.append(f"{sign} {ways.wording(scene).step(steps[step_id]).title}")
    if state.remind_at is not None:
        day = t.date(state.remind_at.date())
        lines.append(t.gettext("Next reminder: {day}").format(day=day))
    return [item(line) for line in lines]


def confirm_forget(scene: Scene) -> Reply:
    """Return the last question before everything is deleted."""
    t = scene.t
    return Reply(
        (paragraph(t.gettext("Shall I delete all that I keep of you? It cannot be undone.")),),
        (
            (Button("🗑 " + t.gettext("Yes, forget me"), dump(Verb.FORGET_NOW, t.language)),),
            *foot(t, Verb.FORGET.value),
        ),
        in_place=True,
    )


def forgotten(scene: Scene) -> Reply:
    """Return the last message after everything was deleted."""
    text = scene.t.gettext("Done. I keep nothing of you any more. Write to me whenever you like.")
    return Reply((paragraph(text),), foot(scene.t), in_place=True)


def _chosen(scene: Scene, state: ChatState) -> list[Block]:
    t = scene.t
    language = LANGUAGES[state.language] if state.language else t.gettext("not chosen")
    country = country_label(t, state.country) if state.country else t.gettext("not chosen")
    return [
        item(t.gettext("Language: {language}").format(language=language)),
        item(t.gettext("Home country: {country}").format(country=country)),
        item(t.gettext("News: on") if state.news else t.gettext("News: off")),
    ]


def _news_button(t: Catalogue, state: ChatState) -> Button:
    if state.news:
        label = "🔕 " + t.gettext("Turn news off")
        return Button(label, dump(Verb.SET_NEWS, t.language, "n"))
    return Button("🔔 " + t.gettext("Turn news on"), dump(Verb.SET_NEWS, t.language, "y"))


def cleared(scene: Scene) -> Reply:
    """Return what is said when the channel clears the chat, as far as it can."""
    text = scene.t.gettext(
        "I removed what Telegram lets me remove: the messages of the last two days. "
        "To remove everything, delete the chat on your phone."
    )
    return Reply((paragraph("🧹 " + text),), foot(scene.t), clear=True)
