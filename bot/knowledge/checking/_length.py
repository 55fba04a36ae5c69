"""Whether a page fits a phone, rendered with its facts, on any day for which they have a value."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from bot.i18n import catalogue
from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.facts import show
from bot.knowledge.markdown import (
    Body,
    parse_body,
    parse_reference,
    plain,
    references,
    render_plain,
)
from bot.knowledge.model import Fact, Page
from bot.knowledge.said import said

#: English is shorter than its translations: Burmese takes half as much again.
_SHORT: Final = {"en": 260}
_SHORT_OTHERS: Final = 400
_PAGE: Final = {"en": 2000}
_PAGE_OTHERS: Final = 3000


def check_length(page: Page, facts: Mapping[str, Fact]) -> list[Finding]:
    """Return whether the short answer or the whole page has too many characters."""
    body = parse_body(page.body)
    sizes = [_sizes(body, page.language, facts, day) for day in _days(body, facts)]
    short, most_short = max(s for s, _ in sizes), _SHORT.get(page.language, _SHORT_OTHERS)
    whole, most = max(w for _, w in sizes), _PAGE.get(page.language, _PAGE_OTHERS)
    findings: list[Finding] = []
    if short > most_short:
        message = said(
            "the short answer has {short} characters as a phone shows it, at most "
            "{most_short} fit. Shorten the first paragraph.",
            short=short,
            most_short=most_short,
        )
        findings.append(on_page(page, 0, message))
    if whole > most:
        message = said(
            "the page has {whole} characters as a phone shows it, at most {most} "
            "fit. Shorten it, or make two topics.",
            whole=whole,
            most=most,
        )
        findings.append(on_page(page, 0, message))
    return findings


def _sizes(body: Body, language: str, facts: Mapping[str, Fact], day: date) -> tuple[int, int]:
    """Return the characters of the short answer and of the whole page on a day."""
    t = catalogue(language)

    def shown(reference: str) -> str:
        return show(reference, on=day, t=t, facts=facts)

    return len(plain(body.short, shown)), len(render_plain(body, shown))


def _days(body: Body, facts: Mapping[str, Fact]) -> set[date]:
    """Return days on which each value of each fact of a page is shown once at least."""
    days = {date.max}
    for fact in _used(references(body), facts):
        for value in fact.values:
            if value.valid_from is not None:
                days.add(value.valid_from)
            if value.valid_until is not None and value.valid_until < date.max:
                days |= {value.valid_until, value.valid_until + timedelta(days=1)}
    return days


def _used(found: Iterable[str], facts: Mapping[str, Fact]) -> list[Fact]:
    names = {wanted.name for text in found if (wanted := parse_reference(text)) is not None}
    return [facts[name] for name in names if name in facts]
