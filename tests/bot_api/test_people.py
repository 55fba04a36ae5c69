"""People act, and the library understands every update that comes of it."""

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.bot_api import BotApiServer

BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="y"),
            InlineKeyboardButton("No", "https://e.jp"),
        ],
    ]
)


async def newest(bot: telegram.Bot) -> telegram.Update:
    updates = await bot.get_updates(timeout=0)
    return updates[-1]


async def newest_message(bot: telegram.Bot) -> telegram.Message:
    message = (await newest(bot)).effective_message
    assert isinstance(message, telegram.Message)
    return message


async def test_a_text_says_who_wrote_it_in_which_language(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user(
        language_code="vi", first_name="Linh", last_name="Trần", username="linh_tran"
    )

    await linh.send("Lương")

    message = await newest_message(bot)
    assert message.text == "Lương"
    assert message.from_user is not None
    assert message.from_user.to_dict() == linh.account.json()
    assert message.chat.to_dict() == {
        "id": linh.id,
        "type": "private",
        "first_name": "Linh",
        "last_name": "Trần",
        "username": "linh_tran",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hello", {}),
        ("/start vi__leave__pension", {"/start": "bot_command"}),
        ("🙏 /help@kaerimichi_test_bot", {"/help@kaerimichi_test_bot": "bot_command"}),
        ("a/b and/or", {}),
        ("see https://e.jp/a?b.", {"https://e.jp/a?b": "url"}),
        (
            "@somebody a.b@e.jp #năm",
            {"@somebody": "mention", "a.b@e.jp": "email", "#năm": "hashtag"},
        ),
    ],
)
async def test_telegram_finds_entities_in_what_people_type(
    server: BotApiServer, bot: telegram.Bot, text: str, found: dict[str, str]
) -> None:
    await server.user().send(text)

    message = await newest_message(bot)
    entities = {part: str(entity.type) for entity, part in message.parse_entities().items()}
    assert entities == found


async def test_a_long_text_comes_in_pieces(server: BotApiServer, bot: telegram.Bot) -> None:
    await server.user().send("🙏" * 2500)

    updates = await bot.get_updates(timeout=0)
    assert [len(one.message.text or "") for one in updates if one.message] == [2048, 452]


async def test_an_empty_text_cannot_be_sent(server: BotApiServer) -> None:
    with pytest.raises(ValueError, match="do not send an empty message"):
        await server.user().send(" ")


async def test_every_kind_of_message_can_be_sent(server: BotApiServer, bot: telegram.Bot) -> None:
    linh = server.user()

    sent = [
        await linh.start("vi"),
        await linh.send_photo("/ask"),
        await linh.send_document(caption="a"),
        await linh.send_voice(),
        await linh.send_sticker(),
        await linh.send_location(),
        await linh.send_contact(),
        await linh.forward("a"),
        await linh.forward("a", origin="hidden_user"),
        await linh.forward("a", origin="channel"),
        await linh.send("b", reply_to=None),
    ]
    await linh.edit(sent[-1], "/edited")

    messages = [one.effective_message for one in await bot.get_updates(timeout=0)]
    kinds = [telegram.helpers.effective_message_type(one) for one in messages if one]
    assert kinds == [
        "text",
        "photo",
        "document",
        "voice",
        "sticker",
        "location",
        "contact",
        *["text"] * 5,
    ]
    origins = [one.forward_origin.type for one in messages if one and one.forward_origin]
    assert origins == ["user", "hidden_user", "channel"]
    edited = (await newest(bot)).edited_message
    assert edited is not None
    assert edited.text == "/edited"


async def test_pressing_a_button_carries_the_message_as_it_was(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user(started=True)
    await bot.send_message(linh.id, "Sure?", reply_markup=BUTTONS)
    await bot.send_message(linh.id, "Later")

    await linh.press("Yes")
    await bot.edit_message_text("Done", linh.id, 1)

    query = (await newest(bot)).callback_query
    assert query is not None
    assert query.data == "y"
    assert isinstance(query.message, telegram.Message)
    assert query.message.text == "Sure?"


async def test_a_deleted_message_is_inaccessible(server: BotApiServer, bot: telegram.Bot) -> None:
    linh = server.user(started=True)
    await bot.send_message(linh.id, "Sure?", reply_markup=BUTTONS)
    message = linh.last
    await bot.delete_message(linh.id, message.id)

    await linh.press_data("forged", message)

    query = (await newest(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert query.message.date.timestamp() == 0  # how Telegram says that it is gone


async def test_a_button_that_is_not_there_cannot_be_pressed(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user(started=True)
    with pytest.raises(LookupError, match="the bot has written nothing here"):
        await linh.press("Yes")
    await bot.send_message(linh.id, "Sure?", reply_markup=BUTTONS)

    with pytest.raises(LookupError, match=r"no button 'Perhaps'; there are: 'Yes' \(y\), 'No'"):
        await linh.press("Perhaps")
    with pytest.raises(LookupError, match="the button 'No' sends nothing to the bot"):
        await linh.press("No")


async def test_a_person_waits_for_what_the_bot_does_next(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user()
    await linh.send("?")
    await bot.send_message(linh.id, "one")
    await bot.send_message(linh.id, "two", reply_markup=BUTTONS)

    assert [message.text for message in await linh.replies(2)] == ["one", "two"]
    assert (await linh.reply()).text == "two"
    await linh.press("Yes")
    await bot.edit_message_text("three", linh.id, linh.last.id)
    assert (await linh.shown()).text == "three"
    with pytest.raises(TimeoutError, match=r"1 sent \(got 0\) did not happen within 0.01 s"):
        await linh.reply(timeout_s=0.01)
    assert await linh.wait_for(lambda person: person.last.edits) == 1


async def test_blocking_and_coming_back_are_told(server: BotApiServer, bot: telegram.Bot) -> None:
    linh = server.user(started=True)

    await linh.block()
    await linh.block()
    await linh.unblock()

    changes = [one.my_chat_member for one in await bot.get_updates(timeout=0)]
    statuses = [(one.old_chat_member.status, one.new_chat_member.status) for one in changes if one]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_an_inline_query_is_answered_once(server: BotApiServer, bot: telegram.Bot) -> None:
    linh = server.user()
    asked = await linh.ask_inline("pension")
    query = (await newest(bot)).inline_query
    assert query is not None
    result = telegram.InlineQueryResultArticle(
        "1", "Pension", telegram.InputTextMessageContent("<b>Pension</b>", parse_mode="HTML")
    )

    await bot.answer_inline_query(query.id, [result], cache_time=0)

    assert (await asked.answered())["results"][0]["title"] == "Pension"
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query.id, [result])
    assert server.violations == []


async def test_wrong_inline_results_are_refused(server: BotApiServer, bot: telegram.Bot) -> None:
    def article(result_id: str, text: str) -> telegram.InlineQueryResultArticle:
        content = telegram.InputTextMessageContent(text)
        return telegram.InlineQueryResultArticle(result_id, "A", content)

    for results, problem in (
        ([article("1", "a"), article("1", "b")], "Result_id_duplicate"),
        ([article("é" * 33, "a")], "Result_id_invalid"),
        ([article("1", " ")], "Message_empty"),
        ([article("1", "a" * 4097)], "Message_too_long"),
    ):
        asked = await server.user().ask_inline("a")
        with pytest.raises(BadRequest, match=problem):
            await bot.answer_inline_query(asked.id, results)
    assert len(server.violations) == 4
