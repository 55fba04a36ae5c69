"""In a group others read along: what is personal is answered in private only."""

import pytest

from bot.dialogue import channel
from bot.dialogue.turn import ChatState
from bot.i18n import catalogue
from tests.dialogue.talk import Talk

IN_PRIVATE = "This is personal. Please write to me in our private chat."


@pytest.mark.parametrize("name", sorted(channel.PERSONAL_COMMANDS))
async def test_personal_commands_point_to_the_private_chat(name: str):
    talk = Talk(private=False)

    await talk.command(name)

    assert talk.text == IN_PRIVATE
    (button,) = talk.buttons
    assert (button.label, button.url) == ("💬 Private chat", "https://t.me/kaerimichi_bot")


async def test_without_a_known_address_the_pointer_has_no_button():
    assert channel.in_private(catalogue("en"), None).keyboard == ()


@pytest.mark.parametrize("data", ["c|en", "C|en|VN", "Z|en", "g|en", "G|en", "L|en|c", "L|en|g"])
async def test_personal_buttons_are_refused_to_the_one_who_presses(data: str):
    talk = Talk(private=False)
    before = talk.state

    await talk.press(data)

    assert talk.reply.toast == IN_PRIVATE
    assert talk.reply.blocks == ()
    assert talk.state == before
    assert not talk.turn.forget


async def test_a_group_chooses_a_language_and_is_not_asked_for_a_country():
    talk = Talk(language=None, private=False)
    await talk.command("start")

    await talk.tap("English")

    assert talk.labels[0] == "My contract is ending"
    assert talk.state == ChatState(language="en")


async def test_questions_are_answered_and_no_language_keyboard_follows():
    talk = Talk(language=None, private=False)

    await talk.say("what about AB12345678CD")

    warning, answer = talk.turn.replies
    assert [button.label for row in warning.keyboard for button in row] == [
        "🏠 Start",
        "🌐 Language · 言語",
    ]
    assert answer.blocks[0].runs[0].text == "I do not know that."


@pytest.mark.parametrize("name", ["start", "help", "danger", "language"])
async def test_commands_for_everybody_are_answered(name: str):
    talk = Talk(private=False)

    await talk.command(name)

    assert IN_PRIVATE not in talk.text
    assert talk.text
