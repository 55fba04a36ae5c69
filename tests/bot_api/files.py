"""Files that were uploaded, kept to be looked at and to be sent again by their id."""

import re
import struct
from dataclasses import dataclass

from tests.bot_api.wire import ApiError, ContentError, Json, JsonObject, Upload, bad_request

LARGEST_BYTES = 50 * 1024 * 1024
LARGEST_PHOTO_BYTES = 10 * 1024 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file at Telegram: ``id`` is valid for this bot, ``content`` what was uploaded."""

    id: str
    kind: str
    name: str
    content: bytes
    media_type: str

    @property
    def path(self) -> str:
        """Where it can be downloaded, below ``/file/bot<token>/``."""
        return f"{self.kind}s/{self.id}"

    def json(self) -> JsonObject:
        """Return the fields that every kind of file has."""
        return {
            "file_id": self.id,
            "file_unique_id": f"u{self.id}",
            "file_size": len(self.content),
        }


class Files:
    """All files, by id."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep an upload as a new file of a *kind* (``document``, ``photo``, ...)."""
        file_id = f"{kind}-{len(self.by_id) + 1:08}"
        stored = StoredFile(file_id, kind, upload.name, upload.content, upload.media_type)
        self.by_id[file_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile:
        """Return a file by its id.

        Raises:
            ApiError: 400, there is none.
        """
        if file_id not in self.by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.by_id[file_id]

    def take(self, kind: str, fields: JsonObject) -> StoredFile:
        """Return the file of the field *kind* of a call: uploaded, attached, or sent before.

        Raises:
            ApiError: 400 or 413, it is missing, empty, too large, unknown or no picture.
        """
        value: Json = fields[kind]
        if isinstance(value, str) and value.startswith("attach://"):
            value = fields.get(value.removeprefix("attach://"))
            if not isinstance(value, Upload):
                raise ContentError(f"there is no file part for {fields[kind]}")
        if isinstance(value, str):
            if _URL.fullmatch(value):
                raise bad_request("failed to get HTTP URL content")
            return self.find(value)
        if not value.content:
            raise ContentError("file must be non-empty")
        if len(value.content) > (LARGEST_PHOTO_BYTES if kind == "photo" else LARGEST_BYTES):
            raise ApiError(413, "Request Entity Too Large")
        if kind == "photo" and not value.content.startswith(_PICTURES):
            raise ContentError("IMAGE_PROCESS_FAILED")
        return self.add(kind, value)


def document(stored: StoredFile) -> JsonObject:
    """Return a Document object."""
    return stored.json() | {"file_name": stored.name, "mime_type": stored.media_type}


def photo(stored: StoredFile) -> list[JsonObject]:
    """Return the sizes of a photo, here only one; of a PNG the real one."""
    width, height = 640, 480
    if stored.content.startswith(_PICTURES[0]) and len(stored.content) >= 24:
        width, height = struct.unpack(">II", stored.content[16:24])
    return [stored.json() | {"width": width, "height": height}]
