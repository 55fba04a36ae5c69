"""What Telegram shows of the bot, in every language."""

import pytest

from bot.dialogue import channel
from bot.i18n import catalogue
from bot.languages import LANGUAGES, from_tag
from bot.telegram.profile import telegram_codes
from tests.bot_api import BotApiServer, Person, refusal, too_many
from tests.telegram.fakes import ANSWER_START, Bots, RunningBot


def test_codes_are_those_of_telegram_and_lead_back() -> None:
    codes = dict(telegram_codes())

    assert (codes["en"], codes["fil"], codes["zh_Hans"], codes["vi"]) == (None, "tl", "zh", "vi")
    assert all(from_tag(code) == language for language, code in codes.items() if code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_fit_what_telegram_shows(language: str) -> None:
    t = catalogue(language)

    assert len(channel.description(t)) <= 512
    assert len(channel.short_description(t)) <= 120
    assert all(len(text) <= 256 for _, text in channel.commands(t))


async def test_profile_is_set_in_every_language(running: RunningBot, server: BotApiServer) -> None:
    vietnamese = dict(channel.commands(catalogue("vi")))
    await server.wait_for(lambda: server.profile.commands(language_code="si"))

    assert server.profile.commands() == dict(channel.commands(catalogue("en")))
    assert server.profile.commands(language_code="vi") == vietnamese
    assert server.profile.commands(language_code="tl") == dict(channel.commands(catalogue("fil")))
    assert server.profile.texts["description"][""] == channel.description(catalogue("en"))


async def test_profile_that_is_right_is_left_alone(
    make_bot: Bots, server: BotApiServer, linh: Person
) -> None:
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await server.wait_for(lambda: server.profile.texts["short_description"].get("si"))
    await bot.end()
    server.calls.clear()

    bot.start()
    await server.wait_for(lambda: len(server.calls_of("getMyShortDescription")) == len(LANGUAGES))
    await linh.send("ticket")
    await linh.reply()

    changes = [call.method for call in server.calls if call.method.startswith("setMy")]
    assert changes == []


async def test_profile_trouble_is_never_fatal(
    make_bot: Bots, server: BotApiServer, linh: Person
) -> None:
    server.faults.next("getMyCommands", too_many(1))
    server.faults.next("setMyDescription", refusal(400, "Bad Request: X"))
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await linh.send("ticket")

    assert (await linh.reply()).text.startswith(ANSWER_START)
