"""Reads the fields of a call from its URL and body, in the four ways the Bot API accepts.

Decoding into documented types is left to `spec`.
"""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.bot_api.wire import JsonObject, SpecError, Upload

_NAME = re.compile(rb';\s*name="([^"]*)"', re.IGNORECASE)
_FILENAME = re.compile(rb';\s*filename="([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


@dataclass(slots=True)
class Raw:
    """Fields as they came: text and files of forms, typed values of a JSON body."""

    form: dict[str, str | Upload] = field(default_factory=dict)
    typed: JsonObject = field(default_factory=dict)


def read(query: bytes, content_type: str, body: bytes) -> Raw:
    """Return the fields of a call.

    Raises:
        SpecError: The body cannot be read, is no UTF-8, or gives a field twice.
    """
    raw = Raw()
    try:
        if query:
            _add(raw.form, _urlencoded(query))
        kind = content_type.partition(";")[0].strip().lower()
        if not body:
            return raw
        if kind == "application/x-www-form-urlencoded":
            _add(raw.form, _urlencoded(body))
        elif kind == "application/json":
            raw.typed = _json_object(body)
        elif kind == "multipart/form-data":
            _add(raw.form, _multipart(body, content_type))
        else:
            raise SpecError(f"can't read a body of type {kind!r}")
    except UnicodeDecodeError:
        raise SpecError("strings must be encoded in UTF-8") from None
    return raw


def _add(form: dict[str, str | Upload], pairs: list[tuple[str, str | Upload]]) -> None:
    for name, value in pairs:
        if name in form:
            raise SpecError(f"field {name!r} is given twice")
        form[name] = value


def _urlencoded(data: bytes) -> list[tuple[str, str | Upload]]:
    text = data.decode("ascii")
    return list(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict"))


def _json_object(body: bytes) -> JsonObject:
    try:
        value = json.loads(body)
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise SpecError("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise SpecError("the JSON body must be an object")
    return value


def _multipart(body: bytes, content_type: str) -> list[tuple[str, str | Upload]]:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise SpecError("multipart body without a boundary")
    marker = b"--" + boundary[1].encode("ascii")
    parts = (b"\r\n" + body).split(b"\r\n" + marker)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise SpecError("multipart body is cut off")
    return [_part(part.removeprefix(b"\r\n")) for part in parts[1:-1]]


def _part(part: bytes) -> tuple[str, str | Upload]:
    head, separator, content = part.partition(b"\r\n\r\n")
    name = _NAME.search(head)
    if not separator or name is None:
        raise SpecError("multipart body with a part without a name")
    key = name[1].decode()
    filename = _FILENAME.search(head)
    if filename is None:
        return key, content.decode()
    media_type = "application/octet-stream"
    for line in head.split(b"\r\n"):
        header, _, value = line.partition(b":")
        if header.strip().lower() == b"content-type":
            media_type = value.strip().decode("ascii")
    return key, Upload(filename[1].decode(), content, media_type)
