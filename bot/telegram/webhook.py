"""Updates by webhook: Telegram gets its 200 only when the effects are stored."""

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import SettingsError, StorageError
from bot.settings import Settings
from bot.telegram.client import RawUpdate
from bot.telegram.delivery import Delivery
from bot.telegram.handling import Handler
from bot.telegram.timing import Outage

_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name
_LARGEST_UPDATE_BYTES: Final = 1_000_000
_ROOM_S: Final = 20.0
_STOP_S: Final = 5

log = structlog.get_logger(__name__)


def secret_of(settings: Settings) -> str:
    """Return what Telegram must send along: as set, or derived from the token."""
    return settings.webhook_secret or _derived(settings.telegram_token or "", "secret")


def path_of(settings: Settings) -> str:
    """Return the path that Telegram calls: nobody can guess it, and it does not hold the token."""
    return f"/telegram/{_derived(secret_of(settings), 'path')[:32]}"


class Webhook:
    """The web server that Telegram calls."""

    def __init__(
        self, handler: Handler, delivery: Delivery, settings: Settings, storage: Outage
    ) -> None:
        self._handler = handler
        self._delivery = delivery
        self._settings = settings
        self._secret = secret_of(settings).encode()
        self._storage = storage

    def listen(self) -> socket.socket:
        """Return the socket that Telegram's calls come to.

        Raises:
            SettingsError: The address is in use, or not ours.
        """
        host, port = self._settings.webhook_host, self._settings.webhook_port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, port), family=family, backlog=512)
        except OSError as error:
            raise SettingsError(
                f"The webhook cannot listen at {host}:{port}: {error.strerror}. "
                "Check KAERIMICHI_WEBHOOK_HOST and KAERIMICHI_WEBHOOK_PORT."
            ) from error

    async def serve(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Answer calls until *stop* is set; those that began are finished."""
        server = _Server(
            uvicorn.Config(
                Starlette(routes=[Route(path_of(self._settings), self._receive, methods=["POST"])]),
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=_STOP_S,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            server.should_exit = True
            await serving

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        update = await _read(request)
        if update is None:
            return Response(status_code=400)
        return Response(status_code=200 if await self._is_stored(update) else 503)

    async def _is_stored(self, update: RawUpdate) -> bool:
        try:
            async with asyncio.timeout(_ROOM_S):
                await self._delivery.room()
            await self._handler.handle(update)
        except TimeoutError:
            return False
        except StorageError as error:
            self._storage.begin(error)
            return False
        self._storage.end()
        return True


class _Server(uvicorn.Server):
    """A server that leaves signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _read(request: Request) -> RawUpdate | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_UPDATE_BYTES:
            return None
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) else None


def _derived(key: str, purpose: str) -> str:
    message = f"kaerimichi webhook {purpose}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
