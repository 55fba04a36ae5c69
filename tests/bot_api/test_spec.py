"""bot-api.json as a judge of calls, updates and our own answers."""

import json

import pytest

from tests.bot_api import Upload
from tests.bot_api.spec import FILE, load
from tests.bot_api.wire import Json, JsonObject, SpecError

USER = {"id": 1, "is_bot": False, "first_name": "A"}
CHAT = {"id": 1, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT}


def test_every_type_and_method_of_the_document_compiles() -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))

    for name in document["types"]:
        assert load().problem(name, object()), name
    assert len(load().methods) == len(document["methods"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Message", {**MESSAGE, "reply_to_message": MESSAGE}),
        ("MaybeInaccessibleMessage", {**MESSAGE, "date": 0}),
        ("ChatMember", {"status": "creator", "user": USER, "is_anonymous": False}),
        ("ChatMember", {"status": "kicked", "user": USER, "until_date": 0}),
        ("BotCommandScope", {"type": "all_private_chats"}),
        ("BotCommandScope", {"type": "chat_member", "chat_id": 1, "user_id": 1}),
        ("MessageOrigin", {"type": "hidden_user", "sender_user_name": "A", "date": 1}),
        ("ReactionType", {"type": "emoji", "emoji": "👍"}),
        ("RichText", ["a", {"type": "bold", "text": ["b"]}]),
        ("InlineQueryResult", {"type": "photo", "id": "1", "photo_file_id": "x"}),
        ("Location", {"latitude": 1, "longitude": 1.5}),
        ("Array of Array of InlineKeyboardButton", [[{"text": "a", "pay": True}]]),
    ],
)
def test_a_right_value_is_right(name: str, value: Json) -> None:
    assert load().problem(name, value) is None


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("Message", [], "expected Message, got list []"),
        ("Message", {"message_id": 1, "date": 1}, "missing field 'chat' in Message"),
        ("Message", {**MESSAGE, "colour": 1}, "unknown field 'colour' in Message"),
        ("Message", {**MESSAGE, "date": "1"}, "date: expected Integer, got str '1'"),
        ("Message", {**MESSAGE, "date": True}, "date: expected Integer, got bool True"),
        ("User", {**USER, "is_bot": 0}, "is_bot: expected Boolean, got int 0"),
        ("User", {**USER, "first_name": 1}, "first_name: expected String, got int 1"),
        ("User", {**USER, "first_name": "\ud800"}, "first_name: strings must be encoded in UTF-8"),
        ("Location", {"latitude": "1", "longitude": 1}, "latitude: expected Float, got str '1'"),
        ("Array of Integer", [1, "2"], "[1]: expected Integer, got str '2'"),
        ("Array of Integer", 1, "expected an array, got int 1"),
        ("BotCommandScope", {"type": "all"}, "type: str 'all' is no BotCommandScope"),
        ("BotCommandScope", 1, "expected BotCommandScope, got int 1"),
        (
            "BotCommandScope",
            {"type": "chat"},
            "missing field 'chat_id' in BotCommandScopeChat",
        ),
        (
            "InlineKeyboardMarkup",
            {"inline_keyboard": [[{"text": "a", "callback_data": 1}]]},
            "inline_keyboard: [0]: [0]: callback_data: expected String, got int 1",
        ),
    ],
)
def test_a_wrong_value_is_described(name: str, value: Json, problem: str) -> None:
    assert load().problem(name, value) == problem


def test_form_fields_are_decoded_by_their_documented_type() -> None:
    form: dict[str, str | Upload] = {
        "chat_id": "-5",
        "text": "12",
        "disable_notification": "true",
        "link_preview_options": '{"is_disabled": true}',
    }

    assert load().methods["sendmessage"].read(form, {}) == {
        "chat_id": -5,
        "text": "12",
        "disable_notification": True,
        "link_preview_options": {"is_disabled": True},
    }
    assert load().methods["getchat"].read({"chat_id": "@name"}, {}) == {"chat_id": "@name"}


@pytest.mark.parametrize(
    ("method", "form", "typed", "problem"),
    [
        ("getMe", {"x": "1"}, {}, "getMe: unknown field 'x'"),
        ("getMe", {"x": Upload("a", b"b", "c")}, {}, "getMe: unknown field 'x'"),
        ("sendMessage", {"chat_id": "1"}, {}, "sendMessage: missing field 'text'"),
        ("getUpdates", {"limit": "1.0"}, {}, "can't parse field limit: '1.0'"),
        ("getUpdates", {"limit": "１"}, {}, "can't parse field limit: '１'"),
        ("getUpdates", {}, {"limit": "1"}, "getUpdates: limit: expected Integer, got str '1'"),
        ("getUpdates", {"allowed_updates": "x"}, {}, "can't parse field allowed_updates: 'x'"),
        (
            "sendChatAction",
            {},
            {"chat_id": None, "action": "typing"},
            "sendChatAction: chat_id: expected Integer, got NoneType None",
        ),
        (
            "setMyCommands",
            {"commands": '[{"command": "a"}]'},
            {},
            "setMyCommands: commands: [0]: missing field 'description' in BotCommand",
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "a", "link_preview_options": '{"is_disabled": "yes"}'},
            {},
            "sendMessage: link_preview_options: is_disabled: expected Boolean, got str 'yes'",
        ),
    ],
)
def test_a_wrong_call_is_described(
    method: str, form: dict[str, str | Upload], typed: JsonObject, problem: str
) -> None:
    with pytest.raises(SpecError) as refusal:
        load().methods[method.lower()].read(form, typed)

    assert refusal.value.description == f"Bad Request: {problem}"
