"""Source pages: fetched within limits, from public addresses only, and marked when they change."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.desk.fetching import LARGEST_BYTES, Fetched, Fetcher, State, fingerprint, is_public
from bot.desk.sources import addresses, look
from bot.storage import drafts
from tests.desk.browser import Browser, Everything
from tests.knowledge.samples import TOPIC, knowledge

URL = "https://www.example.go.jp/a.html"
PAGE = "<html><head><title>x</title><style>p{}</style></head><body><p>Pay  48 yen</p></body></html>"


class Pages:
    """Gives pages by address; honours ``bot.desk.sources.Fetching``."""

    def __init__(self, found: dict[str, Fetched]) -> None:
        self.found = found
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        return self.found[url]


def read(text: str) -> Fetched:
    return Fetched(State.READ, fingerprint(text.encode(), "text/html"))


async def test_changed_source_marks_its_topic_until_a_person_has_read_it(
    desk: Everything, editor: Browser
) -> None:
    assert addresses(knowledge()) == [URL]
    pages = Pages({URL: read(PAGE)})
    first = await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)
    pages.found[URL] = read(PAGE.replace("48", "50"))
    second = await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)

    assert (first.changed, second.changed) == ([], [URL])
    assert "the source of Office has changed" in (await editor.get("/")).text
    await editor.post(f"/pages/{TOPIC}/sources", {"read0": "1", "review_by": "2027-02-01"})
    third = await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)
    assert third.changed == []
    assert "has changed" not in (await editor.get("/")).text


async def test_vanished_source_is_marked_and_a_bad_day_of_a_server_is_not(
    desk: Everything, editor: Browser
) -> None:
    pages = Pages({URL: Fetched(State.UNREADABLE, reason="status 503")})
    await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)
    assert "Office" not in (await editor.get("/")).text
    pages.found[URL] = Fetched(State.GONE, reason="status 404")

    found = await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)

    assert found.gone == [URL]
    assert "the source of Office cannot be found any more" in (await editor.get("/")).text
    assert "cannot be found" in (await editor.get(f"/pages/{TOPIC}")).text


async def test_first_page_that_could_not_be_read_is_not_taken_for_a_change(
    desk: Everything,
) -> None:
    pages = Pages({URL: Fetched(State.UNREADABLE, reason="status 503")})
    await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)
    pages.found[URL] = read(PAGE)

    found = await look([URL], desk.shared.database, pages, desk.clock, pause_s=0)

    assert found.changed == []
    async with desk.shared.database.transaction() as session:
        assert (await drafts.sources(session))[URL].state == "same"


def test_markup_and_spaces_are_not_the_text() -> None:
    other = PAGE.replace("<p>", "<p class='x'>\n").replace("<style>p{}", "<style>q{}")

    assert fingerprint(PAGE.encode(), "text/html") == fingerprint(other.encode(), "text/html")
    assert fingerprint(PAGE.encode(), "text/html") != fingerprint(
        PAGE.replace("48", "50").encode(), "text/html"
    )
    japanese = "<html><meta charset=Shift_JIS><p>年金</p></html>"
    assert fingerprint(japanese.encode("shift_jis"), "text/html") == fingerprint(
        japanese.encode(), "text/html; charset=utf-8"
    )
    assert fingerprint(b"%PDF 1", "application/pdf") != fingerprint(b"%PDF 2", "application/pdf")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "100.64.0.1",
        "224.0.0.1",
    ],
)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("8.8.8.8")
    assert is_public("2001:4860:4860::8888")


Answer = Callable[[str], bytes]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """Serve one answer a path on this machine."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.write(answer(head.split(" ")[1]))
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    running = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with running:
        port = running.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_page_is_fetched_and_redirects_are_followed() -> None:
    def answer(path: str) -> bytes:
        if path == "/old":
            return http("301 Moved", b"", "Location: /new")
        return http("200 OK", PAGE.encode(), "Content-Type: text/html")

    async with server(answer) as root:
        fetcher = Fetcher(lambda _: True)
        found = await fetcher.fetch(f"{root}/old#part")
        await fetcher.close()

    assert found == read(PAGE)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("404 Not Found", State.GONE),
        ("410 Gone", State.GONE),
        ("500 Oops", State.UNREADABLE),
        ("301 Moved\r\nLocation: /again", State.UNREADABLE),
        ("302 Found\r\nLocation: file:///etc/passwd", State.UNREADABLE),
    ],
)
async def test_what_servers_say_is_understood(status: str, state: State) -> None:
    async with server(lambda _: http(status)) as root:
        fetcher = Fetcher(lambda _: True)
        found = await fetcher.fetch(f"{root}/x")
        await fetcher.close()

    assert found.state is state


async def test_too_much_is_not_read_to_the_end() -> None:
    big = http("200 OK", b"x" * (LARGEST_BYTES + 100_000))
    async with server(lambda _: big) as root:
        fetcher = Fetcher(lambda _: True)
        found = await fetcher.fetch(f"{root}/x")
        await fetcher.close()

    assert (found.state, found.reason) == (State.UNREADABLE, "too large")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_this_machine_is_never_asked(name: str) -> None:
    asked: list[str] = []

    def answer(path: str) -> bytes:
        asked.append(path)
        return http("200 OK", b"secret")

    async with server(answer) as root:
        port = root.rpartition(":")[2]
        fetcher = Fetcher()
        found = await fetcher.fetch(f"http://{name}:{port}/")
        await fetcher.close()

    assert asked == []
    assert found.state is State.UNREADABLE
    assert "not a public address" in found.reason


@pytest.mark.parametrize("url", ["", "ftp://a.test/", "http://", "javascript:1", "http://[", "x"])
async def test_no_address_is_no_error(url: str) -> None:
    fetcher = Fetcher()
    assert (await fetcher.fetch(url)).state is State.UNREADABLE
    await fetcher.close()
