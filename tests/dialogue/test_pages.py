"""A topic on the phone: short answer, sections, sources, what must be known, was it helpful."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.dialogue.turn import Answered, Rated
from bot.i18n import catalogue
from bot.knowledge.model import Hold, Topic
from bot.knowledge.translation import TranslationStatus
from tests.dialogue import samples
from tests.dialogue.talk import ScriptedAnswerer, Talk

PENSION = "t|en|leave/pension"
OLD_ENGLISH = "000000000000"


def talk_with(topic: Topic) -> Talk:
    return Talk(ScriptedAnswerer(knowledge=samples.knowledge(topic)))


def pension() -> Topic:
    return samples.TOPICS[0]


async def test_the_short_answer_comes_first_with_its_source_and_date():
    talk = Talk()

    await talk.press(PENSION)

    assert talk.text == (
        "Pension money back\n\n"
        "You can get five years of pension money back.\n\n"
        "Ask before you leave Japan.\n\n"
        "Source: Pension Service, read on 2 November 2026. (https://www.example.go.jp/a.html)"
    )


async def test_sections_sources_and_related_topics_are_buttons():
    talk = Talk(country="VN")

    await talk.press(PENSION)

    rows = [[button.label for button in row] for row in talk.reply.keyboard]
    assert rows == [
        ["👣 What to do", "⚠️ Be careful"],
        ["☎️ Who to ask", "📄 Sources"],
        ["▸ Tax on the pension"],
        ["▸ Work in Viet Nam"],
        ["▸ Before you leave"],
        ["👍 Helpful", "👎 Not helpful"],
        ["↗️ Share"],
        ["🏠 Start", "🌐 Language · 言語"],
    ]


async def test_a_section_shows_its_list_and_the_way_back():
    talk = Talk()
    await talk.press(PENSION)

    await talk.tap("What to do")

    assert talk.text == (
        "Pension money back\n\n👣 What to do\n\n"
        "1. Go to the city office.\n2. Send the form.\n\n"
        "Source: Pension Service, read on 2 November 2026. (https://www.example.go.jp/a.html)"
    )
    assert talk.labels[:4] == ["⬅️ Short answer", "⚠️ Be careful", "☎️ Who to ask", "📄 Sources"]

    await talk.tap("Short answer")

    assert talk.text.splitlines()[2] == "You can get five years of pension money back."


async def test_contacts_are_written_out_and_bold_stays_bold():
    talk = Talk()

    await talk.press("x|en|leave/pension|3")
    assert "• Labour hotline: 0120-811-610 (Mon–Fri 18:00–22:00; free of charge)" in talk.text

    await talk.press("x|en|leave/pension|2")
    styles = [(run.text, run.bold) for run in talk.reply.blocks[2].runs]
    assert styles == [("Nobody may take ", False), ("half", True), (" of it.", False)]


async def test_sources_are_links_with_the_day_each_was_read_and_lead_back():
    talk = Talk()
    await talk.press(PENSION)

    await talk.tap("Sources")

    assert talk.text == (
        "Pension money back\n\nWhere this comes from\n\n"
        "• Pension Service: Lump-sum payments (https://www.example.go.jp/a.html)"
        " (read on 2 November 2026)\n"
        "• Tax Agency: refund of tax (https://www.example.go.jp/b.html)"
        " (read on 5 October 2026)\n\n"
        "Page last checked on 20 November 2026."
    )
    assert talk.labels[0] == "⬅️ Short answer"
    assert "📄 Sources" not in talk.labels


@pytest.mark.parametrize("index", ["1", "9", "-1", "x", "", "9" * 5000, "３"])
async def test_a_section_that_is_not_there_shows_the_short_answer(index: str):
    talk = Talk()

    await talk.press(f"x|en|leave/pension|{index}")

    assert talk.text.splitlines()[2] == "You can get five years of pension money back."


async def test_a_page_that_is_not_translated_is_shown_in_english_and_says_so():
    talk = Talk(language="th")

    await talk.press("t|th|leave/tax")

    notice = catalogue("th").gettext(
        "This page is not in your language yet. You see it in {language}."
    )
    assert "Do this first." in talk.text
    assert "ℹ️ " + notice.format(language="English") in talk.text


async def test_a_page_without_english_is_shown_in_the_language_it_has():
    only_vietnamese = samples.page("leave/tax", "vi", "Thuế", "Làm việc này trước.")
    talk = talk_with(replace(samples.topic("leave/tax", ""), pages={"vi": only_vietnamese}))

    await talk.press("t|en|leave/tax")

    assert "ℹ️ This page is not in your language yet. You see it in Tiếng Việt." in talk.text
    assert "Làm việc này trước." in talk.text


@pytest.mark.parametrize(
    ("changed", "notices"),
    [
        ({}, []),
        (
            {"status": TranslationStatus.DRAFT},
            ["Draft translation: not yet checked by a native speaker."],
        ),
        (
            {"of": OLD_ENGLISH},
            ["The English page has changed since. Ask before you act on this."],
        ),
        (
            {"of": OLD_ENGLISH, "status": TranslationStatus.DRAFT},
            ["The English page has changed since. Ask before you act on this."],
        ),
    ],
    ids=["reviewed", "draft", "outdated", "outdated draft"],
)
async def test_a_translation_says_what_it_is(changed: dict[str, Any], notices: list[str]):
    page = pension().pages["vi"]
    page = replace(page, translation=replace(page.translation, **changed))
    talk = talk_with(replace(pension(), pages={**pension().pages, "vi": page}))

    await talk.press("t|vi|leave/pension")

    shown = [line for line in talk.text.splitlines() if line.startswith("ℹ️")]
    assert shown == ["ℹ️ " + catalogue("vi").gettext(notice) for notice in notices]


async def test_a_page_past_its_review_says_since_when():
    talk = talk_with(replace(pension(), review_by=date(2026, 11, 23)))
    await talk.press(PENSION)
    assert "ℹ️ This page should have been checked again by 23 November 2026." in talk.text

    talk = talk_with(replace(pension(), review_by=date(2026, 11, 24)))
    await talk.press(PENSION)
    assert "ℹ️" not in talk.text


async def test_opening_a_page_is_counted_and_remembered_for_48_hours():
    talk = Talk()
    revision = pension().pages["en"].revision

    await talk.press(PENSION)

    assert talk.turn.events == (Answered("leave/pension", "en", revision, 1.0, "opened"),)
    assert (talk.state.last_topic, talk.state.last_topic_at) == ("leave/pension", samples.NOW)


@pytest.mark.parametrize(
    ("label", "helpful", "thanks"),
    [
        ("👍 Helpful", True, "Thank you. Good to know."),
        ("👎 Not helpful", False, "Thank you. The editors will look at this page."),
    ],
)
async def test_a_rating_carries_the_revision_that_was_read(label: str, helpful: bool, thanks: str):
    talk = Talk()
    await talk.press(PENSION)
    read = pension().pages["en"].revision[:6]

    await talk.tap(label)

    assert talk.reply.toast == thanks
    assert talk.turn.events == (Rated("leave/pension", "en", read, helpful),)


async def test_a_rating_of_a_page_that_is_gone_is_thanked_for_and_not_counted():
    talk = Talk()

    await talk.press("f|en|made/up|123456|y")

    assert talk.reply.toast == "Thank you. Good to know."
    assert talk.turn.events == ()


async def test_a_page_about_danger_can_be_hidden_others_need_not():
    talk = Talk()

    await talk.press("t|en|help/violence")
    assert "🙈 Hide this message" in talk.labels

    await talk.press(PENSION)
    assert "🙈 Hide this message" not in talk.labels


async def test_a_topic_is_shown_to_staff_in_japanese_beside_the_own_language():
    english = samples.page("leave/tax", "en", "Tax", "Ask.\n\n## Steps\n1. Go.\n2. Wait.")
    japanese = samples.page("leave/tax", "ja", "税金", "聞く。\n\n## Steps\n1. 行く。\n2. 待つ。")
    topic = samples.topic("leave/tax", "", pages={"en": english, "ja": japanese})
    talk = talk_with(topic)
    await talk.press("t|en|leave/tax")

    await talk.tap("Show to staff")

    assert talk.text == (
        "税金\n\nTax\n\n聞く。\n\nAsk.\n\n1. 行く。\n\nGo.\n\n2. 待つ。\n\nWait.\n\n"
        "この画面は、外国人労働者のための案内「帰り道」の説明です。"
    )
    assert talk.labels[0] == "⬅️ Short answer"


async def test_a_topic_without_a_japanese_page_is_not_for_staff():
    talk = Talk()

    await talk.press(PENSION)

    assert not any("staff" in label for label in talk.labels)


async def test_a_related_topic_replaces_the_page():
    talk = Talk()
    await talk.press(PENSION)

    await talk.tap("Tax on the pension")

    assert talk.reply.in_place
    assert talk.text.startswith("Tax on the pension")


@pytest.mark.parametrize("data", [PENSION, "x|en|leave/pension|0", "w|en|leave/pension"])
async def test_held_topic_shows_nothing_but_whom_to_ask(data: str):
    talk = talk_with(replace(pension(), hold=Hold(date(2026, 11, 20), "the office disagrees")))

    await talk.press(data)

    assert talk.text.startswith(
        "Pension money back\n\nℹ️ This page is being checked since 20 November 2026. "
        "Until then please ask people, not this page."
    )
    assert "five years" not in talk.text
    assert "disagrees" not in talk.text
    assert "Labour hotline: 0120-811-610" in talk.text
    assert "☎️ People to ask" in [button.label for row in talk.reply.keyboard for button in row]
