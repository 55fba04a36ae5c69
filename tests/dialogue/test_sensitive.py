"""Numbers, names and addresses of people: warned about, not passed on, not kept."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.sensitive import has_personal_number, redact, without_personal_numbers
from bot.dialogue.turn import Unanswered
from tests.dialogue.talk import ScriptedAnswerer, Talk

KNOWN = frozenset({"pension", "nenkin", "my", "japan", "when"})

RESIDENCE_CARDS = [
    "AB12345678CD",
    "ab12345678cd",
    "AB 12345678 CD",
    "AB-12345678-CD",
    "AB 1234 5678 CD",
    "ＡＢ１２３４５６７８ＣＤ",
    "在留カードはAB12345678CDです",
    "บัตรAB12345678CDครับ",
]
PASSPORTS = [
    "B1234567",
    "c1234567",
    "P1234567A",
    "EC1234567",
    "MA123456",
    "PA1234567",
    "N12345678",
    "N 12345678",
    "EA 1234567",
    "passport: E12345678.",
]
MY_NUMBERS = [
    "123456789012",
    "1234 5678 9012",
    "1234-5678-9012",
    "１２３４　５６７８　９０１２",
    "၁၂၃၄ ၅၆၇၈ ၉၀၁၂",
    "my number is 2024 1111 2222",
]
HARMLESS = [
    "my pay is 180000 yen",
    "lương là 2000000 đồng",
    "luong la 15000000 VND",
    "gaji Rp5000000",
    "GAJI RP 5000000",
    "talab Rs200000",
    "call 0120-811-610 or 090-1234-5678",
    "from 2024-04-01 to 2027-03-31",
    "2024 2025 2026",
    "SSW1 and JLPT N4 in 2026",
    "東京都新宿区西新宿2-8-1",
    "20.42%",
]


@pytest.mark.parametrize("text", [*RESIDENCE_CARDS, *PASSPORTS, *MY_NUMBERS])
def test_a_number_of_a_person_is_seen_and_taken_out(text: str):
    left = without_personal_numbers(text)

    assert has_personal_number(text)
    assert not has_personal_number(left)
    assert "…" in left


@pytest.mark.parametrize("text", HARMLESS)
def test_wages_telephones_and_dates_are_no_such_numbers(text: str):
    assert not has_personal_number(text)


async def test_the_warning_stands_before_the_answer_and_the_number_goes_nowhere():
    talk = Talk()

    await talk.say("my card AB12345678CD is lost")

    warning, _ = talk.turn.replies
    assert warning.blocks[0].runs[0].text == (
        "🔒 Your message seems to hold the number of a card or passport. I have not kept it. "
        "Please delete the message, and never send such numbers in a chat."
    )
    assert warning.keyboard[0][0].label == "🧹 Clear this chat"
    assert [question for question, _, _ in talk.answerer.asked] == ["my card … is lost"]
    assert talk.turn.events == (Unanswered("my card … is lost", "en", "unknown"),)


async def test_a_number_alone_is_warned_about_and_is_no_question():
    talk = Talk()

    await talk.say("AB12345678CD")

    assert talk.reply.blocks[0].runs[0].text.startswith("🔒")
    assert talk.answerer.asked == []
    assert talk.turn.events == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("my pension 2019-2024: when?", "my pension #: when?"),
        ("call me 090-1234-5678 or ၀၉၁၂၃၄", "call me # or #"),
        ("write to an.nguyen@example.com or @an_92", "write to … or …"),
        ("fb.com/an.nguyen and https://example.org/?q=an", "… and …"),
        ("my name is nguyen van a. when pension", "my name is …. when pension"),
        ("toi ten la tran thi b muon ve", "toi ten la … muon ve"),
        ("Tôi tên là Trần Thị B", "… tên là …"),
        ("my name is wrong on the card", "my name is wrong on the card"),
        ("tanaka-san hit me", "… hit me"),
        ("mr. tanaka hit me", "… hit me"),
        ("社長の田中さんが払わない", "社長の…が払わない"),
        ("グエン・ヴァン・アンと申します", "…"),
        ("会社の様子がへんです", "会社の様子がへんです"),
        ("国へ行くんですか。ちゃんと", "国へ行くんですか。ちゃんと"),
        ("私の名前はアンです。お金がない", "私の名前は …。お金がない"),
        ("ผมชื่อสมชาย ทำงานโรงงาน", "ผมชื่อ …"),
        ("我叫王小明，没发工资", "我叫 …,没发工资"),
        ("मेरो नाम राम हो", "मेरो नाम …"),
        ("Ngoc works in Oizumi, Japan", "… works in …, Japan"),
        ("When My Nenkin", "When My Nenkin"),
    ],
)
def test_editors_see_a_question_without_numbers_addresses_and_names(question: str, expected: str):
    assert redact(question, lambda word: word.lower() in KNOWN) == expected


def test_at_most_300_characters_are_kept():
    assert redact("pension " * 200, lambda word: True) == ("pension " * 38)[:300]


_TYPED = st.text() | st.from_regex(r"(?:[A-Z]{2}\d{8}[A-Z]{2}|\d{2,4}-\d{4}|@\w+| \w+){1,8}")


@settings(deadline=None)
@given(_TYPED)
def test_no_digit_survives(text: str):
    kept = redact(text, lambda word: False)

    assert not [char for char in kept if char.isdecimal()]
    assert len(kept) <= 300
    assert not re.search(r"(?<![^\W\d_])[A-Z]", kept)


@settings(deadline=None)
@given(_TYPED)
def test_what_was_taken_out_stays_out(text: str):
    once = without_personal_numbers(text)

    assert not has_personal_number(once)


async def test_words_of_the_knowledge_base_are_not_taken_for_names():
    talk = Talk(ScriptedAnswerer(words=frozenset({"nenkin", "where"})))

    await talk.say("Where does Thuy get Nenkin")

    assert talk.turn.events == (Unanswered("Where does … get Nenkin", "en", "unknown"),)
