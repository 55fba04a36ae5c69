"""What papers are worth at home, as a worker asks for it, with the packaged content."""

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Incoming
from bot.knowledge.model import Knowledge
from bot.knowledge.papers import Papers
from bot.languages import COUNTRY_LANGUAGES
from tests.dialogue import samples
from tests.dialogue.talk import ScriptedAnswerer, Talk

QUESTION = "What are my papers worth?"


@pytest.fixture
def talk(packaged_knowledge: Knowledge) -> Talk:
    return Talk(ScriptedAnswerer(knowledge=packaged_knowledge), country="TH")


async def test_a_paper_says_its_worth_whom_to_see_and_what_to_bring(talk: Talk) -> None:
    await talk.press("a|en|skills")
    await talk.tap(QUESTION)
    assert "🇹🇭 Thailand" in talk.text
    await talk.tap("Trade skill test")

    assert "技能検定 (ginō kentei)" in talk.text
    assert "📝 In Thailand: A test there decides" in talk.text
    assert "level of Japan's grade 3" in talk.text
    assert "Whom to see: The institute of the Department of Skill Development" in talk.text
    assert "What to bring: ID card" in talk.text
    assert "Source: Ministry of Labour, Thailand, read on 25 November 2026." in talk.text
    await talk.tap("All papers")
    assert QUESTION in talk.text


async def test_where_nothing_was_found_it_says_so(talk: Talk) -> None:
    await talk.press("zo|en|care-worker|NP")

    assert "❔ In Nepal: Nothing found" in talk.text
    assert "Do not count on it: ask first." in talk.text
    assert "Source:" not in talk.text


async def test_fear_of_offices_is_spared_people_from_myanmar(talk: Talk) -> None:
    await talk.press("zo|en|trade-test|MM")

    assert "NSSA only if you feel safe" in talk.text
    assert "Japan Association for Refugees" in talk.text


async def test_without_a_country_it_asks_and_remembers_nothing(
    packaged_knowledge: Knowledge,
) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge))
    await talk.press("a|en|skills")
    await talk.tap(QUESTION)
    assert len([label for label in talk.labels if "Nepal" in label]) == 1
    await talk.tap("Nepal")

    assert "🇳🇵 Nepal" in talk.text
    assert talk.state.country is None


@pytest.mark.parametrize(
    "data",
    [
        *("t|en|skills/what-counts", "t|en|skills/vn-recognition"),
        *("wt|en|technical-intern|recognition", "wt|en|technical-intern|home-country-papers"),
    ],
)
async def test_pages_and_steps_about_it_lead_there(talk: Talk, data: str) -> None:
    await talk.press(data)
    await talk.tap(QUESTION)

    assert ("Viet Nam" if "/vn-" in data else "Thailand") in talk.text.replace(
        "Vietnam", "Viet Nam"
    )


async def test_the_plan_leads_there_and_other_steps_do_not(talk: Talk) -> None:
    await talk.press("wg|en|technical-intern")
    assert any(QUESTION in label for label in talk.labels)

    await talk.press("wt|en|technical-intern|ticket")
    assert not any(QUESTION in label for label in talk.labels)


async def test_words_that_a_language_lacks_are_said_in_english(
    packaged_knowledge: Knowledge,
) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), language="vi")

    await talk.press("zo|vi|trade-test|NP")
    assert "National Skill Testing Board" in talk.text
    assert "English" in talk.text

    await talk.press("zo|vi|jlpt|NP")
    assert "English" not in talk.text


async def test_buttons_of_content_that_is_no_more_lead_to_what_there_is(talk: Talk) -> None:
    await talk.press("zo|en|gone|TH")
    assert "Thailand" in talk.text

    await talk.press("zo|en|jlpt|XX")
    assert all(code in {b.data[-2:] for b in talk.buttons} for code in COUNTRY_LANGUAGES)


async def test_content_without_the_table_has_no_button(packaged_knowledge: Knowledge) -> None:
    without = replace(packaged_knowledge, papers=Papers())
    talk = Talk(ScriptedAnswerer(knowledge=without))
    await talk.press("a|en|skills")

    assert talk.labels
    assert not any(QUESTION in label for label in talk.labels)


async def test_the_sheet_is_offered_where_it_can_be_printed(talk: Talk) -> None:
    await talk.press("zo|en|jlpt|TH")
    assert not any("PDF" in label for label in talk.labels)
    await talk.press("zs|en|jlpt|TH")  # an old button
    assert talk.reply.file is None

    talk.conversation = Conversation(talk.answerer, lambda: samples.NOW, prints=lambda _: True)
    await talk.press("zo|en|jlpt|TH")
    await talk.tap("Sheet for employers (PDF)")

    file = talk.reply.file
    assert file is not None
    assert (file.name, file.languages) == ("sheet.pdf", ("en",))
    assert "CEFR B2 / C1" in file.content


async def test_no_sheet_is_sent_into_a_group(packaged_knowledge: Knowledge) -> None:
    answerer = ScriptedAnswerer(knowledge=packaged_knowledge)
    conversation = Conversation(answerer, lambda: samples.NOW, prints=lambda _: True)
    state = Talk(answerer).state

    turn = await conversation.respond(Incoming(button="zs|en|jlpt|TH", private=False), state)

    assert [reply.file for reply in turn.replies] == [None]
    assert turn.replies[0].toast
