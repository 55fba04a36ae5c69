"""The languages and countries, and how a phone names a language."""

import pytest

from bot.languages import COUNTRY_LANGUAGES, FLAGS, LANGUAGES, from_tag


def test_the_codes_are_those_of_the_design():
    assert list(LANGUAGES) == [
        "en",
        "ja",
        "vi",
        "id",
        "fil",
        "my",
        "ne",
        "km",
        "th",
        "zh_Hans",
        "mn",
        "bn",
        "si",
    ]
    assert list(COUNTRY_LANGUAGES) == [
        "VN",
        "ID",
        "PH",
        "MM",
        "NP",
        "KH",
        "TH",
        "CN",
        "MN",
        "BD",
        "LK",
    ]


def test_each_country_has_one_of_our_languages_and_a_flag():
    assert set(COUNTRY_LANGUAGES.values()) == set(LANGUAGES) - {"en", "ja"}
    assert FLAGS["VN"] == "🇻🇳"
    assert set(FLAGS) == set(COUNTRY_LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *[("en", "en"), ("en-US", "en"), ("vi", "vi"), ("VI-vn", "vi"), ("tl", "fil")],
        *[("fil-PH", "fil"), ("in", "id"), ("id", "id"), ("zh-hans", "zh_Hans"), ("zh", "zh_Hans")],
        *[
            ("zh_TW", "zh_Hans"),
            ("my", "my"),
            ("pt-br", None),
            ("", None),
            (None, None),
            ("-", None),
        ],
    ],
)
def test_the_phone_s_language_is_one_of_ours_or_none(tag: str | None, expected: str | None):
    assert from_tag(tag) == expected


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_our_own_codes_are_understood(language: str):
    assert from_tag(language) == language
