"""HTTP on the loopback interface: uvicorn's protocol, without its slow start and stop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from tests.bot_api.dispatch import Answer

Respond = Callable[[str, bytes, str, bytes], Awaitable[Answer]]
# ASGI messages are plain dictionaries of many shapes.
_Scope = dict[str, Any]
_Receive = Callable[[], Awaitable[_Scope]]
_Send = Callable[[_Scope], Awaitable[None]]


class Listener:
    """Serves *respond*, called with path, query, content type and body, until it is closed.

    Attributes:
        crashes: Exceptions that *respond* let through: mistakes of the test server.
    """

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self._config = uvicorn.Config(
            self._app,
            http=H11Protocol,
            ws="none",
            interface="asgi3",
            proxy_headers=False,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=60,
        )
        self.crashes: list[Exception] = []

    async def open(self, host: str, port: int) -> int:
        """Listen, and return the port (a free one for 0)."""
        if not self._config.loaded:
            self._config.load()
        # Not a socket of our own: asyncio switches TCP_NODELAY on only for those it makes itself.
        self._server = await asyncio.get_running_loop().create_server(
            lambda: H11Protocol(self._config, self._state, {}), host, port, backlog=512
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Cut all connections and stop listening."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self._state.connections):
            connection.transport.abort()
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        while self._state.connections:
            await asyncio.sleep(0)

    async def _app(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        content = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        if scope["method"] not in ("GET", "POST"):
            answer = Answer(
                405, b'{"ok":false,"error_code":405,"description":"Method Not Allowed"}'
            )
        else:
            headers = dict(scope["headers"])
            content_type = headers.get(b"content-type", b"").decode("latin-1")
            try:
                answer = await self._respond(
                    scope["path"], scope["query_string"], content_type, content
                )
            except Exception as error:
                self.crashes.append(error)
                raise
        if answer.way == "drop":
            self._drop(scope["client"])
        if answer.way != "answer":
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        headers_out = [
            (b"content-type", answer.media_type),
            (b"content-length", str(len(answer.body)).encode()),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers_out})
        await send({"type": "http.response.body", "body": answer.body})

    def _drop(self, client: tuple[str, int]) -> None:
        for connection in list(self._state.connections):
            if isinstance(connection, H11Protocol) and connection.client == tuple(client):
                connection.transport.abort()
