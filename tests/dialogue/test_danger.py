"""Danger first: for somebody who is afraid, cannot call, or has no permission to stay."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering.outcome import Outcome
from bot.dialogue.danger import SPOKEN
from bot.i18n import catalogue
from bot.languages import LANGUAGES
from tests.dialogue import samples
from tests.dialogue.talk import Talk, understood

CRY = "he hits me"
NOON, EVENING = samples.NOW, datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
REPORTING = (
    "The police and the immigration office may act on a stay without permission. "
    "Your life and safety come first: ask for help all the same."
)


def in_danger(kind=samples.VIOLENCE, *others: str, **more: object) -> Talk:
    result = understood(Outcome.URGENT, *kind.topics, *others, danger=kind)
    return Talk(results={CRY: result}, **more)


async def test_danger_now_begins_with_the_two_numbers_and_what_to_say():
    talk = in_danger()

    await talk.say(CRY)

    assert talk.text.startswith(
        "🆘 Are you in danger now? Call. It is free, day and night.\n\n"
        "🚓 Police: 110\n🚑 Fire and ambulance: 119\n\n"
        "Say: 助けてください (Tasukete kudasai)\n\n"
        "For an interpreter say: 英語でお願いします (eigo de onegai shimasu) "
        "Then wait, do not hang up.\n\n"
    )


async def test_who_cannot_call_is_told_where_to_go_and_what_to_show():
    talk = in_danger()

    await talk.say(CRY)

    assert "You cannot call? Go to a police box (交番, kōban)" in talk.text
    assert "助けてください。警察か救急車を呼んでください。" in talk.text
    assert "• Chat room: chat https://chat.example.jp" in talk.text


async def test_it_says_who_must_report_a_stay_without_permission_and_who_does_not():
    talk = in_danger()

    await talk.say(CRY)

    lines = {line.split(":")[0]: line for line in talk.text.splitlines() if line.startswith("•")}
    assert lines["• Evening line"].endswith("(does not report a stay without permission)")
    assert lines["• Day line"].endswith("(may have to report a stay without permission)")
    assert "report" not in lines["• Chat room"]
    assert talk.text.endswith(REPORTING)


@pytest.mark.parametrize(
    ("moment", "order"),
    [
        (NOON, ["Day line", "Evening line", "Chat room"]),
        (EVENING, ["Evening line", "Chat room", "Day line"]),
        (NIGHT, ["Evening line", "Chat room", "Day line"]),
    ],
    ids=["noon", "evening", "night"],
)
async def test_who_answers_now_stands_first_and_then_who_does_not_report(
    moment: datetime, order: list[str]
):
    talk = in_danger()
    talk.now = moment

    await talk.say(CRY)

    shown = [line[2:].split(":")[0] for line in talk.text.splitlines() if line.startswith("• ")]
    assert shown == order


async def test_serious_danger_begins_with_comfort_and_people_and_ends_with_the_numbers():
    talk = in_danger(samples.THREATS)

    await talk.say(CRY)

    assert talk.text == (
        "🤝 This is serious. You are not alone, and it is not your fault.\n\n"
        "These people help in confidence. If it becomes dangerous, call 110.\n\n"
        "• Day line: 03-2222-2222 (Mon–Fri 09:00–17:00) · open now "
        "(may have to report a stay without permission)\n"
        "• Evening line: 03-1111-1111 (Mon–Fri 18:00–22:00) · closed now "
        "(does not report a stay without permission)\n"
        "🚓 Police: 110\n🚑 Fire and ambulance: 119\n\n" + REPORTING
    )


@pytest.mark.parametrize("kind", [samples.VIOLENCE, samples.THREATS], ids=["now", "serious"])
async def test_the_panel_opens_pages_hides_itself_and_keeps_the_way_out(kind):
    talk = in_danger(kind)

    await talk.say(CRY)

    assert talk.labels[0] == "Somebody hurts you"
    assert talk.labels[-3:] == ["🙈 Hide this message", "🏠 Start", "🌐 Language · 言語"]

    await talk.tap("Hide")

    assert talk.reply.hide
    assert talk.text == ""


async def test_other_help_comes_in_a_second_message():
    talk = in_danger(samples.VIOLENCE, "leave/tax")

    await talk.say(CRY)

    panel, more = talk.turn.replies
    assert panel.keyboard[0][0].label == "Somebody hurts you"
    assert more.blocks[0].runs[0].text == "When you are safe, this may help too:"
    assert [button.label for button in more.keyboard[0]] == ["Tax on the pension"]


async def test_danger_is_not_counted_nor_kept_nor_followed_by_other_questions():
    """Neither the language keyboard nor the warning about a number stands before the numbers."""
    result = understood(Outcome.URGENT, danger=samples.VIOLENCE, sure=False)
    talk = Talk(language=None, results={"he hits me …": result})

    await talk.say("he hits me AB12345678CD")

    panel, warning = talk.turn.replies
    assert panel.blocks[0].runs[0].text.startswith("🆘")
    assert warning.blocks[0].runs[0].text.startswith("🔒")
    assert talk.turn.events == ()
    assert talk.state.last_topic is None


@pytest.mark.parametrize("how", ["command", "button", "sign"])
async def test_the_general_panel_is_one_tap_word_or_sign_away(how: str):
    talk = Talk()

    if how == "command":
        await talk.command("danger")
    elif how == "button":
        await talk.press("d|en")
    else:
        await talk.say("🆘🆘")

    assert talk.text.startswith("🆘 Are you in danger now?")
    assert talk.labels[:2] == ["Somebody hurts you", "Emergency numbers"]
    assert not talk.reply.in_place


async def test_a_kind_that_is_gone_shows_the_general_panel():
    talk = Talk()

    await talk.press("D|en|gone")

    assert talk.text.startswith("🆘 Are you in danger now?")


async def test_a_contact_that_is_gone_leaves_the_panel_whole():
    kind = replace(samples.VIOLENCE, contacts=("gone", "pension_time", "evening_line"))
    talk = in_danger(kind)

    await talk.say(CRY)

    assert "Evening line" in talk.text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_each_language_has_its_name_in_japanese_for_the_officer(language: str):
    japanese, sound = SPOKEN[language]
    talk = Talk(language=language)

    await talk.command("danger")

    assert "110" in talk.text
    assert "119" in talk.text
    assert (f"{japanese}でお願いします ({sound} de onegai shimasu)" in talk.text) == (
        language != "ja"
    )
    assert catalogue(language).gettext("Hide this message") in talk.labels[-3]
