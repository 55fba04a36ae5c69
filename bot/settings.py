"""All settings, from the environment or a ``.env`` file; checked once, before anything starts."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import SettingsError

PREFIX = "KAERIMICHI_"
#: Telegram's numbers of chats have at most 52 bits: https://core.telegram.org/bots/api#chat
_LONGEST_CHAT_ID = 16
_USER_INFO = re.compile(r"(?<=://).*@|^(?!.*://).*@")
_SCHEME = re.compile(r"[A-Za-z0-9+.-]{1,20}")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's choices; each field is ``KAERIMICHI_`` and its name in capitals."""

    telegram_token: str | None
    telegram_api_url: str
    database_url: str
    knowledge_dir: Path | None
    knowledge_remote: str | None
    cache_dir: Path
    public_url: str | None
    webhook_host: str
    webhook_port: int
    webhook_secret: str | None
    support_chat_id: int | None
    desk_host: str
    desk_port: int
    desk_secret: str | None
    log_level: str


def load(environment: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the ``.env`` file in the working folder.

    Raises:
        SettingsError: A value is wrong or a name with our prefix is unknown; one sentence says
            which and what was expected.
    """
    values = _collect(
        os.environ if environment is None else environment,
        Path(".env") if dotenv is None else dotenv,
    )
    unknown = sorted(set(values) - set(Settings.__slots__))
    if unknown:
        known = ", ".join(PREFIX + name.upper() for name in Settings.__slots__)
        raise SettingsError(f"{PREFIX}{unknown[0].upper()} is not a setting. Known are: {known}.")
    cache_dir = _path(values, "cache_dir") or _default_cache()
    return Settings(
        telegram_token=_token(values),
        telegram_api_url=_url(values, "telegram_api_url") or "https://api.telegram.org",
        database_url=_database_url(values),
        knowledge_dir=_folder(values, "knowledge_dir"),
        knowledge_remote=values.get("knowledge_remote"),
        cache_dir=cache_dir,
        public_url=_url(values, "public_url"),
        webhook_host=values.get("webhook_host", "127.0.0.1"),
        webhook_port=_port(values, "webhook_port", 8081),
        webhook_secret=_secret(values, "webhook_secret"),
        support_chat_id=_chat_id(values, "support_chat_id"),
        desk_host=values.get("desk_host", "127.0.0.1"),
        desk_port=_port(values, "desk_port", 8080),
        desk_secret=values.get("desk_secret"),
        log_level=_log_level(values),
    )


def _collect(environment: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    merged = {**_read(dotenv), **environment}
    return {
        name[len(PREFIX) :].lower(): value.strip()
        for name, value in merged.items()
        if name.startswith(PREFIX)
        and not name.startswith(PREFIX + "TEST_")
        and value is not None
        and value.strip()
    }


def _read(dotenv: Path) -> Mapping[str, str | None]:
    if not dotenv.is_file():
        return {}
    try:
        return dotenv_values(dotenv)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file {dotenv} cannot be read ({type(error).__name__}): "
            "expected a text file in UTF-8 that this user may read."
        ) from error


def _wrong(name: str, value: str, expected: str) -> SettingsError:
    return SettingsError(f'{PREFIX}{name.upper()} is "{value}": expected {expected}.')


def _default_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kaerimichi"


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65_535):
        raise _wrong(name, text, "a whole number from 1 to 65535")
    return int(text)


def _chat_id(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name)
    if text is None:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_CHAT_ID):
        raise _wrong(name, text, "the number of a chat, such as -1001234567890")
    return int(text)


def _token(values: Mapping[str, str]) -> str | None:
    token = values.get("telegram_token")
    if token is None:
        return None
    number, _, secret = token.partition(":")
    if not (number.isascii() and number.isdigit() and secret and not set(token) & set(" /?#")):
        raise SettingsError(  # the value is a secret: it is not repeated
            f"{PREFIX}TELEGRAM_TOKEN is not a bot token: expected digits, a colon and letters, "
            "as BotFather gave it."
        )
    return token


def _secret(values: Mapping[str, str], name: str) -> str | None:
    secret = values.get(name)
    if secret is None:
        return None
    allowed = all(char.isascii() and (char.isalnum() or char in "_-") for char in secret)
    if not (allowed and len(secret) <= 256):
        raise SettingsError(
            f"{PREFIX}{name.upper()} has characters that Telegram refuses: "
            "expected 1 to 256 letters, digits, _ or -."
        )
    return secret


def _url(values: Mapping[str, str], name: str) -> str | None:
    text = values.get(name)
    if text is None:
        return None
    shown = _USER_INFO.sub("…@", text)  # a name and password in an address are not repeated
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise _wrong(name, shown, "an address such as https://example.org") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_fine:
        raise _wrong(name, shown, "an address such as https://example.org")
    return text.rstrip("/")


def _database_url(values: Mapping[str, str]) -> str:
    text = values.get("database_url", "sqlite:///kaerimichi.sqlite3")
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in {"sqlite", "postgresql", "postgres"}:
        # A database address may hold a password: nothing but a scheme is repeated.
        known = (
            f'begins with "{scheme}"'
            if separator and _SCHEME.fullmatch(scheme)
            else "has no scheme"
        )
        raise SettingsError(
            f"{PREFIX}DATABASE_URL {known}: expected "
            "sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/name."
        )
    driver = "sqlite+aiosqlite" if scheme == "sqlite" else "postgresql+psycopg"
    return f"{driver}://{rest}"


def _path(values: Mapping[str, str], name: str) -> Path | None:
    text = values.get(name)
    try:
        return None if text is None else Path(text).expanduser()
    except RuntimeError:  # ~ and the name of nobody on this machine
        raise _wrong(name, text or "", "a path that exists on this machine") from None


def _folder(values: Mapping[str, str], name: str) -> Path | None:
    path = _path(values, name)
    if path is not None and not path.is_dir():
        raise _wrong(name, str(path), "a folder; make one with: kaerimichi knowledge init DIR")
    return path


def _log_level(values: Mapping[str, str]) -> str:
    level = values.get("log_level", "INFO").upper()
    if level not in _LOG_LEVELS:
        raise _wrong("log_level", level, "one of " + ", ".join(_LOG_LEVELS))
    return level
