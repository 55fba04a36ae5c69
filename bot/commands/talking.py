"""``chat`` and ``ask``: the conversation without Telegram."""

import json

import click

from bot import app
from bot.answering.evaluation import timer, topics_of
from bot.answering.outcome import Asker
from bot.dialogue import answers
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply import plain
from bot.dialogue.scene import Scene
from bot.dialogue.turn import ChatState
from bot.settings import Settings
from bot.terminal import standard_streams, talk
from bot.text import clean


async def chat(settings: Settings, language: str | None, country: str | None) -> None:
    """Hold a conversation in the terminal."""
    async with app.answering(settings) as answerer:
        conversation = Conversation(answerer, app.now)
        state = ChatState(language=language, country=country)
        await talk(conversation, state, *standard_streams())


async def ask(
    settings: Settings,
    question: str,
    language: str | None,
    country: str | None,
    *,
    as_json: bool,
) -> None:
    """Print the answer to one question."""
    standard_streams()
    async with app.answering(settings, learns=False) as answerer:
        passed = timer()
        asker = Asker(language=language, country=country)
        result = await answerer.answer(clean(question), asker)
        scene = Scene(answerer.knowledge, result.language, country, app.now())
        spoken = answers.speak(scene, result, question=question, asker=asker)
        milliseconds = round(passed(), 1)
    text = "\n\n".join(plain(reply.blocks) for reply in spoken.replies)
    if not as_json:
        click.echo(text)
        labels = [b.label for reply in spoken.replies for row in reply.keyboard for b in row]
        click.echo("\n" + "\n".join(f"  [{label}]" for label in labels))
        return
    titles = {
        topic: page.title for topic in topics_of(result) if (page := scene.page(topic)) is not None
    }
    scores = {match.topic: match.score for match in reversed(result.matches)}
    topics = [
        {"id": topic, "title": titles.get(topic, topic), "score": round(scores[topic], 4)}
        for topic in topics_of(result)
    ]
    answer = {
        "question": question,
        "language": result.language,
        "outcome": result.outcome.value,
        "topics": topics,
        "text": text,
        "milliseconds": milliseconds,
    }
    click.echo(json.dumps(answer, ensure_ascii=False))
