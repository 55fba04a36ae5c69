"""Insured periods and the prefecture: said when needed, used again, changed, taken back."""

from datetime import date, datetime

import pytest

from bot.dialogue.actions import MAX_BYTES
from bot.dialogue.turn import ChatState, Way
from bot.i18n import catalogue
from bot.knowledge.model import Knowledge
from bot.languages import LANGUAGES
from bot.pathway.insured import Insurance, Period
from tests.dialogue.talk import ScriptedAnswerer, Talk

JOB = Period(Insurance.EMPLOYEES, date(2023, 4, 1), date(2026, 3, 31))
PAID = Period(Insurance.NATIONAL, date(2022, 4, 1), date(2022, 9, 30))


@pytest.fixture
def talk(packaged_knowledge: Knowledge) -> Talk:
    return Talk(ScriptedAnswerer(knowledge=packaged_knowledge), country="VN")


# Said under "My dates"


async def test_a_period_is_typed_shown_and_taken_back(talk: Talk) -> None:
    await talk.press("wd|en")
    await talk.tap("Pension insurance")
    assert "You need not say it." in talk.text
    await talk.tap("➕ Employees' pension")
    assert "You can type both days: 1 April 2023 – 31 March 2026" in talk.text

    await talk.say("1 April 2023 to 31 March 2026")

    assert talk.state.insured == (JOB,)
    assert "• Employees' pension (厚生年金): 1 April 2023 – 31 March 2026" in talk.text
    assert "36 months by your dates. Enough: 6 months are needed." in talk.text
    await talk.tap("🗑 1 April 2023")
    assert talk.state.insured == ()
    assert "厚生年金):" not in talk.text


async def test_a_period_by_tapping_may_go_on(talk: Talk) -> None:
    await talk.press("K|en|insured-e|230401")
    await talk.tap("I am still insured")

    assert talk.state.insured == (Period(Insurance.EMPLOYEES, date(2023, 4, 1)),)
    assert "since 1 April 2023" in talk.text


async def test_digits_of_other_scripts_are_understood(packaged_knowledge: Knowledge) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), language="my")
    await talk.press("K|my|insured-e|")

    await talk.say("၂၀၂၃-၀၄-၀၁ - ၂၀၂၆-၀၃-၃၁")

    assert talk.state.insured == (JOB,)


async def test_the_national_pension_is_kept_by_the_month(talk: Talk) -> None:
    await talk.press("K|en|insured-n|")
    await talk.say("15 April 2022 - 3 September 2022")

    assert talk.state.insured == (PAID,)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31 March 2026 - 1 April 2023", "The last day lies before the first one."),
        ("1 April 2027 - 31 March 2028", "Insurance cannot begin after today"),
        ("1 April 2023 - 31 March 2056", "Insurance cannot begin after today"),
        ("31 February 2023 - 31 March 2026", "There is no such day."),
        ("3/4/2023 - 31/3/2026", "I cannot tell the day from the month."),
    ],
)
async def test_what_cannot_be_is_refused_with_an_example_and_asked_again(
    talk: Talk, typed: str, reason: str
) -> None:
    await talk.press("K|en|insured-e|")

    await talk.say(typed)

    assert reason in talk.text
    assert "31 March 20" in talk.text
    assert talk.state.insured == ()
    assert "Question 1 of 2" in talk.text
    await talk.say("1 April 2023 - 31 March 2026")
    assert talk.state.insured == (JOB,)


async def test_the_wrong_way_round_by_tapping_begins_again(talk: Talk) -> None:
    await talk.press("K|en|insured-e|260331,230401")

    assert talk.text.startswith("✏️ The last day lies before the first one.")
    assert "Question 1 of 2" in talk.text
    assert talk.reply.in_place


async def test_other_days_take_the_place_of_those_they_overlap(talk: Talk) -> None:
    talk.state = ChatState("en", insured=(JOB, PAID))

    await talk.press("K|en|insured-e|230401,260930")

    assert talk.state.insured == (
        Period(Insurance.EMPLOYEES, date(2023, 4, 1), date(2026, 9, 30)),
        PAID,
    )


async def test_the_prefecture_is_chosen_and_taken_back(talk: Talk) -> None:
    await talk.press("wd|en")
    await talk.tap("🏢 Prefecture of work")
    await talk.tap("Ibaraki")
    await talk.tap("Tokyo")
    assert talk.state.prefecture == "tokyo"
    assert "🏢 Prefecture of work: Tokyo 東京都" in talk.text

    await talk.tap("🏢 Prefecture of work")
    assert "You said before: Tokyo 東京都." in talk.text
    await talk.tap("Take it back")

    assert talk.state.prefecture is None
    assert "🏢 Prefecture of work: not said" in talk.text


async def test_days_are_taken_back_too(talk: Talk) -> None:
    talk.state = ChatState("en", way=Way(leaving=date(2027, 3, 31), card=date(2027, 4, 30)))

    for form in ("leaving", "card-end"):
        await talk.press(f"K|en|{form}|")
        await talk.tap("Take it back")

    assert talk.state.way == Way()


@pytest.mark.parametrize("data", ["wx|en|e990101", "wx|en|", "wx|en|nonsense", "wq|en|gone|1"])
async def test_made_up_buttons_take_nothing_back(talk: Talk, data: str) -> None:
    talk.state = ChatState("en", prefecture="tokyo", insured=(JOB,))

    await talk.press(data)

    assert (talk.state.prefecture, talk.state.insured) == ("tokyo", (JOB,))
    assert talk.reply.blocks


# Offered by calculators, and used by them


async def test_a_calculator_offers_to_keep_what_was_typed_and_uses_it_next_time(
    talk: Talk,
) -> None:
    await talk.press("K|en|pension|")
    await talk.say("1 April 2023 - 31 March 2026")
    await talk.tap("No")
    await talk.say("18 man")
    assert talk.state.insured == ()

    await talk.tap("Keep: 1 April 2023 – 31 March 2026")

    assert talk.state.insured == (JOB,)
    assert talk.reply.toast.startswith("Kept: 1 April 2023 – 31 March 2026.")
    assert not any("Keep:" in label for label in talk.labels)
    await talk.press("K|en|pension|")
    assert "You said before: 1 April 2023 – 31 March 2026." in talk.text
    await talk.tap("✔️")
    await talk.say("200000")
    assert "Lump sum: about ¥660,000" in talk.text


async def test_what_was_said_may_be_answered_anew(talk: Talk) -> None:
    talk.state = ChatState("en", insured=(JOB,))
    await talk.press("K|en|pension|230401,260930,n,180000")

    await talk.tap("Keep: 1 April 2023 – 30 September 2026")

    assert talk.state.insured[0].last == date(2026, 9, 30)


async def test_a_month_of_lessons_is_not_kept_as_insured(talk: Talk) -> None:
    await talk.press("K|en|pension|230401,260331,y,180000")
    assert "Months of insurance counted: 35" in talk.text

    await talk.tap("Keep: 1 May 2023")
    await talk.press("K|en|pension-own|180000")

    assert "Months of insurance counted: 35" in talk.text


async def test_several_periods_count_without_what_lies_between(talk: Talk) -> None:
    first = Period(Insurance.EMPLOYEES, date(2020, 4, 1), date(2021, 3, 31))
    talk.state = ChatState("en", insured=(first, JOB))

    await talk.press("K|en|pension|")
    assert "✔️ 48 months" in talk.labels
    await talk.tap("✔️")
    await talk.tap("180,000")

    assert "Months of insurance counted: 48" in talk.text


async def test_months_of_the_national_pension_are_used_and_offered(talk: Talk) -> None:
    await talk.press("K|en|national|6,220930")
    await talk.tap("Keep: 1 April 2022 – 30 September 2022")
    assert talk.state.insured == (PAID,)

    await talk.press("K|en|national|")
    await talk.tap("✔️")

    assert "Months of insurance counted: 6" in talk.text


async def test_the_minimum_wage_check_knows_the_prefecture(talk: Talk) -> None:
    await talk.press("K|en|minimum|r1,tokyo,200000,160")
    await talk.tap("Keep: Tokyo 東京都")
    assert talk.state.prefecture == "tokyo"

    await talk.press("K|en|minimum|")
    await talk.tap("✔️ Tokyo 東京都")
    assert "Question 3 of 4" in talk.text

    await talk.press("K|en|minimum|r3,osaka,200000,160")
    assert "💾 Keep: Osaka 大阪府" in talk.labels


@pytest.mark.parametrize("data", ["pension|260331,230401,n,180000", "pension|270401,280331,n,1"])
async def test_impossible_periods_are_not_offered(talk: Talk, data: str) -> None:
    await talk.press(f"K|en|{data}")
    assert not any("Keep:" in label for label in talk.labels)

    await talk.press(f"wq|en|{data}")

    assert talk.state.insured == ()


async def test_an_old_button_for_periods_that_are_gone_says_so(talk: Talk) -> None:
    await talk.press("K|en|pension-own|180000")

    assert "You have not said when you were insured." in talk.text


async def test_in_a_group_nothing_said_is_shown_or_kept(packaged_knowledge: Knowledge) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), private=False)
    talk.state = ChatState("en", insured=(JOB,))

    for data in ("wi|en", "wq|en|minimum|r1,tokyo,200000,160", "wx|en|all", "K|en|pension|"):
        await talk.press(data)
        assert talk.reply.blocks == ()

    assert talk.state.insured == (JOB,)
    assert talk.state.prefecture is None


# On the way home


async def test_the_pension_step_says_whether_the_months_are_enough(talk: Talk) -> None:
    await talk.press("wg|en|technical-intern")
    await talk.press("wt|en|technical-intern|pension-papers")
    assert "by your dates" not in talk.text
    await talk.tap("Pension insurance")
    await talk.tap("➕ Employees' pension")
    await talk.say("1 April 2026 - 31 July 2026")

    await talk.press("wt|en|technical-intern|pension-papers")

    assert "4 months by your dates. Not enough: 6 months are needed." in talk.text
    await talk.tap("Pension lump sum: how much")
    await talk.tap("180,000")
    assert "Fewer months than the law asks for" in talk.text


async def test_other_steps_say_nothing_of_it(talk: Talk) -> None:
    talk.state = ChatState("en", "VN", insured=(JOB,), way=Way("technical-intern"))

    await talk.press("wt|en|technical-intern|ticket")

    assert "by your dates" not in talk.text


async def test_the_plan_to_take_along_says_it_too(talk: Talk) -> None:
    talk.conversation._prints = lambda language: True
    talk.state = ChatState("en", "VN", insured=(JOB,), way=Way("technical-intern"))

    await talk.press("wv|en|pdf")

    assert talk.reply.file.content.count("36 months by your dates. Enough") == 2


# Privacy


async def test_all_of_it_is_shown_and_forgotten(talk: Talk) -> None:
    talk.state = ChatState("en", prefecture="tokyo", insured=(JOB, PAID))

    await talk.command("mydata")

    for line in (
        "Prefecture of work: Tokyo 東京都",
        "Employees' pension (厚生年金): 1 April 2023 – 31 March 2026",
        "National Pension (国民年金): 1 April 2022 – 30 September 2022",
    ):
        assert f"• {line}" in talk.text
    await talk.press("G|en")
    assert talk.state == ChatState()


async def test_without_a_valid_card_nothing_is_kept_any_more(talk: Talk) -> None:
    talk.state = ChatState(
        "en",
        "VN",
        last_topic="leave/checklist",
        last_topic_at=talk.now,
        status="ssw1",
        prefecture="tokyo",
        insured=(JOB,),
        way=Way("ssw", date(2027, 3, 31), date(2027, 4, 30), {"goal": "done"}, reminds=True),
        remind_at=datetime(2027, 1, 1, tzinfo=talk.now.tzinfo),
    )
    await talk.press("wk|en")

    await talk.tap("No valid card: keep nothing")

    assert talk.state == ChatState("en", "VN")
    assert "I keep none of your dates" in talk.text
    assert "🙈 Hide this message" in talk.labels


async def test_a_card_that_has_ended_offers_to_keep_nothing(talk: Talk) -> None:
    talk.state = ChatState("en", insured=(JOB,))
    await talk.press("K|en|card-end|261101")
    assert talk.state.insured == (JOB,)

    await talk.tap("No valid card: keep nothing")

    assert talk.state == ChatState("en")


async def test_the_way_without_a_valid_stay_shows_nothing_that_was_said(talk: Talk) -> None:
    talk.state = ChatState("en", "VN", insured=(JOB,))

    for step in ("what-is-owed", "lawyer-first", "register-home"):
        await talk.press(f"wt|en|irregular|{step}")
        assert "by your dates" not in talk.text
        assert not any("lump sum: how much" in label for label in talk.labels)

    assert talk.state == ChatState("en", "VN", insured=(JOB,))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_the_example_that_is_shown_can_be_typed(
    language: str, packaged_knowledge: Knowledge
) -> None:
    t = catalogue(language)
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), language=language)
    await talk.press(f"K|{language}|insured-e|")
    example = t.gettext("{first} – {last}").format(first=t.date(JOB.first), last=t.date(JOB.last))
    assert example in talk.text

    await talk.say(example)

    assert talk.state.insured == (JOB,)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_everything_fits_a_button_in_every_language(
    language: str, packaged_knowledge: Knowledge
) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), language=language)
    data = (
        f"K|{language}|minimum|r4,yamaguchi,1999999,299.5",
        f"K|{language}|pension|230401,260331,n,1499999.5",
        f"K|{language}|insured-e|230401",
        f"wi|{language}",
    )
    for press in data:
        await talk.press(press)
        assert max(len(b.data.encode()) for row in talk.reply.keyboard for b in row) <= MAX_BYTES
        assert talk.reply.blocks
