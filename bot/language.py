"""Which language a message is in: script first, then letters, then langdetect for longer text.

Chat is short, without accents, romanised and mixed. Scripts that only one of our languages uses
decide by presence. Latin letters are weighed by character n-grams learned from the knowledge base
(the questions of pages and ``speech/``), romanised languages among them, and by langdetect
(https://pypi.org/project/langdetect/), which knows four of ours there and needs some length.
"""

import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from langdetect import DetectorFactory, detector_factory
from langdetect.lang_detect_exception import LangDetectException
from numpy.typing import NDArray

from bot.text import clean, fold, scripts

_BY_SCRIPT: Final = {
    "MYANMAR": "my",
    "KHMER": "km",
    "SINHALA": "si",
    "BENGALI": "bn",
    "THAI": "th",
    "DEVANAGARI": "ne",
    "CYRILLIC": "mn",
}
#: Letters of a script that must be there before it decides.
_ENOUGH: Final = 2
#: Scripts that languages we do not speak share with ours, as langdetect calls those.
_NEIGHBOURS: Final = {"DEVANAGARI": ("hi", "mr"), "CYRILLIC": ("ru", "uk", "bg", "mk")}
#: What it is asked beside them: ours if it knows it, and English for the words in between.
_NO_NEIGHBOURS: Final = {"DEVANAGARI": ("ne", "en"), "CYRILLIC": ("en",)}
_MONGOLIAN_LETTERS: Final = frozenset("өүӨҮ")
_JAPANESE: Final = ("HIRAGANA", "KATAKANA")
_LATIN_TO_OTHERS: Final = 3
#: Vietnamese letters that no other language of ours has.
_VIETNAMESE: Final = frozenset("ăơưđĂƠƯĐ")
_VIETNAMESE_MARKS: Final = frozenset("\u0309\u0323\u031b\u0306")
#: A tone on a circumflex, as in "tiền".
_VIETNAMESE_PAIRS: Final = ("\u0302\u0300", "\u0302\u0301", "\u0302\u0303")
_LANGDETECT: Final = {"en": "en", "vi": "vi", "id": "id", "fil": "tl"}

_BUCKETS: Final = 1 << 15
_SIZES: Final = (1, 2, 3, 4)
_SMOOTHING: Final = 0.05
#: N-grams overlap: their evidence counts for less than if they were independent.
_TEMPERATURE: Final = 0.22
_CHOSEN_WEIGHT: Final = 6.0
_LANGDETECT_WEIGHT: Final = 0.5
_LANGDETECT_LETTERS: Final = 20
_SURE: Final = 0.85
_SURE_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Guess:
    """A language of ours.

    Attributes:
        language: Its code.
        sure: Whether the text itself shows it.
        romanised: Whether it is in Latin letters, and probably in a language that has its own.
    """

    language: str
    sure: bool
    romanised: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class LatinTable:
    """How often each language writes each group of Latin letters.

    ``log`` holds log-probabilities ``(languages, buckets)`` of hashed character n-grams.
    """

    languages: tuple[str, ...]
    log: NDArray[np.float32]


def learn(samples: Mapping[str, Sequence[str]]) -> LatinTable:
    """Return the table learned from sentences by language; those in other letters are left out."""
    counts: dict[str, NDArray[np.float64]] = {}
    for language, sentences in samples.items():
        latin = [text for text in sentences if _is_mostly_latin(text)]
        if latin:
            counts[language] = _count(latin)
    table = np.stack(list(counts.values())) if counts else np.ones((0, _BUCKETS))
    smooth = table + _SMOOTHING
    log = np.log(smooth / smooth.sum(axis=1, keepdims=True)).astype(np.float32)
    return LatinTable(tuple(counts), log)


class LanguageIdentifier:
    """Identifies the language of chat-length text."""

    def __init__(self, table: LatinTable) -> None:
        self._latin = _LatinModel(table)

    def identify(self, text: str, chosen: str | None = None) -> Guess:
        """Return the language of *text*; where it cannot be told, *chosen* or English, not sure."""
        readable = clean(text)
        counts = scripts(readable)
        latin = counts.get("LATIN", 0)
        by_script = _of_one_script(counts)
        if by_script is not None:
            return Guess(_BY_SCRIPT[by_script], _is_ours(readable, by_script))
        kana = sum(counts.get(name, 0) for name in _JAPANESE)
        east_asian = kana + counts.get("CJK", 0)
        if east_asian and latin < _LATIN_TO_OTHERS * east_asian:
            return Guess("ja", sure=True) if kana else _of_han(readable, chosen)
        if latin:
            return self._latin.identify(readable, chosen)
        return Guess(chosen or "en", sure=False)


def _of_one_script(counts: Mapping[str, int]) -> str | None:
    present = [(counts[name], name) for name in _BY_SCRIPT if counts.get(name, 0) >= _ENOUGH]
    return max(present)[1] if present else None


def _is_ours(text: str, script_name: str) -> bool:
    """Whether a script that others use too is in our language: Hindi is not Nepali."""
    others = _NEIGHBOURS.get(script_name)
    if others is None or _MONGOLIAN_LETTERS & set(text):
        return True
    probabilities = _langdetect(text, (*others, *_NO_NEIGHBOURS[script_name]))
    return not probabilities or max(probabilities, key=lambda k: probabilities[k]) not in others


def _of_han(text: str, chosen: str | None) -> Guess:
    """Tell Chinese from Japanese without kana by the characters only one of them writes."""
    han = [char for char in text if "CJK" in unicodedata.name(char, "")]
    chinese_only = any(not _encodes(char, "shift_jis") and _encodes(char, "gb2312") for char in han)
    japanese_only = any(
        not _encodes(char, "gb2312") and _encodes(char, "shift_jis") for char in han
    )
    if chinese_only != japanese_only and not (japanese_only and chosen == "zh_Hans"):
        # Whoever chose simplified Chinese may well write traditional characters.
        return Guess("zh_Hans" if chinese_only else "ja", sure=True)
    if chosen is not None:
        return Guess(chosen, sure=False)
    return Guess("zh_Hans" if chinese_only else "ja", sure=False)


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class _LatinModel:
    """Naive Bayes over hashed character n-grams of folded text, one class a language."""

    def __init__(self, table: LatinTable) -> None:
        self._languages = table.languages
        self._log = table.log

    def identify(self, text: str, chosen: str | None) -> Guess:
        if _is_vietnamese(text):
            return Guess("vi", sure=True)
        if not self._languages:
            return Guess(chosen or "en", sure=False)
        posterior = self._posterior(text, chosen)
        best = int(posterior.argmax())
        letters = sum(char.isalpha() for char in text)
        sure = float(posterior[best]) >= _SURE and letters >= _SURE_LETTERS
        romanised = self._languages[best] not in _LANGDETECT
        language = self._languages[best] if sure or chosen is None else chosen
        return Guess(language, sure, romanised)

    def _posterior(self, text: str, chosen: str | None) -> NDArray[np.float64]:
        buckets = list(_grams(text))  # "aaaaaa" says no more than "aaa"
        evidence = self._log[:, buckets].sum(axis=1).astype(np.float64) * _TEMPERATURE
        if chosen in self._languages:
            evidence[self._languages.index(chosen)] += math.log(_CHOSEN_WEIGHT)
        if sum(char.isalpha() for char in text) >= _LANGDETECT_LETTERS:
            seen = _langdetect(text, tuple(_LANGDETECT.values()))
            for index, language in enumerate(self._languages):
                known = _LANGDETECT.get(language)
                if known is not None and seen:
                    evidence[index] += _LANGDETECT_WEIGHT * math.log(seen.get(known, 0.0) + 0.05)
                elif seen:
                    evidence[index] += _LANGDETECT_WEIGHT * math.log(0.3)
        evidence -= evidence.max()
        weights: NDArray[np.float64] = np.exp(evidence) / np.exp(evidence).sum()
        return weights


def _is_mostly_latin(text: str) -> bool:
    counts = scripts(text)
    return counts.get("LATIN", 0) * 2 > sum(counts.values())


def _is_vietnamese(text: str) -> bool:
    if _VIETNAMESE & set(text):
        return True
    decomposed = unicodedata.normalize("NFD", text)
    return bool(_VIETNAMESE_MARKS & set(decomposed)) or any(
        pair in decomposed for pair in _VIETNAMESE_PAIRS
    )


def _count(sentences: Sequence[str]) -> NDArray[np.float64]:
    total: Counter[int] = Counter()
    for sentence in sentences:
        total.update(_grams(sentence))
    counts = np.zeros(_BUCKETS)
    counts[list(total)] = list(total.values())
    return counts


def _grams(text: str) -> Counter[int]:
    folded = "".join(char if char.isalpha() else " " for char in fold(text))
    words = f" {' '.join(folded.split())} "
    return Counter(
        zlib.crc32(words[start : start + size].encode()) % _BUCKETS
        for size in _SIZES
        for start in range(len(words) - size + 1)
        if words[start : start + size] != " "
    )


def _langdetect(text: str, languages: tuple[str, ...]) -> dict[str, float]:
    """Return langdetect's probabilities, the same at each call; empty when it has none."""
    detector = _detectors(languages).create()
    try:
        detector.append(text)
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        return {}


@lru_cache(maxsize=1 + len(_NEIGHBOURS))
def _detectors(languages: tuple[str, ...]) -> Any:  # Any: langdetect is untyped
    """Return what makes detectors that know these languages alone.

    With all that langdetect knows, the first one takes half a second and each text ten times as
    long as with four.
    """
    profiles = Path(detector_factory.PROFILES_DIRECTORY)
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile([(profiles / name).read_text("utf-8") for name in languages])
    return factory
