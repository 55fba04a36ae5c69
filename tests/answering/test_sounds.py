"""What people spell in different ways sounds alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.sounds import consonants, latin_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("मेरो तलब!", ["mero", "tlb"]),
        ("Цалин 90", ["tsalin", "90"]),
        ("ねんきん", ["nenkin"]),
        ("工资", ["gongzi"]),
        ("…?", []),
    ],
)
def test_words_of_every_script_come_in_latin_letters(text: str, words: list[str]) -> None:
    assert latin_words(text) == words


@pytest.mark.parametrize("spelling", ["talab", "tlb", "thalap", "talb", "dalab"])
def test_one_word_in_many_spellings_has_the_same_consonants(spelling: str) -> None:
    assert consonants(spelling) == "trp"


@given(st.text())
def test_any_text_gives_plain_letters(text: str) -> None:
    for word in latin_words(text):
        assert word.isascii()
        assert word.isalnum()
        assert set(consonants(word)) <= set("kmnprstwy")
