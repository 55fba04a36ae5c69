"""Telegram's HTML, parsed by the rules and with the words of tdlib's `MessageEntity.cpp`.

Tags are few and must nest; `&lt; &gt; &amp; &quot;` and numeric references are decoded and any
other ampersand stays as it is. Offsets and lengths count UTF-16 units.
"""

import re
from dataclasses import dataclass

from tests.bot_api.wire import ContentError, JsonObject, utf16_length

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n\0\v"
_NAME_END = re.compile(r"[ \t\r\n\0\v>]")
_ATTRIBUTE_END = re.compile(r"[ \t\r\n\0\v=>/\"']")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_LINK = re.compile(r"(?:https?|tg|ton|mailto|tel)://?[^\s]+|[^\s/]+\.[^\s]+", re.IGNORECASE)
_USER = re.compile(r"tg://user\?id=([0-9]+)")
_CLOSED = ("pre", "code")  # entities that hold no others


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    pieces: int
    order: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.opened = 0
        self.entities: list[tuple[int, JsonObject]] = []

    def run(self) -> tuple[str, list[JsonObject]]:
        source = self.source
        while found := _SPECIAL.search(source, self.at):
            if found.start() > self.at:
                self._put(source[self.at : found.start()])
            self.at = found.start()
            if found[0] == "&":
                self._put(self._reference())
            elif source.startswith("/", self.at + 1):
                self._end_tag()
            else:
                self._start_tag()
        self._put(source[self.at :])
        if self.open:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        ordered = [entity for _, entity in sorted(self.entities, key=lambda pair: pair[0])]
        return "".join(self.pieces), _without_inner(ordered)

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.units += utf16_length(text)

    def _reference(self) -> str:
        found = _REFERENCE.match(self.source, self.at)
        character = _referred(found) if found else ""
        if found is None or not character:
            self.at += 1
            return "&"
        self.at = found.end()
        return character

    def _start_tag(self) -> None:
        begin = self.at
        end = _NAME_END.search(self.source, begin + 1)
        if end is None:
            raise _error(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = self.source[begin + 1 : end.start()].lower()
        if tag not in _KINDS:
            raise _error(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        self.at = end.start()
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise _error(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}'
            )
        self.opened += 1
        self.open.append(_Open(tag, argument, self.units, len(self.pieces), self.opened))

    def _attributes(self, tag: str, begin: int) -> str:
        """Read up to and with the ``>``; return what the tag keeps of its attributes."""
        argument = ""
        while True:
            self._skip_space(tag, begin)
            if self.source[self.at] == ">":
                self.at += 1
                return argument
            end = _ATTRIBUTE_END.search(self.source, self.at)
            if end is None:
                raise self._unclosed(tag, begin)
            name = self.source[self.at : end.start()]
            if not name:
                raise _error(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
                )
            self.at = end.start()
            self._skip_space(tag, begin)
            value = None
            if self.source[self.at] == "=":
                self.at += 1
                self._skip_space(tag, begin)
                value = self._value(tag, begin)
            argument = _argument(tag, name, value) or argument

    def _value(self, tag: str, begin: int) -> str:
        quote = self.source[self.at]
        if quote not in "\"'":
            token = _TOKEN.match(self.source, self.at)
            assert token is not None  # it may be empty
            self.at = token.end()
            if self.at >= len(self.source):
                raise self._unclosed(tag, begin)
            if self.source[self.at] not in _SPACE + ">":
                offset = self._bytes(token.start())
                raise _error(f"Unexpected end of name token at byte offset {offset}")
            return token[0].lower()
        end = self.source.find(quote, self.at + 1)
        if end < 0 or end + 1 >= len(self.source):
            raise self._unclosed(tag, begin)
        value = self.source[self.at + 1 : end]
        self.at = end + 1
        return _REFERENCE.sub(lambda found: _referred(found) or found[0], value)

    def _skip_space(self, tag: str, begin: int) -> None:
        while self.at < len(self.source) and self.source[self.at] in _SPACE:
            self.at += 1
        if self.at >= len(self.source):
            raise self._unclosed(tag, begin)

    def _end_tag(self) -> None:
        begin = self.at
        offset = self._bytes(begin)
        if not self.open:
            raise _error(f"Unexpected end tag at byte offset {offset}")
        end = self.source.find(">", begin)
        if end < 0:
            raise _error(f"Unclosed end tag at byte offset {offset}")
        name = self.source[begin + 2 : end].rstrip(_SPACE)
        if any(space in name for space in _SPACE):
            raise _error(f"Unclosed end tag at byte offset {offset}")
        started = self.open.pop()
        if name and name != started.tag:
            raise _error(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{started.tag}>", found "</{name}>"'
            )
        self.at = end + 1
        if self.units > started.offset:
            self._keep(started)

    def _keep(self, started: _Open) -> None:
        kind = _KINDS[started.tag]
        entity: JsonObject = {
            "type": kind,
            "offset": started.offset,
            "length": self.units - started.offset,
        }
        if kind == "text_link":
            url = started.argument or "".join(self.pieces[started.pieces :])
            if user := _USER.fullmatch(url):
                entity |= {"type": "text_mention", "user_id": int(user[1])}
            elif _LINK.fullmatch(url):
                entity["url"] = url
            else:
                return  # Telegram shows the text without a link
        elif kind == "code" and started.argument:
            entity["language"] = started.argument
        elif kind == "blockquote" and started.argument:
            entity["type"] = "expandable_blockquote"
        elif kind == "custom_emoji":
            entity["custom_emoji_id"] = started.argument
        self.entities.append((started.order, entity))

    def _unclosed(self, tag: str, begin: int) -> ContentError:
        return _error(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')

    def _bytes(self, index: int) -> int:
        return len(self.source[:index].encode())


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Return the text and its MessageEntity objects, by offset, the outer before the inner.

    A mention by id has ``user_id`` in place of ``user``, to be looked up by the caller.

    Raises:
        ContentError: "can't parse entities: ..." in Telegram's words.
    """
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).run()


def _referred(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3].lower()]
    code = int(found[1], 16) if found[1] else int(found[2])
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def _argument(tag: str, name: str, value: str | None) -> str:
    if value is None:
        return "1" if (tag, name) == ("blockquote", "expandable") else ""
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    return value if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")) else ""


def _without_inner(entities: list[JsonObject]) -> list[JsonObject]:
    """Join ``<pre><code class=...>`` and drop what stands inside code, as Telegram does."""
    kept: list[JsonObject] = []
    closed: JsonObject | None = None
    for entity in entities:
        if closed is not None and entity["offset"] < closed["offset"] + closed["length"]:
            if entity["type"] == "code" and entity["length"] == closed["length"]:
                closed |= {"type": "pre"}
                if "language" in entity:
                    closed["language"] = entity["language"]
            continue
        kept.append(entity)
        closed = entity if entity["type"] in _CLOSED else closed
    for entity in kept:
        if entity["type"] == "code":
            entity.pop("language", None)
    return kept


def _error(problem: str) -> ContentError:
    return ContentError(f"can't parse entities: {problem}")
