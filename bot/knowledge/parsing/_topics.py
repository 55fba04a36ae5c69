"""``topic.yaml``: whom a topic is for, where it comes from, when it must be looked at again."""

import re
from datetime import timedelta
from typing import Final

from bot.knowledge.model import Hold, Source, Topic
from bot.knowledge.parsing._reader import NAME, NO_DAY, Node, Reader
from bot.knowledge.parsing._yaml import Flow, dump_yaml
from bot.knowledge.problems import Problem
from bot.languages import COUNTRY_LANGUAGES

AREAS: Final = ("stay", "work", "leave", "skills", "home", "help")
STATUSES: Final = (
    "technical-intern",
    "ikusei-shuro",
    "ssw1",
    "ssw2",
    "engineer",
    "care-worker",
    "designated-activities",
    "student",
    "dependent",
    "spouse",
    "permanent",
    "irregular",
)
#: A topic id must fit a button of Telegram (64 bytes) beside the language and the action.
LONGEST_ID: Final = 42
_ID: Final = re.compile(rf"(?:{'|'.join(AREAS)})/{NAME.pattern}")
_LONGEST_REVIEW: Final = timedelta(days=366)


def parse_topic(path: str, text: str) -> tuple[Topic | None, list[Problem]]:
    """Return the topic of a file ``<area>/<slug>/topic.yaml`` without pages, or its problems."""
    topic_id = path.rpartition("/")[0]
    reader = Reader(path, text)
    if message := _wrong_id(topic_id):
        reader.problems.append(Problem(path, None, message))
    if reader.document.faults:
        return None, reader.problems
    topic = _topic(topic_id, reader.root)
    return (None if reader.problems else topic), reader.problems


def source(node: Node) -> Source | None:
    """Read where something comes from."""
    parts = node.fields(("url", "publisher", "title", "language", "checked"))
    if len(parts) < 5:
        return None
    return Source(
        url=parts["url"].link(),
        publisher=parts["publisher"].text(),
        title=parts["title"].text(),
        language=parts["language"].language(),
        checked=parts["checked"].day(),
    )


def hold(node: Node) -> Hold | None:
    """Read since when and why something is taken back."""
    parts = node.fields(("since", "reason"))
    return Hold(parts["since"].day(), parts["reason"].text()) if len(parts) == 2 else None


def dump_topic(topic: Topic) -> bytes:
    """Return the ``topic.yaml`` of a topic; read again it is the same topic."""
    data: dict[str, object] = {
        "countries": sorted(topic.countries),
        "statuses": [status for status in STATUSES if status in topic.statuses],
        "urgent": topic.urgent,
        "sources": [
            {
                "url": one.url,
                "publisher": one.publisher,
                "title": one.title,
                "language": one.language,
                "checked": one.checked,
            }
            for one in topic.sources
        ],
        "reviewed": Flow({"date": topic.reviewed, "by": topic.reviewed_by}),
        "review_by": topic.review_by,
        "related": list(topic.related),
        "tools": list(topic.tools),
        "aliases": list(topic.aliases),
    }
    if topic.hold is not None:
        data["hold"] = Flow({"since": topic.hold.since, "reason": topic.hold.reason})
    return dump_yaml(data).encode()


def topic_ids(node: Node) -> tuple[str, ...]:
    """Read a list of topic ids, each once."""
    ids = tuple(
        item.matching(_ID, "a topic id such as leave/pension-lump-sum") for item in node.items()
    )
    _once(node, ids)
    return ids


def _topic(topic_id: str, root: Node) -> Topic | None:
    parts = root.fields(
        ("countries", "statuses", "sources", "reviewed", "review_by"),
        ("urgent", "related", "tools", "aliases", "hold"),
    )
    reviewed = parts["reviewed"].fields(("date", "by")) if "reviewed" in parts else {}
    sources = _sources(parts["sources"]) if "sources" in parts else ()
    countries = _known(parts.get("countries"), COUNTRY_LANGUAGES, "home country")
    statuses = _known(parts.get("statuses"), STATUSES, "status of residence")
    urgent = parts["urgent"].flag() if "urgent" in parts else False
    related = topic_ids(parts["related"]) if "related" in parts else ()
    aliases = topic_ids(parts["aliases"]) if "aliases" in parts else ()
    tools = _slugs(parts["tools"]) if "tools" in parts else ()
    if len(reviewed) < 2 or "review_by" not in parts:
        return None
    reviewed_on, review_by = reviewed["date"].day(), parts["review_by"].day()
    if NO_DAY in (reviewed_on, review_by):
        return None
    if review_by < reviewed_on:
        parts["review_by"].fail("review_by is before the day of the last review. Correct it.")
    elif review_by - reviewed_on > _LONGEST_REVIEW:
        parts["review_by"].fail(
            "review_by is more than a year after the last review. Write a nearer day."
        )
    return Topic(
        id=topic_id,
        pages={},
        sources=sources,
        reviewed=reviewed_on,
        reviewed_by=reviewed["by"].text(),
        review_by=review_by,
        countries=frozenset(countries),
        statuses=frozenset(statuses),
        urgent=urgent,
        related=related,
        tools=tools,
        aliases=aliases,
        hold=hold(parts["hold"]) if "hold" in parts else None,
    )


def _sources(node: Node) -> tuple[Source, ...]:
    items = node.items()
    if not items and isinstance(node.value, list):
        node.fail("the topic has no source. Add at least one page that was read.")
    return tuple(found for item in items if (found := source(item)) is not None)


def _known(node: Node | None, known: "tuple[str, ...] | dict[str, str]", what: str) -> list[str]:
    if node is None:
        return []
    found = [item.one_of(known, what) for item in node.items()]
    _once(node, tuple(found))
    return found


def _slugs(node: Node) -> tuple[str, ...]:
    return tuple(
        item.matching(NAME, "a name in small letters with hyphens") for item in node.items()
    )


def _once(node: Node, names: tuple[str, ...]) -> None:
    for index, name in enumerate(names):
        if name and name in names[:index]:
            node.reader.note((*node.place, index), f'"{name}" stands here twice. Take one out.')


def _wrong_id(topic_id: str) -> str | None:
    area, _, slug = topic_id.partition("/")
    if area not in AREAS:
        known = ", ".join(AREAS)
        return f'"{area}" is not an area. Move the folder to one of: {known}.'
    if not NAME.fullmatch(slug):
        return (
            f'the folder name "{slug}" does not fit into links. '
            "Use small letters a to z, digits and single hyphens."
        )
    if len(topic_id) > LONGEST_ID:
        return (
            f"the name {topic_id} has {len(topic_id)} characters, too many for a button. "
            f"Use at most {LONGEST_ID}."
        )
    return None
