"""What answering learns from: the questions on the pages, and questions that have no page.

Topics that each home country has for itself (``home/vn-jobs``, ``home/ph-jobs``) are one family:
people ask for them alike, and the country decides which page is meant.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.answering.danger import DangerDetector
from bot.answering.glossary import Glossary
from bot.knowledge.markdown import parse_body, plain
from bot.knowledge.model import Knowledge, Page, Topic
from bot.text import fold

#: The family of questions that no page answers.
OUT_OF_SCOPE: Final = "-"
_ANY_COUNTRY: Final = "{cc}"
#: The class of messages that show no danger.
CALM: Final = "-"
#: Raised when the same texts would be turned into other features.
_VERSION: Final = 8
#: What a sentence of a page counts beside a question: it is not how people ask.
_SENTENCE_WEIGHT: Final = 0.3
_SHORTEST_SENTENCE: Final = 25
#: Questions about help name dangers without being in them, or with.
_HELP: Final = "help"
_OUT_OF_SCOPE_WEIGHT: Final = 0.5
#: More of them would only make training slow: a machine's time grows with their square.
_CALM_QUESTIONS: Final = 14_000
#: Harmless messages that sound like danger are few beside all the questions.
_HARMLESS_WEIGHT: Final = 2.0


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the family it belongs to, its language, and how much it counts beside a question."""

    text: str
    family: str
    language: str
    weight: float = 1.0


def family_of(topic: Topic) -> str:
    """Return the family of a topic: its id, with the home country left open.

    >>> # home/vn-jobs, for Viet Nam only -> home/{cc}-jobs
    """
    area, slug = topic.id.split("/", 1)
    country, separator, rest = slug.partition("-")
    if separator and topic.countries == {country.upper()}:
        return f"{area}/{_ANY_COUNTRY}-{rest}"
    return topic.id


def members(topics: Iterable[Topic]) -> dict[str, dict[str | None, str]]:
    """Return for each family its topics by country, ``None`` where the country does not matter."""
    families: dict[str, dict[str | None, str]] = {}
    for topic in topics:
        family = family_of(topic)
        country = next(iter(topic.countries)) if family != topic.id else None
        families.setdefault(family, {})[country] = topic.id
    return families


def examples(knowledge: Knowledge) -> tuple[Example, ...]:
    """Return all examples, glossary terms added, in an order that does not depend on the files'."""
    glossary = Glossary(knowledge.glossary)
    found: dict[tuple[str, str], Example] = {}
    for topic in knowledge.topics.values():
        family = family_of(topic)
        for page in topic.pages.values():
            for text in (page.title, *page.questions):
                for form in _forms(glossary.expand(text), page.language):
                    found[form, family] = Example(form, family, page.language)
            for text in _sentences(page):
                form = glossary.expand(text)
                sentence = Example(form, family, page.language, _SENTENCE_WEIGHT)
                found.setdefault((form, family), sentence)
    for language, speech in knowledge.speech.items():
        for text in speech.out_of_scope:
            for form in _forms(glossary.expand(text), language):
                found[form, OUT_OF_SCOPE] = Example(form, OUT_OF_SCOPE, language)
    return tuple(found[key] for key in sorted(found))


def danger_examples(knowledge: Knowledge) -> tuple[Example, ...]:
    """Return messages with the kind of danger they show, and others that show none.

    Questions on the pages and out of scope show none, unless the phrases call them danger.
    """
    glossary = Glossary(knowledge.glossary)
    phrases = DangerDetector(knowledge.danger_kinds, knowledge.danger)
    found: dict[str, Example] = {}

    def put(text: str, kind: str, language: str, weight: float = 1.0) -> None:
        for form in _forms(glossary.expand(text), language):
            found.setdefault(form, Example(form, kind, language, weight))

    for language, danger in sorted(knowledge.danger_messages.items()):
        for kind, messages in danger.messages.items():
            for text in messages:
                put(text, kind, language)
        for text in danger.harmless:
            put(text, CALM, language, _HARMLESS_WEIGHT)
    for text, language in _calm_questions(knowledge):
        if phrases.detect(text) is None:
            put(text, CALM, language)
    for language, speech in knowledge.speech.items():
        for text in speech.out_of_scope:
            put(text, CALM, language, _OUT_OF_SCOPE_WEIGHT)
    return tuple(found[key] for key in sorted(found))


def _calm_questions(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return questions on pages that are not about danger; of very many, always the same ones."""
    found = {
        (text, page.language)
        for topic in knowledge.topics.values()
        if topic.area != _HELP
        for page in topic.pages.values()
        for text in page.questions
    }
    shuffled = sorted(found, key=lambda one: hashlib.sha256(one[0].encode()).digest())
    return sorted(shuffled[:_CALM_QUESTIONS])


def digest(knowledge: Knowledge) -> str:
    """Return what identifies everything that is learned from."""
    total = hashlib.sha256(f"{_VERSION}\n{knowledge.glossary!r}\n".encode())
    for topic in sorted(knowledge.topics.values(), key=lambda topic: topic.id):
        total.update(f"{topic.id} {sorted(topic.countries)}\n".encode())
        for language, page in sorted(topic.pages.items()):
            total.update(f"{language}\0{page.revision}\0{page.questions!r}\n".encode())
    total.update(f"{[kind.id for kind in knowledge.danger_kinds]}\n".encode())
    for language, phrases in sorted(knowledge.danger.items()):
        total.update(f"{language}\0{phrases!r}\n".encode())
    for language, messages in sorted(knowledge.danger_messages.items()):
        total.update(f"{language}\0{messages!r}\n".encode())
    for language, speech in sorted(knowledge.speech.items()):
        total.update(f"{language}\0{speech.latin!r}\0{speech.out_of_scope!r}\n".encode())
    return total.hexdigest()[:16]


def latin_samples(knowledge: Knowledge) -> dict[str, list[str]]:
    """Return sentences by language as people type them, for telling languages apart."""
    samples: dict[str, list[str]] = {}
    for topic in knowledge.topics.values():
        for page in topic.pages.values():
            samples.setdefault(page.language, []).extend(page.questions)
    for language, speech in knowledge.speech.items():
        samples.setdefault(language, []).extend((*speech.latin, *speech.out_of_scope))
    return {language: sorted(samples[language]) for language in sorted(samples)}


def _sentences(page: Page) -> Iterator[str]:
    """Yield the paragraphs and list items of a page, facts left open."""
    body = parse_body(page.body)
    for spans in (body.short, *(block.spans for block in body.blocks)):
        text = plain(spans, lambda _: "…")
        if len(text) >= _SHORTEST_SENTENCE:
            yield text


def _forms(text: str, language: str) -> tuple[str, ...]:
    """Return a text as it stands and, for Vietnamese, as it is typed without accents."""
    return (text, fold(text)) if language == "vi" else (text,)
