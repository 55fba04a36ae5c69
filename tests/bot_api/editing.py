"""Methods that change messages: edit, delete, pin, react."""

from tests.bot_api.chats import Chat, Message
from tests.bot_api.keyboards import check_markup
from tests.bot_api.sending import with_users
from tests.bot_api.texts import caption_of, text_of
from tests.bot_api.wire import ApiError, ContentError, JsonObject, bad_request
from tests.bot_api.world import World

DELETABLE_S = 48 * 60 * 60
MOST_DELETED = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
_REACTIONS = """
👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯
🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅
🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""


def edit_text(world: World, fields: JsonObject) -> JsonObject:
    """Answer `editMessageText`."""
    if "rich_message" in fields:
        raise ContentError("rich messages are not supported by the test server")
    text, entities = text_of(fields)
    message = _editable(world, fields)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    content: JsonObject = {"text": text}
    if entities := with_users(world, entities):
        content["entities"] = entities
    if "link_preview_options" in fields:
        content["link_preview_options"] = fields["link_preview_options"]
    replaced = ("text", "entities", "link_preview_options", "reply_markup")
    return _edit(world, message, fields, content, replaced, source=fields["text"])


def edit_caption(world: World, fields: JsonObject) -> JsonObject:
    """Answer `editMessageCaption`."""
    caption = caption_of(fields)
    message = _editable(world, fields)
    if not {"photo", "document"} & set(message.json):
        raise bad_request("there is no caption in the message to edit")
    replaced = ("caption", "caption_entities", "reply_markup")
    return _edit(world, message, fields, caption, replaced, source=fields.get("caption", ""))


def edit_markup(world: World, fields: JsonObject) -> JsonObject:
    """Answer `editMessageReplyMarkup`."""
    message = _editable(world, fields)
    return _edit(world, message, fields, {}, ("reply_markup",), source=message.source)


def delete_message(world: World, fields: JsonObject) -> bool:
    """Answer `deleteMessage`."""
    chat = world.chat(fields["chat_id"])
    message = world.message(chat, fields["message_id"], "message to delete not found")
    _check_deletable(world, chat, message)
    _delete(chat, message)
    return True


def delete_messages(world: World, fields: JsonObject) -> bool:
    """Answer `deleteMessages`; what is not found is passed over."""
    ids: list[int] = fields["message_ids"]
    if not 1 <= len(ids) <= MOST_DELETED:
        raise ContentError(f"message_ids has {len(ids)} of 1-{MOST_DELETED} identifiers")
    chat = world.chat(fields["chat_id"])
    messages = [chat.messages[key] for key in ids if key in chat.messages]
    messages = [message for message in messages if not message.deleted]
    for message in messages:
        _check_deletable(world, chat, message)
    for message in dict.fromkeys(messages):
        _delete(chat, message)
    return True


def pin(world: World, fields: JsonObject) -> bool:
    """Answer `pinChatMessage`."""
    chat = _pinnable(world, fields)
    message = world.message(chat, fields["message_id"], "message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
    return True


def unpin(world: World, fields: JsonObject) -> bool:
    """Answer `unpinChatMessage`: the one given, or else the last."""
    chat = _pinnable(world, fields)
    message_id = fields.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


def react(world: World, fields: JsonObject) -> bool:
    """Answer `setMessageReaction`."""
    chat = world.writable(fields["chat_id"])
    reactions: list[JsonObject] = fields.get("reaction", [])
    if len(reactions) > 1:
        raise ContentError("REACTIONS_TOO_MANY")
    if any(reaction.get("emoji") not in _REACTIONS.split() for reaction in reactions):
        raise ContentError("REACTION_INVALID")
    message = world.message(chat, fields["message_id"], "message to react not found")
    chat.reactions[message.id] = reactions
    return True


def _editable(world: World, fields: JsonObject) -> Message:
    if "inline_message_id" in fields:
        raise ContentError("inline messages are not supported by the test server")
    for name in ("chat_id", "message_id"):
        if name not in fields:
            raise ContentError("message identifier is not specified")
    check_markup(fields.get("reply_markup"))
    chat = world.writable(fields["chat_id"])
    message = world.message(chat, fields["message_id"], "message to edit not found")
    if not message.by_bot or message.keyboard is not None or "forward_origin" in message.json:
        raise bad_request("message can't be edited")
    return message


def _edit(
    world: World,
    message: Message,
    fields: JsonObject,
    content: JsonObject,
    replaced: tuple[str, ...],
    *,
    source: str,
) -> JsonObject:
    markup = fields.get("reply_markup")
    if markup is not None and any(markup["inline_keyboard"]):
        content["reply_markup"] = markup
    before = {key: message.json[key] for key in replaced if key in message.json}
    if before == content:
        raise bad_request(_NOT_MODIFIED)
    kept = {key: value for key, value in message.json.items() if key not in replaced}
    # A new object: updates that carry the old one must not change.
    message.json = kept | content | {"edit_date": world.date()}
    message.source = source
    message.edits += 1
    message.chat.events.append(("edited", message))
    return message.json


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    own = message.by_bot or chat.type == "private" or chat.bot_status == "administrator"
    if not own:
        raise bad_request("message can't be deleted")
    if world.now() - message.json["date"] > DELETABLE_S and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted for everyone")


def _delete(chat: Chat, message: Message) -> None:
    message.deleted = True
    chat.events.append(("deleted", message))
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)


def _pinnable(world: World, fields: JsonObject) -> Chat:
    chat = world.writable(fields["chat_id"])
    if chat.type != "private" and chat.bot_status != "administrator":
        raise ApiError(400, "Bad Request: not enough rights to manage pinned messages in the chat")
    return chat


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "setMessageReaction": react,
}
