"""What stands in a button: read back as written; old, broken and made-up data does no harm."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.actions import MAX_BYTES, Action, Verb, dump, parse, screen_in
from bot.dialogue.turn import Incoming
from bot.languages import LANGUAGES
from tests.dialogue import samples
from tests.dialogue.talk import Talk

_ARGUMENT = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), max_size=12)


@settings(deadline=None)
@given(st.sampled_from(Verb), st.lists(_ARGUMENT, max_size=3))
def test_what_is_written_is_read_back(verb: Verb, arguments: list[str]):
    try:
        data = dump(verb, *arguments)
    except ValueError:
        assert len("|".join([verb.value, *arguments]).encode()) > MAX_BYTES
    else:
        assert parse(data) == Action(verb, tuple(arguments))


def test_data_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="is longer than 64 bytes"):
        dump(Verb.TOPIC, "en", "x" * 60)


@pytest.mark.parametrize("data", ["", "|", "topic:1", "tt|en", "t en", "\x00", "👣|en"])
def test_what_is_not_ours_is_no_action(data: str):
    assert parse(data) is None


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=4))
def test_a_screen_to_come_back_to_always_fits_the_language_keyboard(here: list[str]):
    if screen_in("en", here) is not None:
        assert [dump(Verb.SET_LANGUAGE, code, *here) for code in LANGUAGES]


@pytest.mark.parametrize("data", ["topic:1", "", "t", "t|", "t|xx|leave/tax", "t|<b>|'; DROP--"])
async def test_an_old_or_broken_button_is_answered_with_something_to_go_on_with(data: str):
    talk = Talk()

    await talk.press(data or "_unknown")

    assert talk.labels


async def test_a_button_speaks_the_language_it_was_written_in():
    talk = Talk(language="en")

    await talk.press("t|vi|leave/pension")

    assert talk.text.startswith("Lấy lại tiền nenkin")
    assert talk.state.language == "en"


async def test_a_button_that_does_nothing_says_nothing():
    talk = Talk()

    await talk.press("_")

    assert (talk.text, talk.buttons) == ("", [])


_WORDS = st.sampled_from(
    [
        *LANGUAGES,
        *samples.knowledge().topics,
        *("VN", "XX", "-", "y", "n", "0", "3", "stay", "violence", "ending", "leave", "gone"),
        *(verb.value for verb in Verb),
    ]
)
_DATA = st.text(max_size=70) | st.builds(
    lambda verb, words: "|".join([verb.value, *words]),
    st.sampled_from(Verb),
    st.lists(_WORDS | st.text(max_size=10), max_size=6),
)


@settings(deadline=None)
@given(_DATA, st.booleans(), st.sampled_from([None, "en", "km"]))
def test_no_data_whatever_raises(data: str, private: bool, language: str | None):
    talk = Talk(language=language, private=private)

    turn = asyncio.run(
        talk.conversation.respond(Incoming(button=data, private=private), talk.state)
    )

    assert turn.replies or not data
    for reply in turn.replies:
        for row in reply.keyboard:
            assert all(len(button.data.encode()) <= MAX_BYTES for button in row)
