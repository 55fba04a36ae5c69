"""Messages that are no question, and text of every kind: nothing raises, nobody is left alone."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.turn import ChatState, Incoming, Media
from bot.telegram.rendering import render
from tests.dialogue.talk import Talk


@pytest.mark.parametrize(
    ("media", "first"),
    [
        (Media.PHOTO, "I cannot look at pictures. Please write what it is about."),
        (Media.VOICE, "I cannot listen to voice messages. Please write your question."),
        (Media.OTHER, "I can only read text. Please write your question."),
    ],
)
async def test_what_is_not_text_is_answered_with_what_to_do(media: Media, first: str):
    talk = Talk()

    await talk.send(media)

    assert talk.text.startswith(first + "\n\nHow I can help")
    assert talk.labels == ["🏠 Start", "🌐 Language · 言語"]
    assert talk.turn.events == ()


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "😀😀😀",
        "???",
        "…",
        "\u200f\u202e",
        "\x00\x07",
        " \n\t",
        "\ufeff",
        "က\u103a"[1:],
        "•",
        "\ud800",
    ],
)
async def test_a_message_without_words_is_asked_for_words(text: str):
    talk = Talk()

    await talk.say(text)

    assert talk.text.startswith("I found no words in your message. Please write your question.")
    assert talk.answerer.asked == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("<b>pension</b> & <script>", "<b>pension</b> & <script>"),
        ("'; DROP TABLE chats; --", "'; DROP TABLE chats; --"),
        ("\u202epension\u202c back\x00", "pension back"),
        ("pension\n\n  back", "pension back"),
        ("ｐｅｎｓｉｏｎ", "pension"),
        ("{pension} {{ fact }} %s", "{pension} {{ fact }} %s"),
        ("👍 pension 👍", "👍 pension 👍"),
    ],
)
async def test_odd_text_is_cleaned_and_then_a_question_like_any(text: str, asked: str):
    talk = Talk()

    await talk.say(text)

    assert [question for question, _, _ in talk.answerer.asked] == [asked]
    assert talk.text.startswith("I do not know that.")


async def test_5000_characters_are_a_question():
    talk = Talk()

    await talk.say("lương " * 833)

    (event,) = talk.turn.events
    assert len(event.text) <= 300


async def test_html_of_a_worker_never_reaches_the_screen_as_html():
    talk = Talk()

    await talk.say("<b>pension</b>")

    assert "<b>pension</b>" not in "".join(html for r in talk.turn.replies for html in render(r))


@settings(deadline=None)
@given(st.text(max_size=60), st.booleans(), st.sampled_from([None, "en", "si"]))
def test_no_text_whatever_raises(text: str, private: bool, language: str | None):
    talk = Talk(private=private)
    state = ChatState(language=language)

    turn = asyncio.run(talk.conversation.respond(Incoming(text=text, private=private), state))

    assert all(render(reply) for reply in turn.replies)
    assert turn.replies


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=70))
def test_no_command_whatever_raises(name: str, arguments: str):
    talk = Talk(language=None)
    incoming = Incoming(command=name or "start", arguments=arguments)

    turn = asyncio.run(talk.conversation.respond(incoming, ChatState()))

    assert all(render(reply) for reply in turn.replies)
