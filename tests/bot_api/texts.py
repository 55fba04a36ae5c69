"""Texts and captions: cleaned, parsed and measured as Telegram does; entities of people's texts."""

import re
from itertools import islice

from tests.bot_api.markup import parse_html
from tests.bot_api.wire import ContentError, JsonObject, bad_request, utf16_length

TEXT_LIMIT = 4096  # UTF-16 units
CAPTION_LIMIT = 1024  # UTF-16 units
ENTITY_LIMIT = 100  # entities of a message; Telegram ignores more

_REMOVED = {ord("\r"): None, **dict.fromkeys([*range(0x2028, 0x202F), 0x333, 0x33F, 0x30A])}
_CLEANED = {code: " " for code in range(32) if chr(code) not in "\n\r"} | _REMOVED
_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_SPACE = " \n\t"
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.]*\w)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<url>https?://[^\s<>\"]*[^\s<>\".,!?)])"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


def text_of(fields: JsonObject) -> tuple[str, list[JsonObject]]:
    """Return the text and entities of a sendMessage or editMessageText call.

    Raises:
        ApiError: No text, too long, or entities that cannot be parsed.
    """
    if not fields.get("text"):
        raise ContentError("message text is empty")
    text, entities = _formatted(
        fields["text"], fields.get("parse_mode", ""), fields.get("entities")
    )
    if not text:
        raise ContentError("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise ContentError("message is too long")
    return text, entities


def caption_of(fields: JsonObject) -> JsonObject:
    """Return ``caption`` and ``caption_entities``, where there is a caption.

    Raises:
        ApiError: Too long, or entities that cannot be parsed.
    """
    text, entities = _formatted(
        fields.get("caption", ""), fields.get("parse_mode", ""), fields.get("caption_entities")
    )
    if utf16_length(text) > CAPTION_LIMIT:
        raise ContentError("message caption is too long")
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def found_entities(text: str) -> list[JsonObject]:
    """Return the entities that Telegram finds in what a person typed, by offset."""
    if not any(mark in text for mark in "/@#"):
        return []
    return [
        {
            "type": str(found.lastgroup),
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found[0]),
        }
        for found in islice(_FOUND.finditer(text), ENTITY_LIMIT)
    ]


def within(name: str, value: str, limit: int, refusal: str, *, least: int = 0) -> None:
    """Refuse a *value* that is not *least* to *limit* characters long.

    Raises:
        ContentError: With the words *refusal*, naming the field *name*.
    """
    if not least <= len(value) <= limit:
        raise ContentError(f"{refusal} ({name} has {len(value)} of {least}-{limit} characters)")


def _formatted(
    source: str, mode: str, given: list[JsonObject] | None
) -> tuple[str, list[JsonObject]]:
    if _UNCLEAN.search(source):
        source = source.translate(_CLEANED)
    if not mode:
        return _trimmed(source, _checked(source, given or []))
    if mode.lower() != "html":
        known = mode.lower() in ("markdown", "markdownv2")
        raise ContentError(
            f"parse_mode {mode} is not supported by the test server"
            if known
            else "unsupported parse_mode"
        )
    text, entities = parse_html(source)
    return _trimmed(text, entities[:ENTITY_LIMIT])


def _checked(text: str, entities: list[JsonObject]) -> list[JsonObject]:
    length = utf16_length(text)
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] <= 0:
            raise bad_request("entity has a wrong offset or length")
        if entity["offset"] + entity["length"] > length:
            raise ContentError("entity beyond the end of the text")
    return [dict(entity) for entity in entities[:ENTITY_LIMIT]]


def _trimmed(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Take white space off both ends, and off the entities that stood on it."""
    shorter = text.strip(_SPACE)
    if shorter == text or not entities:
        return shorter, entities
    lead = len(text) - len(text.lstrip(_SPACE))
    end = utf16_length(shorter)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return shorter, kept
