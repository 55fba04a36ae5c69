"""The questions on the pages: enough of them, and each leads to one topic."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.model import Knowledge, Page, Topic
from bot.knowledge.said import said

_LEAST: Final = 6


def check_questions(topics: Iterable[Topic]) -> list[Finding]:
    """Return pages with too few questions, and questions that stand twice."""
    findings: list[Finding] = []
    owners: dict[str, Page] = {}
    for topic in topics:
        for page in topic.pages.values():
            findings += _on_one_page(page)
            for index, question in enumerate(page.questions):
                owner = owners.setdefault(normal(question), page)
                if owner.topic != page.topic and normal(question):
                    message = said(
                        'the question "{question}" is also on {topic}/{language}.md. Keep it '
                        "where its answer is.",
                        question=question,
                        topic=owner.topic,
                        language=owner.language,
                    )
                    findings.append(on_page(page, ("questions", index), message))
    return findings


def check_questions_of(page: Page, knowledge: Knowledge) -> list[Finding]:
    """Return what ``check_questions`` and ``check_golden`` would find on one page."""
    own = {normal(question): index for index, question in enumerate(page.questions)}
    findings = _on_one_page(page)
    for topic in knowledge.topics.values():
        if topic.id == page.topic:
            continue
        for other in topic.pages.values():
            for question in other.questions:
                if (index := own.get(normal(question))) is not None:
                    message = said(
                        'the question "{question}" is also on {topic}/{language}.md. Keep it '
                        "where its answer is.",
                        question=question,
                        topic=other.topic,
                        language=other.language,
                    )
                    findings.append(on_page(page, ("questions", index), message))
    for golden in knowledge.golden.values():
        for question in (text for texts in golden.values() for text in texts):
            if (index := own.get(normal(question))) is not None:
                message = said(
                    'answers are measured with the question "{question}". Ask in other words.',
                    question=question,
                )
                findings.append(on_page(page, ("questions", index), message))
    return findings


def check_golden(knowledge: Knowledge) -> list[Finding]:
    """Return golden questions that are learned from: they would measure nothing."""
    learned = {
        normal(question): f"{page.topic}/{page.language}.md"
        for topic in knowledge.topics.values()
        for page in topic.pages.values()
        for question in page.questions
    }
    for language, speech in knowledge.speech.items():
        learned |= {normal(text): f"speech/{language}.yaml" for text in speech.out_of_scope}
    return [
        Finding(
            f"golden/{language}.yaml",
            (topic, index),
            said(
                'the question "{question}" is also in {place}, from which the bot '
                "learns. Ask in other words here.",
                question=question,
                place=learned[normal(question)],
            ),
        )
        for language, golden in knowledge.golden.items()
        for topic, questions in golden.items()
        for index, question in enumerate(questions)
        if normal(question) in learned
    ]


@lru_cache(maxsize=1 << 16)
def normal(question: str) -> str:
    """Return a question as it is compared: without case, punctuation and double spaces."""
    text = unicodedata.normalize("NFKC", question).casefold()
    letters = "".join(" " if unicodedata.category(char)[0] in "PZC" else char for char in text)
    return " ".join(letters.split())


def _on_one_page(page: Page) -> list[Finding]:
    findings: list[Finding] = []
    if len(page.questions) < _LEAST:
        message = said(
            "the page has too few questions ({number}), at least {least} are "
            "needed. Add how people ask for this.",
            number=len(page.questions),
            least=_LEAST,
        )
        findings.append(on_page(page, ("questions",), message))
    seen: set[str] = set()
    for index, question in enumerate(page.questions):
        if normal(question) in seen:
            message = said(
                'the question "{question}" stands on this page twice. Take one out.',
                question=question,
            )
            findings.append(on_page(page, ("questions", index), message))
        seen.add(normal(question))
    return findings
