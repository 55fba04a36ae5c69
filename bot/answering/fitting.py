"""Fits the decision on labelled questions: weights by logistic regression, limits by the bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answering.decision import UNFITTED, Decision, Logistic

#: Share of all questions that may get a wrong page as the answer, and of questions without a page
#: that may get suggestions: a little below the bars of DESIGN.md.
_WRONG_ANSWERED: Final = 0.025
_NOT_PLAINLY_UNKNOWN: Final = 0.17
_FOLDS: Final = 10
_STRENGTH: Final = 1.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """The figures of one question, whether its first topic is right, and whether there is any."""

    figures: tuple[float, ...]
    is_right: bool
    has_topic: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A decision and, for each question, the probabilities it got when it was left out.

    Attributes:
        decision: What was fitted on all questions.
        probabilities: That the first topic is right.
        covered: That there is a page; as many as questions, also when nothing was fitted.
    """

    decision: Decision
    probabilities: tuple[float, ...]
    covered: tuple[float, ...]


def fit(labelled: Sequence[Labelled]) -> Fitted:
    """Return the decision; the limits rest on probabilities from cross-validation.

    With fewer than twenty questions, or only right or only wrong ones, nothing is fitted.
    """
    right = np.array([one.is_right for one in labelled])
    has_topic = np.array([one.has_topic for one in labelled])
    if len(labelled) < 20 or right.all() or not right.any():
        return Fitted(
            UNFITTED,
            tuple(UNFITTED.right.probability(one.figures) for one in labelled),
            tuple(UNFITTED.covered.probability(one.figures) for one in labelled),
        )
    figures = np.array([one.figures for one in labelled], dtype=np.float64)
    probabilities = _left_out(figures, right)
    if has_topic.all():
        covered = UNFITTED.covered
        coverage = np.array([covered.probability(row) for row in figures])
        suggest_from = UNFITTED.suggest_from
    else:
        covered = _logistic(figures, has_topic)
        coverage = _left_out(figures, has_topic)
        suggest_from = _suggest_from(coverage, has_topic)
    decision = Decision(
        _logistic(figures, right),
        covered,
        round(_answer_from(probabilities, right), 4),
        round(suggest_from, 4),
    )
    return Fitted(decision, tuple(map(float, probabilities)), tuple(map(float, coverage)))


def _logistic(figures: NDArray[np.float64], right: NDArray[np.bool_]) -> Logistic:
    """Return weights and bias by Newton's method with a little regularisation."""
    mean, spread = figures.mean(axis=0), np.maximum(figures.std(axis=0), 1e-9)
    data = np.hstack([(figures - mean) / spread, np.ones((len(figures), 1))])
    weights = np.zeros(data.shape[1])
    penalty = _STRENGTH * np.eye(len(weights))
    penalty[-1, -1] = 0.0
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(data @ weights, -30, 30)))
        gradient = data.T @ (guess - right) + penalty @ weights
        curvature = (data * (guess * (1 - guess))[:, None]).T @ data + penalty
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-8:
            break
    scaled = weights[:-1] / spread
    bias = float(weights[-1] - scaled @ mean)
    return Logistic(tuple(round(float(weight), 4) for weight in scaled), round(bias, 4))


def _left_out(figures: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    folds = np.arange(len(figures)) % _FOLDS
    probabilities = np.zeros(len(figures))
    for fold in range(_FOLDS):
        held = folds == fold
        fitted = _logistic(figures[~held], right[~held])
        probabilities[held] = [fitted.probability(row) for row in figures[held]]
    return probabilities


def _answer_from(probabilities: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the lowest limit above which few enough of all questions are answered wrongly."""
    order = np.argsort(-probabilities, kind="stable")
    wrong = np.cumsum(~right[order])
    allowed = wrong <= _WRONG_ANSWERED * len(right)
    last = int(np.flatnonzero(allowed)[-1]) if allowed.any() else 0
    return float(probabilities[order[last]])


def _suggest_from(probabilities: NDArray[np.float64], has_topic: NDArray[np.bool_]) -> float:
    """Return the limit below which most questions without a page fall."""
    return float(np.quantile(probabilities[~has_topic], 1 - _NOT_PLAINLY_UNKNOWN))
