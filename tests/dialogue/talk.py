"""A chat as the worker sees it, and an answerer that understands what a test tells it to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.answering.outcome import Asker, Match, Outcome, Result
from bot.dialogue.conversation import Answerer, Conversation
from bot.dialogue.reply import Button, Reply, plain
from bot.dialogue.turn import ChatState, Incoming, Media, Turn
from bot.knowledge.model import Knowledge
from tests.dialogue import samples


def understood(
    outcome: Outcome, *topics: str, language: str = "en", sure: bool = True, **more: Any
) -> Result:
    """Return the result of a question; the scores of the topics fall from 0.9."""
    matches = tuple(Match(topic, 0.9 - 0.2 * index) for index, topic in enumerate(topics))
    return Result(outcome, language, sure, matches, **more)


UNKNOWN = understood(Outcome.UNKNOWN)


@dataclass
class ScriptedAnswerer:
    """Gives each question the result it was told; an unknown one is unknown.

    ``asked`` holds what it was asked, with what it was told of the asker and the last topic.
    """

    knowledge: Knowledge = field(default_factory=samples.knowledge)
    results: Mapping[str, Result] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    asked: list[tuple[str, Asker, str | None]] = field(default_factory=list)

    async def answer(self, question: str, asker: Asker, *, last_topic: str | None) -> Result:
        self.asked.append((question, asker, last_topic))
        return self.results.get(question, UNKNOWN)

    def is_known_word(self, word: str) -> bool:
        return word.lower() in self.words


class Talk:
    """One chat: ``say``, ``command`` and ``tap``, then look at what came back."""

    def __init__(
        self,
        answerer: Answerer | None = None,
        *,
        language: str | None = "en",
        country: str | None = None,
        hint: str | None = None,
        private: bool = True,
        results: Mapping[str, Result] | None = None,
    ) -> None:
        self.now: datetime = samples.NOW
        self.answerer = answerer or ScriptedAnswerer(results=results or {})
        self.conversation = Conversation(
            self.answerer, lambda: self.now, private_chat_url="https://t.me/kaerimichi_bot"
        )
        self.state = ChatState(language=language, country=country)
        self.hint, self.private = hint, private
        self.turn = Turn((), self.state)

    async def say(self, text: str) -> Turn:
        return await self._hear(text=text)

    async def send(self, media: Media) -> Turn:
        return await self._hear(media=media)

    async def command(self, name: str, arguments: str = "") -> Turn:
        return await self._hear(command=name, arguments=arguments)

    async def press(self, data: str) -> Turn:
        return await self._hear(button=data)

    async def tap(self, label: str) -> Turn:
        """Press the only button on the screen whose label holds *label*."""
        found = [button for button in self.buttons if label in button.label]
        assert len({button.data for button in found}) == 1, (label, self.labels)
        return await self.press(found[0].data)

    @property
    def reply(self) -> Reply:
        """The only reply of the last turn."""
        (reply,) = self.turn.replies
        return reply

    @property
    def text(self) -> str:
        """All that the last turn says, as plain text."""
        return "\n\n".join(plain(reply.blocks) for reply in self.turn.replies)

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.turn.replies for row in reply.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    async def _hear(
        self,
        *,
        text: str = "",
        command: str = "",
        arguments: str = "",
        button: str = "",
        media: Media | None = None,
    ) -> Turn:
        incoming = Incoming(
            text=text,
            command=command,
            arguments=arguments,
            button=button,
            media=media,
            language_hint=self.hint,
            private=self.private,
        )
        self.turn = await self.conversation.respond(incoming, self.state)
        self.state = self.turn.state
        return self.turn
