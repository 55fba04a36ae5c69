"""The way in: addresses, tokens, the four kinds of body, files."""

import httpx
import pytest
import telegram

from tests.bot_api import BotApiServer, Upload


async def post(
    http: httpx.AsyncClient, method: str, content_type: str, content: bytes
) -> httpx.Response:
    return await http.post(method, content=content, headers={"content-type": content_type})


async def test_a_wrong_token_is_unauthorized(server: BotApiServer, http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{server.base_url}1:other/getMe")

    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert server.calls == []


@pytest.mark.parametrize("path", ["/", "/bot", "/botabc/getMe", "/getMe"])
async def test_an_address_without_a_token_is_not_found(
    server: BotApiServer, http: httpx.AsyncClient, path: str
) -> None:
    answer = await http.get(f"{server.url}{path}")

    assert answer.status_code == 404
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_an_unknown_method_is_not_found_and_a_violation(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    answer = await http.post("sendMesage")

    assert answer.status_code == 404
    assert answer.json()["description"] == "Not Found: method not found"
    assert [(one.method, one.problem) for one in server.violations] == [
        ("sendMesage", "unknown method")
    ]


async def test_other_verbs_are_refused(http: httpx.AsyncClient) -> None:
    assert (await http.put("getMe")).status_code == 405


async def test_a_call_may_come_as_query_form_json_or_multipart(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    linh = server.user(started=True)

    await http.get("sendMessage", params={"chat_id": linh.id, "text": "query"})
    await http.post("SENDMESSAGE", data={"chat_id": str(linh.id), "text": "förm"})
    await http.post("sendMessage", json={"chat_id": linh.id, "text": "json"})
    await http.post(
        "sendMessage", files={"chat_id": (None, str(linh.id)), "text": (None, "multi\r\npart")}
    )

    assert [message.text for message in linh.messages] == ["query", "förm", "json", "multi\npart"]
    assert [call.method for call in server.calls] == ["sendMessage"] * 4
    assert server.violations == []


@pytest.mark.parametrize(
    ("content_type", "content", "problem"),
    [
        ("application/json", b"[1]", "the JSON body must be an object"),
        ("application/json", b"{", "can't parse JSON object"),
        ("application/json", b'{"a": "\xff"}', "strings must be encoded in UTF-8"),
        ("text/plain", b"a=b", "can't read a body of type 'text/plain'"),
        ("application/x-www-form-urlencoded", b"text=%ff", "strings must be encoded in UTF-8"),
        ("application/x-www-form-urlencoded", b"a=1&a=2", "field 'a' is given twice"),
        ("multipart/form-data", b"--x--", "multipart body without a boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\n", "multipart body is cut off"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\n\r\na\r\n--x--\r\n",
            "multipart body with a part without a name",
        ),
        (
            "application/json",
            b'{"chat_id": 1, "text": "\\ud800"}',
            "sendMessage: text: strings must be encoded in UTF-8",
        ),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_violation(
    server: BotApiServer, http: httpx.AsyncClient, content_type: str, content: bytes, problem: str
) -> None:
    answer = await post(http, "sendMessage", content_type, content)

    assert answer.status_code == 400
    assert answer.json()["description"] == f"Bad Request: {problem}"
    assert [one.problem for one in server.violations] == [f"Bad Request: {problem}"]


async def test_a_file_is_kept_and_can_be_downloaded_and_sent_again(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user(started=True)

    sent = await bot.send_document(linh.id, b"%PDF-1.7 \r\n--x", filename="a.pdf", caption="<b>x")
    assert sent.document is not None
    again = await bot.send_document(linh.id, sent.document.file_id)
    downloaded = await (await bot.get_file(sent.document.file_id)).download_as_bytearray()

    assert again.document == sent.document
    assert bytes(downloaded) == b"%PDF-1.7 \r\n--x"
    upload = server.calls_of("sendDocument")[0].fields["document"]
    assert upload == Upload("a.pdf", b"%PDF-1.7 \r\n--x", "application/pdf")
    assert linh.messages[0].text == "<b>x"


async def test_a_file_may_be_attached_by_name(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    linh = server.user(started=True)

    answer = await http.post(
        "sendDocument",
        data={"chat_id": str(linh.id), "document": "attach://part"},
        files={"part": ("a.txt", b"abc", "text/plain")},
    )

    assert answer.json()["result"]["document"]["file_name"] == "a.txt"


async def test_an_unknown_file_address_is_not_found(
    server: BotApiServer, http: httpx.AsyncClient
) -> None:
    root = f"{server.url}/file/bot"

    assert (await http.get(f"{root}{server.token}/documents/1")).status_code == 404
    assert (await http.get(f"{root}1:x/documents/1")).status_code == 401


async def test_the_server_comes_back_on_the_same_port_with_its_state(
    server: BotApiServer, bot: telegram.Bot
) -> None:
    linh = server.user(started=True)
    await bot.send_message(linh.id, "before")

    await server.stop()
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(linh.id, "meanwhile")
    await server.start()
    await bot.send_message(linh.id, "after")

    assert [message.text for message in linh.messages] == ["before", "after"]
