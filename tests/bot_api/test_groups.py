"""Groups and forums: who is addressed, topics, rights, leaving and growing."""

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.bot_api import BotApiServer, Group, Person


@pytest.fixture
def linh(server: BotApiServer) -> Person:
    return server.user(first_name="Linh")


@pytest.fixture
def forum(server: BotApiServer, linh: Person) -> Group:
    return server.group("Support", [linh], forum=True, administrator=True)


async def test_a_member_addresses_the_bot_or_somebody_else(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    maria = server.user(first_name="María🌸")
    group = server.group("Friends", [linh, maria])
    await bot.send_message(group.id, "Hello")

    await group.send(linh, "pension?", mention=True)
    await group.send(linh, "/ask", mention=maria)
    await group.send(maria, "yes", reply_to=group.messages[0])

    updates = await bot.get_updates(timeout=0)
    named, mentioned, replied = (one.message for one in updates if one.message)
    assert named.text == "@kaerimichi_test_bot pension?"
    assert [str(one.type) for one in named.entities] == ["mention"]
    assert mentioned.parse_entities(["text_mention"]) == {mentioned.entities[0]: "María🌸"}
    assert replied.reply_to_message is not None
    assert replied.reply_to_message.from_user == bot.bot


async def test_a_button_in_a_group_is_pressed_by_a_member(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    group = server.group("Friends", [linh])
    markup = telegram.InlineKeyboardMarkup.from_button(
        telegram.InlineKeyboardButton("Private", callback_data="p")
    )
    await group.send(linh, "/start")
    await bot.send_message(group.id, "Here?", reply_markup=markup)
    (message,) = await group.replies()

    pressed = await group.press(linh, "Private", message)
    await bot.answer_callback_query(pressed.id, url="https://t.me/kaerimichi_test_bot?start=a")

    assert (await pressed.answered())["url"] == "https://t.me/kaerimichi_test_bot?start=a"
    with pytest.raises(LookupError):
        await group.press(linh, "Public", message)


async def test_members_and_administrators_are_known(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    maria, stranger = server.user(), server.user()
    group = server.group("Friends", [linh, maria])

    async def status(user_id: int) -> str:
        return (await bot.get_chat_member(group.id, user_id)).status

    assert await status(linh.id) == "creator"
    assert await status(maria.id) == "member"
    assert await status(stranger.id) == "left"
    assert await status(bot.id) == "member"
    assert [one.user.id for one in await bot.get_chat_administrators(group.id)] == [linh.id]
    await group.set_bot(linh, "administrator")
    assert len(await bot.get_chat_administrators(group.id)) == 2


async def test_a_bot_without_rights_leaves_others_messages_alone(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    group = server.group("Friends", [linh])
    message = await group.send(linh, "a")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, message.id)
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await bot.pin_chat_message(group.id, message.id)

    await group.set_bot(linh, "administrator")

    assert await bot.pin_chat_message(group.id, message.id)
    assert await bot.delete_message(group.id, message.id)


@pytest.mark.parametrize(
    ("supergroup", "status", "problem"),
    [
        (False, "kicked", "Forbidden: bot was kicked from the group chat"),
        (True, "kicked", "Forbidden: bot was kicked from the supergroup chat"),
        (True, "left", "Forbidden: bot is not a member of the supergroup chat"),
    ],
)
async def test_a_bot_that_is_out_hears_and_says_nothing(
    server: BotApiServer,
    bot: telegram.Bot,
    linh: Person,
    supergroup: bool,
    status: str,
    problem: str,
) -> None:
    group = server.group("Friends", [linh], supergroup=supergroup)

    await group.set_bot(linh, status)
    await group.send(linh, "Is it gone?")

    with pytest.raises(Forbidden, match=problem):
        await bot.send_message(group.id, "a")
    (update,) = await bot.get_updates(timeout=0)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == status
    with pytest.raises(ValueError, match="status is 'gone'"):
        await group.set_bot(linh, "gone")


async def test_a_group_that_grows_gets_a_new_id(
    server: BotApiServer, bot: telegram.Bot, linh: Person
) -> None:
    group = server.group("Friends", [linh])

    larger = await group.upgrade(linh)

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "a")
    assert moved.value.new_chat_id == larger.id
    assert (await bot.send_message(larger.id, "a")).chat.type == "supergroup"
    before, after = await bot.get_updates(timeout=0)
    assert before.message is not None
    assert before.message.migrate_to_chat_id == larger.id
    assert after.message is not None
    assert after.message.migrate_from_chat_id == group.id


async def test_a_topic_lives_and_dies(
    server: BotApiServer, bot: telegram.Bot, linh: Person, forum: Group
) -> None:
    topic = await bot.create_forum_topic(forum.id, "Question 1", icon_color=0x6FB9F0)
    thread = topic.message_thread_id

    sent = await bot.send_message(forum.id, "a", message_thread_id=thread)
    await forum.send(linh, "b", thread=thread)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    assert update.message.message_thread_id == thread

    assert await bot.edit_forum_topic(forum.id, thread, name="Question 2")
    assert await bot.close_forum_topic(forum.id, thread)
    assert forum.chat.topics[thread].closed
    assert forum.chat.topics[thread].name == "Question 2"
    for again in (bot.close_forum_topic(forum.id, thread), bot.edit_forum_topic(forum.id, thread)):
        with pytest.raises(BadRequest, match="Topic_not_modified"):
            await again
    assert await bot.reopen_forum_topic(forum.id, thread)
    assert await bot.delete_forum_topic(forum.id, thread)
    assert forum.messages == []
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "a", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.close_forum_topic(forum.id, thread)
    assert server.violations == []


async def test_a_closed_topic_is_for_administrators(
    bot: telegram.Bot, linh: Person, forum: Group
) -> None:
    thread = (await bot.create_forum_topic(forum.id, "A")).message_thread_id
    await bot.close_forum_topic(forum.id, thread)
    await forum.set_bot(linh, "member")

    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "a", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Not enough rights to manage topics"):
        await bot.reopen_forum_topic(forum.id, thread)


async def test_wrong_topics_are_refused(
    server: BotApiServer, bot: telegram.Bot, linh: Person, forum: Group
) -> None:
    group = server.group("Friends", [linh], supergroup=True, administrator=True)

    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(group.id, "A")
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "a", message_thread_id=1)
    assert server.violations == []
    with pytest.raises(BadRequest, match="Topic_name_invalid"):
        await bot.create_forum_topic(forum.id, "a" * 129)
    with pytest.raises(BadRequest, match="Topic_icon_color_invalid"):
        await bot.create_forum_topic(forum.id, "a", icon_color=1)
    assert len(server.violations) == 2
