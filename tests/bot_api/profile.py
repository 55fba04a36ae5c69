"""What the bot says about itself: commands, descriptions and name, per scope and language."""

import json
import re
from collections.abc import Callable

from tests.bot_api.texts import within
from tests.bot_api.wire import ContentError, JsonObject, utf16_length

MOST_COMMANDS = 100
_LIMITS = {"description": 512, "short_description": 120, "name": 64}  # characters
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_DEFAULT_SCOPE: JsonObject = {"type": "default"}


class Profile:
    """The public face of the bot.

    Attributes:
        texts: By field (``description``, ``short_description``, ``name``), then by language;
            the language ``""`` is for everybody without one of their own.
    """

    def __init__(self, name: str) -> None:
        self._commands: dict[tuple[str, str], list[JsonObject]] = {}
        self.texts: dict[str, dict[str, str]] = {
            "description": {},
            "short_description": {},
            "name": {"": name},
        }

    def commands(self, scope: JsonObject | None = None, language_code: str = "") -> dict[str, str]:
        """Return the descriptions by command, set for exactly this scope and language."""
        listed = self._commands.get(_key(scope, language_code), [])
        return {command["command"]: command["description"] for command in listed}

    def set_commands(self, fields: JsonObject) -> bool:
        """Answer `setMyCommands`."""
        commands: list[JsonObject] = fields["commands"]
        if len(commands) > MOST_COMMANDS:
            raise ContentError("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command["command"]):
                raise ContentError(f"BOT_COMMAND_INVALID ({command['command']!r})")
            if not 1 <= utf16_length(command["description"]) <= 256:
                raise ContentError(f"BOT_COMMAND_DESCRIPTION_INVALID ({command['command']!r})")
        if len({command["command"] for command in commands}) < len(commands):
            raise ContentError("BOT_COMMAND_INVALID (a command is given twice)")
        self._commands[_key(fields.get("scope"), _language(fields))] = commands
        return True

    def get_commands(self, fields: JsonObject) -> list[JsonObject]:
        """Answer `getMyCommands`."""
        return self._commands.get(_key(fields.get("scope"), _language(fields)), [])

    def delete_commands(self, fields: JsonObject) -> bool:
        """Answer `deleteMyCommands`."""
        self._commands.pop(_key(fields.get("scope"), _language(fields)), None)
        return True

    def setter(self, field: str) -> Callable[[JsonObject], bool]:
        """Return what answers `setMyDescription` and its like for one *field*."""

        def set_text(fields: JsonObject) -> bool:
            text: str = fields.get(field, "")
            language = _language(fields)
            within(field, text, _LIMITS[field], f"BOT_{field.upper()}_TOO_LONG")
            if field == "name" and not text and not language:
                raise ContentError("BOT_TITLE_INVALID")
            self.texts[field][language] = text
            return True

        return set_text

    def getter(self, field: str) -> Callable[[JsonObject], JsonObject]:
        """Return what answers `getMyDescription` and its like for one *field*."""

        def get_text(fields: JsonObject) -> JsonObject:
            texts = self.texts[field]
            return {field: texts.get(_language(fields)) or texts.get("", "")}

        return get_text


def _language(fields: JsonObject) -> str:
    code: str = fields.get("language_code", "")
    if not _LANGUAGE.fullmatch(code):
        raise ContentError(f"LANG_CODE_INVALID ({code!r})")
    return code


def _key(scope: JsonObject | None, language_code: str) -> tuple[str, str]:
    return json.dumps(scope or _DEFAULT_SCOPE, sort_keys=True), language_code
