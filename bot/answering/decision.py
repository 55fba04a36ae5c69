"""From scores to calibrated probabilities: that there is a page, and that the first topic is it.

Both are logistic functions of a few figures; their weights and limits are fitted on labelled
questions by ``kaerimichi evaluate --fit`` and kept in ``answering/decision.json`` in the content,
by the embedding model they were fitted with.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import structlog

from bot.answering.classifier import Scores
from bot.answering.examples import OUT_OF_SCOPE

log = structlog.get_logger(__name__)

#: Where the fitted decision lies in a content folder.
IN_CONTENT: Final = Path("answering") / "decision.json"
#: Names of what ``figures`` returns, so that a file of another version is not misread.
FIGURES: Final = (
    "top",
    "margin",
    "out",
    "dense_top",
    "sparse_top",
    "dense_out",
    "sparse_out",
    "length",
)
_FLOOR: Final = 1e-6
#: Stories are so long; more was never fitted, and somebody who repeats a question means it once.
_LONG: Final = 400


@dataclass(frozen=True, slots=True)
class Logistic:
    """A probability from figures."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, figures: Sequence[float]) -> float:
        """Return the probability, in [0, 1]."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, figures, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True, slots=True)
class Decision:
    """What decides between an answer, suggestions and saying that the bot does not know.

    Attributes:
        right: That the first topic is what was asked for.
        covered: That there is a page about what was asked for.
        answer_from: The least probability of ``right`` for an answer.
        suggest_from: The least probability of ``covered`` for suggestions.
    """

    right: Logistic
    covered: Logistic
    answer_from: float
    suggest_from: float


#: Used until something was fitted: careful.
UNFITTED: Final = Decision(
    Logistic((1.0, 0.3, -0.3, 0.0, 0.0, 0.0, 0.0, 0.0), 0.0),
    Logistic((0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0), -1.0),
    0.6,
    0.5,
)


def figures(scores: Scores, first: str, second: str | None, text: str) -> tuple[float, ...]:
    """Return what the decision rests on, in the order of ``FIGURES``.

    *first* and *second* are the best families that may be shown.
    """
    at = {family: index for index, family in enumerate(scores.families)}
    joined = np.log(np.maximum(scores.joined, _FLOOR))
    sparse = np.log(np.maximum(scores.sparse, _FLOOR))
    dense = sparse if scores.dense is None else np.log(np.maximum(scores.dense, _FLOOR))
    ways = (joined, dense, sparse)
    tops = [float(way[at[first]]) for way in ways]
    out = at.get(OUT_OF_SCOPE)
    outs = [math.log(_FLOOR) if out is None else float(way[out]) for way in ways]
    margin = tops[0] - float(joined[at[second]]) if second is not None else -math.log(_FLOOR)
    return (tops[0], margin, outs[0], *tops[1:], *outs[1:], math.log1p(min(len(text), _LONG)))


def load(content: Path) -> Mapping[str, Decision]:
    """Return decisions by embedding model (empty: characters alone)."""
    path = content / IN_CONTENT
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["figures"] != list(FIGURES):
            raise ValueError("fitted for other figures")  # noqa: TRY301 -- one way to say it
        return {model: _decision(**entry) for model, entry in data["models"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("decision_unreadable", file=path.name, reason=type(error).__name__)
        return {}


def _decision(
    right: Mapping[str, Any], covered: Mapping[str, Any], answer_from: float, suggest_from: float
) -> Decision:
    return Decision(
        _logistic(**right), _logistic(**covered), float(answer_from), float(suggest_from)
    )


def _logistic(weights: Sequence[float], bias: float) -> Logistic:
    if len(weights) != len(FIGURES):
        raise ValueError("another number of weights than of figures")
    return Logistic(tuple(map(float, weights)), float(bias))


def dump(decisions: Mapping[str, Decision]) -> bytes:
    """Return the content of ``answering/decision.json``."""
    models = {model: asdict(decision) for model, decision in sorted(decisions.items())}
    return json.dumps({"figures": FIGURES, "models": models}, indent=2).encode() + b"\n"
