"""Talk to a bot by hand: `python -m tests.bot_api --port 8081`, each line is a message.

A line ``[Label]`` presses the button with that label. What the bot shows is printed.
"""

import argparse
import asyncio
import sys

from tests.bot_api.chats import Message
from tests.bot_api.people import Person
from tests.bot_api.server import TOKEN, BotApiServer


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (default) for a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--language", default="en", help="language_code of the person")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, arguments.token, arguments.language))


async def _serve(port: int, token: str, language: str) -> None:
    async with BotApiServer(port=port, token=token) as server:
        _say(f"KAERIMICHI_TELEGRAM_API_URL={server.url}")
        _say(f"KAERIMICHI_TELEGRAM_TOKEN={server.token}")
        person = server.user(language_code=language)
        printing = asyncio.create_task(_print_all(server, person))
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _act(person, line.strip())
        printing.cancel()
        for violation in server.violations:
            _say(f"violation: {violation.method}: {violation.problem}")


async def _act(person: Person, line: str) -> None:
    try:
        if line.startswith("[") and line.endswith("]"):
            await person.press(line[1:-1])
        elif line:
            await person.send(line)
    except LookupError as error:
        _say(str(error))


async def _print_all(server: BotApiServer, person: Person) -> None:
    events = person.chat.events
    while True:
        await server.wait_for(lambda: events, timeout_s=86400)
        while events:
            kind, message = events.pop(0)
            _say(f"--- {kind} {message.id}\n{_drawn(message)}")


def _drawn(message: Message) -> str:
    rows = [" ".join(f"[{button.text}]" for button in row) for row in message.rows]
    return "\n".join([message.text, *rows])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
