"""From scores to a calibrated probability that the first topic is right, and to an outcome.

The probability is a logistic function of a few figures; its weights and the two limits are fitted
on labelled questions by ``kaerimichi evaluate --fit`` and kept in ``answering/decision.json`` in
the content, by the embedding model they were fitted with.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import structlog

from bot.answering.classifier import Scores
from bot.answering.examples import OUT_OF_SCOPE

log = structlog.get_logger(__name__)

#: Where the fitted decision lies in a content folder.
IN_CONTENT: Final = Path("answering") / "decision.json"
#: Names of what ``figures`` returns, so that a file of another version is not misread.
FIGURES: Final = ("top", "margin", "out", "dense_top", "sparse_top", "length")
_FLOOR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Decision:
    """Weights of the figures (and a bias), and from which probability on what is done."""

    weights: tuple[float, ...]
    bias: float
    answer_from: float
    suggest_from: float

    def probability(self, figures: Sequence[float]) -> float:
        """Return the probability, in [0, 1], that the first topic is what was asked for."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, figures, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


#: Used until something was fitted: careful.
UNFITTED: Final = Decision((1.0, 0.3, -0.3, 0.0, 0.0, 0.0), 0.0, 0.6, 0.25)


def figures(scores: Scores, first: str, second: str | None, text: str) -> tuple[float, ...]:
    """Return what the decision rests on, in the order of ``FIGURES``.

    *first* and *second* are the best families that may be shown.
    """
    at = {family: index for index, family in enumerate(scores.families)}
    joined = np.log(np.maximum(scores.joined, _FLOOR))
    sparse = np.log(np.maximum(scores.sparse, _FLOOR))
    dense = sparse if scores.dense is None else np.log(np.maximum(scores.dense, _FLOOR))
    top = float(joined[at[first]])
    return (
        top,
        top - float(joined[at[second]]) if second is not None else -math.log(_FLOOR),
        float(joined[at[OUT_OF_SCOPE]]) if OUT_OF_SCOPE in at else math.log(_FLOOR),
        float(dense[at[first]]),
        float(sparse[at[first]]),
        math.log1p(len(text)),
    )


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


def _decision(weights: Sequence[float], **others: float) -> Decision:
    if len(weights) != len(FIGURES):
        raise ValueError("another number of weights than of figures")
    return Decision(
        tuple(map(float, weights)), **{name: float(value) for name, value in others.items()}
    )


def dump(decisions: Mapping[str, Decision]) -> bytes:
    """Return the content of ``answering/decision.json``."""
    models = {model: asdict(decision) for model, decision in sorted(decisions.items())}
    return json.dumps({"figures": FIGURES, "models": models}, indent=2).encode() + b"\n"
