"""What the bot says of itself, and when it is hurried or broken."""

import pytest

from bot.dialogue import channel
from bot.dialogue.reply import plain
from bot.i18n import catalogue
from bot.languages import LANGUAGES


def test_the_menu_has_danger_near_the_top_and_forget_last():
    names = [name for name, _ in channel.commands(catalogue("en"))]

    assert names == [
        *("start", "danger", "pathway", "calculate", "language", "country", "help"),
        *("settings", "privacy", "mydata", "clear", "forget"),
    ]
    with_person = channel.commands(catalogue("en"), with_person=True)
    assert {name for name, _ in with_person} >= channel.PERSONAL_COMMANDS
    assert {name for name, _ in with_person} - set(names) == {"person", "end"}


def test_who_writes_too_fast_is_asked_to_wait():
    assert plain(channel.too_fast(catalogue("en")).blocks) == (
        "That was a lot at once. Please wait a moment, then write one question."
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_an_error_is_ours_names_the_emergency_numbers_and_offers_the_start(language: str):
    reply = channel.failed(catalogue(language))

    text = plain(reply.blocks)
    assert "110" in text
    assert "119" in text
    assert [button.data for button in reply.keyboard[0]] == [f"h|{language}", f"l|{language}"]
