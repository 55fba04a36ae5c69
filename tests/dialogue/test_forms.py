"""Calculators as a worker fills them in: by tapping, by typing, back, in a group, with nonsense."""

import pytest

from bot.answering.outcome import Outcome
from bot.dialogue import calculating
from bot.dialogue.actions import MAX_BYTES, Verb, parse
from bot.dialogue.scene import Scene
from bot.knowledge.model import PAPERS_TOOL, TOOLS, Knowledge
from bot.languages import LANGUAGES
from bot.pathway.calculators import CalculationError, Impossible
from tests.dialogue import samples
from tests.dialogue.talk import ScriptedAnswerer, Talk, understood

ESTIMATE = "This is an estimate, not a decision. The office decides."


@pytest.fixture
def talk(packaged_knowledge: Knowledge) -> Talk:
    return Talk(ScriptedAnswerer(knowledge=packaged_knowledge))


def test_topics_may_offer_every_calculator_and_no_other() -> None:
    assert {*calculating.FORMS, PAPERS_TOOL} == TOOLS


async def test_the_lump_sum_by_typing(talk: Talk) -> None:
    await talk.command("calculate")
    await talk.tap("Pension lump sum: how much")
    assert "Question 1 of 4" in talk.text

    await talk.say("1 April 2023")
    await talk.say("31/3/2026")
    await talk.tap("No")
    await talk.say("18 man")

    assert "Months of insurance counted: 36" in talk.text
    assert "Lump sum: about ¥594,000" in talk.text
    assert "First payment, after tax of ¥121,294: ¥472,706" in talk.text
    assert "Formula: average monthly pay × 3.3 for these months" in talk.text
    assert ESTIMATE in talk.text
    assert talk.state.awaiting is None


async def test_the_month_of_lessons_is_taken_away_and_decides(talk: Talk) -> None:
    await talk.press("K|en|pension|230401,260331,y,180000")

    assert "Months of insurance counted: 35" in talk.text
    assert "With 1 more month it would be about ¥594,000." in talk.text


async def test_a_day_by_tapping_year_month_and_day(talk: Talk) -> None:
    await talk.press("K|en|claim|")
    await talk.tap("2027")
    await talk.tap("3 · Mar")
    await talk.tap("31")

    assert "Your claim must arrive by 30 March 2029." in talk.text


async def test_back_leads_to_the_question_before(talk: Talk) -> None:
    await talk.press("K|en|pension|230401,2603")
    assert "Question 2 of 4" in talk.text

    await talk.tap("Back")
    await talk.tap("Back")
    assert "Question 2 of 4" in talk.text
    await talk.tap("Back")

    assert "Question 1 of 4" in talk.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3/4/2027", "I cannot tell the day from the month."),
        ("31 February 2027", "There is no such day."),
        ("in 12 days", "I did not find a date."),
    ],
)
async def test_what_is_not_understood_is_refused_with_an_example(
    text: str, reason: str, talk: Talk
) -> None:
    await talk.press("K|en|claim|")
    waiting = talk.state.awaiting

    await talk.say(text)

    assert reason in talk.text
    assert "31 March 2027" in talk.text
    assert talk.state.awaiting == waiting


async def test_a_question_in_between_is_a_question(talk: Talk) -> None:
    await talk.press("K|en|claim|")

    await talk.say("my boss keeps my passport")

    assert "Question" not in talk.text
    assert talk.state.awaiting is None


async def test_danger_comes_before_a_form_that_waits(packaged_knowledge: Knowledge) -> None:
    cries = (
        "he hit me 3 times",
        "he hit me 3 times with an iron bar and locked the door of room 5",
    )
    urgent = understood(Outcome.URGENT, "help/violence-or-threats")
    answerer = ScriptedAnswerer(knowledge=packaged_knowledge, results=dict.fromkeys(cries, urgent))
    for cry in cries:
        for form in ("claim", "insured-e", "pension"):
            talk = Talk(answerer)
            await talk.press(f"K|en|{form}|")

            await talk.say(cry)

            assert "110" in talk.text, (cry, form)
            assert talk.state.awaiting is None


async def test_too_much_and_too_little_pay_is_refused_with_the_limits(talk: Talk) -> None:
    await talk.press("K|en|pension|230401,260331,n")

    await talk.say("12")

    assert "Please write one between 50,000 and 1,500,000." in talk.text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("K|en|pension|260331,230401,n,180000", "The last day lies before the first one."),
        ("K|en|pension|260101,260331,n,180000", "Fewer months than the law asks for: 6 months"),
        ("K|en|pension|100401,260331,n,180000", "there is no lump sum, but a pension later."),
        ("K|en|minimum|r1,tokyo,400000,160", "That is enough by law."),
        ("K|en|minimum|r1,tokyo,100000,160", "That is too little. Missing a month"),
        ("K|en|overtime|1200,70,10,8,0", "At least due in all: ¥123,960"),
        ("K|en|overtime|1200,0,0,0,0", "What you were paid is enough by this count."),
        ("K|en|leave|230401,5", "Paid leave given and not lapsed"),
        ("K|en|ssw1|240401,0", "Time with this status ends about"),
        ("K|en|card|200401", "Talk to a lawyer or an NGO first."),
        ("K|en|notice|address,261120", "The notice is due by 4 December 2026."),
        ("K|en|claim|200401", "This day has passed. Ask the pension office all the same."),
    ],
)
async def test_results(data: str, text: str, talk: Talk) -> None:
    await talk.press(data)

    assert text in talk.text


@pytest.mark.parametrize(
    "data",
    [
        "K|en|pension|999999",
        "K|en|pension|23,24",
        "K|en|pension|230401,260331,maybe,1",
        "K|en|minimum|r1,gotham",
        "K|en|leave|230401,5,5,5",
        "K|en|leave|230401,x",
    ],
)
async def test_made_up_buttons_begin_again(data: str, talk: Talk) -> None:
    await talk.press(data)

    assert "Question 1 of" in talk.text


async def test_a_form_with_one_question_begins_again_too(talk: Talk) -> None:
    await talk.press("K|en|card|２７０４０１")

    assert "Last day of your period of stay" in talk.text


async def test_an_unknown_form_shows_the_list(talk: Talk) -> None:
    await talk.press("K|en|gone|1")

    assert "Work something out" in talk.text


async def test_before_a_group_nothing_is_worked_out(packaged_knowledge: Knowledge) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), private=False)

    await talk.press("K|en|pension|")

    assert talk.reply.toast == "This is personal. Please write to me in our private chat."


async def test_the_answers_stay_when_the_language_changes(talk: Talk) -> None:
    await talk.press("K|en|pension|230401")
    await talk.tap("Language")

    await talk.tap("Tiếng Việt")

    (button, *_) = [b for row in talk.reply.keyboard for b in row if b.data.startswith("K|")]
    assert parse(button.data).arguments[2].startswith("230401,")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_longest_answers_fit_a_button_in_every_language(
    language: str, packaged_knowledge: Knowledge
) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), language=language)

    for data in ("minimum|r4,yamaguchi,1999999,299.5", "overtime|19999.5,299.5,299.5,299.5,0"):
        await talk.press(f"K|{language}|{data}")
        sizes = [len(button.data.encode()) for row in talk.reply.keyboard for button in row]
        assert max(sizes) <= MAX_BYTES
        assert any(parse(b.data).verb is Verb.FORM for row in talk.reply.keyboard for b in row)


@pytest.mark.parametrize("reason", list(Impossible))
def test_every_reason_has_a_sentence(reason: Impossible, packaged_knowledge: Knowledge) -> None:
    scene = Scene(packaged_knowledge, "en", None, samples.NOW)

    assert calculating.why_not(scene, CalculationError(reason, "pension_cap")).strip()
