"""Japanese words that workers use, in whatever letters, brought back to the Japanese term."""

import re
from collections.abc import Sequence

from bot.knowledge.model import Term
from bot.text import fold, is_latin


class Glossary:
    """Finds the terms of the glossary in a text by any of their forms."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        forms: dict[str, int] = {}
        for index, term in enumerate(terms):
            for form in (term.term, term.reading, *term.forms):
                forms.setdefault(fold(form), index)
        latin = {form: index for form, index in forms.items() if is_latin(form[:1])}
        self._bounded = {" ".join(_words(form)): index for form, index in latin.items()}
        self._free = {form: index for form, index in forms.items() if form not in latin}
        self._longest = max((form.count(" ") + 1 for form in self._bounded), default=0)

    def expand(self, text: str) -> str:
        """Return *text* with the Japanese terms appended that it names in other letters."""
        added = [
            self._terms[index].term
            for index in self._found(text)
            if self._terms[index].term not in text
        ]
        return " ".join((text, *added))

    def status(self, text: str) -> str | None:
        """Return the status of residence that the text tells, ``None`` when none or several."""
        told = {self._terms[index].status for index in self._found(text)} - {None}
        return told.pop() if len(told) == 1 else None

    def _found(self, text: str) -> list[int]:
        folded = fold(text)
        words = _words(folded)
        found = {index for form, index in self._free.items() if form in folded}
        for start in range(len(words)):
            for size in range(min(self._longest, len(words) - start), 0, -1):
                index = self._bounded.get(" ".join(words[start : start + size]))
                if index is not None:
                    found.add(index)
                    break
        return sorted(found)


def _words(folded: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:\([ivx]+\))?", folded)
