"""The ways home: everything named exists, every language says the same, titles fit a phone."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from bot.knowledge.checking._findings import Finding
from bot.knowledge.checking._references import Named
from bot.knowledge.checking._wording import check_languages, check_text, check_title
from bot.knowledge.files import WAYS
from bot.knowledge.model import TOOLS, FactKind
from bot.knowledge.parsing import Place
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.knowledge.ways import ANY_COUNTRY, Moment, PathwayWords, Step, StepWords, Words
from bot.languages import COUNTRY_LANGUAGES

_Entry = StepWords | PathwayWords


def check_ways(named: Named) -> list[Finding]:
    """Return what is wrong with the ways home."""
    ways = named.knowledge.ways
    findings: list[Finding] = []
    used = {step for pathway in ways.pathways for step in pathway.steps}
    for number, step in enumerate(ways.steps.values()):
        findings += _step(named, number, step)
        if step.id not in used:
            message = said('no way uses the step "{id}". Use it, or take it out.', id=step.id)
            findings.append(Finding(WAYS, ("steps", number), message, Severity.WARNING))
    for number, pathway in enumerate(ways.pathways):
        if pathway.id in TOOLS:
            message = said(
                '"{id}" is the name of a calculator. Give the way another one.', id=pathway.id
            )
            findings.append(Finding(WAYS, ("pathways", number, "id"), message))
        for index, name in enumerate(pathway.steps):
            if name not in ways.steps:
                message = said('there is no step "{name}". Add it, or correct the name.', name=name)
                findings.append(Finding(WAYS, ("pathways", number, "steps", index), message))
        for part in ("staying", "unsure"):
            for index, topic in enumerate(getattr(pathway, part)):
                findings += _topic(named, ("pathways", number, part, index), topic)
    english = ways.words.get("en")
    if ways.steps and english is None:
        findings.append(
            Finding(WAYS, (), said("the ways have no English words (en.yaml). Write them."))
        )
    if ways.steps:
        findings += check_languages(WAYS, ways.words)
    for language, words in ways.words.items():
        findings += _words(named, language, words, english)
    return findings


def moments(step: Step) -> Iterator[tuple[str, Moment]]:
    """Yield the days of a step with their names in the file."""
    for name, moment in (("from", step.start), ("due", step.due), ("last", step.last)):
        if moment is not None:
            yield name, moment


def _step(named: Named, number: int, step: Step) -> Iterator[Finding]:
    for index, topic in enumerate(step.topics):
        yield from _topic(named, ("steps", number, "topics", index), topic)
    for name, moment in moments(step):
        fact = named.knowledge.facts.get(moment.fact or "")
        if moment.fact is None or moment.fact in named.broken:
            continue
        if fact is None or fact.kind is not FactKind.DURATION:
            message = said(
                '"{fact}" is no duration in facts.yaml. Name one of kind: duration.',
                fact=moment.fact,
            )
            yield Finding(WAYS, ("steps", number, name), message)


def _topic(named: Named, place: Place, topic: str) -> Iterator[Finding]:
    if ANY_COUNTRY not in topic:
        yield from named.topic(WAYS, place, topic)
        return
    for country in COUNTRY_LANGUAGES:
        yield from named.topic(WAYS, place, topic.replace(ANY_COUNTRY, country.lower()))


def _words(named: Named, language: str, words: Words, english: Words | None) -> Iterator[Finding]:
    path = f"pathways/{language}.yaml"
    made = words.translation
    is_behind = made is not None and english is not None and not made.is_of(english.revision)
    compared = None if is_behind else english  # an edit of English waits for no translation
    ways = named.knowledge.ways
    expected: Mapping[str, tuple[str, ...]] = {
        "pathways": tuple(pathway.id for pathway in ways.pathways),
        "steps": tuple(ways.steps),
    }
    for part, names in expected.items():
        there: Mapping[str, _Entry] = getattr(words, part)
        for name in names:
            if name not in there:
                message = said(
                    'there are no words for "{name}" of the {part}. Write them.',
                    name=name,
                    part=part,
                )
                yield Finding(path, (part,), message)
        for name, entry in there.items():
            if name not in names:
                message = said(
                    'there is no "{name}" among the {part}. Take it out, or correct it.',
                    name=name,
                    part=part,
                )
                yield Finding(path, (part, name), message)
            original = None if compared is None else getattr(compared, part).get(name)
            yield from _entry(named, path, (part, name), entry, original, language)
    for name, step in ways.steps.items():
        own = words.steps.get(name)
        if own is not None and (own.show is None) != (step.sentence is None):
            message = said("a Japanese sentence needs its meaning (show), and the other way round.")
            yield Finding(path, ("steps", name), message)
    if is_behind:
        message = said("the English words have changed since. Bring the translation up to date.")
        yield Finding(path, ("translation",), message, Severity.WARNING)


def _entry(
    named: Named, path: str, place: Place, entry: _Entry, english: _Entry | None, language: str
) -> Iterator[Finding]:
    yield from check_title(path, (*place, "title"), entry.title, language)
    for field in fields(entry):
        text: str = getattr(entry, field.name) or ""
        has_original = english is not None and english is not entry
        original = getattr(english, field.name) or "" if has_original else None
        yield from check_text(named, path, (*place, field.name), text, original, language)
