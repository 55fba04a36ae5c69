"""Methods for the topics of a forum."""

from tests.bot_api.chats import Chat, Message, Topic
from tests.bot_api.wire import ContentError, JsonObject, bad_request
from tests.bot_api.world import World

_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
_NAME_LIMIT = 128


def create(world: World, fields: JsonObject) -> JsonObject:
    """Answer `createForumTopic`."""
    chat = _forum(world, fields)
    _check_name(fields["name"])
    color = fields.get("icon_color", _COLORS[0])
    if color not in _COLORS:
        raise ContentError("TOPIC_ICON_COLOR_INVALID")
    details = {"name": fields["name"], "icon_color": color}
    if "icon_custom_emoji_id" in fields:
        details["icon_custom_emoji_id"] = fields["icon_custom_emoji_id"]
    created = _service(world, chat, {"forum_topic_created": details})
    chat.topics[created.id] = Topic(created.id, **details)
    created.json |= {"message_thread_id": created.id, "is_topic_message": True}
    return {"message_thread_id": created.id, **details}


def edit(world: World, fields: JsonObject) -> bool:
    """Answer `editForumTopic`."""
    chat = _forum(world, fields)
    topic = _topic(chat, fields)
    name = fields.get("name", topic.name)
    _check_name(name)
    icon = fields.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_custom_emoji_id = name, icon
    _service(world, chat, {"forum_topic_edited": {"name": name}}, topic)
    return True


def close(world: World, fields: JsonObject) -> bool:
    """Answer `closeForumTopic`."""
    return _set_closed(world, fields, closed=True)


def reopen(world: World, fields: JsonObject) -> bool:
    """Answer `reopenForumTopic`."""
    return _set_closed(world, fields, closed=False)


def delete(world: World, fields: JsonObject) -> bool:
    """Answer `deleteForumTopic`: the topic with all its messages."""
    chat = _forum(world, fields)
    topic = _topic(chat, fields)
    topic.deleted = True
    for message in chat.messages.values():
        if message.thread == topic.id:
            message.deleted = True
    return True


def _set_closed(world: World, fields: JsonObject, *, closed: bool) -> bool:
    chat = _forum(world, fields)
    topic = _topic(chat, fields)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _service(world, chat, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic)
    return True


def _forum(world: World, fields: JsonObject) -> Chat:
    chat = world.writable(fields["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage topics")
    return chat


def _topic(chat: Chat, fields: JsonObject) -> Topic:
    topic = chat.topics.get(fields["message_thread_id"])
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    return topic


def _check_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= _NAME_LIMIT:
        raise ContentError("TOPIC_NAME_INVALID")


def _service(world: World, chat: Chat, content: JsonObject, topic: Topic | None = None) -> Message:
    json: JsonObject = {
        "message_id": chat.take_id(),
        "from": world.bot,
        "chat": chat.json(),
        "date": world.date(),
        **content,
    }
    if topic is not None:
        json |= {"message_thread_id": topic.id, "is_topic_message": True}
    message = Message(chat, json, by_bot=True)
    chat.messages[message.id] = message  # no event: people do not count it as an answer
    return message


METHODS = {
    "createForumTopic": create,
    "editForumTopic": edit,
    "closeForumTopic": close,
    "reopenForumTopic": reopen,
    "deleteForumTopic": delete,
}
