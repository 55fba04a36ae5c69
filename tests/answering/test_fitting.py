"""Fitting keeps what it promises, on questions whose true probabilities are known."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from bot.answering.decision import FIGURES, UNFITTED
from bot.answering.fitting import Labelled, fit

#: The bars of DESIGN.md: questions answered with a wrong page; without a page, not plainly unknown.
WRONG_ANSWERED, NOT_PLAINLY_UNKNOWN = 0.03, 0.20


def questions(seed: int, count: int = 600, has_page: float = 0.7) -> list[Labelled]:
    """Return questions that are right the more often, the larger the first two figures are."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        figures = random.normal(size=len(FIGURES))
        has_topic = random.random() < has_page
        figures[0] += 1.0 if has_topic else -2.0
        chance = 1 / (1 + np.exp(-(2 * figures[0] + figures[1])))
        is_right = bool(has_topic and random.random() < chance)
        found.append(Labelled(tuple(map(float, figures)), is_right, has_topic))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_limits_keep_the_promised_shares(seed: int) -> None:
    labelled = questions(seed)

    fitted = fit(labelled)

    decision = fitted.decision
    pairs = list(zip(labelled, fitted.probabilities, strict=True))
    answered_wrong = sum(p > decision.answer_from and not one.is_right for one, p in pairs)
    assert answered_wrong <= WRONG_ANSWERED * len(labelled)
    coverage = zip(labelled, fitted.covered, strict=True)
    without = [p for one, p in coverage if not one.has_topic]
    not_unknown = sum(p > decision.suggest_from for p in without)
    assert not_unknown <= NOT_PLAINLY_UNKNOWN * len(without)
    assert 0 < decision.suggest_from < 1
    assert 0 < decision.answer_from < 1


@pytest.mark.parametrize("seed", range(3))
def test_the_limits_hold_on_questions_never_seen(seed: int) -> None:
    decision = fit(questions(seed)).decision
    unseen = questions(seed + 100, count=4000)

    answered = [
        one for one in unseen if decision.right.probability(one.figures) >= decision.answer_from
    ]

    assert sum(not one.is_right for one in answered) <= 1.2 * WRONG_ANSWERED * len(unseen)
    assert sum(one.is_right for one in answered) >= 0.25 * len(unseen)


def test_weights_and_bias_are_those_of_scikit_learn() -> None:
    """The same penalised likelihood, found by another solver on standardised figures."""
    labelled = questions(7)
    figures = np.array([one.figures for one in labelled])
    mean, spread = figures.mean(axis=0), figures.std(axis=0)
    reference = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
    reference.fit((figures - mean) / spread, [one.is_right for one in labelled])

    decision = fit(labelled).decision

    weights = reference.coef_[0] / spread
    np.testing.assert_allclose(decision.right.weights, weights, atol=2e-3)
    assert decision.right.bias == pytest.approx(
        float(reference.intercept_[0] - weights @ mean), abs=2e-3
    )


def test_probabilities_are_calibrated() -> None:
    labelled = questions(3, count=3000)

    probabilities = np.array(fit(labelled).probabilities)

    right = np.array([one.is_right for one in labelled])
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (probabilities >= low) & (probabilities < low + 0.2)
        assert abs(probabilities[inside].mean() - right[inside].mean()) < 0.08


@settings(max_examples=30)
@given(st.integers(0, 50), st.floats(-3, 3), st.floats(0.01, 3))
def test_a_question_that_is_more_likely_right_is_never_less_probable(
    seed: int, value: float, more: float
) -> None:
    right = fit(questions(seed, count=200)).decision.right
    others = [0.0] * (len(FIGURES) - 1)

    assert right.probability((value + more, *others)) >= right.probability((value, *others))


@pytest.mark.parametrize(
    "labelled",
    [
        [],
        questions(1, count=19),
        [Labelled((0.0,) * len(FIGURES), True, True)] * 50,
        [Labelled((0.0,) * len(FIGURES), False, True)] * 50,
    ],
)
def test_too_little_to_learn_from_leaves_the_careful_decision(labelled: Sequence[Labelled]) -> None:
    fitted = fit(labelled)

    assert fitted.decision == UNFITTED
    assert len(fitted.probabilities) == len(fitted.covered) == len(labelled)


def test_equal_figures_do_no_harm() -> None:
    same = [Labelled((1.0,) * len(FIGURES), index % 2 == 0, True) for index in range(40)]

    decision = fit(same).decision

    assert decision.right.probability((1.0,) * len(FIGURES)) == pytest.approx(0.5, abs=0.01)


def test_without_questions_that_have_no_page_the_careful_limit_stays() -> None:
    labelled = [one for one in questions(11) if one.has_topic]

    decision = fit(labelled).decision

    assert (decision.covered, decision.suggest_from) == (UNFITTED.covered, UNFITTED.suggest_from)
    assert decision.right != UNFITTED.right
