"""The measures, counted by hand on a few rows, as DESIGN.md defines them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.evaluation import (
    Answered,
    QuestionsError,
    Row,
    confusions,
    covered,
    golden_rows,
    measure,
    read_rows,
    summary,
    table,
    topics_of,
)
from bot.answering.outcome import Match, Outcome, Result
from tests.answering import samples

HEADER = "lang\tcountry\tkind\texpected\tquestion"
ANSWER, SUGGESTIONS = Outcome.ANSWER, Outcome.SUGGESTIONS
UNKNOWN, URGENT = Outcome.UNKNOWN, Outcome.URGENT


def answered(
    kind: str,
    expected: str,
    outcome: Outcome,
    topics: str = "",
    *,
    language: str = "en",
    told: str = "en",
    milliseconds: float = 10.0,
) -> Answered:
    row = Row(language, None, kind, tuple(filter(None, expected.split())), "?")
    return Answered(row, told, outcome, tuple(topics.split()), milliseconds)


#: Rows with a topic: 1 to 7; calm ones 1 to 5; without a topic: 8 to 11; urgent: 6, 7.
ROWS = (
    answered("plain", "work/a", ANSWER, "work/a work/b"),
    answered("plain", "work/a work/c", ANSWER, "work/c", language="vi", told="vi"),
    answered("typo", "work/a", ANSWER, "work/b work/a", language="vi"),
    answered("typo", "work/a", SUGGESTIONS, "work/b work/c work/a", language="vi", told="vi"),
    answered("plain", "work/a", UNKNOWN),
    answered("urgent", "help/x", URGENT, "help/x work/a", milliseconds=30.0),
    answered("urgent", "help/x", ANSWER, "work/b"),
    answered("scope", "", UNKNOWN),
    answered("scope", "", SUGGESTIONS, "work/a"),
    answered("scope", "", ANSWER, "work/a"),
    answered("scope", "", URGENT, "help/x"),
    answered("plain", "help/x work/a", URGENT, "help/x"),
)


def test_measures_are_counted_as_the_design_says() -> None:
    assert measure(ROWS)["overall"] == {
        "rows": 12,
        "right_first": 0.5,  # rows 1, 2, 6, 12 of 8 with a topic
        "right_shown": 0.75,  # and 3, 4
        "answered_right": round(2 / 6, 4),  # 1, 2 of 1-5, 12
        "wrong_answered": 0.25,  # 3, 7, 10 of all
        "left_unanswered": 0.5,  # 8, 9 of 8-11
        "plainly_unknown": 0.25,  # 8
        "danger_recall": 0.5,  # 6 of 6, 7
        "false_alarms": round(1 / 9, 4),  # 11 of 1-5, 8-11; row 12 may be taken for danger
        "language_right": round(11 / 12, 4),
        "milliseconds_median": 10.0,
        "milliseconds_p99": pytest.approx(27.8),
    }


def test_measures_are_given_by_language_and_by_kind() -> None:
    measured = measure(ROWS)

    assert list(measured) == ["overall", "by_language", "by_kind"]
    assert {name: part["rows"] for name, part in measured["by_language"].items()} == {
        "en": 9,
        "vi": 3,
    }
    assert {name: part["rows"] for name, part in measured["by_kind"].items()} == {
        "plain": 4,
        "scope": 4,
        "typo": 2,
        "urgent": 2,
    }
    assert measured["by_language"]["vi"]["right_first"] == round(1 / 3, 4)
    assert measured["by_kind"]["scope"]["wrong_answered"] == 0.25


def test_a_measure_without_rows_is_no_number() -> None:
    measured = measure([answered("scope", "", UNKNOWN)])["overall"]

    assert measured["right_first"] is None
    assert measured["danger_recall"] is None
    assert measured["left_unanswered"] == 1.0
    assert measure([])["overall"]["milliseconds_median"] is None


@pytest.mark.parametrize(
    ("shown", "is_shown"), [("b c a", True), ("b c d a", False), ("a", True), ("", False)]
)
def test_a_topic_is_shown_when_it_is_among_the_first_three(shown: str, is_shown: bool) -> None:
    assert answered("plain", "a", SUGGESTIONS, shown).is_right_shown is is_shown


def test_the_table_has_a_line_for_all_and_for_each_group() -> None:
    lines = table(measure(ROWS)).splitlines()

    assert [line.split()[0] for line in lines[1:]] == [
        *("all", "en", "vi"),
        *("plain", "scope", "typo", "urgent"),
    ]
    assert "50.0%" in lines[1]
    assert len({len(line) for line in lines}) == 1


def test_confusions_are_the_most_frequent_first() -> None:
    assert confusions([*ROWS, ROWS[2]]) == [
        ("work/a", "work/b", 3),
        ("work/a", "unknown", 1),
    ]


def test_topics_are_named_once_in_the_order_shown() -> None:
    matches = tuple(Match(topic, 0.5) for topic in ("a", "b", "a"))

    assert topics_of(Result(ANSWER, "en", language_sure=True, matches=matches)) == ("a", "b")


def test_golden_questions_are_rows_asked_from_the_topic_s_country() -> None:
    golden = {"en": {samples.PENSION: ("my nenkin",), "-": ("rain?",)}}

    rows = golden_rows(replace(samples.knowledge(), golden=golden))

    assert rows == [
        Row("en", None, "golden", (samples.PENSION,), "my nenkin"),
        Row("en", None, "golden", (), "rain?"),
    ]


def test_the_summary_counts_each_question_once() -> None:
    assert summary(ROWS) == [
        "English: of 9 questions 5 right, 0 among the titles offered, 2 silent, 2 wrong",
        "Tiếng Việt: of 3 questions 1 right, 1 among the titles offered, 0 silent, 1 wrong",
    ]


def test_rows_for_topics_that_are_not_there_are_not_covered() -> None:
    rows = [
        Row("en", None, "plain", (samples.WAGES,), "?"),
        Row("en", None, "plain", ("work/not-there", samples.WAGES), "?"),
        Row("en", None, "plain", ("work/not-there",), "?"),
        Row("en", None, "scope", (), "?"),
    ]

    assert covered(rows, samples.knowledge()) == [rows[0], rows[1], rows[3]]


# Files of questions


def read(tmp_path: Path, *lines: str, end: str = "\n") -> list[Row]:
    path = tmp_path / "questions.tsv"
    path.write_bytes(end.join(lines).encode())
    return read_rows(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_questions_are_read_in_their_order(tmp_path: Path, end: str) -> None:
    rows = read(
        tmp_path,
        "\ufeff" + HEADER,
        "vi\tVN\tplain\twork/a|work/b\tlương đâu",
        "",
        "en\t\tscope\t-\twho\u2028won\x0c?",
        "",
        end=end,
    )

    assert rows == [
        Row("vi", "VN", "plain", ("work/a", "work/b"), "lương đâu"),
        Row("en", None, "scope", (), "who\u2028won\x0c?"),
    ]


GOOD = "en\t\tplain\twork/a\tquestion"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], ":1: expected the header lang country kind expected question, with tabs."),
        (["lang country kind expected question"], ":1: expected the header"),
        ([HEADER + "\tmore"], ":1: expected the header"),
        ([HEADER, GOOD, "en\t\tplain\twork/a"], ":3: expected 5 cells, got 4."),
        ([HEADER, GOOD, "", GOOD + "\tmore"], ":4: expected 5 cells, got 6."),
        ([HEADER, "xx\t\tplain\twork/a\t?"], ':2: "xx" is no language. Known: en, ja,'),
        ([HEADER, "en\tXX\tplain\twork/a\t?"], ':2: "XX" is no home country. Known: VN,'),
        ([HEADER, "en\t\tplain\t\t?"], ":2: the expected topics or the question are missing."),
        ([HEADER, "en\t\tplain\t-\t "], ":2: the expected topics or the question are missing."),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: Sequence[str], message: str) -> None:
    with pytest.raises(QuestionsError) as caught:
        read(tmp_path, *lines)

    assert str(tmp_path / "questions.tsv") + message in str(caught.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.tsv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(QuestionsError, match=r"questions\.tsv cannot be read"):
        read_rows(path)
