"""Pages of others, fetched politely: public addresses only, within limits of size and time."""

import asyncio
import hashlib
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpcore

from bot import __version__

_AGENT: Final = f"Kaerimichi/{__version__} (checks whether cited pages have changed)"
LARGEST_BYTES: Final = 4_000_000
_TIMEOUT_S: Final = 25.0
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "svg", "head"})


class State(Enum):
    """What became of a fetch."""

    READ = "read"
    GONE = "gone"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: the fingerprint of its text (64 hexadecimal digits), or why there is none."""

    state: State
    fingerprint: str = ""
    reason: str = ""


class NotPublicError(OSError):
    """A name leads to an address inside somebody's network."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


class PublicBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was looked at, so that a name cannot change in between."""

    def __init__(self, allowed: Callable[[str], bool] = is_public) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not addresses or not all(self._allowed(address) for address in addresses):
            raise NotPublicError(f"{host} is not a public address")
        return await self._inner.connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise NotPublicError("a socket of this machine is not a public address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Fetcher:
    """Fetches pages with one connection pool; close it at the end."""

    def __init__(self, allowed: Callable[[str], bool] = is_public) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=8,
            keepalive_expiry=5,
            network_backend=PublicBackend(allowed),
        )

    async def fetch(self, url: str) -> Fetched:
        """Return the fingerprint of a page's text; never raises for what others do."""
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                return await self._follow(url)
        except TimeoutError:
            return Fetched(State.UNREADABLE, reason="did not answer in time")
        except NotPublicError as error:
            return Fetched(State.UNREADABLE, reason=str(error))
        except socket.gaierror:
            return Fetched(State.UNREADABLE, reason="the name cannot be found")
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError) as error:
            return Fetched(State.UNREADABLE, reason=type(error).__name__)
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
            return Fetched(State.UNREADABLE, reason=type(error).__name__)

    async def close(self) -> None:
        await self._pool.aclose()

    async def _follow(self, url: str) -> Fetched:
        for _ in range(_MOST_REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                return Fetched(State.UNREADABLE, reason="not an address of a web page")
            target = parts._replace(fragment="").geturl().encode("ascii", "ignore").decode()
            headers = [("User-Agent", _AGENT), ("Accept", "text/html,*/*;q=0.5")]
            async with self._pool.stream("GET", target, headers=headers) as response:
                status, kind = response.status, _header(response, b"content-type")
                if status in _REDIRECTS:
                    url = urljoin(url, _header(response, b"location"))
                    continue
                if status in _GONE:
                    return Fetched(State.GONE, reason=f"status {status}")
                if status != 200:
                    return Fetched(State.UNREADABLE, reason=f"status {status}")
                body = bytearray()
                async for chunk in response.aiter_stream():
                    body += chunk
                    if len(body) > LARGEST_BYTES:
                        return Fetched(State.UNREADABLE, reason="too large")
                return Fetched(State.READ, fingerprint(bytes(body), kind))
        return Fetched(State.UNREADABLE, reason="leads in circles")


def _header(response: httpcore.Response, name: bytes) -> str:
    return next(
        (value.decode("latin-1") for key, value in response.headers if key.lower() == name), ""
    )


def fingerprint(content: bytes, kind: str) -> str:
    """Return what identifies the text of a page; for other files, the file.

    Markup, scripts and the way of spacing do not count.
    """
    if "html" not in kind and not content.lstrip()[:15].lower().startswith(
        (b"<!doctype", b"<html")
    ):
        return hashlib.sha256(content).hexdigest()
    charset = kind.partition("charset=")[2].strip("\"' ;") or _declared(content)
    try:
        text = content.decode(charset or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    reader = _Text()
    reader.feed(text)
    return hashlib.sha256(" ".join(reader.words).encode()).hexdigest()


def _declared(content: bytes) -> str:
    _, found, rest = content[:2048].lower().partition(b"charset=")
    name = (
        bytes(rest[:20]).strip(b"\"' ").split(b'"')[0].split(b"'")[0].split(b">")[0].split(b" ")[0]
    )
    return name.decode("ascii", "ignore") if found else ""


class _Text(HTMLParser):
    """Collects the words that a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words += data.split()
