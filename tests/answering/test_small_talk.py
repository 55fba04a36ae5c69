"""Greetings and thanks are a whole message; a question that begins with one is a question."""

import pytest

from bot.answering.outcome import SmallTalk
from bot.answering.small_talk import SmallTalkDetector
from bot.knowledge.files import read_tree
from bot.knowledge.model import Speech
from bot.knowledge.parsing import Parser
from bot.resources import packaged

SPEECH = {
    "en": Speech(greetings=("hello", "good morning!"), thanks=("thank you", "that's great")),
    "vi": Speech(greetings=("xin chào",), thanks=("cảm ơn",)),
    "ja": Speech(greetings=("こんにちは",), thanks=("ありがとう",)),
    "my": Speech(thanks=("ကျေးဇူးတင်ပါတယ်",)),
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello", SmallTalk.GREETING),
        ("  HELLO !! 👋", SmallTalk.GREETING),
        ("good morning", SmallTalk.GREETING),
        ("Xin chao", SmallTalk.GREETING),
        ("こんにちは。", SmallTalk.GREETING),
        ("thank you.", SmallTalk.THANKS),
        ("Thats great", SmallTalk.THANKS),
        ("CAM ON", SmallTalk.THANKS),
        ("ကျေးဇူးတင်ပါတယ်။", SmallTalk.THANKS),
        ("hello, i was not paid", None),
        ("thank you for nothing", None),
        ("hell", None),
        ("👋", None),
        ("", None),
    ],
)
def test_small_talk_is_a_whole_message(text: str, kind: SmallTalk | None) -> None:
    assert SmallTalkDetector(SPEECH).detect(text) is kind


def test_words_that_greet_in_one_and_thank_in_another_language_greet() -> None:
    speech = {"en": Speech(thanks=("salam",)), "id": Speech(greetings=("salam",))}

    assert SmallTalkDetector(speech).detect("Salam") is SmallTalk.GREETING


def test_no_packaged_greeting_is_nothing_but_signs() -> None:
    """Else every message of emoji alone would be a greeting."""
    speech = Parser().parse(read_tree(packaged("knowledge"))).knowledge.speech

    assert speech
    assert SmallTalkDetector(speech).detect("👋🙏") is None
