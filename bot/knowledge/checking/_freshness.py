"""What a person must look at again: reviews, figures and translations; mostly warnings."""

from collections.abc import Iterator
from datetime import date

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.files import FACTS, page_path, topic_path
from bot.knowledge.model import Fact, Knowledge, Source, Topic
from bot.knowledge.parsing import Place
from bot.knowledge.problems import Severity
from bot.knowledge.said import said


def check_freshness(knowledge: Knowledge, today: date, broken: frozenset[str]) -> list[Finding]:
    """Return what is past its day, what was read in the future, what is out of date."""
    findings: list[Finding] = []
    for topic in knowledge.topics.values():
        findings += _topic(topic, today)
        if "en" not in topic.pages and page_path(topic.id, "en") not in broken:
            message = said("the topic has no English page (en.md). Write it.")
            findings.append(Finding(topic_path(topic.id), (), message))
    for fact in knowledge.facts.values():
        findings += _fact(fact, today)
    return findings


def _topic(topic: Topic, today: date) -> Iterator[Finding]:
    path = topic_path(topic.id)
    if topic.review_by < today:
        message = said(
            "the topic should have been reviewed by {review_by}. Review it.",
            review_by=topic.review_by,
        )
        yield Finding(path, ("review_by",), message, Severity.WARNING)
    if topic.reviewed > today:
        message = said(
            "the last review, {reviewed}, is in the future. Correct the day.",
            reviewed=topic.reviewed,
        )
        yield Finding(path, ("reviewed",), message)
    for index, source in enumerate(topic.sources):
        yield from _read(path, ("sources", index, "checked"), source, today)
    for page in topic.pages.values():
        if topic.is_outdated(page.language):
            message = said(
                "the English page has changed since this translation. Bring it up to "
                "date; or, if the meaning is the same, declare a small edit."
            )
            yield on_page(page, ("translation",), message, Severity.WARNING)
        if page.translation is not None and page.translation.date > today:
            message = said(
                "the day of translation, {date}, is in the future. Correct it.",
                date=page.translation.date,
            )
            yield on_page(page, ("translation",), message)


def _fact(fact: Fact, today: date) -> Iterator[Finding]:
    name = fact.name
    if fact.check_by < today:
        message = said(
            'the fact "{name}" should have been checked by {check_by}. Check it.',
            name=name,
            check_by=fact.check_by,
        )
        yield Finding(FACTS, (name, "check_by"), message, Severity.WARNING)
    if fact.hold is not None:
        message = said(
            'the fact "{name}" is on hold since {since}. Check it, lift the hold.',
            name=name,
            since=fact.hold.since,
        )
        yield Finding(FACTS, (name, "hold"), message, Severity.WARNING)
    elif not any(value.holds(today) for value in fact.values):
        message = said(
            'no value of the fact "{name}" holds today. Add the value, or value: '
            "unknown with valid_from.",
            name=name,
        )
        yield Finding(FACTS, (name, "values"), message, Severity.WARNING)
    for index, value in enumerate(fact.values):
        place: Place = (name, "values", index, "source", "checked")
        yield from _read(FACTS, place, value.source, today)


def _read(path: str, place: Place, source: Source, today: date) -> Iterator[Finding]:
    if source.checked > today:
        message = said(
            "the source was read on {checked}, in the future. Write the day on which it was read.",
            checked=source.checked,
        )
        yield Finding(path, place, message)
