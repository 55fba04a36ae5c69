"""Updates by webhook: Telegram gets its 200 only when the effects are stored."""

import asyncio
import hashlib
import hmac
import json
import socket
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import web
from bot.errors import StorageError
from bot.settings import Settings
from bot.telegram.client import RawUpdate
from bot.telegram.delivery import Delivery
from bot.telegram.handling import Handler
from bot.telegram.timing import Outage

_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name
_LARGEST_UPDATE_BYTES: Final = 1_000_000
_ROOM_S: Final = 20.0

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
        return web.listen(
            self._settings.webhook_host,
            self._settings.webhook_port,
            what="The webhook",
            settings="KAERIMICHI_WEBHOOK_HOST and KAERIMICHI_WEBHOOK_PORT",
        )

    async def serve(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Answer calls until *stop* is set; those that began are finished."""
        path = path_of(self._settings)
        application = Starlette(routes=[Route(path, self._receive, methods=["POST"])])
        await web.serve(application, listening, stop)

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
