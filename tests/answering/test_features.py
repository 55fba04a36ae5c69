"""Characters as a sparse vector, against a plain count of n-grams."""

import math
import re
import zlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.answering.features import BUCKETS, Sparse, characters, rarity, stacked, weighed
from bot.answering.sounds import consonants, latin_words
from bot.text import fold


def dense(sparse: Sparse) -> dict[int, float]:
    buckets, values = sparse
    return dict(zip(buckets.tolist(), values.tolist(), strict=True))


def grams(text: str, sizes: range) -> list[str]:
    return [text[i : i + size] for i in range(len(text)) for size in sizes if i + size <= len(text)]


def counted(text: str) -> dict[int, float]:
    """Count what ``characters`` names, slowly."""
    padded = " " + fold(text) + " "
    words = re.findall(r"\w+", padded)
    whole = re.split(r"[\s!-/:-@\[-`{-~।॥၊။៕។、。，！？「」…·“”‘’（）：；]+", padded)
    latin = latin_words(padded)
    bones = [bone for word in latin if (bone := consonants(word))]
    parts = [
        *grams(padded, range(2, 5)),
        *("\0" + word for word in words),
        *("\1" + words[i] + words[i + 1] for i in range(len(words) - 1)),
        *("\2" + gram for gram in grams("".join(latin), range(3, 6))),
        *("\3" + gram for gram in grams("".join(bones), range(3, 6))),
        *("\4" + bone for bone in bones),
        *(f"\5{bones[i]}_{bones[i + 1]}" for i in range(len(bones) - 1)),
        *("\6" + word for word in whole if word and not re.fullmatch(r"\w+", word)),
    ]
    counts = Counter(zlib.crc32(part.encode()) % BUCKETS for part in parts)
    weights = {bucket: 1 + math.log(count) for bucket, count in counts.items()}
    norm = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {bucket: weight / norm for bucket, weight in weights.items()}


@given(st.text(max_size=40))
def test_characters_are_weighted_counts_of_their_groups(text: str) -> None:
    assert dense(characters(text)) == pytest.approx(counted(text), abs=1e-6)


@given(st.text(max_size=200))
def test_every_text_is_a_unit_vector_of_known_buckets(text: str) -> None:
    buckets, values = characters(text)

    assert len(set(buckets.tolist())) == len(buckets) == len(values) > 0
    assert 0 <= buckets.min() <= buckets.max() < BUCKETS
    assert np.linalg.norm(values) == pytest.approx(1, abs=1e-5)
    assert values.dtype == np.float32


def test_accents_capitals_and_apostrophes_do_not_count() -> None:
    assert dense(characters("Lương của TÔI, don’t")) == dense(characters("luong cua toi, don't"))


@pytest.mark.parametrize(
    ("own", "typed", "other"),
    [
        ("मेरो तलब कति हो", "mero talab kati ho", "कहाँ जाने हो"),
        ("миний цалин хэд вэ", "minii tsalin hed ve", "хаашаа явах вэ"),
        ("我的工资多少", "wo de gong zi duo shao", "我要去哪里"),
        ("เงินเดือนเท่าไหร่", "ngern duean thaorai", "ไปที่ไหนดี"),
        ("আমার বেতন কত", "amar beton koto", "কোথায় যাব"),
    ],
)
def test_letters_of_their_own_meet_those_typed_in_latin(own: str, typed: str, other: str) -> None:
    assert alike(own, typed) > 2 * alike(other, typed)


def alike(first: str, second: str) -> float:
    one, two = dense(characters(first)), dense(characters(second))
    return sum(value * two.get(bucket, 0.0) for bucket, value in one.items())


def test_marks_of_other_scripts_count() -> None:
    assert dense(characters("ငွေ")) != dense(characters("ငေ"))


def test_very_long_text_costs_no_more_than_its_beginning() -> None:
    assert len(characters("ab cd " * 100_000)[0]) < 80


def test_stacked_rows_are_a_sparse_matrix() -> None:
    rows = [characters(text) for text in ("pension", "", "年金")]

    matrix = csr_matrix(stacked(rows), shape=(3, BUCKETS)).toarray()

    for row, (buckets, values) in zip(matrix, rows, strict=True):
        assert np.flatnonzero(row).tolist() == sorted(buckets.tolist())
        np.testing.assert_array_equal(row[buckets], values)


def test_no_rows_are_an_empty_matrix() -> None:
    data, indices, pointers = stacked([])

    assert (len(data), len(indices), pointers.tolist()) == (0, 0, [0])


def test_what_is_rare_counts_more() -> None:
    rows = [characters(text) for text in ("my pension", "my wages", "my card")]
    rare = rarity(rows)

    plain, found = dense(characters("my card")), dense(weighed(characters("my card"), rare))

    shared = set(dense(characters("my"))) & set(plain)
    assert sum(found[bucket] for bucket in shared) < sum(plain[bucket] for bucket in shared)
    assert math.sqrt(sum(value * value for value in found.values())) == pytest.approx(1, abs=1e-5)
