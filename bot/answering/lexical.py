"""Weights made in a moment from characters alone, for content that nothing was trained from yet."""

import numpy as np

from bot.answering.examples import OUT_OF_SCOPE, digest, examples, latin_samples
from bot.answering.features import BUCKETS, characters
from bot.answering.weights import UNTRAINED, Weights
from bot.knowledge.model import Knowledge
from bot.language import learn

#: How sharply the centroids decide: cosines of chat-length texts lie between 0 and about 0.5.
_SHARPNESS = 25.0


def quick_weights(knowledge: Knowledge) -> Weights:
    """Return weights whose classes are the mean n-grams of their questions."""
    learned = examples(knowledge)
    families = tuple(sorted({example.family for example in learned} | {OUT_OF_SCOPE}))
    at = {family: index for index, family in enumerate(families)}
    sums = np.zeros((len(families), BUCKETS + 1), np.float32)
    for example in learned:
        buckets, values = characters(example.text)
        sums[at[example.family], buckets] += example.weight * values
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return Weights(
        digest=digest(knowledge),
        model=UNTRAINED,
        families=families,
        network=None,
        sparse=_SHARPNESS * sums / np.maximum(norms, 1e-9),
        rarity=np.ones(BUCKETS, np.float32),
        latin=learn(latin_samples(knowledge)),
    )
