"""`setWebhook` and the deliveries: each update until it is answered 2xx, a chat in order."""

import asyncio
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from tests.bot_api.updates import Pending, UpdateQueue
from tests.bot_api.waiting import Changes
from tests.bot_api.wire import ContentError, JsonObject

PORTS = (443, 80, 88, 8443)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver an update; ``status`` is 0 when there was no answer at all."""

    update_id: int
    status: int


class Webhook:
    """Where updates go while a webhook is set.

    Attributes:
        retry_s: Pause before an update is tried again, in seconds (a minute at Telegram).
        timeout_s: Longest wait for the bot's answer, in seconds.
        deliveries: Every attempt, in the order in which they ended.
    """

    def __init__(self, queue: UpdateQueue, changes: Changes, now: Callable[[], float]) -> None:
        self.retry_s = 0.02
        self.timeout_s = 10.0
        self.deliveries: list[Delivery] = []
        self._queue = queue
        self._changes = changes
        self._now = now
        self._secret = ""
        self._most = 40
        self._error: JsonObject = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None
        self._slots = asyncio.Semaphore(self._most)
        queue.on_new = self._start_worker

    async def set(self, fields: JsonObject) -> bool:
        """Answer `setWebhook`; an empty ``url`` takes the webhook away."""
        url: str = fields["url"]
        if not url:
            return await self.delete(fields)
        _check_url(url)
        secret = fields.get("secret_token", "")
        if secret and not _SECRET.fullmatch(secret):
            raise ContentError("secret token contains unallowed characters")
        most = fields.get("max_connections", 40)
        if not 1 <= most <= 100:
            raise ContentError(f"max_connections is {most}: expected 1-100")
        self._queue.allow(fields.get("allowed_updates"))
        await self._stop_workers()
        self._drop(fields)
        self._secret, self._most, self._error = secret, most, {}
        self._slots = asyncio.Semaphore(most)
        self._queue.webhook_url = url
        self._queue.interrupt("terminated by setWebhook request")
        for key in {update.key for update in self._queue.pending}:
            self._start_worker(key)
        return True

    async def delete(self, fields: JsonObject) -> bool:
        """Answer `deleteWebhook`; updates that wait can be polled afterwards."""
        self._queue.webhook_url = ""
        self._secret = ""
        await self._stop_workers()
        self._drop(fields)
        return True

    def info(self, _: JsonObject) -> JsonObject:
        """Answer `getWebhookInfo`."""
        url = self._queue.webhook_url
        info: JsonObject = {
            "url": url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue.pending),
        }
        if url:
            info |= {"max_connections": self._most, "ip_address": "127.0.0.1"} | self._error
        if self._queue.allowed:
            info["allowed_updates"] = self._queue.allowed
        return info

    async def close(self) -> None:
        """Stop delivering and close the connections."""
        await self._stop_workers()
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _drop(self, fields: JsonObject) -> None:
        if fields.get("drop_pending_updates"):
            self._queue.pending = []

    def _start_worker(self, key: int) -> None:
        if self._queue.webhook_url and key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(key))

    async def _stop_workers(self) -> None:
        workers = list(self._workers.values())
        self._workers.clear()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, key: int) -> None:
        while update := self._first(key):
            async with self._slots:
                status = await self._deliver(update)
            self.deliveries.append(Delivery(update.id, status))
            if 200 <= status < 300:
                self._queue.confirm(update.id)
                continue
            self._changes.tell()
            await asyncio.sleep(self.retry_s)
        self._workers.pop(key, None)

    def _first(self, key: int) -> Pending | None:
        self._queue.forget_old()
        return next((update for update in self._queue.pending if update.key == key), None)

    async def _deliver(self, update: Pending) -> int:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=self.timeout_s)
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            answer = await self._client.post(
                self._queue.webhook_url, json=update.json, headers=headers
            )
        except httpx.HTTPError as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return 0
        if not answer.is_success:
            self._failed(f"Wrong response from the webhook: {answer.status_code}")
        return answer.status_code

    def _failed(self, message: str) -> None:
        self._error = {"last_error_date": int(self._now()), "last_error_message": message}


def _check_url(url: str) -> None:
    """Refuse what Telegram would not call; plain http only to this machine, for tests."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ContentError("bad webhook: invalid webhook URL specified") from None
    if _is_this_machine(parts.hostname or "") and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https":
        raise ContentError("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise ContentError("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
