"""Each refusal of content: what a correct bot never sends, refused and kept as a violation."""

import json

import httpx
import pytest

from tests.bot_api import BotApiServer
from tests.bot_api.posting import PICTURE
from tests.bot_api.wire import Json, JsonObject


def button(**fields: Json) -> JsonObject:
    return {"inline_keyboard": [[{"text": "a", **fields}]]}


def data_button() -> JsonObject:
    return {"text": "a", "callback_data": "a"}


async def refused(
    server: BotApiServer, http: httpx.AsyncClient, method: str, fields: JsonObject
) -> str:
    """Call with JSON and return the description, after checking that it is a violation."""
    answer = await http.post(method, json=fields)

    content = answer.json()
    assert (answer.status_code, content["ok"], content["error_code"]) == (400, False, 400)
    assert [one.problem for one in server.violations] == [content["description"]]
    return str(content["description"])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n\u2028"}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "🙏" * 2049}, "message is too long"),
        (
            {"text": "<b>a", "parse_mode": "html"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "a", "parse_mode": "Word"}, "unsupported parse_mode"),
        (
            {"text": "a", "parse_mode": "MarkdownV2"},
            "parse_mode MarkdownV2 is not supported by the test server",
        ),
        (
            {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "entity beyond the end of the text",
        ),
    ],
)
async def test_a_wrong_text_is_refused(
    server: BotApiServer, http: httpx.AsyncClient, fields: JsonObject, problem: str
) -> None:
    linh = server.user(started=True)

    description = await refused(server, http, "sendMessage", {"chat_id": linh.id, **fields})

    assert description == f"Bad Request: {problem}"
    assert linh.messages == []


@pytest.mark.parametrize("text", ["a" * 4096, "🙏" * 2048, "<b>" + "a" * 4096 + "</b>"])
async def test_a_text_at_the_limit_is_accepted(
    server: BotApiServer, http: httpx.AsyncClient, text: str
) -> None:
    linh = server.user(started=True)
    fields = {"chat_id": linh.id, "text": text, "parse_mode": "HTML"}

    assert (await http.post("sendMessage", json=fields)).status_code == 200


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        (button(callback_data=""), "BUTTON_DATA_INVALID ('a')"),
        (button(callback_data="é" * 33), "BUTTON_DATA_INVALID ('a')"),
        (
            button(text=" ", callback_data="a"),
            "can't parse inline keyboard button: inline keyboard button text must be non-empty",
        ),
        (
            button(),
            (
                "can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard ('a')"
            ),
        ),
        (
            button(callback_data="a", url="https://e.jp"),
            "can't parse inline keyboard button: must have one action in the inline keyboard ('a')",
        ),
        (
            button(url="ftp://e.jp"),
            "inline keyboard button URL 'ftp://e.jp' is invalid: Wrong HTTP URL",
        ),
        (
            button(url="http://localhost/"),
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            button(url="https://e.jp/a b"),
            "inline keyboard button URL 'https://e.jp/a b' is invalid: Wrong HTTP URL",
        ),
        (button(copy_text={"text": "a" * 257}), "BUTTON_COPY_TEXT_INVALID ('a')"),
        (button(callback_data="a", style="blue"), "BUTTON_STYLE_INVALID ('a')"),
        (button(switch_inline_query="a" * 257), "BUTTON_DATA_INVALID ('a')"),
        (
            button(web_app={"url": "http://e.jp"}),
            "inline keyboard button Web App URL 'http://e.jp' is invalid",
        ),
        ({"inline_keyboard": [[]]}, "inline keyboard row 1 is empty"),
        (
            {"inline_keyboard": [[data_button()] * 9]},
            "inline keyboard row 1 has 9 of 8 buttons",
        ),
        ({"inline_keyboard": [[data_button()]] * 101}, "REPLY_MARKUP_TOO_LONG"),
        (
            {"keyboard": [[{"text": ""}]]},
            "keyboard button text must be non-empty",
        ),
        (
            {"keyboard": [[]]},
            "can't parse reply keyboard markup: the keyboard has no button",
        ),
        ({"keyboard": [[{"text": "a"}]] * 301}, "REPLY_MARKUP_TOO_LONG"),
        (
            {"force_reply": True, "input_field_placeholder": "a" * 65},
            "PLACEHOLDER_INVALID",
        ),
        ({"force_reply": False}, "force_reply must be True"),
        ({"remove_keyboard": False}, "remove_keyboard must be True"),
        (
            {"inline_keyboard": [[{"text": "a", "callback": "a"}]]},
            (
                "sendMessage: reply_markup: inline_keyboard: [0]: [0]: "
                "unknown field 'callback' in InlineKeyboardButton"
            ),
        ),
    ],
)
async def test_a_wrong_keyboard_is_refused(
    server: BotApiServer, http: httpx.AsyncClient, markup: JsonObject, problem: str
) -> None:
    linh = server.user(started=True)
    fields = {"chat_id": linh.id, "text": "a", "reply_markup": markup}

    assert await refused(server, http, "sendMessage", fields) == f"Bad Request: {problem}"


@pytest.mark.parametrize(
    "markup",
    [
        button(callback_data="é" * 32),
        button(url="https://www.mhlw.go.jp/a?b=1#c"),
        button(url="tg://user?id=1"),
        button(copy_text={"text": "a" * 256}),
        {"inline_keyboard": [[data_button()] * 8] * 12 + [[data_button()] * 4]},
        {"keyboard": [[{"text": "a"}]], "resize_keyboard": True},
        {"force_reply": True, "input_field_placeholder": "a" * 64},
        {"remove_keyboard": True},
    ],
)
async def test_a_keyboard_at_the_limit_is_accepted(
    server: BotApiServer, http: httpx.AsyncClient, markup: JsonObject
) -> None:
    linh = server.user(started=True)
    fields = {"chat_id": str(linh.id), "text": "a", "reply_markup": json.dumps(markup)}

    assert (await http.post("sendMessage", data=fields)).status_code == 200
    assert server.violations == []


def commands(count: int) -> list[JsonObject]:
    return [{"command": f"c{number}", "description": "d"} for number in range(count)]


@pytest.mark.parametrize(
    ("method", "fields", "problem"),
    [
        ("setMyCommands", {"commands": commands(101)}, "BOT_COMMANDS_TOO_MUCH"),
        (
            "setMyCommands",
            {"commands": [{"command": "Help", "description": "d"}]},
            "BOT_COMMAND_INVALID ('Help')",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a" * 33, "description": "d"}]},
            f"BOT_COMMAND_INVALID ('{'a' * 33}')",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "help", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID ('help')",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "help", "description": "a" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID ('help')",
        ),
        (
            "setMyCommands",
            {"commands": commands(1) * 2},
            "BOT_COMMAND_INVALID (a command is given twice)",
        ),
        ("setMyCommands", {"commands": [], "language_code": "fil"}, "LANG_CODE_INVALID ('fil')"),
        ("setMyDescription", {"language_code": "zh-hans"}, "LANG_CODE_INVALID ('zh-hans')"),
        (
            "setMyDescription",
            {"description": "a" * 513},
            "BOT_DESCRIPTION_TOO_LONG (description has 513 of 0-512 characters)",
        ),
        (
            "setMyShortDescription",
            {"short_description": "a" * 121},
            "BOT_SHORT_DESCRIPTION_TOO_LONG (short_description has 121 of 0-120 characters)",
        ),
        (
            "setMyName",
            {"name": "a" * 65},
            "BOT_NAME_TOO_LONG (name has 65 of 0-64 characters)",
        ),
        ("setMyName", {"name": ""}, "BOT_TITLE_INVALID"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1", "url": "e"}, "URL_INVALID"),
        ("sendChatAction", {"chat_id": 1, "action": "think"}, "wrong parameter action in request"),
        ("getUpdates", {"limit": 0}, "limit is 0: expected 1-100"),
        (
            "getUpdates",
            {"allowed_updates": ["messages"]},
            "there is no update of the kind 'messages'",
        ),
        ("editMessageText", {"text": "a"}, "message identifier is not specified"),
        (
            "editMessageText",
            {"text": "a", "inline_message_id": "1"},
            "inline messages are not supported by the test server",
        ),
        (
            "deleteMessages",
            {"chat_id": 1, "message_ids": []},
            "message_ids has 0 of 1-100 identifiers",
        ),
        ("getStarTransactions", {}, "getStarTransactions is not supported by the test server"),
        (
            "setWebhook",
            {"url": "http://e.jp/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://e.jp:8080/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            "setWebhook",
            {"url": "https://e.jp:x/"},
            "bad webhook: invalid webhook URL specified",
        ),
        (
            "setWebhook",
            {"url": "https://e.jp/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        (
            "setWebhook",
            {"url": "https://e.jp/", "max_connections": 101},
            "max_connections is 101: expected 1-100",
        ),
    ],
)
async def test_a_wrong_call_is_refused(
    server: BotApiServer, http: httpx.AsyncClient, method: str, fields: JsonObject, problem: str
) -> None:
    assert await refused(server, http, method, fields) == f"Bad Request: {problem}"


@pytest.mark.parametrize(
    ("method", "name", "content", "caption", "problem"),
    [
        ("sendDocument", "document", b"", "", "file must be non-empty"),
        ("sendDocument", "document", b"a", "a" * 1025, "message caption is too long"),
        ("sendPhoto", "photo", b"no picture", "", "IMAGE_PROCESS_FAILED"),
        ("sendDocument", "other", b"a", "", "sendDocument: unknown field 'other'"),
    ],
)
async def test_a_wrong_file_is_refused(
    server: BotApiServer,
    http: httpx.AsyncClient,
    method: str,
    name: str,
    content: bytes,
    caption: str,
    problem: str,
) -> None:
    linh = server.user(started=True)

    answer = await http.post(
        method,
        data={"chat_id": str(linh.id), "caption": caption},
        files={name: ("a", content, "text/plain")},
    )

    assert answer.json()["description"] == f"Bad Request: {problem}"
    assert len(server.violations) == 1


async def test_a_caption_at_the_limit_is_accepted(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    linh = server.user(started=True)

    answer = await http.post(
        "sendPhoto",
        data={"chat_id": str(linh.id), "caption": "a" * 1024},
        files={"photo": ("a.png", PICTURE, "image/png")},
    )

    assert answer.json()["result"]["photo"][0]["width"] == 1
    assert len(linh.last.text) == 1024


async def test_a_file_that_does_not_exist_is_refused(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    linh = server.user(started=True)

    for document, problem in {
        "nothing": "wrong file identifier/HTTP URL specified",
        "https://e.jp/a.pdf": "failed to get HTTP URL content",
        "attach://x": "there is no file part for attach://x",
    }.items():
        fields = {"chat_id": linh.id, "document": document}
        answer = await http.post("sendDocument", json=fields)
        assert answer.json()["description"] == f"Bad Request: {problem}"


async def test_other_methods_that_return_true_are_checked_and_answered(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    assert (await http.post("setChatMenuButton")).json() == {"ok": True, "result": True}

    wrong = {"menu_button": {"type": "big"}}
    problem = "setChatMenuButton: menu_button: type: str 'big' is no MenuButton"
    description = await refused(server, http, "setChatMenuButton", wrong)
    assert description == f"Bad Request: {problem}"
