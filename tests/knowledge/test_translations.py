"""What a translation may not lose, and when that is asked."""

import pytest

from bot.knowledge.checking import examine
from bot.knowledge.problems import Severity
from tests.knowledge.samples import TODAY, page, tree

ENGLISH = """Ask the organisation for the ticket home and keep the paper about {{ travel_fee }}.

## Steps
1. Show your residence card (在留カード, zairyū kādo) and say what you want in your own words.
2. Ask OTIT, and do not sign what you cannot read: it can cost you your ticket.

## Contacts
- {{ hotline }}"""
VIETNAMESE = """Hãy xin tổ chức vé máy bay về nước và giữ giấy tờ về khoản {{ travel_fee }}.

## Steps
1. Đưa thẻ lưu trú (在留カード, zairyū kādo) và nói bằng lời của bạn điều bạn muốn.
2. Hỏi OTIT, và đừng ký cái gì bạn không đọc được: bạn có thể mất tiền vé.

## Contacts
- {{ hotline }}"""
JAPANESE = """国(くに)へ帰(かえ)る切符(きっぷ)を会社(かいしゃ)に頼(たの)みます。
{{ travel_fee }}の紙(かみ)を取(と)っておきます。

## Steps
1. 在留(ざいりゅう)カードを見(み)せて、どうしたいかを自分(じぶん)の言葉(ことば)で言(い)います。
2. 外国人技能実習機構(がいこくじんぎのうじっしゅうきこう)に聞(き)きます。
   読(よ)めない紙(かみ)にサインしないでください。

## Contacts
- {{ hotline }}"""


def said(text: str, *, language: str = "vi", of: str | None = None) -> list[str]:
    """Return the problems of the sample with this translation, without file and line."""
    original = page(body=ENGLISH)
    bodies = {"vi": VIETNAMESE, "ja": JAPANESE, language: text}
    others = [
        page(code, body=body, of=original.revision if of is None else of)
        for code, body in bodies.items()
    ]
    files = tree(original, *others)
    facts = files["facts.yaml"].decode().replace('en: "Hotline"', 'en: "OTIT hotline"')
    _, problems = examine({**files, "facts.yaml": facts.encode()}, today=TODAY)
    return [
        ("warning: " if problem.severity is Severity.WARNING else "") + problem.message
        for problem in problems
        if problem.path.endswith(f"/{language}.md")
    ]


def test_complete_translation_has_no_problem() -> None:
    assert said(VIETNAMESE) == []


STEP = "2. Hỏi OTIT, và đừng ký cái gì bạn không đọc được: bạn có thể mất tiền vé.\n"
LOSSES = {
    "a step": (
        STEP,
        "",
        [
            '1 points stand under "Steps", in English 2. Translate each point, in the same order.',
            "the name OTIT of the English page is missing here. Keep it.",
        ],
    ),
    "a fact": (
        "{{ travel_fee }}",
        "tiền vé",
        ["{{ travel_fee }} of the English page is missing here. Put it in."],
    ),
    "a fact too many": (
        "bạn có thể",
        "{{ hotline }} bạn có thể",
        ["{{ hotline }} is not in the English page. Take it out."],
    ),
    "a Japanese term": (
        "在留カード, zairyū",
        "zairyū",
        ["the Japanese 在留カード of the English page is missing here. Keep it."],
    ),
    "an office": (
        "OTIT",
        "cơ quan",
        ["the name OTIT of the English page is missing here. Keep it."],
    ),
    "words left in English": (
        "đừng ký cái gì bạn không đọc được",
        "đừng ký what you cannot read",
        ['"what you cannot read" is still English. Translate it.'],
    ),
    "a strange letter": (
        "thẻ lưu trú",
        "thẻ lưu тrú",
        [
            '"т" is not written in letters of this language. Type the word again, or translate it.',
            '"тrú" mixes letters of two scripts. Type the word again.',
        ],
    ),
    "half a point": (
        "và nói bằng lời của bạn điều bạn muốn",
        "rồi nói",
        [],
    ),
    "most of a point": (
        ", và đừng ký cái gì bạn không đọc được: bạn có thể mất tiền vé",
        "",
        [
            (
                "warning: this is short for a translation of "
                '"Ask OTIT, and do not sign what you cann…". Look whether something is missing.'
            )
        ],
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_loss_is_found(loss: str) -> None:
    old, new, expected = LOSSES[loss]
    assert old in VIETNAMESE

    assert said(VIETNAMESE.replace(old, new)) == expected


def test_page_much_longer_than_usual_is_looked_at() -> None:
    longer = VIETNAMESE.replace("mất tiền vé", "mất tiền vé" + ", mất cả tiền lương" * 12)

    (only,) = said(longer)

    assert only.startswith("warning: the page is long for a translation: ")


def test_furigana_inside_a_japanese_term_is_no_loss() -> None:
    assert said(JAPANESE, language="ja") == []


def test_edit_of_english_is_not_refused_for_translations_that_have_yet_to_follow() -> None:
    assert said(VIETNAMESE.replace(STEP, ""), of="0123456789ab") == [
        (
            "warning: the English page has changed since this translation. "
            "Bring it up to date; or, if the meaning is the same, declare a small edit."
        )
    ]
