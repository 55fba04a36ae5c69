"""What a browser sends: read with a limit, text in one form, never trusted."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

#: The largest form: a page has at most a few kilobytes, a sheet a few hundred.
LARGEST_BYTES: Final = 2_000_000
#: A table of all prefectures has a name in each language and a value a row.
_MOST_FIELDS: Final = 4000


class TooLargeError(Exception):
    """More was sent than any form of ours holds."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; a field that was not sent is empty."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str, *, limit: int = 500) -> str:
        """Return one line without control characters, at most *limit* characters."""
        raw = self.raw(name)
        shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in raw)
        return unicodedata.normalize("NFC", " ".join(shown.split()))[:limit]

    def block(self, name: str) -> str:
        """Return text of several lines with line feeds only, without other control characters."""
        lines = self.raw(name).replace("\r\n", "\n").replace("\r", "\n")
        kept = "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc")
        return unicodedata.normalize("NFC", kept).strip()

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field that are not empty."""
        rows = (" ".join(line.split()) for line in self.block(name).split("\n"))
        return tuple(row for row in rows if row)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that was sent several times."""
        return tuple(self.fields.get(name, ()))

    def number(self, name: str) -> int | None:
        text = self.raw(name).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def flag(self, name: str) -> bool:
        return bool(self.raw(name))

    def raw(self, name: str) -> str:
        """Return a field as it was sent, without what no database or file can hold."""
        values = self.fields.get(name, ())
        text = values[0] if values else ""
        return text.encode("utf-8", "ignore").decode().replace("\0", "")


async def read_form(request: Request) -> Form:
    """Return what a request carries.

    Raises:
        TooLargeError: It is larger than ``LARGEST_BYTES``.
    """
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > LARGEST_BYTES:
        raise TooLargeError
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _multipart(request)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise TooLargeError
    text = bytes(body).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise TooLargeError from None
    return Form(_gathered(pairs))


async def _multipart(request: Request) -> Form:
    files: dict[str, bytes] = {}
    pairs: list[tuple[str, str]] = []
    async with request.form(
        max_files=2, max_fields=_MOST_FIELDS, max_part_size=LARGEST_BYTES
    ) as sent:
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                files[name] = await value.read(LARGEST_BYTES + 1)
                if len(files[name]) > LARGEST_BYTES:
                    raise TooLargeError
            else:
                pairs.append((name, value))
    return Form(_gathered(pairs), files)


def _gathered(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
