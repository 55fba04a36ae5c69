"""What every module here shares: JSON values, and refusals worded as Telegram words them."""

from dataclasses import dataclass
from typing import Any, TypeAlias

# JSON from outside has no static type; its shape is checked by spec.py at run time.
Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]


class ApiError(Exception):
    """A call is refused: becomes ``{"ok": false, "error_code", "description"}``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ContentError(ApiError):
    """A refusal that a correct bot never earns (limits, HTML, buttons): kept as a violation."""

    def __init__(self, description: str, code: int = 400) -> None:
        super().__init__(code, f"Bad Request: {description}")


class SpecError(ContentError):
    """The call does not match bot-api.json."""


def bad_request(description: str) -> ApiError:
    """Return the refusal of a call that an honest bot can make, such as one that came too late."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A call that Telegram would refuse because the bot is wrong, not because of the moment."""

    method: str
    problem: str
    fields: JsonObject


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, in which Telegram counts.

    Raises:
        UnicodeEncodeError: A lone surrogate.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
