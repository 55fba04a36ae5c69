"""Methods that make the bot write: messages, files, copies and forwards."""

from tests.bot_api import files
from tests.bot_api.chats import Chat, Message
from tests.bot_api.keyboards import check_markup
from tests.bot_api.texts import caption_of, text_of
from tests.bot_api.wire import ContentError, JsonObject, bad_request
from tests.bot_api.world import World

_CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "link_preview_options",
    "photo",
    "document",
    "sticker",
    "voice",
    "location",
    "contact",
    "video",
    "audio",
)


def send_message(world: World, fields: JsonObject) -> JsonObject:
    """Answer `sendMessage`."""
    text, entities = text_of(fields)
    content: JsonObject = {"text": text}
    if entities := with_users(world, entities):
        content["entities"] = entities
    if "link_preview_options" in fields:
        content["link_preview_options"] = fields["link_preview_options"]
    return _post(world, fields, content, source=fields["text"]).json


def send_document(world: World, fields: JsonObject) -> JsonObject:
    """Answer `sendDocument`."""
    caption = caption_of(fields)
    stored = world.files.take("document", fields)
    content = {"document": files.document(stored)} | caption
    return _post(world, fields, content, source=fields.get("caption", "")).json


def send_photo(world: World, fields: JsonObject) -> JsonObject:
    """Answer `sendPhoto`."""
    caption = caption_of(fields)
    stored = world.files.take("photo", fields)
    content = {"photo": files.photo(stored)} | caption
    return _post(world, fields, content, source=fields.get("caption", "")).json


def copy_message(world: World, fields: JsonObject) -> JsonObject:
    """Answer `copyMessage`."""
    original = _original(world, fields, "message to copy not found", "message can't be copied")
    content = {key: original.json[key] for key in _CONTENT if key in original.json}
    if "caption" in fields and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_of(fields)
    copied = _post(world, fields, content, source=original.source)
    return {"message_id": copied.id}


def copy_messages(world: World, fields: JsonObject) -> list[JsonObject]:
    """Answer `copyMessages`; what cannot be copied is passed over, an album stays one."""
    ids: list[int] = fields["message_ids"]
    if not 1 <= len(ids) <= 100 or sorted(set(ids)) != ids:
        raise ContentError("message_ids must be 1-100 identifiers in strictly increasing order")
    source = world.chat(fields["from_chat_id"])
    originals = [source.messages[one] for one in ids if one in source.messages]
    originals = [one for one in originals if not one.deleted and set(_CONTENT) & set(one.json)]
    if not originals:
        raise bad_request("message to copy not found")
    album = f"copy{originals[0].id}" if len(originals) > 1 else None
    copies = []
    for original in originals:
        content = {key: original.json[key] for key in _CONTENT if key in original.json}
        if album is not None and "media_group_id" in original.json:
            content["media_group_id"] = album
        copies.append({"message_id": _post(world, fields, content, source=original.source).id})
    return copies


def forward_message(world: World, fields: JsonObject) -> JsonObject:
    """Answer `forwardMessage`."""
    original = _original(
        world, fields, "message to forward not found", "message can't be forwarded"
    )
    content = {key: original.json[key] for key in _CONTENT if key in original.json}
    content["forward_origin"] = original.json.get("forward_origin") or {
        "type": "user",
        "sender_user": original.json["from"],
        "date": original.json["date"],
    }
    return _post(world, fields, content, source=original.source).json


def with_users(world: World, entities: list[JsonObject]) -> list[JsonObject]:
    """Resolve mentions by id; Telegram shows a stranger's as plain text."""
    resolved = []
    for entity in entities:
        if "user_id" not in entity:
            resolved.append(entity)
        elif account := world.accounts.get(entity["user_id"]):
            kept = {key: entity[key] for key in ("type", "offset", "length")}
            resolved.append(kept | {"user": account.json()})
    return resolved


def _post(world: World, fields: JsonObject, content: JsonObject, *, source: str) -> Message:
    markup: JsonObject | None = fields.get("reply_markup")
    check_markup(markup)
    chat = world.writable(fields["chat_id"])
    place = _topic(chat, fields.get("message_thread_id")) | _reply(world, chat, fields)
    json: JsonObject = {
        "message_id": chat.take_id(),
        "from": world.bot,
        "chat": chat.json(),
        "date": world.date(),
        **place,
        **content,
    }
    if fields.get("protect_content"):
        json["has_protected_content"] = True
    inline = markup is not None and "inline_keyboard" in markup
    if inline and markup is not None and any(markup["inline_keyboard"]):
        json["reply_markup"] = markup
    message = Message(chat, json, by_bot=True, source=source, keyboard=None if inline else markup)
    chat.add(message)
    return message


def _topic(chat: Chat, thread: int | None) -> JsonObject:
    if thread is None:
        return {}
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    if topic.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True}


def _reply(world: World, chat: Chat, fields: JsonObject) -> JsonObject:
    parameters: JsonObject | None = fields.get("reply_parameters")
    if parameters is None:
        return {}
    if parameters.get("chat_id", chat.id) != chat.id:
        raise ContentError("replies to another chat are not supported by the test server")
    message = chat.messages.get(parameters["message_id"])
    if message is None or message.deleted:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    inner = {key: value for key, value in message.json.items() if key != "reply_to_message"}
    return {"reply_to_message": inner}


def _original(world: World, fields: JsonObject, missing: str, refused: str) -> Message:
    message = world.message(world.chat(fields["from_chat_id"]), fields["message_id"], missing)
    if message.json.get("has_protected_content") or not set(_CONTENT) & set(message.json):
        raise bad_request(refused)
    return message


METHODS = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
}
