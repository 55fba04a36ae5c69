"""What people write and send, as messages and as updates to the bot."""

from tests.bot_api import files
from tests.bot_api.chats import Account, Chat, Message
from tests.bot_api.texts import TEXT_LIMIT, found_entities
from tests.bot_api.wire import Json, JsonObject, Upload, utf16_length
from tests.bot_api.world import World

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def post(
    world: World,
    chat: Chat,
    account: Account,
    content: JsonObject,
    *,
    thread: int | None = None,
    reply_to: Message | None = None,
) -> Message:
    """Let a person write; the bot gets a ``message`` update when it is in the chat.

    *content* are the fields that make the kind of message, such as ``text`` or ``photo``.
    """
    json: JsonObject = {
        "message_id": chat.take_id(),
        "from": account.json(),
        "chat": chat.json(),
        "date": world.date(),
        **content,
    }
    if thread is not None:
        json |= {"message_thread_id": thread, "is_topic_message": True}
    if reply_to is not None:
        inner = {key: value for key, value in reply_to.json.items() if key != "reply_to_message"}
        json["reply_to_message"] = inner
    message = Message(chat, json, by_bot=False)
    chat.add(message)
    acted(chat)
    if chat.account is account:
        account.started = True
    if chat.bot_status in ("member", "administrator"):
        world.updates.add("message", json, key=chat.id)
    return message


def edit(world: World, message: Message, text: str) -> None:
    """Let a person change their text; the bot gets an ``edited_message`` update."""
    kept = {key: value for key, value in message.json.items() if key not in ("text", "entities")}
    message.json = kept | typed(text) | {"edit_date": world.date()}
    acted(message.chat)
    world.updates.add("edited_message", message.json, key=message.chat.id)


def acted(chat: Chat) -> None:
    """Remember that a person acted: what the bot does from now on is its reaction."""
    chat.mark = len(chat.events)


def typed(text: str) -> JsonObject:
    """Return the content of a text message, with the entities that Telegram finds."""
    entities = found_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def pieces(text: str) -> list[str]:
    """Cut a long text as Telegram's apps do, into messages of at most 4,096 UTF-16 units."""
    if not text.strip():
        raise ValueError("Telegram's apps do not send an empty message")
    cut: list[str] = []
    while utf16_length(text) > TEXT_LIMIT:
        size = min(TEXT_LIMIT, len(text))
        while (excess := utf16_length(text[:size]) - TEXT_LIMIT) > 0:
            size -= (excess + 1) // 2  # a character has one unit or two
        cut.append(text[:size])
        text = text[size:]
    return [*cut, text]


def with_caption(content: JsonObject, caption: str) -> JsonObject:
    """Add a caption, with the entities that Telegram finds."""
    if not caption:
        return content
    entities = found_entities(caption)
    extra = {"caption_entities": entities} if entities else {}
    return content | {"caption": caption} | extra


def photo(world: World) -> JsonObject:
    """Return the content of a photo message."""
    return {"photo": files.photo(world.files.add("photo", Upload("p.png", PICTURE, "image/png")))}


def document(world: World, name: str, content: bytes) -> JsonObject:
    """Return the content of a document message."""
    stored = world.files.add("document", Upload(name, content, "application/pdf"))
    return {"document": files.document(stored)}


def voice(world: World) -> JsonObject:
    """Return the content of a voice message of three seconds."""
    stored = world.files.add("voice", Upload("v.ogg", b"OggS", "audio/ogg"))
    return {"voice": stored.json() | {"duration": 3, "mime_type": "audio/ogg"}}


def sticker(world: World, emoji: str) -> JsonObject:
    """Return the content of a sticker message."""
    stored = world.files.add("sticker", Upload("s.webp", b"RIFF", "image/webp"))
    shape = {"type": "regular", "width": 512, "height": 512}
    flags = {"is_animated": False, "is_video": False}
    return {"sticker": stored.json() | shape | flags | {"emoji": emoji}}


def location(latitude: float, longitude: float) -> JsonObject:
    """Return the content of a location message, in degrees."""
    return {"location": {"latitude": latitude, "longitude": longitude}}


def contact(account: Account, phone_number: str) -> JsonObject:
    """Return the content of a message with the person's own contact."""
    details: Json = {"phone_number": phone_number, "first_name": account.first_name}
    return {"contact": details | {"user_id": account.id}}


def origin(world: World, kind: str) -> JsonObject:
    """Return where a forwarded message came from: a ``user``, ``hidden_user`` or ``channel``."""
    date = world.date() - 60
    if kind == "hidden_user":
        return {"type": kind, "sender_user_name": "Somebody", "date": date}
    if kind == "channel":
        chat = {"id": -1_001_999_999_999, "type": "channel", "title": "News"}
        return {"type": kind, "chat": chat, "message_id": 7, "date": date}
    sender = {"id": 499_999_999, "is_bot": False, "first_name": "Friend"}
    return {"type": "user", "sender_user": sender, "date": date}
