"""A translation beside its original: the same numbers, telephone numbers and links."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.markdown import BRACES
from bot.knowledge.model import Page, Term
from bot.knowledge.parsing import Place
from bot.knowledge.said import said

_LINK: Final = re.compile(r"https?://[^\s<>()\[\]「」、。]+(?<![.,;:!?'\"])")
_LIST_NUMBER: Final = re.compile(r"^\s*\d{1,9}[.)](?=\s|$)")
_HYPHEN: Final = "\u2010-\u2015\u2212-"
#: Nine digits or more, with hyphens, spaces or brackets between them.
_PHONE: Final = re.compile(rf"\+?(?:\d[ ()/{_HYPHEN}]{{0,2}}){{8,}}\d")
#: A separator of thousands; which one depends on the language.
_GROUPING: Final = re.compile(r"(?<=\d)[.,'’](?=\d{3}(?!\d))")
_NUMBER: Final = re.compile(r"\d+")


class Words:
    """The words of the glossary that contain digits; those are no figures."""

    def __init__(self, glossary: Sequence[Term]) -> None:
        written = {word for term in glossary for word in (term.term, *term.forms)}
        normal = {unicodedata.normalize("NFKC", word) for word in written}
        with_digits = sorted(filter(_NUMBER.search, normal), key=lambda w: (-len(w), w))
        choices = "|".join(map(re.escape, with_digits))
        self._pattern = (
            re.compile(rf"(?<!\d)(?:{choices})(?!\d)", re.IGNORECASE) if with_digits else None
        )

    def take_out(self, line: str) -> str:
        return self._pattern.sub(" ", line) if self._pattern else line


@dataclass(slots=True)
class Figures:
    """What of a page must be the same in all languages, each with the first place of it."""

    numbers: dict[str, Place | int] = field(default_factory=dict)
    phones: dict[str, Place | int] = field(default_factory=dict)
    links: dict[str, Place | int] = field(default_factory=dict)


def figures(page: Page, words: Words) -> Figures:
    """Return the numbers, telephone numbers and links that stand in a page itself."""
    found = Figures()
    _collect(found, page.title, ("title",), words)
    for index, line in enumerate(page.body.split("\n")):
        _collect(found, line, index, words)
    return found


def compare(page: Page, english: Page, words: Words) -> list[Finding]:
    """Return what stands in a translation but not in English, and the other way round."""
    here, there = figures(page, words), figures(english, words)
    return [
        *_differences(page, here.numbers, there.numbers, _number),
        *_differences(page, here.phones, there.phones, _phone),
        *_differences(page, here.links, there.links, _link),
    ]


def _differences(
    page: Page,
    here: dict[str, Place | int],
    there: dict[str, Place | int],
    message: Callable[[str, bool], str],
) -> list[Finding]:
    added = [
        on_page(page, place, message(value, True))
        for value, place in here.items()
        if value not in there
    ]
    missing = [on_page(page, 0, message(value, False)) for value in there if value not in here]
    return added + missing


def _number(value: str, is_here: bool) -> str:
    if is_here:
        return said(
            "the number {value} is not in the English page. Correct it, or use a fact.",
            value=value,
        )
    return said(
        "the number {value} of the English page is missing here. Correct it, or use a fact.",
        value=value,
    )


def _phone(value: str, is_here: bool) -> str:
    if is_here:
        return said(
            "the telephone number {value} is not in the English page. Use a fact for it.",
            value=value,
        )
    return said(
        "the telephone number {value} of the English page is missing here. Use a fact for it.",
        value=value,
    )


def _link(value: str, is_here: bool) -> str:
    if is_here:
        return said(
            "the link {value} is not in the English page. Use the same link in both.", value=value
        )
    return said(
        "the link {value} of the English page is missing here. Use the same link in both.",
        value=value,
    )


def _collect(found: Figures, line: str, place: Place | int, words: Words) -> None:
    rest = BRACES.sub(" ", line)
    for link in _LINK.findall(rest):
        found.links.setdefault(link, place)
    rest = unicodedata.normalize("NFKC", _LINK.sub(" ", rest))
    rest = words.take_out(_LIST_NUMBER.sub(" ", rest))
    for phone in _PHONE.findall(rest):
        found.phones.setdefault(_digits(phone), place)
    rest = _GROUPING.sub("", _PHONE.sub(" ", rest))
    for number in _NUMBER.findall(rest):
        found.numbers.setdefault(_digits(number).lstrip("0") or "0", place)


def _digits(text: str) -> str:
    """Return the digits of a text, of any script, as Latin ones."""
    return "".join(str(int(char)) for char in text if char.isdecimal())
