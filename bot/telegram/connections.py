"""Connections to Telegram: a client for each, because httpx's own pool is slow.

httpx looks at every connection of a pool before and after each request; with 28 of them that took
a third of the processor time of an answer.
"""

import asyncio
import ssl
from typing import Any, Final

import httpx
from telegram._utils.types import ODVInput  # the library's type of its own arguments
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.telegram.timing import Timing

_KEPT_OPEN_S: Final = 60.0


class Connections(BaseRequest):
    """As many requests at once as there are connections; the others wait their turn."""

    def __init__(self, count: int, timing: Timing) -> None:
        trusted = httpx.create_ssl_context()
        self._all = [_connection(timing, trusted) for _ in range(count)]
        self._free = list(self._all)
        self._slots = asyncio.Semaphore(count)

    @property
    def read_timeout(self) -> float | None:
        return self._all[0].read_timeout

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:  # Any: JSON
        """Return an answer of Telegram.

        Raises:
            TelegramError: Something between answered in its place.
        """
        found: Any = BaseRequest.parse_json_payload(payload)
        if isinstance(found, dict) and ("result" in found or found.get("ok") is False):
            return found
        raise TelegramError("this is no answer of Telegram")

    async def initialize(self) -> None:
        await asyncio.gather(*(one.initialize() for one in self._all))

    async def shutdown(self) -> None:
        await asyncio.gather(*(one.shutdown() for one in self._all))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request over the connection that was used last: the others may rest."""
        async with self._slots:
            one = self._free.pop()
            try:
                return await one.do_request(
                    url,
                    method,
                    request_data,
                    read_timeout=read_timeout,
                    write_timeout=write_timeout,
                    connect_timeout=connect_timeout,
                    pool_timeout=pool_timeout,
                )
            finally:
                self._free.append(one)


def _connection(timing: Timing, trusted: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=1,
        connect_timeout=timing.connect_s,
        read_timeout=timing.read_s,
        write_timeout=timing.read_s,
        pool_timeout=timing.read_s,
        httpx_kwargs={
            "verify": trusted,
            "limits": httpx.Limits(max_connections=1, keepalive_expiry=_KEPT_OPEN_S),
        },
    )
