"""From the result of a question to what the worker reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.outcome import Asker, Match, Missing, Outcome, Result, SmallTalk
from bot.dialogue import danger, pages, screens
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Block, Button, Reply, notice, paragraph, title
from bot.dialogue.scene import Scene, country_name, foot, person_row, topic_button
from bot.dialogue.sensitive import has_personal_number
from bot.dialogue.turn import Answered
from bot.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Spoken:
    """The replies to a question and the answer to count, if one was given."""

    replies: tuple[Reply, ...]
    answered: Answered | None = None


def speak(
    scene: Scene, result: Result, *, question: str, asker: Asker, private: bool = True
) -> Spoken:
    """Return the replies to a question that was understood as *result*.

    ``scene.language`` is the language to reply in. In danger nothing stands before the panel.
    """
    spoken = _outcome(scene, result, asker)
    if not has_personal_number(question):
        return spoken
    warning = personal_number(scene, private=private)
    if result.outcome is Outcome.URGENT:
        return Spoken((*spoken.replies, warning))
    return Spoken((warning, *spoken.replies), spoken.answered)


def _outcome(scene: Scene, result: Result, asker: Asker) -> Spoken:
    switch = _switch_offer(scene, result, asker)
    if result.outcome is Outcome.URGENT:
        return Spoken(_urgent(scene, result))
    if result.small_talk is not None:
        return Spoken((_small_talk(scene, result.small_talk),))
    if result.outcome is Outcome.ANSWER:
        return _answer(scene, result, switch)
    if result.missing is Missing.COUNTRY and result.matches:
        return Spoken((_with_rows(screens.which_country(scene, result.matches[0].topic), switch),))
    if result.outcome is Outcome.SUGGESTIONS and result.matches:
        return Spoken((_with_rows(_suggestions(scene, result), switch),))
    return Spoken((_with_rows(unknown(scene), switch),))


def _answer(scene: Scene, result: Result, switch: Sequence[tuple[Button, ...]]) -> Spoken:
    best = result.matches[0]
    topic, page = scene.knowledge.topic(best.topic), scene.page(best.topic)
    if topic is None or page is None:  # the page went between the question and the answer
        return Spoken((unknown(scene),))
    near = [match.topic for match in result.matches[1:]]
    reply = pages.short_answer(scene, topic, page, near=near).new_message()
    answered = Answered(topic.id, page.language, page.revision, best.score, "answer")
    return Spoken((_with_rows(reply, switch),), answered)


def _urgent(scene: Scene, result: Result) -> tuple[Reply, ...]:
    replies = [danger.panel(scene, result.danger)]
    listed = {button.data for row in replies[0].keyboard for button in row}
    rows = [row for row in _rows(scene, result.matches) if row[0].data not in listed]
    if rows:
        text = scene.t.gettext("When you are safe, this may help too:")
        replies.append(Reply((paragraph(text),), (*rows, *foot(scene.t))))
    return tuple(replies)


def _suggestions(scene: Scene, result: Result) -> Reply:
    t = scene.t
    asks_status = result.missing is Missing.STATUS
    text = (
        t.gettext("It depends on your status of residence. Which is yours?")
        if asks_status
        else t.gettext("I am not sure what you mean. Is it one of these?")
    )
    blocks: list[Block] = [paragraph(text)]
    if asks_status:
        blocks.append(
            notice(t.gettext("It stands on your residence card, under 在留資格 (zairyū shikaku)."))
        )
    people = Button("☎️ " + t.gettext("None of these: people to ask"), dump(Verb.PEOPLE, t.language))
    return Reply(
        tuple(blocks),
        (*_rows(scene, result.matches), (people,), *person_row(scene), *foot(t)),
    )


def unknown(scene: Scene) -> Reply:
    """Return the honest answer when the bot does not know: what to try, whom to call."""
    t = scene.t
    return Reply(
        (
            title(t.gettext("I do not know that.")),
            paragraph(
                t.gettext(
                    "I only answer what is written and checked. Try it in other words, shorter, "
                    "or tap a line below. These people can help:"
                )
            ),
            *screens.people_in_brief(scene),
        ),
        (
            (
                Button("📚 " + t.gettext("All subjects"), dump(Verb.AREAS, t.language)),
                Button("☎️ " + t.gettext("People to ask"), dump(Verb.PEOPLE, t.language)),
            ),
            *person_row(scene),
            (Button("🆘 " + t.gettext("I am in danger"), dump(Verb.DANGER, t.language)),),
            *foot(t),
        ),
    )


def no_page_for_country(scene: Scene, country: str) -> Reply:
    """Return the answer when there is no page for the country asked about."""
    t = scene.t
    text = t.gettext("I have nothing checked on this for {country} yet. These people can help:")
    return Reply(
        (
            paragraph(text.format(country=country_name(t, country))),
            *screens.people_in_brief(scene),
        ),
        (*person_row(scene), *foot(t)),
        in_place=True,
    )


def _small_talk(scene: Scene, kind: SmallTalk) -> Reply:
    t = scene.t
    if kind is SmallTalk.THANKS:
        text = t.gettext("You are welcome. Write to me whenever you need something.")
        return Reply((paragraph(text),), foot(t))
    greeting = paragraph(
        t.gettext(
            "Hello! I am Kaerimichi. Ask me anything about your stay, your work or your way home."
        )
    )
    screen = screens.home(scene)
    return replace(screen, blocks=(greeting, *screen.blocks), in_place=False)


def personal_number(scene: Scene, *, private: bool) -> Reply:
    """Return the warning that such numbers do not belong in a chat."""
    t = scene.t
    clear = Button("🧹 " + t.gettext("Clear this chat"), dump(Verb.CLEAR, t.language))
    return Reply(
        (
            paragraph(
                "🔒 "
                + t.gettext(
                    "Your message seems to hold the number of a card or passport. I have not kept "
                    "it. Please delete the message, and never send such numbers in a chat."
                )
            ),
        ),
        (*([(clear,)] if private else []), *foot(t)),
    )


def _switch_offer(scene: Scene, result: Result, asker: Asker) -> list[tuple[Button, ...]]:
    """Offer to stay in the language of the question when it is not the chosen one."""
    if not result.language_sure or result.language == asker.language:
        return []
    label = scene.t.gettext("Always answer in {language}").format(
        language=LANGUAGES[result.language]
    )
    return [(Button("🌐 " + label, dump(Verb.SET_LANGUAGE, result.language, "stay")),)]


def _rows(scene: Scene, matches: Sequence[Match]) -> list[tuple[Button, ...]]:
    buttons = (topic_button(scene, match.topic) for match in matches)
    return [(button,) for button in buttons if button is not None]


def _with_rows(reply: Reply, rows: Sequence[tuple[Button, ...]]) -> Reply:
    return replace(reply, keyboard=(*rows, *reply.keyboard))
