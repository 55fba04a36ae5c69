"""From a method and its raw fields to an answer: checks, faults, limits, effect, log."""

import asyncio
import inspect
import json
from dataclasses import dataclass, field
from typing import Literal

from tests.bot_api import about, body
from tests.bot_api.faults import Fault, Faults
from tests.bot_api.methods import handlers
from tests.bot_api.rates import RateLimits
from tests.bot_api.spec import Method
from tests.bot_api.wire import ApiError, ContentError, Json, JsonObject, Violation
from tests.bot_api.world import World


@dataclass(slots=True, eq=False)
class Call:
    """One call of a method, for assertions.

    Attributes:
        method: As bot-api.json spells it.
        fields: Decoded; a file is an ``Upload``.
        at: When it came, in seconds since 1970 of the server's clock.
        status: HTTP status of the answer; 0 while there is none, or it was never given.
        result: What was answered when all was well.
        error: The description that was answered otherwise.
    """

    method: str
    fields: JsonObject
    at: float
    status: int = 0
    result: Json = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP, or does not."""

    status: int = 200
    body: bytes = b""
    media_type: bytes = b"application/json"
    way: Literal["answer", "drop", "hang"] = "answer"


@dataclass
class Dispatcher:
    """Answers calls and keeps the log of them.

    Attributes:
        rates: Limits on sending; None for no limits.
        check_results: Compare what we answer with bot-api.json as well.
    """

    world: World
    token: str
    faults: Faults = field(default_factory=Faults)
    rates: RateLimits | None = None
    check_results: bool = True
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._handlers = handlers(self.world)

    async def answer(self, path: str, query: bytes, content_type: str, content: bytes) -> Answer:
        """Answer the request for ``/bot<token>/<method>`` or ``/file/bot<token>/<path>``."""
        head, _, name = path.removeprefix("/").partition("/")
        if head == "file":
            return self._file(name)
        if not head.startswith("bot") or ":" not in head:
            return _error(404, "Not Found")
        if head != f"bot{self.token}":
            return _error(401, "Unauthorized")
        method = self.world.spec.methods.get(name.lower())
        if method is None:
            self.violations.append(Violation(name, "unknown method", {}))
            return _error(404, "Not Found: method not found")
        call = Call(method.name, {}, self.world.now())
        self.calls.append(call)
        try:
            raw = body.read(query, content_type, content)
            call.fields = method.read(raw.form, raw.typed)
            answer = await self._act(method, call)
        except ApiError as error:
            answer = self._refused(call, error)
        finally:
            self.world.changes.tell()
        return answer

    async def _act(self, method: Method, call: Call) -> Answer:
        key = method.name.lower()
        if self.faults.delay_s:
            await asyncio.sleep(self.faults.delay_s)
        fault = self.faults.take(key)
        if fault is not None and not fault.after:
            self.world.changes.tell()
            return _faulty(call, fault)
        if self.rates is not None and isinstance(call.fields.get("chat_id"), int):
            self.rates.check(key, call.fields["chat_id"], self.world.now())
        result = await self._result(key, call.fields)
        if self.check_results and (problem := method.returns_valid(result)):
            raise AssertionError(f"the test server answers {method.name} wrongly: {problem}")
        if fault is not None:
            return _faulty(call, fault)
        call.status, call.result = 200, result
        return Answer(body=b'{"ok":true,"result":%s}' % _dump(result))

    async def _result(self, key: str, fields: JsonObject) -> Json:
        handler = self._handlers.get(key)
        if handler is None:
            return about.supported_by_nobody(self.world.spec, key)
        result = handler(fields)
        return await result if inspect.isawaitable(result) else result

    def _refused(self, call: Call, error: ApiError) -> Answer:
        call.status, call.error = error.code, error.description
        if isinstance(error, ContentError):
            self.violations.append(Violation(call.method, error.description, call.fields))
        return _error(error.code, error.description, error.parameters)

    def _file(self, rest: str) -> Answer:
        head, _, path = rest.partition("/")
        if head != f"bot{self.token}":
            return _error(401, "Unauthorized")
        for stored in self.world.files.by_id.values():
            if stored.path == path:
                return Answer(body=stored.content, media_type=stored.media_type.encode())
        return _error(404, "Not Found")


def _faulty(call: Call, fault: Fault) -> Answer:
    if fault.kind != "answer":
        return Answer(way=fault.kind)
    call.status, call.error = fault.status, str(fault.body)
    if isinstance(fault.body, str):
        return Answer(fault.status, fault.body.encode(), b"text/html")
    call.error = fault.body["description"]
    return Answer(fault.status, _dump(fault.body))


def _error(code: int, description: str, parameters: dict[str, int] | None = None) -> Answer:
    content: JsonObject = {"ok": False, "error_code": code, "description": description}
    return Answer(code, _dump(content | ({"parameters": parameters} if parameters else {})))


def _dump(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
