"""Messages that ask nothing: a greeting, a thank-you."""

from collections.abc import Iterable, Mapping

from bot.answering.outcome import SmallTalk
from bot.knowledge.model import Speech
from bot.text import fold


class SmallTalkDetector:
    """Knows greetings and thanks as a whole message, in any of our languages."""

    def __init__(self, speech: Mapping[str, Speech]) -> None:
        self._known = {
            **_keys((text for one in speech.values() for text in one.thanks), SmallTalk.THANKS),
            **_keys((t for one in speech.values() for t in one.greetings), SmallTalk.GREETING),
        }

    def detect(self, text: str) -> SmallTalk | None:
        return self._known.get(_key(text))


def _keys(texts: Iterable[str], kind: SmallTalk) -> dict[str, SmallTalk]:
    return {_key(text): kind for text in texts}


def _key(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text) if c != "'").split())
