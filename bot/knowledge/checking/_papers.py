"""What papers are worth at home: the table is whole, sourced, and said in every language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from bot.knowledge.checking._findings import Finding
from bot.knowledge.checking._references import Named
from bot.knowledge.checking._wording import check_languages, check_text, check_title
from bot.knowledge.files import PAPERS
from bot.knowledge.papers import (
    HomeWords,
    Level,
    Paper,
    Papers,
    PapersWords,
    PaperWords,
    Worth,
    WorthWords,
)
from bot.knowledge.parsing import Place
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.languages import COUNTRY_LANGUAGES

#: Worths that say themselves whom to see; with the others the country does.
_SEEN_ELSEWHERE = frozenset(Worth) - {Worth.TEST, Worth.UNKNOWN}
#: Languages that say everything of every country.
_WHOLE = frozenset({"en", "ja"})
_Entry = PaperWords | WorthWords | HomeWords


def check_papers(named: Named) -> list[Finding]:
    """Return what is wrong with the table of papers and its words."""
    papers = named.knowledge.papers
    findings: list[Finding] = []
    for code, home in papers.countries.items():
        place: Place = ("countries", code)
        findings += named.topic(PAPERS, (*place, "topic"), home.topic)
        findings += _source(named, (*place, "source"), home.source, [home.topic])
        for index, name in enumerate(home.contacts):
            findings += named.contact(PAPERS, (*place, "contacts", index), name)
    for number, paper in enumerate(papers.papers):
        findings += _paper(named, papers, number, paper)
    english = papers.words.get("en")
    if papers.papers:
        findings += check_languages(PAPERS, papers.words)
        missing = [code for code in COUNTRY_LANGUAGES if code not in papers.countries]
        if missing:
            message = said(
                "these home countries are missing: {names}. Add them.", names=", ".join(missing)
            )
            findings.append(Finding(PAPERS, ("countries",), message))
        if english is None:
            message = said("the papers have no English words (en.yaml). Write them.")
            findings.append(Finding(PAPERS, (), message))
    for language, words in papers.words.items():
        findings += _words(named, language, words, english)
    return findings


def _paper(named: Named, papers: Papers, number: int, paper: Paper) -> Iterator[Finding]:
    place: Place = ("papers", number)
    if any(paper.id == other.id for other in papers.papers[:number]):
        yield Finding(PAPERS, place, said('"{id}" stands here twice. Take one out.', id=paper.id))
    for index, topic in enumerate(paper.topics):
        yield from named.topic(PAPERS, (*place, "topics", index), topic)
    yield from _source(named, (*place, "source"), paper.source, paper.topics)
    for code in papers.countries:
        if code not in paper.worth:
            message = said(
                'what "{id}" is worth in {code} is missing. Say it, or "unknown".',
                id=paper.id,
                code=code,
            )
            yield Finding(PAPERS, (*place, "worth"), message)
    for code, standing in paper.worth.items():
        home = papers.countries.get(code)
        topics = [*paper.topics, *([] if home is None else [home.topic])]
        if standing.source is not None:
            where: Place = (*place, "worth", code, "source")
            yield from _source(named, where, standing.source, topics)


def _source(named: Named, place: Place, url: str, topics: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding when an address is no source of these topics: its day would be unknown."""
    found = [named.knowledge.topic(topic) for topic in topics]
    if named.broken & {*topics} or any(
        url == source.url for topic in found if topic is not None for source in topic.sources
    ):
        return
    message = said(
        "this address is no source of {names}. Add it there, or correct it.",
        names=", ".join(topics),
    )
    yield Finding(PAPERS, place, message)


def _words(
    named: Named, language: str, words: PapersWords, english: PapersWords | None
) -> Iterator[Finding]:
    path = f"papers/{language}.yaml"
    made = words.translation
    is_behind = made is not None and english is not None and not made.is_of(english.revision)
    compared = None if is_behind else english  # an edit of English waits for no translation
    papers = named.knowledge.papers
    codes = [
        code
        for code in papers.countries
        if language in _WHOLE or COUNTRY_LANGUAGES[code] == language
    ]
    notes = {
        note
        for paper in papers.papers
        for code, standing in paper.worth.items()
        if code in codes
        for note in standing.notes
    }
    parts: Sequence[tuple[str, Mapping[str, _Entry], Sequence[str]]] = (
        ("papers", words.papers, [paper.id for paper in papers.papers]),
        ("worths", words.worths, [worth.value for worth in Worth]),
        ("countries", words.countries, codes),
    )
    for part, entries, expected in parts:
        yield from _names(path, part, entries, expected)
        for name, entry in entries.items():
            original = None if compared is None else getattr(compared, part).get(name)
            yield from _entry(named, path, (part, name), entry, original, language)
    yield from _names(path, "notes", words.notes, sorted(notes))
    for name, note in words.notes.items():
        first = None if compared in (None, words) else compared.notes.get(name, "")
        yield from check_text(named, path, ("notes", name), note, first, language)
    for paper in papers.papers:
        if paper.id in words.papers:
            yield from _levels(named, path, paper, words, compared, language)
    for worth in _SEEN_ELSEWHERE:
        own = words.worths.get(worth.value)
        if own is not None and (own.see is None or own.bring is None):
            message = said("it does not say whom to see and what to bring. Add see and bring.")
            yield Finding(path, ("worths", worth.value), message)
    if is_behind and english is not None:
        message = said(
            "the English words have changed since. Bring the translation up to "
            'date, and write of: "{revision}".',
            revision=english.revision,
        )
        yield Finding(path, ("translation",), message, Severity.WARNING)


def _names(
    path: str, part: str, there: Mapping[str, object], expected: Sequence[str]
) -> Iterator[Finding]:
    for name in expected:
        if name not in there:
            message = said(
                'there are no words for "{name}" of the {part}. Write them.', name=name, part=part
            )
            yield Finding(path, (part,), message)
    for name in there:
        if name not in expected:
            message = said(
                '"{name}" of the {part} is needed nowhere. Take it out, or correct it.',
                name=name,
                part=part,
            )
            yield Finding(path, (part, name), message)


def _entry(
    named: Named, path: str, place: Place, entry: _Entry, english: _Entry | None, language: str
) -> Iterator[Finding]:
    if isinstance(entry, PaperWords):
        yield from check_title(path, (*place, "name"), entry.name, language)
    for field in fields(entry):
        if field.name == "levels":
            continue
        text: str = getattr(entry, field.name) or ""
        has_original = english is not None and english is not entry
        original = getattr(english, field.name) or "" if has_original else None
        yield from check_text(named, path, (*place, field.name), text, original, language)


def _levels(
    named: Named,
    path: str,
    paper: Paper,
    words: PapersWords,
    english: PapersWords | None,
    language: str,
) -> Iterator[Finding]:
    there = words.papers[paper.id].levels
    place: Place = ("papers", paper.id, "levels")
    yield from _names(path, f'levels of "{paper.id}"', there, _to_say(paper.levels))
    original = None if english in (None, words) else english.papers.get(paper.id)
    for name, text in there.items():
        first = None if original is None else original.levels.get(name, "")
        yield from check_text(named, path, (*place, name), text, first, language)


def _to_say(levels: Sequence[Level]) -> list[str]:
    return [level.id for level in levels if not level.beside]
