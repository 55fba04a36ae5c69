"""Folding of text: the same words compare equal, other scripts stay whole."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text import clean, fold, is_latin, script, scripts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \n\t b  ", "a b"),
        ("ａｂｃ　１２３", "abc 123"),
        ("ﾈﾝｷﾝ", "ネンキン"),
        ("\u202epension\u202c", "pension"),
        ("a\x00b\ud800c", "a bc"),
        ("\ufeff", ""),
        ("é", "é"),
        ("e\u0301", "é"),
        ("က္ကံ", "က္ကံ"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
    ],
)
def test_clean(text: str, expected: str):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lương của TÔI đâu", "luong cua toi dau"),
        ("NIÑO", "nino"),
        ("ทำไม", "ทําไม"),
        ("မြန်မာ", "မြန်မာ"),
        ("नेपाली", "नेपाली"),
        ("Өдөр Ё Й", "өдөр ё й"),
        ("が ぱ", "が ぱ"),
    ],
)
def test_fold_takes_accents_off_latin_letters_only(text: str, expected: str):
    assert fold(text) == unicodedata.normalize("NFC", expected)


@settings(deadline=None)
@given(st.text())
def test_clean_text_stays_as_it_is_and_holds_nothing_invisible(text: str):
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert cleaned == cleaned.strip()


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once_and_capitals_do_not_count(text: str):
    folded = fold(text)

    assert fold(folded) == folded
    assert folded == unicodedata.normalize("NFC", folded)


@settings(deadline=None)
@given(st.text(st.characters(codec="ascii")))
def test_capitals_do_not_count(text: str):
    assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        *[("a", "LATIN"), ("ơ", "LATIN"), ("က", "MYANMAR"), ("ន", "KHMER"), ("ก", "THAI")],
        *[("න", "SINHALA"), ("ক", "BENGALI"), ("न", "DEVANAGARI"), ("ө", "CYRILLIC")],
        *[("か", "HIRAGANA"), ("カ", "KATAKANA"), ("年", "CJK"), ("ा", "DEVANAGARI")],
        *[("3", ""), ("!", ""), (" ", ""), ("👍", "")],
    ],
)
def test_script(char: str, expected: str):
    assert script(char) == expected
    assert is_latin(char) == (expected == "LATIN")


def test_scripts_count_letters_not_digits():
    assert scripts("nenkin 年金 ねんきん 2026") == {"LATIN": 6, "CJK": 2, "HIRAGANA": 4}


@pytest.mark.parametrize(
    ("typed", "written"),
    [("เเม่", "แม่"), ("นํ้า", "น้ำ"), ("ឲ្យ", "ឱ្យ"), ("អោយ", "ឱ្យ"), ("ស្ដាប់", "ស្តាប់"), ("ဓါး", "ဓား")],
)
def test_letters_that_look_or_sound_the_same_are_one(typed: str, written: str) -> None:
    assert fold(typed) == fold(written)
