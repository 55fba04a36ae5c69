"""A small web server inside the program: where it listens, and how it ends."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError

_STOP_S: Final = 5


def listen(host: str, port: int, *, what: str, settings: str) -> socket.socket:
    """Return the socket at which a server is called.

    Args:
        host: A name or address of this machine.
        port: 1 to 65535.
        what: The server, for a message: ``The webhook``.
        settings: The settings to check, for a message.

    Raises:
        SettingsError: The address is in use, or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise SettingsError(
            f"{what} cannot listen at {host}:{port}: {error.strerror}. Check {settings}."
        ) from error


async def serve(application: ASGIApp, listening: socket.socket, stop: asyncio.Event) -> None:
    """Answer calls until *stop* is set; those that began are finished."""
    server = _Server(
        uvicorn.Config(
            application,
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


class _Server(uvicorn.Server):
    """A server that leaves signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
