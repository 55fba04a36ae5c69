"""Whether everything that is named exists: facts, rows, topics, kinds of danger."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from bot.knowledge.checking._findings import Finding, on_page
from bot.knowledge.files import FACTS, KINDS, SITUATIONS, WAYS, topic_path
from bot.knowledge.markdown import BRACES, Reference, parse_reference
from bot.knowledge.model import NO_TOPIC, TOOLS, Fact, FactKind, Knowledge, Page
from bot.knowledge.parsing import Place
from bot.knowledge.problems import Severity
from bot.knowledge.said import said
from bot.knowledge.uses import uses


@dataclass(frozen=True, slots=True)
class Named:
    """All that can be referred to; ``broken`` exists but could not be read."""

    knowledge: Knowledge
    broken: frozenset[str] = frozenset()

    def topic(self, path: str, place: Place, topic_id: str) -> list[Finding]:
        """Return a finding when there is no such topic."""
        if self.knowledge.topic(topic_id) is not None or topic_id in self.broken:
            return []
        hint = _nearest(topic_id, [*self.knowledge.topics])
        return [
            Finding(
                path,
                place,
                said('there is no topic "{topic_id}". {hint}', topic_id=topic_id, hint=hint),
            )
        ]

    def contact(self, path: str, place: Place, name: str) -> list[Finding]:
        """Return a finding when there is no such contact."""
        fact = self.knowledge.facts.get(name)
        if name in self.broken or (fact is not None and fact.kind is FactKind.CONTACT):
            return []
        if fact is not None:
            message = said(
                'the fact "{name}" is not a contact. Name one of kind: contact.', name=name
            )
            return [Finding(path, place, message)]
        contacts = [n for n, f in self.knowledge.facts.items() if f.kind is FactKind.CONTACT]
        message = said(
            'there is no contact "{name}" in facts.yaml. {hint}',
            name=name,
            hint=_nearest(name, contacts),
        )
        return [Finding(path, place, message)]


def check_references(knowledge: Knowledge, broken: frozenset[str]) -> list[Finding]:
    """Return every name that leads nowhere, and the facts that nothing names."""
    named = Named(knowledge, broken)
    findings = [
        finding
        for topic in knowledge.topics.values()
        for page in topic.pages.values()
        for finding in _page(page, named)
    ]
    findings += _related(named)
    findings += _lists(named)
    findings += _facts(named)
    return findings + _unused(knowledge)


def check_named(page: Page, knowledge: Knowledge) -> list[Finding]:
    """Return every fact that a page names and that does not exist."""
    return list(_page(page, Named(knowledge)))


def page_references(page: Page) -> Iterator[tuple[int, Reference]]:
    """Yield the references of a page with their line in the body, counted from 0."""
    for index, line in enumerate(page.body.split("\n")):
        for found in BRACES.finditer(line):
            reference = parse_reference(found.group(1))
            if reference is not None:
                yield index, reference


def _page(page: Page, named: Named) -> Iterator[Finding]:
    facts = named.knowledge.facts
    for line, wanted in page_references(page):
        fact = facts.get(wanted.name)
        if fact is not None:
            if message := _wrong_row(fact, wanted):
                yield on_page(page, line, message)
        elif wanted.name not in named.broken:
            hint = _nearest(wanted.name, [*facts])
            message = said(
                'there is no fact "{name}" in facts.yaml. {hint}', name=wanted.name, hint=hint
            )
            yield on_page(page, line, message)


def _wrong_row(fact: Fact, wanted: Reference) -> str | None:
    if wanted.row is None:
        return None
    if fact.kind is not FactKind.TABLE:
        return said('the fact "{name}" is not a table. Write {{{{ {name} }}}}.', name=fact.name)
    rows = [row for value in fact.values for row in value.rows]
    if all(wanted.row in value.rows for value in fact.values if value.rows):
        return None
    return said(
        'the table "{name}" has no row "{row}". {hint}',
        name=fact.name,
        row=wanted.row,
        hint=_nearest(wanted.row, rows),
    )


def _related(named: Named) -> list[Finding]:
    findings: list[Finding] = []
    for topic in named.knowledge.topics.values():
        path = topic_path(topic.id)
        for index, other in enumerate(topic.related):
            place: Place = ("related", index)
            findings += named.topic(path, place, other)
            if other == topic.id:
                message = said("the topic is related to itself. Take this out.")
                findings.append(Finding(path, place, message))
        for index, tool in enumerate(topic.tools):
            findings += _tool(path, index, tool, named)
    return findings


def _tool(path: str, index: int, tool: str, named: Named) -> Iterator[Finding]:
    ways = named.knowledge.ways
    if tool in TOOLS or ways.pathway(tool) is not None or WAYS in named.broken:
        return
    pathways = [pathway.id for pathway in ways.pathways]
    message = said(
        'there is no calculator or pathway "{tool}". Calculators: {tools}. Pathways: {pathways}.',
        tool=tool,
        tools=", ".join(sorted(TOOLS)),
        pathways=", ".join(pathways) or said("none yet"),
    )
    yield Finding(path, ("tools", index), message)


def _lists(named: Named) -> list[Finding]:
    knowledge = named.knowledge
    findings: list[Finding] = []
    for number, situation in enumerate(knowledge.situations):
        for index, topic_id in enumerate(situation.topics):
            findings += named.topic(SITUATIONS, (number, "topics", index), topic_id)
    for number, kind in enumerate(knowledge.danger_kinds):
        for index, topic_id in enumerate(kind.topics):
            findings += named.topic(KINDS, (number, "topics", index), topic_id)
        for index, name in enumerate(kind.contacts):
            findings += named.contact(KINDS, (number, "contacts", index), name)
    kinds = {kind.id for kind in knowledge.danger_kinds}
    named_kinds = [
        (f"danger/{language}.yaml", name)
        for language, danger in knowledge.danger.items()
        for name in danger.phrases
    ] + [
        (f"danger_messages/{language}.yaml", name)
        for language, messages in knowledge.danger_messages.items()
        for name in messages.messages
    ]
    for path, name in named_kinds:
        if name not in kinds:
            message = said(
                'there is no kind of danger "{name}" in {kinds}. {hint}',
                name=name,
                kinds=KINDS,
                hint=_nearest(name, kinds),
            )
            findings.append(Finding(path, (name,), message))
    for language, golden in knowledge.golden.items():
        for name in golden:
            if name != NO_TOPIC:
                findings += named.topic(f"golden/{language}.yaml", (name,), name)
    return findings


def _facts(named: Named) -> list[Finding]:
    findings: list[Finding] = []
    for fact in named.knowledge.facts.values():
        if fact.ask is not None:
            findings += named.contact(FACTS, (fact.name, "ask"), fact.ask)
        if fact.ask == fact.name:
            message = said(
                '"{name}" names itself as the one to ask. Take this out.', name=fact.name
            )
            findings.append(Finding(FACTS, (fact.name, "ask"), message))
        findings += _rows(fact)
    return findings


def _rows(fact: Fact) -> list[Finding]:
    """Return rows of a table without a label, and labels without a row."""
    if fact.kind is not FactKind.TABLE:
        return []
    rows = {row for value in fact.values for row in value.rows}
    findings = [
        Finding(
            FACTS,
            (fact.name, "labels", row),
            said(
                'the label "{row}" belongs to no row of the table. Take it out, or add the row.',
                row=row,
            ),
        )
        for row in fact.labels
        if row not in rows
    ]
    missing = sorted(rows - fact.labels.keys())
    if missing:
        message = said(
            "these rows of the table have no label: {names}. Add them under labels.",
            names=", ".join(missing),
        )
        findings.append(Finding(FACTS, (fact.name,), message))
    return findings


def _unused(knowledge: Knowledge) -> list[Finding]:
    used = uses(knowledge)
    return [
        Finding(
            FACTS,
            (name,),
            said('the fact "{name}" is used nowhere. Use it, or take it out.', name=name),
            Severity.WARNING,
        )
        for name, fact in knowledge.facts.items()
        if name not in used
    ]


def _nearest(name: str, known: "list[str] | set[str]") -> str:
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return (
        said('Did you mean "{value}"?', value=close[0])
        if close
        else said("Add it, or correct the name.")
    )
