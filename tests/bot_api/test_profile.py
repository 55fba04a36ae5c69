"""Commands, descriptions and name, each by scope and language."""

import telegram
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat

from tests.bot_api import BotApiServer


async def test_commands_are_kept_by_scope_and_language(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    groups = BotCommandScopeAllGroupChats()
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Tulong")], language_code="tl")
    await bot.set_my_commands([BotCommand("ask", "Ask")], scope=groups)

    assert server.profile.commands() == {"help": "Help"}
    assert server.profile.commands(language_code="tl") == {"help": "Tulong"}
    assert server.profile.commands(groups.to_dict()) == {"ask": "Ask"}
    assert server.profile.commands(BotCommandScopeChat(1).to_dict()) == {}
    assert await bot.get_my_commands(language_code="tl") == (BotCommand("help", "Tulong"),)
    await bot.delete_my_commands(language_code="tl")
    assert await bot.get_my_commands(language_code="tl") == ()
    assert server.violations == []


async def test_texts_are_kept_by_language(server: BotApiServer, bot: telegram.Bot) -> None:
    await bot.set_my_description("d" * 512)
    await bot.set_my_description("Mô tả", language_code="vi")
    await bot.set_my_short_description("s" * 120)
    await bot.set_my_name("帰り道", language_code="ja")

    assert server.profile.texts == {
        "description": {"": "d" * 512, "vi": "Mô tả"},
        "short_description": {"": "s" * 120},
        "name": {"": "Kaerimichi", "ja": "帰り道"},
    }
    assert (await bot.get_my_description("vi")).description == "Mô tả"
    assert (await bot.get_my_description("th")).description == "d" * 512
    assert (await bot.get_my_short_description()).short_description == "s" * 120
    assert (await bot.get_my_name("ja")).name == "帰り道"
    assert server.violations == []
