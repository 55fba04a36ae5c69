"""Settings: what is wrong is said in one sentence, and no secret stands in it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.settings import PREFIX, Settings, load

NO_FILE = Path("/nonexistent/.env")
TOKEN = "123456:ABC-def_ghi"
SECRET = "hunter2"


def settings(**values: str) -> Settings:
    environment = {PREFIX + name.upper(): value for name, value in values.items()}
    return load(environment, NO_FILE)


def refused(name: str, value: str) -> str:
    with pytest.raises(SettingsError) as caught:
        settings(**{name: value})
    return str(caught.value)


def test_nothing_set_is_enough_to_start():
    found = settings()

    assert found == Settings(
        telegram_token=None,
        telegram_api_url="https://api.telegram.org",
        database_url="sqlite+aiosqlite:///kaerimichi.sqlite3",
        knowledge_dir=None,
        knowledge_remote=None,
        cache_dir=found.cache_dir,
        public_url=None,
        webhook_host="127.0.0.1",
        webhook_port=8081,
        webhook_secret=None,
        support_chat_id=None,
        desk_host="127.0.0.1",
        desk_port=8080,
        desk_secret=None,
        log_level="INFO",
    )
    assert found.cache_dir.name == "kaerimichi"


def test_everything_set_is_taken(tmp_path: Path):
    found = settings(
        telegram_token=TOKEN,
        telegram_api_url="http://localhost:8000/",
        database_url="postgresql://user:password@host/name",
        knowledge_dir=str(tmp_path),
        knowledge_remote="git@example.org:k.git",
        cache_dir=str(tmp_path / "cache"),
        public_url="https://bot.example.org/",
        webhook_host="0.0.0.0",
        webhook_port="443",
        webhook_secret="a_B-1",
        support_chat_id="-1001234567890",
        desk_host="0.0.0.0",
        desk_port="65535",
        desk_secret=SECRET,
        log_level="debug",
    )

    assert found == Settings(
        telegram_token=TOKEN,
        telegram_api_url="http://localhost:8000",
        database_url="postgresql+psycopg://user:password@host/name",
        knowledge_dir=tmp_path,
        knowledge_remote="git@example.org:k.git",
        cache_dir=tmp_path / "cache",
        public_url="https://bot.example.org",
        webhook_host="0.0.0.0",
        webhook_port=443,
        webhook_secret="a_B-1",
        support_chat_id=-1001234567890,
        desk_host="0.0.0.0",
        desk_port=65535,
        desk_secret=SECRET,
        log_level="DEBUG",
    )


_TOKEN = (
    "KAERIMICHI_TELEGRAM_TOKEN is not a bot token: expected digits, a colon and letters, "
    "as BotFather gave it."
)
_SECRET = (
    "KAERIMICHI_WEBHOOK_SECRET has characters that Telegram refuses: "
    "expected 1 to 256 letters, digits, _ or -."
)
_DATABASE = "expected sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/name."
_ADDRESS = "expected an address such as https://example.org."
_LEVELS = "expected one of DEBUG, INFO, WARNING, ERROR."

WRONG = [
    ("desk_port", "80a", 'is "80a": expected a whole number from 1 to 65535.'),
    ("webhook_port", "0", 'is "0": expected a whole number from 1 to 65535.'),
    ("webhook_port", "65536", 'is "65536": expected a whole number from 1 to 65535.'),
    ("webhook_port", "-1", 'is "-1": expected a whole number from 1 to 65535.'),
    ("webhook_port", "٣", 'is "٣": expected a whole number from 1 to 65535.'),
    ("support_chat_id", "me", 'is "me": expected the number of a chat, such as -1001234567890.'),
    ("support_chat_id", "-", 'is "-": expected the number of a chat, such as -1001234567890.'),
    ("public_url", "example.org", f'is "example.org": {_ADDRESS}'),
    ("public_url", "https://", f'is "https://": {_ADDRESS}'),
    ("public_url", "http://[::1", f'is "http://[::1": {_ADDRESS}'),
    ("telegram_api_url", "http://a:b", f'is "http://a:b": {_ADDRESS}'),
    ("telegram_api_url", f"ftp://me:{SECRET}@a.org", f'is "ftp://…@a.org": {_ADDRESS}'),
    ("log_level", "loud", f'is "LOUD": {_LEVELS}'),
    (
        "knowledge_dir",
        "/nonexistent/k",
        'is "/nonexistent/k": expected a folder; make one with: kaerimichi knowledge init DIR.',
    ),
    (
        "cache_dir",
        "~nobody-here/k",
        'is "~nobody-here/k": expected a path that exists on this machine.',
    ),
    ("database_url", "mysql://u:p@h/d", f'begins with "mysql": {_DATABASE}'),
    ("database_url", f"me:{SECRET}@host/name", f"has no scheme: {_DATABASE}"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_a_wrong_value_is_named_with_what_was_expected(name: str, value: str, sentence: str):
    message = refused(name, value)

    assert message == f"{PREFIX}{name.upper()} {sentence}"
    assert SECRET not in message


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("telegram_token", SECRET, _TOKEN),
        ("telegram_token", f"123:{SECRET} ?", _TOKEN),
        ("telegram_token", f"１２３:{SECRET}", _TOKEN),
        ("telegram_token", "123:", _TOKEN),
        ("webhook_secret", f"{SECRET}!", _SECRET),
        ("webhook_secret", SECRET * 50, _SECRET),
    ],
)
def test_a_wrong_secret_is_not_repeated(name: str, value: str, sentence: str):
    message = refused(name, value)

    assert message == sentence
    assert SECRET not in message


def test_a_name_that_is_no_setting_is_refused_with_those_that_are():
    message = refused("telegram_tokn", SECRET)

    assert message.startswith("KAERIMICHI_TELEGRAM_TOKN is not a setting. Known are: KAERIMICHI_")
    assert "KAERIMICHI_TELEGRAM_TOKEN" in message
    assert SECRET not in message


@hypothesis_settings(deadline=None)
@given(st.sampled_from(Settings.__slots__), st.text(st.characters(exclude_characters="\x00")))
def test_whatever_is_set_is_taken_or_refused_in_one_sentence(name: str, value: str):
    try:
        settings(**{name: value})
    except SettingsError as error:
        message = str(error)
        assert message.startswith(PREFIX + name.upper())
        assert message.endswith(".")


@pytest.mark.parametrize("name", ["webhook_port", "support_chat_id"])
def test_endless_digits_are_refused_and_not_counted(name: str):
    assert "expected" in refused(name, "1" * 5000)


def test_the_environment_goes_before_the_file_and_empty_values_are_none(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text(
        "KAERIMICHI_DESK_PORT=1000\nKAERIMICHI_WEBHOOK_PORT=2000\nKAERIMICHI_PUBLIC_URL=\n"
        "KAERIMICHI_LOG_LEVEL\nOTHER=1\n",
        encoding="utf-8",
    )

    found = load({"KAERIMICHI_DESK_PORT": " 3000 ", "KAERIMICHI_TEST_X": "1"}, file)

    assert (found.desk_port, found.webhook_port) == (3000, 2000)
    assert (found.public_url, found.log_level) == (None, "INFO")


def test_a_file_that_is_not_text_is_named(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_bytes(b"KAERIMICHI_DESK_SECRET=\xff\xfe")

    with pytest.raises(SettingsError) as caught:
        load({}, file)

    assert str(caught.value) == (
        f"The settings file {file} cannot be read (UnicodeDecodeError): "
        "expected a text file in UTF-8 that this user may read."
    )
