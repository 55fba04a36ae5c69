"""Asking a person: what the worker reads before agreeing, while it lasts, and at its end."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from bot.dialogue import screens
from bot.dialogue.actions import Action, Verb, dump
from bot.dialogue.reply import Block, Button, Reply, Run, item, paragraph, title
from bot.dialogue.scene import Scene, foot
from bot.dialogue.turn import ChatState, PersonWish, Turn, Wish
from bot.knowledge.facts import hours_line, open_now
from bot.knowledge.model import Hours, Phone, Support

VERBS: Final = frozenset(
    {
        *(Verb.PERSON, Verb.CONNECT, Verb.END_CASE, Verb.REOPEN_CASE, Verb.RATE_CASE, Verb.PHRASE),
    }
)
_URGENT: Final = "u"
_NO_TOPIC: Final = "-"
_WEEK: Final = 8  # days until the same weekday has passed whatever the hour


def press(scene: Scene, state: ChatState, action: Action) -> Turn:
    """Return what follows from a press about the conversation with a person."""
    here = (*action.arguments[1:], "", "")
    verb, language = action.verb, scene.language
    if verb is Verb.PERSON:
        return Turn((_offer(scene, state, urgent=here[0] == _URGENT),), state)
    if verb is Verb.CONNECT:
        if state.talks_to_person or not scene.offers_person:
            return Turn((_offer(scene, state, urgent=False),), state)
        topic = scene.knowledge.topic(here[0])
        wish = PersonWish(
            Wish.OPEN, language, topic=topic.id if topic else None, urgent=here[1] == _URGENT
        )
        return Turn((connected(scene),), state, person=wish)
    if verb is Verb.END_CASE:
        if not state.talks_to_person:
            return Turn((screens.home(scene),), state)
        return Turn((), state, person=PersonWish(Wish.END, language))
    if verb is Verb.PHRASE:
        wish = PersonWish(Wish.ANSWER, language, phrase=(here[0], here[1]))
        return Turn((Reply(toast="✓"),), state, person=wish)
    case = int(here[0]) if here[0].isascii() and here[0].isdigit() and len(here[0]) < 16 else 0
    if verb is Verb.RATE_CASE:
        thanks = scene.t.gettext("Thank you. Good to know.")
        wish = PersonWish(Wish.RATE, language, case=case, helpful=here[1] == "y")
        return Turn((Reply(toast=thanks),), state, person=wish)
    if state.talks_to_person or not scene.offers_person:
        return Turn((_offer(scene, state, urgent=False),), state)
    return Turn((), state, person=PersonWish(Wish.REOPEN, language, case=case))


def _offer(scene: Scene, state: ChatState, *, urgent: bool) -> Reply:
    if state.talks_to_person:
        return connected(scene)
    if not scene.offers_person:
        return nobody(scene)
    return consent(scene, state.last_topic, urgent=urgent)


def consent(scene: Scene, topic_id: str | None, *, urgent: bool) -> Reply:
    """Return who will read it, in which languages, when, and what they see; nothing is sent yet."""
    t, support = scene.t, scene.knowledge.support
    page = scene.page(topic_id) if topic_id and not urgent else None
    sees = [
        item(t.gettext("They see what you write and send from now on, and your language.")),
        *(
            [item(t.gettext("They see your last subject: {subject}").format(subject=page.title))]
            if page is not None
            else []
        ),
        item(t.gettext("They do not see your name, your number or your account.")),
        item(t.gettext("Their group keeps what you send. I keep no text.")),
    ]
    agreed = dump(
        Verb.CONNECT,
        t.language,
        page.topic if page is not None else _NO_TOPIC,
        *([_URGENT] if urgent else []),
    )
    sign = "🆘 " if urgent else "🧑‍💼 "
    return Reply(
        (title(sign + t.gettext("Ask a person")), *_who(scene, support), *sees),
        (
            (Button("✅ " + t.gettext("Yes, connect me"), agreed),),
            (Button("↩️ " + t.gettext("Not now"), dump(Verb.HOME, t.language)),),
            *foot(t),
        ),
        in_place=not urgent,  # the numbers to call stay on the screen
    )


def _who(scene: Scene, support: Support) -> list[Block]:
    t = scene.t
    name = support.name.get(t.language) or support.name.get("en") or "Kaerimichi"
    languages = ", ".join(str(t.locale.languages.get(code, code)) for code in support.languages)
    blocks = [paragraph(t.gettext("Who reads it and answers here: {who}.").format(who=name))]
    if languages:
        spoken = t.gettext("They read and write: {languages}.").format(languages=languages)
        blocks.append(item(spoken))
    if support.hours:
        hours = t.gettext("They are there: {hours} (time in Japan).")
        blocks.append(item(hours.format(hours=hours_line(support.hours, t))))
    blocks.append(Block((Run(presence(scene), bold=True),)))
    return blocks


def presence(scene: Scene) -> str:
    """Return whether somebody is there now, and if not, when."""
    t, support = scene.t, scene.knowledge.support
    if not support.hours:
        return t.gettext("They have no fixed hours and answer when they can.")
    if is_present(scene):
        return t.gettext("They are there now.")
    opening = next_opening(support.hours, scene.moment)
    when = f"{t.date(opening.date())}, {t.time(opening)}"
    return t.gettext("They are not there now. They are back on {when}.").format(when=when)


def is_present(scene: Scene) -> bool:
    """Whether somebody answers at this hour, as far as hours are fixed."""
    hours = scene.knowledge.support.hours
    return not hours or open_now(Phone("", hours=hours), scene.moment) is True


def next_opening(hours: Sequence[Hours], moment: datetime) -> datetime:
    """Return when somebody is there next after *moment*, in its time zone."""
    openings = []
    for ahead in range(_WEEK):
        day = moment.date() + timedelta(days=ahead)
        openings += [
            datetime.combine(day, time.fromisoformat(entry.opens), moment.tzinfo)
            for entry in hours
            if day.weekday() in entry.days
        ]
    return min(opening for opening in openings if opening > moment)


def connected(scene: Scene) -> Reply:
    """Return what to do now that what is written goes to a person."""
    t = scene.t
    text = t.gettext(
        "You are connected. Write, or send photos, voice messages and papers: a person will read "
        "them. I stay quiet meanwhile. In danger: /danger"
    )
    blocks = [paragraph("🧑‍💼 " + text)]
    if not is_present(scene):
        blocks.append(paragraph(presence(scene)))
    return Reply(tuple(blocks), (_end_row(scene),), in_place=True)


def joined(scene: Scene) -> Reply:
    text = scene.t.gettext("A person is here now and reads what you write.")
    return Reply((paragraph("🧑‍💼 " + text),), (_end_row(scene),))


def left(scene: Scene) -> Reply:
    text = scene.t.gettext("The person has left. Somebody else will go on here.")
    return Reply((paragraph("🧑‍💼 " + text), paragraph(presence(scene))), (_end_row(scene),))


def away(scene: Scene) -> Reply:
    """Return the notice to somebody who writes while nobody is there."""
    return Reply((paragraph(presence(scene)),), (_end_row(scene),))


def ended(scene: Scene, case_id: int) -> Reply:
    """Return the end of a conversation, with the question whether it helped."""
    t, case = scene.t, str(case_id)
    text = t.gettext(
        "The conversation has ended. Nothing that you write now is passed on: I answer again. "
        "Did it help you?"
    )
    again = Button(
        "🧑‍💼 " + t.gettext("Write to them again"), dump(Verb.REOPEN_CASE, t.language, case)
    )
    return Reply(
        (paragraph(text),),
        (
            (
                Button("👍 " + t.gettext("Helpful"), dump(Verb.RATE_CASE, t.language, case, "y")),
                Button(
                    "👎 " + t.gettext("Not helpful"), dump(Verb.RATE_CASE, t.language, case, "n")
                ),
            ),
            (again,),
            *foot(t),
        ),
    )


def form_closed(scene: Scene, again: Button) -> Reply:
    """Return the word that what was typed went to the person, and not into a form."""
    text = scene.t.gettext(
        "What you write goes to the person. The question that was open here is closed; tap to "
        "open it again."
    )
    return Reply((paragraph("🧑‍💼 " + text),), ((again,), _end_row(scene)))


def not_passed_on(scene: Scene) -> Reply:
    text = scene.t.gettext(
        "Your last message could not be passed on. Please send it again in another form, or a "
        "little later."
    )
    return Reply((paragraph("⚠️ " + text),), (_end_row(scene),))


def cut_off(scene: Scene) -> Reply:
    """Return the end of a conversation whose other side is gone."""
    text = scene.t.gettext(
        "This conversation cannot go on: the other side cannot be reached any more. What you "
        "wrote last may not have been read. These people can help:"
    )
    return Reply((paragraph("⚠️ " + text), *screens.people_in_brief(scene)), foot(scene.t))


def nobody(scene: Scene) -> Reply:
    """Return what can be done where nobody can be asked in person."""
    text = scene.t.gettext(
        "Nobody can be reached in person here at the moment. These people can help:"
    )
    return Reply((paragraph(text), *screens.people_in_brief(scene)), foot(scene.t), in_place=True)


def phrase(scene: Scene, phrase_id: str) -> Reply | None:
    """Return a phrase of a caseworker, with answers to tap where it is a question."""
    phrases = scene.knowledge.phrases.get(scene.language)
    if phrases is None:
        return None
    if phrase_id in phrases.sentences:
        return Reply((paragraph("🧑‍💼 " + phrases.sentences[phrase_id]),))
    if phrase_id not in phrases.questions:
        return None
    answers = tuple(
        Button(text, dump(Verb.PHRASE, scene.language, phrase_id, answer))
        for answer, text in phrases.answers.items()
    )
    return Reply((paragraph("🧑‍💼 " + phrases.questions[phrase_id]),), (answers,))


def _end_row(scene: Scene) -> tuple[Button, ...]:
    label = "🚪 " + scene.t.gettext("End the conversation")
    return (Button(label, dump(Verb.END_CASE, scene.language)),)
