"""Addresses of topics: what a link opens, and which topic is meant for a country."""

from bot.knowledge.model import Knowledge
from bot.languages import LANGUAGES


def topic_link(bot_url: str, language: str, topic_id: str) -> str:
    """Return the address that opens a topic in a language, as posters carry it."""
    return f"{bot_url}?start={language}__{topic_id.replace('/', '__')}"


def deep_link(payload: str, knowledge: Knowledge) -> tuple[str, str] | None:
    """Return language and topic of a ``?start=`` payload; ``None`` when it names no topic.

    The form is ``<lang>__<area>__<slug>``; it stands on posters, so retired ids work as well.
    """
    parts = payload.split("__")
    if len(parts) != 3 or parts[0] not in LANGUAGES:
        return None
    topic = knowledge.topic(f"{parts[1]}/{parts[2]}")
    return None if topic is None else (parts[0], topic.id)


def topic_of_country(knowledge: Knowledge, topic_id: str, country: str) -> str | None:
    """Return the topic that says for *country* what *topic_id* says for another country."""
    topic = knowledge.topic(topic_id)
    if topic is None:
        return None
    if not topic.countries or country in topic.countries:
        return topic.id
    area, slug = topic.id.split("/", 1)
    sibling = f"{area}/{country.lower()}-{slug.split('-', 1)[-1]}"
    return sibling if sibling in knowledge.topics else None
