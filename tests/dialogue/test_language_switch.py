"""Whoever changes the language under a screen sees that screen again, in the new language."""

import pytest

from bot.dialogue.actions import SHOWN_AGAIN, screen_in
from bot.dialogue.turn import ChatState
from tests.dialogue.talk import Talk

SCREENS = [
    "t|en|leave/pension",
    "x|en|leave/pension|0",
    "q|en|leave/pension",
    "w|en|leave/pension",
    "s|en|ending",
    "b|en",
    "a|en|leave",
    "p|en",
    "c|en",
    "d|en",
    "D|en|violence",
    "g|en",
    "k|en",
    "K|en|claim|27",
    "wl|en",
    "wo|en|early",
    "wf|en|early|s",
    "wp|en",
    "ws|en|early",
    "wt|en|early|sign-nothing",
    "wd|en",
    "wk|en",
    "wc|en",
    "wi|en",
    "zl|en|VN",
    "zl|en|-",
    "zo|en|jlpt|VN",
]


@pytest.mark.parametrize("data", SCREENS)
async def test_a_screen_comes_back_in_the_new_language(data: str):
    talk = Talk(language=None)
    await talk.press(data.replace("|en", "|vi", 1))
    vietnamese = talk.reply

    await talk.press(data)
    english = talk.reply
    await talk.tap("Language")
    await talk.tap("Tiếng Việt")

    assert english != vietnamese
    assert (talk.reply.blocks, talk.reply.keyboard) == (vietnamese.blocks, vietnamese.keyboard)
    assert talk.reply.in_place
    assert talk.state.language == "vi"


def test_every_screen_that_comes_back_is_tried_here():
    assert {screen_in("en", data.replace("|en", "", 1).split("|")).verb for data in SCREENS} == (
        SHOWN_AGAIN
    )


async def test_from_home_the_language_leads_home():
    talk = Talk()
    await talk.command("start")
    await talk.tap("Language")

    await talk.tap("Filipino")

    assert talk.labels[0] == "My contract is ending (x)"


@pytest.mark.parametrize("here", ["G", "L|my", "l|my|t|leave/tax", "h", "??", "t|" + "x" * 60])
async def test_only_screens_come_back_and_nothing_is_done(here: str):
    """A made-up button must not delete anything, nor go round in circles."""
    talk = Talk(country="VN")

    await talk.press(f"L|vi|{here}")

    assert talk.labels[0] == "My contract is ending (x)"
    assert not talk.turn.forget
    assert talk.state == ChatState(language="vi", country="VN")


async def test_an_offered_language_stays_without_leaving_the_answer():
    talk = Talk(language="en")

    await talk.press("L|en|stay")

    assert talk.reply.toast == "From now on I answer in this language."
    assert talk.reply.blocks == ()
