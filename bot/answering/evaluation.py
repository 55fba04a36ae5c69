"""Measures answers on labelled questions, and fits the decision on them."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.answering.outcome import Outcome, Result
from bot.errors import KaerimichiError
from bot.knowledge.model import NO_TOPIC, Knowledge
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES

HEADER: Final = ("lang", "country", "kind", "expected", "question")
_URGENT: Final = "urgent"
_HELP: Final = "help/"
_GOLDEN: Final = "golden"
_SHOWN: Final = 3


class QuestionsError(KaerimichiError):
    """A file of labelled questions cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled question; no expected topic means that the bot must not answer."""

    language: str
    country: str | None
    kind: str
    expected: tuple[str, ...]
    question: str

    @property
    def expects_help(self) -> bool:
        return any(topic.startswith(_HELP) for topic in self.expected)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bot made of a row, and how long that took."""

    row: Row
    language: str
    outcome: Outcome
    topics: tuple[str, ...]
    milliseconds: float

    @property
    def is_right_first(self) -> bool:
        return bool(self.topics) and self.topics[0] in self.row.expected

    @property
    def is_right_shown(self) -> bool:
        return any(topic in self.row.expected for topic in self.topics[:_SHOWN])

    @property
    def is_wrong_answer(self) -> bool:
        return self.outcome is Outcome.ANSWER and not self.is_right_first

    @property
    def is_false_alarm(self) -> bool:
        is_calm = self.row.kind != _URGENT and not self.row.expects_help
        return self.outcome is Outcome.URGENT and is_calm


def read_rows(path: Path) -> list[Row]:
    """Return the labelled questions of a file.

    Raises:
        QuestionsError: The file cannot be read, or a line is not as it must be; says which.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path} cannot be read: {error}.") from error
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        raise QuestionsError(f"{path}:1: expected the header {' '.join(HEADER)}, with tabs.")
    return [
        _row(line.split("\t"), f"{path}:{number}")
        for number, line in enumerate(lines[1:], 2)
        if line.strip()
    ]


def golden_rows(knowledge: Knowledge) -> list[Row]:
    """Return the golden questions of a knowledge base as labelled questions.

    Who asks for a topic of one home country is from there.
    """
    return [
        Row(language, _only_country(knowledge, topic), _GOLDEN, _expected(topic), question)
        for language, golden in sorted(knowledge.golden.items())
        for topic, questions in golden.items()
        for question in questions
    ]


def summary(answered: Sequence[Answered]) -> list[str]:
    """Return a sentence for each language: how many were right, suggested, silent, wrong."""
    lines = []
    for language in dict.fromkeys(one.row.language for one in answered):
        own = [one for one in answered if one.row.language == language]
        wrong = sum(one.is_wrong_answer for one in own)
        right = sum(_is_right(one) for one in own)
        offered = sum(one.outcome is Outcome.SUGGESTIONS and one.is_right_shown for one in own)
        lines.append(
            f"{LANGUAGES[language]}: of {len(own)} questions {right} right, {offered} among the "
            f"titles offered, {len(own) - right - offered - wrong} silent, {wrong} wrong"
        )
    return lines


def topics_of(result: Result) -> tuple[str, ...]:
    """Return the topics shown for a result, in order, without repetitions."""
    return tuple(dict.fromkeys(match.topic for match in result.matches))


def measure(answered: Sequence[Answered]) -> dict[str, Any]:  # Any: numbers by name, for JSON
    """Return the measures of DESIGN.md overall, by language and by kind; shares are in [0, 1]."""
    return {
        "overall": _measures(answered),
        "by_language": _by(answered, lambda one: one.row.language),
        "by_kind": _by(answered, lambda one: one.row.kind),
    }


def table(measured: dict[str, Any]) -> str:
    """Return the measures as a table for the terminal."""
    head = ("", "rows", *(label for label, _ in _COLUMNS))
    groups = [("all", measured["overall"])]
    groups += list(measured["by_language"].items()) + list(measured["by_kind"].items())
    lines = [head] + [
        (name, str(values["rows"]), *(_cell(values, key) for _, key in _COLUMNS))
        for name, values in groups
    ]
    return _aligned(lines)


def side_by_side(variants: Mapping[str, Sequence[Answered]]) -> str:
    """Return right first / right shown of variants over the same rows, by language."""
    measured = {name: measure(answered) for name, answered in variants.items()}
    languages = dict.fromkeys(
        one.row.language for answered in variants.values() for one in answered
    )
    lines: list[tuple[str, ...]] = [("", *measured)]
    lines.append(("all", *(_both(each["overall"]) for each in measured.values())))
    for language in sorted(languages):
        cells = (_both(each["by_language"][language]) for each in measured.values())
        lines.append((language, *cells))
    return _aligned(lines)


def _both(values: dict[str, Any]) -> str:  # Any: see ``measure``
    return f"{_cell(values, 'right_first')} / {_cell(values, 'right_shown')}"


def _aligned(lines: Sequence[tuple[str, ...]]) -> str:
    head = lines[0]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def confusions(answered: Iterable[Answered], limit: int = 20) -> list[tuple[str, str, int]]:
    """Return expected topic, topic shown first and how often, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for one in answered:
        if one.row.expected and one.row.kind != _URGENT and not one.is_right_first:
            key = (one.row.expected[0], one.topics[0] if one.topics else one.outcome.value)
            counts[key] = counts.get(key, 0) + 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return [(expected, shown, count) for (expected, shown), count in most]


def covered(rows: Iterable[Row], knowledge: Knowledge) -> list[Row]:
    """Return the rows that expect nothing, or a topic that the knowledge base has."""
    return [
        row
        for row in rows
        if not row.expected or any(knowledge.topic(topic) for topic in row.expected)
    ]


def timer() -> Callable[[], float]:
    """Return a function that says how many milliseconds have passed since."""
    start = time.perf_counter()
    return lambda: (time.perf_counter() - start) * 1000


_COLUMNS: Final = (
    ("right first", "right_first"),
    ("right shown", "right_shown"),
    ("answered right", "answered_right"),
    ("wrong answered", "wrong_answered"),
    ("left unanswered", "left_unanswered"),
    ("plainly unknown", "plainly_unknown"),
    ("danger recall", "danger_recall"),
    ("false alarms", "false_alarms"),
    ("language", "language_right"),
    ("ms median", "milliseconds_median"),
    ("ms p99", "milliseconds_p99"),
)


def _measures(answered: Sequence[Answered]) -> dict[str, Any]:  # Any: see ``measure``
    with_topic = [one for one in answered if one.row.expected]
    calm = [one for one in with_topic if one.row.kind != _URGENT]
    without = [one for one in answered if not one.row.expected]
    urgent = [one for one in answered if one.row.kind == _URGENT]
    others = [one for one in answered if one.row.kind != _URGENT and not one.row.expects_help]
    times = [one.milliseconds for one in answered]
    silent = {Outcome.ANSWER, Outcome.URGENT}
    return {
        "rows": len(answered),
        "right_first": _share(one.is_right_first for one in with_topic),
        "right_shown": _share(one.is_right_shown for one in with_topic),
        "answered_right": _share(
            one.outcome is Outcome.ANSWER and one.is_right_first for one in calm
        ),
        "wrong_answered": _share(one.is_wrong_answer for one in answered),
        "left_unanswered": _share(one.outcome not in silent for one in without),
        "plainly_unknown": _share(one.outcome is Outcome.UNKNOWN for one in without),
        "danger_recall": _share(one.outcome is Outcome.URGENT for one in urgent),
        "false_alarms": _share(one.is_false_alarm for one in others),
        "language_right": _share(one.language == one.row.language for one in answered),
        "milliseconds_median": _percentile(times, 50),
        "milliseconds_p99": _percentile(times, 99),
    }


def _by(answered: Sequence[Answered], key: Callable[[Answered], str]) -> dict[str, Any]:
    groups: dict[str, list[Answered]] = {}
    for one in answered:
        groups.setdefault(key(one), []).append(one)
    return {name: _measures(groups[name]) for name in sorted(groups)}


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else None


def _percentile(values: Sequence[float], percent: int) -> float | None:
    return round(float(np.percentile(values, percent)), 2) if values else None


def _cell(values: dict[str, Any], key: str) -> str:
    value = values[key]
    if value is None:
        return ""
    return f"{value:.1f}" if key.startswith("milliseconds") else f"{100 * value:.1f}%"


def _is_right(one: Answered) -> bool:
    if not one.row.expected:
        return one.outcome not in {Outcome.ANSWER, Outcome.URGENT}
    if one.outcome is Outcome.ANSWER:
        return one.is_right_first
    return one.outcome is Outcome.URGENT and one.is_right_shown


def _only_country(knowledge: Knowledge, topic_id: str) -> str | None:
    topic = knowledge.topic(topic_id)
    countries = topic.countries if topic is not None else frozenset()
    return next(iter(countries)) if len(countries) == 1 else None


def _expected(topic_id: str) -> tuple[str, ...]:
    return () if topic_id == NO_TOPIC else (topic_id,)


def _row(cells: list[str], place: str) -> Row:
    if len(cells) != len(HEADER):
        raise QuestionsError(f"{place}: expected {len(HEADER)} cells, got {len(cells)}.")
    language, country, kind, expected, question = (cell.strip() for cell in cells)
    if language not in LANGUAGES:
        raise QuestionsError(
            f'{place}: "{language}" is no language. Known: {", ".join(LANGUAGES)}.'
        )
    if country and country not in COUNTRY_LANGUAGES:
        known = ", ".join(COUNTRY_LANGUAGES)
        raise QuestionsError(f'{place}: "{country}" is no home country. Known: {known}.')
    if not expected or not question:
        raise QuestionsError(f"{place}: the expected topics or the question are missing.")
    topics = tuple(topic for name in expected.split("|") for topic in _expected(name))
    return Row(language, country or None, kind, topics, question)
