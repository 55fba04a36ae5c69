"""What a question is answered with now, and would be with another page or once it is learned."""

import asyncio
from dataclasses import dataclass

from bot.answering.answerer import Answerer
from bot.answering.examples import OUT_OF_SCOPE, family_of
from bot.answering.features import characters
from bot.answering.outcome import Asker, Outcome, Result
from bot.answering.teaching import Taught
from bot.answering.understanding import Understanding
from bot.knowledge.model import Knowledge
from bot.text import clean


@dataclass(frozen=True, slots=True)
class Effect:
    """What a question gets: before, and once it has been learned."""

    before: Result
    after: Result


async def effect(
    answerer: Answerer, question: str, language: str, topic_id: str | None
) -> Effect | None:
    """Return what teaching a question would change; ``None`` when there is no such topic.

    Args:
        answerer: What the bot answers with.
        question: As the editor wrote it.
        language: The language it is asked in.
        topic_id: The topic that it belongs to; ``None`` for out of scope.
    """
    knowledge = answerer.knowledge
    topic = None if topic_id is None else knowledge.topics.get(topic_id)
    if topic_id is not None and topic is None:
        return None
    family = OUT_OF_SCOPE if topic is None else family_of(topic)
    asker = Asker(language=language, country=_country(knowledge, topic_id))
    before = await answerer.answer(clean(question), asker)
    taught = await understanding(answerer, knowledge, [(question, family)])
    vector = await answerer.vector(taught.expanded(clean(question)))
    return Effect(before, taught.understand(clean(question), asker, vector=vector))


def _country(knowledge: Knowledge, topic_id: str | None) -> str | None:
    topic = None if topic_id is None else knowledge.topics.get(topic_id)
    if topic is None or len(topic.countries) != 1:
        return None
    return next(iter(topic.countries))


async def understanding(
    answerer: Answerer, knowledge: Knowledge, questions: list[tuple[str, str]]
) -> Understanding:
    """Return what questions are understood with once some ``(question, family)`` are learned."""
    present = answerer.present
    taught = []
    for question, family in questions:
        expanded = present.expanded(clean(question))
        vector = await answerer.vector(expanded)
        taught.append(Taught(characters(expanded), vector, family))
    return await asyncio.to_thread(answerer.with_examples, knowledge, taught)


def is_answered_by(result: Result, topic_id: str | None) -> bool:
    """Whether a result is what the editor wants: that page, or silence for out of scope."""
    if topic_id is None:
        return result.outcome is Outcome.UNKNOWN
    return result.outcome is Outcome.ANSWER and result.matches[0].topic == topic_id
