"""What comes back for a question: an answer, suggestions, the one missing question, or honesty."""

from datetime import timedelta

import pytest

from bot.answering.outcome import Asker, Missing, Outcome, SmallTalk
from bot.dialogue.turn import Answered, Unanswered
from bot.i18n import catalogue
from bot.languages import LANGUAGES
from tests.dialogue import samples
from tests.dialogue.talk import Talk, understood

QUESTION = "pension?"


def talk(outcome: Outcome, *topics: str, chosen: str | None = "en", **more: object) -> Talk:
    """Return a chat in which the only question is understood so."""
    given = {"country", "private", "hint"} & set(more)
    settings = {name: more.pop(name) for name in given}
    results = {QUESTION: understood(outcome, *topics, **more)}
    return Talk(language=chosen, results=results, **settings)


async def test_an_answer_is_the_page_itself_as_a_message_of_its_own():
    chat = talk(Outcome.ANSWER, "leave/pension")

    await chat.say(QUESTION)

    page = samples.TOPICS[0].pages["en"]
    assert chat.text.startswith("Pension money back\n\nYou can get five years")
    assert not chat.reply.in_place
    assert chat.turn.events == (Answered("leave/pension", "en", page.revision, 0.9, "answer"),)
    assert chat.state.last_topic == "leave/pension"


async def test_near_titles_stand_after_the_page_s_own_sections_and_once():
    chat = talk(Outcome.ANSWER, "leave/pension", "leave/checklist", "leave/tax")

    await chat.say(QUESTION)

    assert chat.labels == [
        "👣 What to do",
        "⚠️ Be careful",
        "☎️ Who to ask",
        "📄 Sources",
        "▸ Before you leave",
        "▸ Tax on the pension",
        "▸ Health insurance",
        "👍 Helpful",
        "👎 Not helpful",
        "↗️ Share",
        "🏠 Start",
        "🌐 Language · 言語",
    ]


async def test_suggestions_are_titles_to_tap_and_people_when_none_fits():
    chat = talk(Outcome.SUGGESTIONS, "leave/tax", "leave/checklist")

    await chat.say(QUESTION)

    assert chat.text == "I am not sure what you mean. Is it one of these?"
    assert chat.labels == [
        "Tax on the pension",
        "Before you leave",
        "☎️ None of these: people to ask",
        "🏠 Start",
        "🌐 Language · 言語",
    ]
    assert chat.turn.events == (Unanswered(QUESTION, "en", "suggestions"),)

    await chat.tap("Before you leave")

    assert chat.text.startswith("Before you leave")


async def test_a_missing_country_is_asked_for_and_the_talk_goes_on():
    chat = talk(Outcome.SUGGESTIONS, "home/vn-jobs", missing=Missing.COUNTRY)

    await chat.say(QUESTION)

    assert (
        chat.text
        == "Which country is it about?\n\nOffices and rules differ from country to country."
    )
    assert chat.turn.events == ()

    await chat.tap("Philippines")

    assert chat.text.startswith("Work in the Philippines")
    assert chat.state.country is None


async def test_a_country_without_a_page_gets_people_instead_of_another_country_s_page():
    chat = talk(Outcome.SUGGESTIONS, "home/vn-jobs", missing=Missing.COUNTRY)
    await chat.say(QUESTION)

    await chat.tap("Nepal")

    assert chat.text.startswith(
        "I have nothing checked on this for Nepal yet. These people can help:\n\n• Immigration"
    )


@pytest.mark.parametrize("data", ["n|en|XX|home/vn-jobs", "n|en", "n|en|<b>|home/vn-jobs"])
async def test_a_country_that_is_none_leads_home(data: str):
    chat = Talk()

    await chat.press(data)

    assert chat.labels[0] == "My contract is ending"


async def test_a_topic_for_all_countries_needs_no_country():
    chat = Talk()

    await chat.press("n|en|NP|leave/tax")

    assert chat.text.startswith("Tax on the pension")


async def test_a_missing_status_is_asked_for_with_where_it_stands():
    chat = talk(
        Outcome.SUGGESTIONS, "stay/change-ssw", "stay/change-intern", missing=Missing.STATUS
    )

    await chat.say(QUESTION)

    assert chat.text == (
        "It depends on your status of residence. Which is yours?\n\n"
        "It stands on your residence card, under 在留資格 (zairyū shikaku)."
    )
    assert chat.labels[:2] == ["New employer with SSW", "New employer as a technical intern"]
    assert chat.turn.events == ()


async def test_what_the_bot_does_not_know_it_says_and_names_people():
    chat = talk(Outcome.UNKNOWN)

    await chat.say(QUESTION)

    assert chat.text.startswith("I do not know that.\n\nI only answer what is written and checked.")
    assert "• Labour hotline: 0120-811-610" in chat.text
    assert chat.labels == [
        "📚 All subjects",
        "☎️ People to ask",
        "🆘 I am in danger",
        "🏠 Start",
        "🌐 Language · 言語",
    ]
    assert chat.turn.events == (Unanswered(QUESTION, "en", "unknown"),)
    assert chat.state.last_topic is None


@pytest.mark.parametrize("outcome", [Outcome.ANSWER, Outcome.SUGGESTIONS])
async def test_topics_that_went_in_the_meantime_do_no_harm(outcome: Outcome):
    chat = talk(outcome, "gone/gone", "gone/too")

    await chat.say(QUESTION)

    assert "people" in chat.text.lower() or "☎️ None of these: people to ask" in chat.labels


async def test_a_greeting_shows_the_doors_and_is_not_a_question():
    chat = talk(Outcome.UNKNOWN, small_talk=SmallTalk.GREETING, sure=False)

    await chat.say(QUESTION)

    assert chat.text.startswith("Hello! I am Kaerimichi.")
    assert chat.labels[0] == "My contract is ending"
    assert not chat.reply.in_place
    assert chat.turn.events == ()


async def test_thanks_are_answered_shortly():
    chat = talk(Outcome.UNKNOWN, small_talk=SmallTalk.THANKS, sure=False)

    await chat.say(QUESTION)

    assert chat.text == "You are welcome. Write to me whenever you need something."


# Language


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
async def test_the_answer_is_in_the_language_of_the_question_and_offers_to_stay(language: str):
    chat = talk(Outcome.UNKNOWN, language=language)
    await chat.say(QUESTION)
    t = catalogue(language)

    assert chat.text.startswith(t.gettext("I do not know that."))
    assert LANGUAGES[language] in chat.labels[0]
    assert chat.state.language == "en"

    await chat.tap(LANGUAGES[language])

    assert chat.reply.toast == t.gettext("From now on I answer in this language.")
    assert chat.state.language == language


async def test_the_chosen_language_is_not_offered_again_nor_one_that_is_not_sure():
    for more in ({"language": "en"}, {"language": "vi", "sure": False}):
        chat = talk(Outcome.ANSWER, "leave/tax", **more)
        await chat.say(QUESTION)
        assert not [label for label in chat.labels if "🌐" in label and "言語" not in label]


async def test_who_has_not_chosen_and_cannot_be_understood_is_asked_for_the_language():
    chat = talk(Outcome.UNKNOWN, chosen=None, sure=False)

    await chat.say(QUESTION)

    answer, languages = chat.turn.replies
    assert answer.blocks[0].runs[0].text == "I do not know that."
    assert languages.keyboard[0][0].label == "English"
    assert not languages.in_place


async def test_the_language_of_the_phone_helps_before_one_is_chosen():
    chat = Talk(language=None, hint="si", country="LK")

    await chat.say("loku udawwak")

    (asked,) = chat.answerer.asked
    assert asked == ("loku udawwak", Asker(language="si", country="LK"), None)


# What was read before


async def test_the_last_topic_is_told_for_48_hours_and_then_forgotten():
    chat = Talk()
    await chat.press("t|en|leave/tax")

    chat.now += timedelta(hours=47, minutes=59)
    await chat.say("and then?")
    chat.now += timedelta(minutes=1)
    await chat.say("and then?")

    assert [last for _, _, last in chat.answerer.asked] == ["leave/tax", None]
    assert (chat.state.last_topic, chat.state.last_topic_at) == (None, None)
