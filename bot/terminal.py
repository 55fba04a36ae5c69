"""The conversation in a terminal: the same dialogue as in Telegram, without token and network."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from bot.dialogue.conversation import Conversation
from bot.dialogue.reply import Button, Reply, plain
from bot.dialogue.turn import ChatState, Incoming

_INTRODUCTION = (
    "Write a question, a command such as /start, or the number of a button. /quit ends.\n"
    "Nothing you write here is kept."
)


@dataclass(slots=True)
class Terminal:
    """One conversation; the state lives as long as the terminal."""

    conversation: Conversation
    state: ChatState
    say: Callable[[str], None]
    _buttons: list[Button] = field(default_factory=list)

    async def hear(self, line: str) -> bool:
        """Answer one line; return whether to go on."""
        text = line.strip()
        if text in {"/quit", "/exit"}:
            return False
        if not text:
            return True
        turn = await self.conversation.respond(self._incoming(text), self.state)
        self.state = turn.state
        for reply in turn.replies:
            self._show(reply)
        return True

    def _incoming(self, text: str) -> Incoming:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(self._buttons):
            return Incoming(button=self._buttons[int(text) - 1].data)
        if text.startswith("/"):
            command, _, arguments = text[1:].partition(" ")
            return Incoming(command=command.lower(), arguments=arguments.strip())
        return Incoming(text=text)

    def _show(self, reply: Reply) -> None:
        if reply.toast.strip():
            self.say(f"({reply.toast})")
        if reply.hide:
            self._buttons = []
            self.say("\n" * 40)
        if not reply.blocks:
            return
        lines = ["", plain(reply.blocks), ""]
        if reply.file is not None:
            lines += [f"[{reply.file.name}]", ""]
        self._buttons = [button for row in reply.keyboard for button in row if button.data]
        lines += [f"  [{number}] {button.label}" for number, button in enumerate(self._buttons, 1)]
        self.say("\n".join(lines))


async def talk(conversation: Conversation, state: ChatState, source: TextIO, sink: TextIO) -> None:
    """Hold a conversation until the input ends."""

    def say(text: str) -> None:
        sink.write(text + "\n")
        sink.flush()

    terminal = Terminal(conversation, state, say)
    say(_INTRODUCTION)
    await terminal.hear("/start")
    prompt = "> " if sink.isatty() else ""
    while True:
        sink.write(prompt)
        sink.flush()
        line = await asyncio.to_thread(source.readline)
        if not line or not await terminal.hear(line):
            return


def standard_streams() -> tuple[TextIO, TextIO]:
    """Return input and output that carry every script, whatever the locale says."""
    for stream in (sys.stdin, sys.stdout):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin, sys.stdout
