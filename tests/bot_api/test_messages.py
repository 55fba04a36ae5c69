"""What the bot may do with messages, driven by the library that the bot uses."""

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from tests.bot_api import BotApiServer, Button, Person
from tests.bot_api.posting import PICTURE

DAY_S = 24 * 60 * 60
HELP = InlineKeyboardMarkup([[InlineKeyboardButton("Help", callback_data="help")]])
URL = InlineKeyboardMarkup([[InlineKeyboardButton("Site", url="https://e.jp/")]])


@pytest.fixture
def linh(server: BotApiServer) -> Person:
    return server.user(language_code="vi", started=True)


async def test_a_message_comes_back_whole(bot: telegram.Bot, linh: Person) -> None:
    sent = await bot.send_message(
        linh.id,
        " <b>Xin chào</b> &amp; <a href='https://e.jp/'>e</a>\n",
        parse_mode=ParseMode.HTML,
        reply_markup=HELP,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=True,
    )

    assert sent.text == "Xin chào & e"
    assert sent.text_html == '<b>Xin chào</b> &amp; <a href="https://e.jp/">e</a>'
    assert sent.reply_markup == HELP
    assert sent.from_user == bot.bot
    assert sent.link_preview_options == LinkPreviewOptions(is_disabled=True)
    assert sent.has_protected_content
    assert linh.last.source == " <b>Xin chào</b> &amp; <a href='https://e.jp/'>e</a>\n"
    assert linh.last.buttons == [Button("Help", "help")]


async def test_ids_count_up_within_a_chat(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    other = server.user(started=True)

    ids = [(await bot.send_message(who.id, "a")).message_id for who in (linh, linh, other)]

    assert ids == [1, 2, 1]


async def test_control_characters_are_cleaned_away(bot: telegram.Bot, linh: Person) -> None:
    sent = await bot.send_message(linh.id, "a\x00b\r\nc\u202ed")

    assert sent.text == "a b\ncd"


async def test_a_mention_by_id_is_resolved_for_people_the_bot_knows(
    bot: telegram.Bot, linh: Person
) -> None:
    text = f'<a href="tg://user?id={linh.id}">Linh</a> <a href="tg://user?id=1">X</a>'

    sent = await bot.send_message(linh.id, text, parse_mode="HTML")

    assert [(one.type, one.user and one.user.id) for one in sent.entities] == [
        ("text_mention", linh.id)
    ]


async def test_a_reply_shows_what_it_answers(bot: telegram.Bot, linh: Person) -> None:
    asked = await linh.send("?")

    sent = await bot.send_message(linh.id, "!", reply_to_message_id=asked.id)

    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "?"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(linh.id, "!", reply_to_message_id=99)
    lenient = telegram.ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(linh.id, "!", reply_parameters=lenient)).text == "!"


async def test_an_edit_changes_text_and_buttons(bot: telegram.Bot, linh: Person) -> None:
    sent = await bot.send_message(linh.id, "one", reply_markup=HELP)

    edited = await bot.edit_message_text("two", linh.id, sent.message_id, reply_markup=URL)

    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup) == ("two", URL)
    assert edited.edit_date is not None
    assert (linh.last.text, linh.last.edits) == ("two", 1)


async def test_an_edit_without_buttons_takes_them_away(bot: telegram.Bot, linh: Person) -> None:
    sent = await bot.send_message(linh.id, "one", reply_markup=HELP)

    await bot.edit_message_text("one", linh.id, sent.message_id)

    assert linh.last.buttons == []


async def test_an_edit_that_changes_nothing_is_refused(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    sent = await bot.send_message(linh.id, "<b>a</b>", parse_mode="HTML", reply_markup=HELP)

    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text(
            " <b>a</b>", linh.id, sent.message_id, parse_mode="HTML", reply_markup=HELP
        )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(linh.id, sent.message_id, reply_markup=HELP)
    assert server.violations == []
    await bot.edit_message_text("a", linh.id, sent.message_id, reply_markup=HELP)


async def test_buttons_are_edited_alone(bot: telegram.Bot, linh: Person) -> None:
    sent = await bot.send_message(linh.id, "one", reply_markup=HELP)

    await bot.edit_message_reply_markup(linh.id, sent.message_id, reply_markup=URL)

    assert (linh.last.text, linh.last.labels) == ("one", ["Site"])


async def test_only_own_texts_can_be_edited(bot: telegram.Bot, linh: Person) -> None:
    asked = await linh.send("?")
    keyboard = telegram.ReplyKeyboardMarkup([["a"]])
    replied = await bot.send_message(linh.id, "a", reply_markup=keyboard)
    photo = await bot.send_photo(linh.id, PICTURE, caption="a")

    for message_id in (asked.id, replied.message_id):
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("b", linh.id, message_id)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("b", linh.id, photo.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", linh.id, 99)
    await bot.edit_message_caption(linh.id, photo.message_id, caption="b")
    assert linh.last.text == "b"


async def test_a_message_can_be_deleted_for_two_days(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    asked = await linh.send("?")
    sent = await bot.send_message(linh.id, "a")
    kept = await bot.send_message(linh.id, "b")

    server.advance(2 * DAY_S - 60)
    assert await bot.delete_message(linh.id, asked.id)
    assert await bot.delete_message(linh.id, sent.message_id)
    server.advance(120)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(linh.id, kept.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(linh.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", linh.id, sent.message_id)
    assert [message.text for message in linh.messages] == ["b"]


async def test_many_messages_are_deleted_at_once(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    ids = [(await bot.send_message(linh.id, str(number))).message_id for number in range(3)]

    assert await bot.delete_messages(linh.id, [*ids[:2], ids[0], 99])
    assert [message.text for message in linh.messages] == ["2"]
    server.advance(3 * DAY_S)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_messages(linh.id, ids)


async def test_a_button_is_answered_once_and_in_time(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    await bot.send_message(linh.id, "a", reply_markup=HELP)
    first, second = await linh.press("Help"), await linh.press("help")

    assert first.answer is None
    await bot.answer_callback_query(first.id, "ok", show_alert=True)
    assert await first.answered() == {
        "callback_query_id": first.id,
        "text": "ok",
        "show_alert": True,
    }
    server.advance(15 * 60 + 1)
    for query_id in (first.id, second.id, "1"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or"):
            await bot.answer_callback_query(query_id)
    assert server.violations == []


async def test_copies_and_forwards(bot: telegram.Bot, linh: Person) -> None:
    asked = await linh.send("/ask me")
    protected = await bot.send_message(linh.id, "a", protect_content=True)

    copied = await bot.copy_message(linh.id, linh.id, asked.id, reply_markup=HELP)
    forwarded = await bot.forward_message(linh.id, linh.id, asked.id)

    assert linh.chat.messages[copied.message_id].text == "/ask me"
    assert isinstance(forwarded.forward_origin, telegram.MessageOriginUser)
    assert forwarded.forward_origin.sender_user.id == linh.id
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(linh.id, linh.id, 99)
    with pytest.raises(BadRequest, match="Message can't be copied"):
        await bot.copy_message(linh.id, linh.id, protected.message_id)
    with pytest.raises(BadRequest, match="Message to forward not found"):
        await bot.forward_message(linh.id, linh.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("b", linh.id, forwarded.message_id)


async def test_a_copied_photo_may_get_another_caption(bot: telegram.Bot, linh: Person) -> None:
    photo = await bot.send_photo(linh.id, PICTURE, caption="a")

    await bot.copy_message(linh.id, linh.id, photo.message_id, caption="b")

    assert linh.last.text == "b"


async def test_typing_pins_and_reactions_are_kept(bot: telegram.Bot, linh: Person) -> None:
    asked = await linh.send("?")
    await bot.send_chat_action(linh.id, "typing")
    await bot.pin_chat_message(linh.id, asked.id)
    await bot.set_message_reaction(linh.id, asked.id, "👍")

    assert linh.chat.actions == ["typing"]
    assert linh.reactions(asked) == ["👍"]
    pinned = (await bot.get_chat(linh.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == asked.id
    await bot.unpin_chat_message(linh.id)
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(linh.id)
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(linh.id, asked.id, "x")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(linh.id, 99, "👍")


async def test_nobody_is_written_to_against_their_will(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    stranger, leaver = server.user(), server.user(started=True)
    leaver.deactivate()
    await linh.block()

    for person, problem in {
        linh: "Forbidden: bot was blocked by the user",
        stranger: "Forbidden: bot can't initiate conversation with a user",
        leaver: "Forbidden: user is deactivated",
    }.items():
        with pytest.raises(Forbidden, match=problem):
            await bot.send_message(person.id, "a")
        with pytest.raises(Forbidden, match=problem):
            await bot.send_chat_action(person.id, "typing")
    for unknown in (1, -1, "@nobody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(unknown, "a")
    await linh.send("I am back")
    await bot.send_message(linh.id, "Hello")
    assert server.violations == []


async def test_the_bot_and_its_chats_can_be_looked_up(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    me = await bot.get_me()
    chat = await bot.get_chat(linh.id)
    member = await bot.get_chat_member(linh.id, linh.id)

    assert (me.id, me.username) == (123456789, "kaerimichi_test_bot")
    assert (chat.id, chat.type, chat.first_name) == (linh.id, "private", "Linh")
    assert member.status == "member"
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(linh.id)
    with pytest.raises(BadRequest, match="Member not found"):
        await bot.get_chat_member(linh.id, 1)
    assert server.violations == []
