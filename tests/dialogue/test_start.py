"""The first minutes: language, country, the doors of the home screen."""

import pytest

from bot.dialogue.turn import ChatState
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from tests.dialogue.talk import Talk


async def test_start_asks_the_language_in_each_language_s_own_name():
    talk = Talk(language=None)

    await talk.command("start")

    assert talk.labels == list(LANGUAGES.values())
    assert talk.text == "🌐 Which language do you want to read?"


@pytest.mark.parametrize("hint", sorted(set(LANGUAGES) - {"en"}))
async def test_the_language_of_the_phone_stands_first_and_alone(hint: str):
    talk = Talk(language=None, hint=hint)

    await talk.command("start")

    first, second, *_ = talk.reply.keyboard
    assert [button.label for button in first] == [LANGUAGES[hint]]
    assert len(second) == 2
    assert sorted(talk.labels) == sorted(LANGUAGES.values())
    assert talk.text.splitlines()[-1] == "🌐 Which language do you want to read?"


async def test_after_the_language_the_country_is_asked_once_and_may_be_left_out():
    talk = Talk(language=None)
    await talk.command("start")

    await talk.tap("English")

    assert "Which is your home country?" in talk.text
    assert "You need not say it" in talk.text
    assert talk.reply.in_place

    await talk.tap("I would rather not say")

    assert "What happened?" in talk.text
    assert talk.state == ChatState(language="en")

    await talk.press("L|vi")

    assert talk.labels[0] == "My contract is ending (x)"
    assert talk.state == ChatState(language="vi")


async def test_countries_stand_with_flag_and_the_reader_s_own_first():
    talk = Talk(language=None)

    await talk.press("L|ne")

    countries = talk.labels[: len(COUNTRY_LANGUAGES)]
    assert countries[0] == "🇳🇵 नेपाल"
    assert len(set(countries)) == len(COUNTRY_LANGUAGES)


async def test_a_country_is_kept_and_home_is_shown():
    talk = Talk(language=None)
    await talk.press("L|en")

    await talk.tap("Vietnam")

    assert talk.state == ChatState(language="en", country="VN")
    assert talk.text == (
        "What happened?\n\nTap a line, or write your question in your own words and language."
    )


async def test_home_starts_from_situations_and_subjects_stand_behind_them():
    talk = Talk()

    await talk.command("start")

    assert talk.labels == [
        "My contract is ending",
        "I am home already",
        "🧭 The way home, step by step",
        "🆘 I am in danger",
        "📚 All subjects",
        "☎️ People to ask",
        "🧮 Work something out",
        "🌐 Language · 言語",
    ]


async def test_a_situation_opens_its_topics_in_order():
    talk = Talk()
    await talk.command("start")

    await talk.tap("My contract is ending")

    assert talk.text == "My contract is ending\n\nRead these, from the top:"
    assert talk.labels[:2] == ["Before you leave", "Pension money back"]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        (None, ["🧭 Home country"]),
        ("VN", ["Work in Viet Nam"]),
        ("PH", ["Work in the Philippines"]),
        ("MM", []),
    ],
)
async def test_topics_of_other_countries_are_not_listed(country: str | None, expected: list[str]):
    talk = Talk(country=country)

    await talk.press("s|en|home")

    assert talk.labels[:-2] == expected


async def test_areas_show_those_that_have_topics_and_lead_to_them():
    talk = Talk()
    await talk.press("h|en")
    await talk.tap("All subjects")

    assert talk.labels[:-2] == [
        "Stay and visa in Japan",
        "Leaving Japan: money and papers",
        "Work and help back home",
        "Urgent help and people to ask",
    ]

    await talk.tap("Leaving Japan")

    assert talk.labels[:-2] == [
        "Pension money back",
        "Tax on the pension",
        "Before you leave",
        "Health insurance",
        "📚 All subjects",
    ]


async def test_people_to_ask_are_shown_with_number_and_hours():
    talk = Talk()

    await talk.press("p|en")

    assert talk.text == (
        "☎️ People to ask\n\nThey know the rules and speak several languages:\n\n"
        "• Immigration Information Center: 0570-013904\n"
        "• Labour hotline: 0120-811-610 (Mon–Fri 18:00–22:00; free of charge) "
        "· closed now"
    )


@pytest.mark.parametrize("data", ["s|en|gone", "t|en|gone/gone", "x|en|gone/gone|0", "q|en|a/b"])
async def test_what_is_gone_leads_home(data: str):
    talk = Talk()

    await talk.press(data)

    assert talk.labels[0] == "My contract is ending"


async def test_an_area_that_is_gone_leads_to_all_areas():
    talk = Talk()

    await talk.press("a|en|gone")

    assert talk.text == "All subjects"
