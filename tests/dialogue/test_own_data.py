"""What is kept of a worker: shown, changed, cleared, deleted."""

import pytest

from bot.dialogue import channel
from bot.dialogue.turn import ChatState
from bot.i18n import catalogue
from bot.languages import LANGUAGES
from tests.dialogue.talk import Talk


async def test_settings_show_what_is_chosen_and_how_to_change_it():
    talk = Talk(country="VN")

    await talk.command("settings")

    assert (
        talk.text == "Your settings\n\n• Language: English\n• Home country: 🇻🇳 Vietnam\n• News: off"
    )
    assert talk.labels == [
        "🌐 Language · 言語",
        "🧭 Home country",
        "🔔 Turn news on",
        "🧹 Clear this chat",
        "🗑 Forget me",
        "🏠 Start",
    ]


async def test_news_are_off_until_they_are_turned_on():
    talk = Talk()
    await talk.command("settings")

    await talk.tap("Turn news on")

    assert "• News: on" in talk.text
    assert talk.state.news
    await talk.tap("Turn news off")
    assert not talk.state.news


async def test_settings_of_somebody_new_say_that_nothing_is_chosen():
    talk = Talk(language=None)

    await talk.command("settings")

    assert "• Language: not chosen\n• Home country: not chosen" in talk.text


async def test_my_data_names_everything_that_is_kept():
    talk = Talk(country="VN")
    await talk.press("t|en|leave/tax")

    await talk.command("mydata")

    assert talk.text == (
        "All that I keep of you\n\n"
        "• Language: English\n"
        "• Home country: 🇻🇳 Vietnam\n"
        "• News: off\n"
        "• Last subject: Tax on the pension\n"
        "• The number of this chat, and the day you last wrote\n"
        "• The numbers of the messages of the last two days"
    )


async def test_privacy_says_what_is_kept_how_long_and_what_is_not():
    talk = Talk()

    await talk.command("privacy")

    assert "I keep no name, no telephone number and no message of yours." in talk.text
    assert "it is deleted after 90 days." in talk.text
    assert talk.labels[:2] == ["🧹 Clear this chat", "🗑 Forget me"]


async def test_forget_asks_once_and_then_nothing_is_left():
    talk = Talk(language="vi", country="VN")
    await talk.press("t|vi|leave/tax")
    await talk.command("forget")
    assert not talk.turn.forget

    await talk.press(talk.buttons[0].data)

    assert talk.turn.forget
    assert talk.state == ChatState()
    assert talk.text == catalogue("vi").gettext(
        "Done. I keep nothing of you any more. Write to me whenever you like."
    )
    assert talk.turn.events == ()


async def test_forget_can_be_left_without_anything_happening():
    talk = Talk(country="VN")
    await talk.command("forget")

    await talk.tap("Start")

    assert talk.state == ChatState(language="en", country="VN")
    assert not talk.turn.forget


async def test_clear_asks_the_channel_to_clear_and_says_what_it_cannot():
    talk = Talk()

    await talk.command("clear")

    assert talk.reply.clear
    assert talk.text.endswith("To remove everything, delete the chat on your phone.")
    assert talk.labels == ["🏠 Start", "🌐 Language · 言語"]


async def test_help_says_how_to_ask_and_answers_unknown_commands_too():
    talk = Talk()
    await talk.command("help")
    expected = talk.text

    await talk.command("nonsense")

    assert talk.text == expected
    assert expected.startswith("How I can help\n\nI answer questions about your stay in Japan")
    assert "/forget deletes all of it." in expected


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_every_command_of_the_menu_answers_in_every_language(language: str):
    talk = Talk(language=language)

    for name, _ in channel.commands(catalogue(language)):
        await talk.command(name)
        assert talk.text, name
        assert not talk.reply.in_place, name


async def test_country_is_asked_by_command_and_can_be_taken_back():
    talk = Talk(country="VN")
    await talk.command("country")

    await talk.tap("I would rather not say")

    assert talk.state == ChatState(language="en", country=None)
