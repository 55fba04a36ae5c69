"""What matters most stands first; differences are readable in every script."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.differences import Change, compare, words
from bot.desk.worklist import Use, Why, tasks
from bot.knowledge.model import Hold
from tests.knowledge.samples import TODAY, TOPIC, knowledge, with_english

NOTHING = Use({}, {}, {})


def reasons(language: str, today: date = TODAY, use: Use = NOTHING) -> dict[str, list[Why]]:
    return {
        task.topic or task.fact: [reason.why for reason in task.reasons]
        for task in tasks(knowledge(), language, use, today)
    }


def test_late_facts_and_reviews_stand_in_the_english_list() -> None:
    late = date(2027, 6, 30)

    assert reasons("en") == {}
    assert reasons("en", late) == {
        "travel_fee": [Why.FACT_LATE],
        "hotline": [Why.FACT_LATE],
        TOPIC: [Why.PAST_REVIEW],
    }
    assert reasons("en", date(2027, 2, 15)) == {
        TOPIC: [Why.REVIEW_SOON],
        "hotline": [Why.FACT_SOON],
    }


def test_missing_draft_and_unhelpful_pages_stand_in_their_language() -> None:
    assert reasons("th") == {TOPIC: [Why.MISSING]}
    assert reasons("vi") == {TOPIC: [Why.DRAFT]}
    bad = Use({}, {(TOPIC, "vi"): (1, 4)}, {})
    assert reasons("vi", use=bad) == {TOPIC: [Why.DRAFT, Why.UNHELPFUL]}


def test_what_is_read_often_comes_first() -> None:
    base = knowledge()
    other = replace(base.topics[TOPIC], id="leave/other")
    both = replace(base, topics={**base.topics, "leave/other": other})
    use = Use({("leave/other", "vi"): 40}, {}, {})

    assert [task.topic for task in tasks(both, "vi", use, TODAY)] == ["leave/other", TOPIC]


def test_outdated_and_held_are_said() -> None:
    changed = knowledge(with_english("Another text, which says something else."))
    topic = replace(changed.topics[TOPIC], hold=Hold(TODAY, "wrong"))
    held = replace(changed, topics={TOPIC: topic})

    (task,) = tasks(held, "en", NOTHING, TODAY)
    assert [reason.why for reason in task.reasons] == [Why.HOLD]


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.change.value, piece.text) for piece in words(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "Pay 6 now.",
            "Pay 8 now.",
            [("same", "Pay "), ("removed", "6"), ("added", "8"), ("same", " now.")],
        ),
        (
            "年金を払う",
            "年金も払う",
            [("same", "年金"), ("removed", "を"), ("added", "も"), ("same", "払う")],
        ),
        (
            "6か月を6日",
            "6か月を8日",
            [("same", "6か月を"), ("removed", "6"), ("added", "8"), ("same", "日")],
        ),
        ("ไปวันนี้", "ไปวันนี้นะ", [("same", "ไปวันนี้"), ("added", "นะ")]),
    ],
)
def test_changed_words_are_marked(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(before, after) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_a_difference(before: str, after: str) -> None:
    found = words(before, after)

    kept = "".join(p.text for p in found if p.change is not Change.ADDED)
    new = "".join(p.text for p in found if p.change is not Change.REMOVED)
    assert (kept, new) == (before, after)


@given(
    st.lists(st.text("ab cd", max_size=12), max_size=6),
    st.lists(st.text("ab cd", max_size=12), max_size=6),
)
def test_no_paragraph_is_lost_in_a_difference(old: list[str], new: list[str]) -> None:
    lines = compare("\n".join(old), "\n".join(new))

    def side(without: Change) -> list[str]:
        texts = ("".join(p.text for p in line.pieces if p.change is not without) for line in lines)
        return [text for text in texts if text.strip()]

    assert side(Change.REMOVED) == [line for line in new if line.strip()]
    assert sorted(side(Change.ADDED)) == sorted(line for line in old if line.strip())


def test_days_are_counted_from_today() -> None:
    assert reasons("en", date(2027, 2, 22) + timedelta(days=1))[TOPIC] == [Why.PAST_REVIEW]
