"""The way home as a worker walks it, with the packaged content."""

import re
import unicodedata
from datetime import date, datetime, timedelta

import pytest

from bot.dialogue import details
from bot.dialogue.turn import ChatState, Way
from bot.knowledge.model import Knowledge
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from tests.dialogue.talk import ScriptedAnswerer, Talk

#: A narrow phone shows so many characters in a line.
NARROW = 36


@pytest.fixture
def talk(packaged_knowledge: Knowledge) -> Talk:
    return Talk(ScriptedAnswerer(knowledge=packaged_knowledge), country="VN")


async def walking(talk: Talk, way: str = "technical-intern", leaving: str = "270331") -> None:
    await talk.press(f"wg|en|{way}")
    await talk.press(f"K|en|leaving|{leaving}")


async def test_every_way_opens_with_going_staying_and_not_knowing(talk: Talk) -> None:
    for way in ("technical-intern", "ikusei-shuro", "ssw", "early"):
        await talk.press(f"wo|en|{way}")

        assert {"🧭 I am going home", "🏠 I would rather stay, legally", "❔ I am not sure"} <= set(
            talk.labels
        ), way


async def test_trouble_opens_with_nobody_may_send_you_home(talk: Talk) -> None:
    await talk.press("wo|en|early")

    assert "Nobody may send you home against your will" in talk.text
    assert "110" in talk.text


async def test_who_would_rather_stay_reads_how(talk: Talk) -> None:
    await talk.press("wo|en|early")

    await talk.tap("I would rather stay")

    assert any("Changing employer" in label for label in talk.labels)


async def test_choosing_a_way_and_a_day_shows_what_is_due(talk: Talk) -> None:
    await talk.command("pathway")
    await talk.tap("Home after technical training")
    await talk.tap("I am going home")
    assert talk.state.way.pathway == "technical-intern"
    await talk.tap("When do you fly?")
    await talk.say("31.3.2027")

    assert talk.state.way.leaving == date(2027, 3, 31)
    assert "✈️ 31 March 2027\n⏱ 127 days" in talk.text
    assert "Due now" in talk.text
    assert "Claim the pension lump sum\nby 30 March 2029" in talk.text


async def test_a_step_is_ticked_left_out_and_taken_back(talk: Talk) -> None:
    await walking(talk)
    await talk.press("wt|en|technical-intern|goal")
    assert "Show or say this" not in talk.text

    await talk.tap("Done")
    assert talk.state.way.marks == {"goal": "done"}
    assert "1/28" in talk.text

    await talk.press("wt|en|technical-intern|goal")
    await talk.tap("take it back")
    assert talk.state.way.marks == {}

    await talk.press("wt|en|technical-intern|ticket")
    assert "帰国の航空券はだれが払いますか。書いてください。" in talk.text
    await talk.tap("Not for me")
    assert talk.state.way.marks == {"ticket": "not-for-me"}


async def test_a_change_of_the_day_moves_the_plan(talk: Talk) -> None:
    await walking(talk)
    await talk.tap("Dates")
    await talk.tap("Day of leaving Japan")

    await talk.say("30 April 2027")

    assert "✈️ 30 April 2027" in talk.text
    assert "by 29 April 2029" in talk.text


async def test_a_card_that_ends_too_early_is_told(talk: Talk) -> None:
    await walking(talk)

    await talk.press("K|en|card-end|270330")

    assert "Your card ends before the flight." in talk.text


async def test_another_way_keeps_what_is_ticked(talk: Talk) -> None:
    await walking(talk)
    await talk.press("wm|en|city-office|done")

    await talk.press("wg|en|early")

    assert talk.state.way.marks == {"city-office": "done"}
    assert "1/" in talk.text


@pytest.mark.parametrize(
    "data", ["wm|en|gone|done", "wm|en|goal|nonsense", "wt|en|gone|goal", "wg|en|x"]
)
async def test_old_and_made_up_buttons_change_nothing(talk: Talk, data: str) -> None:
    await walking(talk)
    before = talk.state

    await talk.press(data)

    assert talk.state == before
    assert talk.reply.blocks


# A stay without permission


async def test_a_way_without_a_valid_stay_is_never_kept(talk: Talk) -> None:
    before = talk.state
    for data in (
        "wo|en|irregular",
        "wg|en|irregular",
        "ws|en|irregular",
        "wt|en|irregular|departure-order",
        "wm|en|departure-order|done",
        "wf|en|irregular|s",
    ):
        await talk.press(data)

    assert talk.state == before


async def test_what_was_read_on_that_way_is_not_kept_either(talk: Talk) -> None:
    await talk.press("wt|en|irregular|departure-order")
    assert "🙈 Hide this message" in talk.labels

    await talk.press("t|en|stay/overstay")

    assert talk.state.last_topic is None


async def test_a_card_that_has_ended_is_never_kept(talk: Talk) -> None:
    await walking(talk)
    await talk.press("K|en|card-end|261101")
    assert talk.state.way.card is None
    assert "lawyer" in talk.text

    await talk.press("K|en|card-end|270330")
    talk.now = datetime.combine(date(2027, 3, 31), talk.now.timetz())
    await talk.press("h|en")

    assert talk.state.way.card is None


async def test_a_year_of_the_last_century_is_refused(talk: Talk) -> None:
    await talk.press("K|en|leaving|")

    await talk.say("31 March 1998")

    assert talk.state.way.leaving is None
    assert "did not find a date" in talk.text


async def test_before_immigration_it_asks_and_a_yes_leads_to_a_lawyer(talk: Talk) -> None:
    await talk.press("wo|en|irregular")
    assert "talk to a lawyer or an NGO" in talk.text
    assert all("immigration" not in label.lower() for label in talk.labels)

    await talk.tap("Yes, one of these is true")

    assert any("lawyer" in label.lower() for label in talk.labels)


async def test_that_way_can_be_hidden_and_is_not_offered_as_a_status(talk: Talk) -> None:
    await talk.press("wo|en|irregular")
    assert "🙈 Hide this message" in talk.labels

    assert "irregular" not in details.STATUSES
    await talk.press("wK|en|irregular")
    assert talk.state.status is None


# What is said of oneself


async def test_everything_may_be_said_later_or_not_at_all(talk: Talk) -> None:
    await talk.press("wd|en")
    assert talk.text.count("not said") == 5

    await talk.tap("Status of residence")
    await talk.tap("特定技能1号")
    assert talk.state.status == "ssw1"

    await talk.tap("Status of residence")
    await talk.tap("I would rather not say")
    assert talk.state.status is None


async def test_who_does_not_know_the_status_learns_to_read_the_card(talk: Talk) -> None:
    await talk.press("wk|en")

    await talk.tap("I do not know")

    assert "在留資格" in talk.text


async def test_all_of_it_is_shown_and_forgotten(talk: Talk) -> None:
    await walking(talk)
    await talk.press("wm|en|goal|done")
    await talk.press("wK|en|technical-intern")
    await talk.press("wr|en|y")

    await talk.command("mydata")

    for text in (
        "Technical intern",
        "31 March 2027",
        "Home after technical",
        "✅",
        "Next reminder",
    ):
        assert text in talk.text
    await talk.press("G|en")
    assert talk.state == ChatState()


async def test_in_a_group_nothing_of_it_is_shown(packaged_knowledge: Knowledge) -> None:
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), private=False)
    talk.state = ChatState(way=Way("ssw", date(2027, 3, 31)))

    await talk.command("pathway")
    assert "31 March" not in talk.text

    await talk.press("wp|en")
    assert talk.reply.blocks == ()
    assert talk.reply.toast


# Reminders and files


async def test_reminders_are_asked_for_move_with_the_plan_and_end_with_a_tap(talk: Talk) -> None:
    await walking(talk)
    assert talk.state.remind_at is None

    await talk.tap("Remind me")
    first = talk.state.remind_at
    assert first is not None
    assert first > talk.now

    await talk.press("K|en|leaving|281231")
    assert talk.state.remind_at is not None
    assert talk.state.remind_at > first

    await talk.tap("Stop reminders")
    assert talk.state.remind_at is None


async def test_a_reminder_whose_time_has_come_while_one_writes_is_set_ahead(talk: Talk) -> None:
    await walking(talk)
    await talk.press("wr|en|y")
    talk.now = talk.state.remind_at + timedelta(minutes=1)

    await talk.press("h|en")

    assert talk.state.remind_at > talk.now


async def test_the_wish_to_be_reminded_outlives_a_way_without_days(talk: Talk) -> None:
    await walking(talk)
    await talk.press("wr|en|y")

    await talk.press("wg|en|coming-back")
    assert talk.state.remind_at is None
    await talk.press("wg|en|technical-intern")

    assert talk.state.remind_at is not None


async def test_without_a_day_there_is_nothing_to_remind_of(talk: Talk) -> None:
    await talk.press("wg|en|technical-intern")

    await talk.press("wr|en|y")

    assert talk.state.remind_at is None
    assert talk.reply.toast == "There is no day ahead to remind you of."


async def test_the_calendar_file_has_a_name_that_says_nothing(talk: Talk) -> None:
    await walking(talk)

    await talk.tap("Calendar file")

    assert talk.reply.file.name == "dates.ics"
    assert "BEGIN:VCALENDAR" in talk.reply.file.content


async def test_a_pdf_is_offered_only_where_it_can_be_printed(talk: Talk) -> None:
    await walking(talk)
    assert "📄 Take along (PDF)" not in talk.labels

    talk.conversation._prints = lambda language: language == "en"
    await talk.press("wp|en")
    await talk.tap("Take along (PDF)")

    assert talk.reply.file.name == "plan.pdf"
    assert talk.reply.file.languages == ("en",)


# Narrow phones, at every distance from the flight


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [-120, -3, 0, 365, 730])
async def test_no_line_of_the_plan_wraps_on_a_narrow_phone(
    packaged_knowledge: Knowledge, language: str, days: int
) -> None:
    country = next((c for c, code in COUNTRY_LANGUAGES.items() if code == language), "VN")
    talk = Talk(ScriptedAnswerer(knowledge=packaged_knowledge), language=language, country=country)
    leaving = date(2027, 3, 31)
    talk.now = datetime.combine(leaving + timedelta(days=days), talk.now.timetz())
    talk.state = ChatState(language=language, country=country, way=Way("technical-intern", leaving))

    await talk.command("pathway")

    for line in talk.text.splitlines():
        if not line.startswith(("⚠️", "ℹ️")):  # those are sentences
            assert _width(line) <= NARROW, line


def _width(line: str) -> int:
    """Return how many characters stand side by side, readings of Japanese words left out."""
    line = re.sub(r"\([\u3041-\u30ff]+\)", "", line)
    seen = [char for char in line if unicodedata.category(char) not in {"Mn", "Mc", "Cf"}]
    return len("".join(seen))
