"""Asking a person: offered where there is a group, agreed to before anything is passed on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering.outcome import Outcome
from bot.dialogue import person
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply import plain
from bot.dialogue.turn import ChatState, DangerSeen, Incoming, Media, PersonWish, Wish
from bot.knowledge.model import Hours, Phrases, Support
from bot.languages import LANGUAGES
from tests.dialogue import samples
from tests.dialogue.talk import ScriptedAnswerer, Talk, understood

WEEKDAYS = (Hours((0, 1, 2, 3, 4), "10:00", "18:00"),)
SUPPORT = Support({"en": "the helpers of Example"}, ("ja", "en"), WEEKDAYS)
PHRASES = {"en": Phrases({"safe": "Are you safe?"}, {"wait": "Wait."}, {"yes": "Yes"})}


def talk_with_people(**more) -> Talk:
    """Return a chat where people can be asked; it is a Tuesday, noon in Japan."""
    knowledge = replace(samples.knowledge(), support=SUPPORT, phrases=PHRASES)
    talk = Talk(ScriptedAnswerer(knowledge, more.pop("results", {})), **more)
    talk.conversation = Conversation(talk.answerer, lambda: talk.now, offers_person=lambda: True)
    return talk


async def test_without_a_group_nobody_is_offered():
    talk = Talk()

    await talk.say("something unknown")
    assert not any("Ask a person" in label for label in talk.labels)

    await talk.command("person")
    assert talk.text.startswith("Nobody can be reached in person here at the moment.")


@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_consent_says_who_when_and_what_they_see(language: str):
    talk = talk_with_people(language=language)
    await talk.say("something unknown")

    await talk.press(f"i|{language}")

    assert talk.turn.person is None
    assert "10:00–18:00" in talk.text
    assert "the helpers of Example" in talk.text
    await talk.press(talk.buttons[0].data)
    assert talk.turn.person == PersonWish(Wish.OPEN, language)


async def test_the_last_subject_goes_along_when_it_is_shown_before():
    talk = talk_with_people()
    await talk.press("t|en|leave/tax")
    await talk.command("person")

    assert "They see your last subject: Tax on the pension" in talk.text
    await talk.tap("Yes, connect me")
    assert talk.turn.person == PersonWish(Wish.OPEN, "en", topic="leave/tax")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "They are there now."),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "They are back on 25 November 2026, 10:00."),
        (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), "They are back on 30 November 2026, 10:00."),
        (datetime(2026, 11, 29, 16, 0, tzinfo=UTC), "They are back on 30 November 2026, 10:00."),
    ],
)
async def test_presence_follows_the_hours_in_japan(moment: datetime, said: str):
    talk = talk_with_people()
    talk.now = moment

    await talk.command("person")

    assert said in talk.text


async def test_danger_offers_to_tell_people_and_the_panel_stays():
    result = understood(Outcome.URGENT, danger=samples.VIOLENCE)
    talk = talk_with_people(results={"he hits me": result})

    await talk.say("he hits me")

    assert talk.turn.danger == DangerSeen("en", now=True)
    await talk.tap("Tell people who can help")
    assert not talk.reply.in_place
    await talk.tap("Yes, connect me")
    assert talk.turn.person == PersonWish(Wish.OPEN, "en", urgent=True)


async def test_message_to_a_person_is_answered_by_nothing_but_the_panel():
    result = understood(Outcome.URGENT, danger=samples.VIOLENCE, language="vi")
    talk = talk_with_people(results={"cứu tôi": result})
    state = ChatState(language="vi", talks_to_person=True)

    quiet = await talk.conversation.overhear(Incoming(text="hello"), state)
    danger = await talk.conversation.overhear(Incoming(text="cứu tôi"), state)

    assert quiet.replies == ()
    assert len(danger.replies) == 1
    assert danger.heard == "vi"


@pytest.mark.parametrize(
    "incoming", [Incoming(text="31 March 2027"), Incoming(media=Media.PHOTO)], ids=["text", "photo"]
)
async def test_form_is_closed_with_a_word_when_a_message_goes_to_a_person(incoming: Incoming):
    """A caseworker took the conversation up again while a form waited."""
    talk = talk_with_people()
    await talk.press("K|en|claim|")
    waiting = talk.state.awaiting

    turn = await talk.conversation.overhear(incoming, replace(talk.state, talks_to_person=True))

    assert waiting == "K|en|claim|"
    assert turn.state.awaiting is None
    (reply,) = turn.replies
    assert plain(reply.blocks).startswith("🧑‍💼 What you write goes to the person.")
    assert reply.keyboard[0][0].data == waiting


async def test_form_that_is_opened_while_a_person_reads_takes_taps_and_no_typing():
    talk = talk_with_people()
    talk.state = ChatState(language="en", talks_to_person=True)

    await talk.press("K|en|claim|")
    asked = talk.text
    await talk.tap("2027")
    await talk.tap("3 · Mar")

    assert "what you type goes to them" in asked
    assert "or type the date" not in asked
    assert talk.state.awaiting is None


async def test_who_is_connected_is_not_connected_twice():
    talk = talk_with_people()
    talk.state = ChatState(language="en", talks_to_person=True)

    await talk.press("I|en|-")

    assert talk.turn.person is None
    assert talk.text.startswith("🧑‍💼 You are connected.")
    await talk.tap("End the conversation")
    assert talk.turn.person == PersonWish(Wish.END, "en")


def test_a_question_has_answers_to_tap_and_a_sentence_has_none():
    scene = talk_with_people().conversation.scene("en")

    question, sentence = person.phrase(scene, "safe"), person.phrase(scene, "wait")

    assert question is not None
    assert sentence is not None
    assert [button.data for row in question.keyboard for button in row] == ["A|en|safe|yes"]
    assert (plain(sentence.blocks), sentence.keyboard) == ("🧑‍💼 Wait.", ())
    assert person.phrase(scene, "nothing") is None
