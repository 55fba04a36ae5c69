"""Learning from the questions on the pages, in a process of its own.

Small neural networks over sentence embeddings, and logistic regressions over hashed n-grams, words
and sounds, which also work alone. Only this module and ``machine`` import a
training library; the bot reads the weights that are left behind. Run as
``python -m bot.answering.training CONTENT CACHE OUTPUT``.
"""

import fcntl
import hashlib
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neural_network import MLPClassifier

from bot.answering import embedding_worker, weights
from bot.answering.classifier import alarm_score, log_odds
from bot.answering.embedding import BATCH, packaged_model, prepare
from bot.answering.examples import (
    CALM,
    Example,
    danger_examples,
    digest,
    examples,
    latin_samples,
)
from bot.answering.features import BUCKETS, Rarity, Sparse, characters, rarity, stacked, weighed
from bot.answering.machine import Machine, kept_machine
from bot.atomic import replace_file
from bot.errors import KnowledgeError
from bot.knowledge.files import read_tree
from bot.knowledge.model import Knowledge
from bot.knowledge.parsing import Parser
from bot.language import learn

#: Inverse strength of regularisation of the regressions (docs/answering.md).
DENSE_C: Final = 10.0
SPARSE_C: Final = 30.0
#: Regularisation of the regressions that tell families by their characters.
_CHARACTERS_DECAY: Final = 1e-6
#: Few examples are seen more often, until so many were.
_FEWEST_EXAMPLES: Final = 20_000
#: Networks, hidden units of each, their regularisation, rounds over all examples, and batch.
_NETWORKS: Final = 3
_UNITS: Final = 1024
_DECAY: Final = 1.0
_ROUNDS: Final = 8
_NETWORK_BATCH: Final = 512
#: Few examples are seen more often.
_FEWEST_STEPS: Final = 300
#: The share of calm messages, left out of training, that may pass for danger.
_FALSE_ALARMS: Final = 0.003
#: More bring nothing that a measurement shows.
_MAX_ITERATIONS: Final = 60
#: Texts after which vectors are kept, a multiple of the batch, so that a stop loses few minutes.
_KEPT_EVERY: Final = 200 * BATCH
#: Training waits for answers, not the other way round.
_NICE: Final = 15

Vectors = NDArray[np.float32]


def main() -> None:
    """Train from the content folder and leave the weights in the output file."""
    os.nice(_NICE)
    content, cache, output = map(Path, sys.argv[1:4])
    knowledge = Parser().parse(read_tree(content)).knowledge
    with _alone(cache):
        trained = train(knowledge, cache, _say)
        output.parent.mkdir(parents=True, exist_ok=True)
        replace_file(output, weights.dump(trained))


def train(
    knowledge: Knowledge, cache: Path, progress: Callable[[int, int], None]
) -> weights.Weights:
    """Return weights for a knowledge base; *progress* hears how many texts of how many are ready.

    Raises:
        KnowledgeError: There are fewer than two kinds of questions to tell apart.
    """
    learned = examples(knowledge)
    if len({example.family for example in learned}) < 2:
        raise KnowledgeError("There is nothing to learn: add questions to at least two topics.")
    alarming = danger_examples(knowledge)
    model = packaged_model()
    vectors = alarm_vectors = machine = None
    if model is not None:
        texts = [prepare(example.text) for example in (*learned, *alarming)]
        found = EmbeddingCache(cache, model).vectors(texts, progress)
        vectors, alarm_vectors = found[: len(learned)], found[len(learned) :]
        if can_tell(alarming):
            machine = kept_machine(alarming, alarm_vectors, model, cache)
    rows = [characters(example.text) for example in learned]
    rare = rarity(rows)
    families, sparse = fit_characters(learned, [weighed(row, rare) for row in rows])
    return weights.Weights(
        digest=digest(knowledge),
        model=model or "",
        families=families,
        network=None if vectors is None else fit_network(learned, vectors),
        sparse=sparse,
        rarity=rare,
        latin=learn(latin_samples(knowledge)),
        alarm=fit_alarm(alarming, rare, vectors=alarm_vectors, machine=machine),
    )


def fit_characters(
    learned: Sequence[Example], rows: Sequence[Sparse]
) -> tuple[tuple[str, ...], Vectors]:
    """Return the families and the weights of the regressions, the last column is the bias.

    One regression for each family against all others, by stochastic gradient descent.
    """
    labels = np.array([example.family for example in learned])
    counts = np.array([example.weight for example in learned])
    data = csr_matrix(stacked(rows), shape=(len(learned), BUCKETS))
    model = SGDClassifier(
        loss="log_loss",
        alpha=_CHARACTERS_DECAY,
        max_iter=max(_ROUNDS, _FEWEST_EXAMPLES // len(learned)),
        tol=None,
        class_weight="balanced",
        random_state=0,
    )
    model.fit(data, labels, sample_weight=counts)
    return tuple(map(str, model.classes_)), _matrix(model.coef_, model.intercept_)


def fit_network(learned: Sequence[Example], vectors: Vectors) -> weights.Network:
    """Return the network over embeddings; its families are in the order of the alphabet.

    It is the mean of several, each with a start of its own, side by side in one. Families with few
    examples count more, but not as much as if they had the mean number.
    """
    labels = np.array([example.family for example in learned])
    families, classes = np.unique(labels, return_inverse=True)
    counts = np.array([example.weight for example in learned])
    totals = np.bincount(classes, weights=counts, minlength=len(families))
    mean, spread = vectors.mean(axis=0), np.maximum(vectors.std(axis=0), 1e-6)
    batch = min(_NETWORK_BATCH, len(learned))
    hidden, outputs, biases = [], [], []
    for start in range(_NETWORKS):
        model = MLPClassifier(
            (_UNITS,),
            alpha=_DECAY * batch / _NETWORK_BATCH,
            batch_size=batch,
            max_iter=max(_ROUNDS, _FEWEST_STEPS * batch // len(learned)),
            tol=0.0,
            random_state=start,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that it could go on learning
            model.fit(
                (vectors - mean) / spread,
                classes,
                sample_weight=counts * np.sqrt(totals.mean() / totals[classes]),
            )
        first, last = (layer.T for layer in model.coefs_)
        offset = model.intercepts_[0] - first @ (mean / spread)
        hidden.append(np.hstack([first / spread, offset[:, None]]))
        outputs.append(last / _NETWORKS)
        biases.append(model.intercepts_[1])
    return weights.Network(
        np.vstack(hidden).astype(np.float32), _matrix(np.hstack(outputs), np.mean(biases, axis=0))
    )


def can_tell(learned: Sequence[Example]) -> bool:
    """Whether there are messages enough to tell danger from calm, in each half of them."""
    kinds = [example.family for example in learned]
    return all(
        CALM in part and len(set(part)) > 2  # two classes would need another form
        for part in (kinds[::2], kinds[1::2])
    )


def fit_alarm(
    learned: Sequence[Example],
    rare: Rarity,
    *,
    vectors: Vectors | None = None,
    machine: Machine | None = None,
) -> weights.AlarmWeights:
    """Return what tells danger, with limits that let few calm messages pass for danger.

    The limits are found on messages that were left out while training (two halves in turn).
    Without ``vectors``, and the ``machine`` that was fitted to them, characters tell alone.
    """
    if not can_tell(learned):
        return weights.NO_ALARM
    labels = np.array([example.family for example in learned])
    halves = np.arange(len(learned)) % 2
    rows = [weighed(characters(example.text), rare) for example in learned]
    data = csr_matrix(stacked(rows), shape=(len(learned), BUCKETS))
    counts = np.array([example.weight for example in learned])
    values = np.zeros(len(learned)) if machine is None else machine.left_out
    odds = np.zeros(len(learned))
    for half in (0, 1):
        kept, left = halves != half, halves == half
        sparse = _regression(data[kept], labels[kept], counts[kept], SPARSE_C)
        names = tuple(map(str, sparse.classes_))
        odds[left] = [log_odds(line, names) for line in sparse.decision_function(data[left])]
    scales = (float(values.std()) or 1.0, float(odds.std()) or 1.0)
    scores = [alarm_score(value, odd, scales) for value, odd in zip(values, odds, strict=True)]
    calm = (labels == CALM) & (counts <= 1)  # those made to sound like danger are not usual
    limits = [
        float(np.quantile(np.array(each)[calm], 1 - _FALSE_ALARMS)) for each in (scores, odds)
    ]
    sparse = _regression(data, labels, counts, SPARSE_C)
    names = tuple(map(str, sparse.classes_))
    dense = np.zeros((len(names), 1), np.float32)
    if vectors is not None:
        kinds = _regression(vectors, labels, counts, DENSE_C)
        dense = _matrix(kinds.coef_, kinds.intercept_)
    return weights.AlarmWeights(
        names,
        dense,
        _matrix(sparse.coef_, sparse.intercept_),
        support=None if machine is None else machine.support,
        scales=scales,
        limits=(limits[0], limits[1]),
    )


def _regression(
    data: Any,
    labels: NDArray[Any],
    counts: NDArray[Any],
    strength: float,
    class_weight: str | None = None,
) -> LogisticRegression:
    """Fit one regression. Any: dense or sparse, the library is untyped."""
    model = LogisticRegression(C=strength, max_iter=_MAX_ITERATIONS, class_weight=class_weight)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it could go on learning
        return model.fit(data, labels, sample_weight=counts)


def _matrix(coefficients: Vectors, bias: Vectors) -> Vectors:
    """Return one matrix with a row for each class, also where the library gives one for two."""
    joined = np.hstack([coefficients, bias[:, None]])
    if len(joined) == 1:
        joined = np.vstack([-joined / 2, joined / 2])
    return joined.astype(np.float32)


class EmbeddingCache:
    """Vectors of texts already embedded, by digest, in one file a model."""

    def __init__(self, folder: Path, model: str) -> None:
        self._path = folder / f"embeddings-{model}.npz"
        self._model = model

    def vectors(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> Vectors:
        """Return unit vectors ``(texts, dimensions)``, computing only what is new."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
        known = self._read()
        unique = sorted(dict(zip(keys, texts, strict=True)).items())
        missing = [(key, text) for key, text in unique if key not in known]
        done = len(texts) - len(missing)
        if missing:
            encode = embedding_worker.load(self._model)
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                found = encode([text for _, text in batch])
                known.update((key, row) for (key, _), row in zip(batch, found, strict=True))
                progress(done + start + len(batch), len(texts))
                if start % _KEPT_EVERY == 0 and start:
                    self._write(known)
            self._write({key: known[key] for key in sorted(set(keys))})
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def _read(self) -> dict[str, Vectors]:
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return dict(zip(map(str, arrays["keys"]), arrays["vectors"], strict=True))
        except weights.BROKEN:
            return {}

    def _write(self, known: dict[str, Vectors]) -> None:
        content = BytesIO()
        np.savez(content, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        replace_file(self._path, content.getvalue())


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Let one process train at a time; the next finds the vectors in the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(done: int, total: int) -> None:
    sys.stdout.write(json.dumps({"done": done, "total": total}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
