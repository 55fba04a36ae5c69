"""People's accounts, chats and the messages in them, as Telegram keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.bot_api.wire import JsonObject

ChatType = Literal["private", "group", "supergroup"]
BotStatus = Literal["member", "administrator", "kicked", "left"]


@dataclass(slots=True)
class Account:
    """A person as Telegram knows them.

    Attributes:
        started: Wrote to the bot at least once; before, the bot may not write.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    started: bool = False
    blocked_bot: bool = False
    deactivated: bool = False

    def json(self) -> JsonObject:
        """Return the account as a User object."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        named = {key: value for key, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **named}


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it; ``data`` or ``url`` is empty where it has none."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now.

    Attributes:
        json: The Message object.
        by_bot: Sent by the bot, not by a person.
        source: The text or caption as the bot sent it, before HTML was parsed.
        keyboard: The reply keyboard that came with it (not part of a Message object).
    """

    chat: "Chat"
    json: JsonObject
    by_bot: bool
    source: str = ""
    keyboard: JsonObject | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def id(self) -> int:
        """Number within the chat, from 1."""
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        """Text or caption, without tags; empty when there is none."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def thread(self) -> int | None:
        """Forum topic the message is in."""
        return self.json.get("message_thread_id")

    @property
    def rows(self) -> list[list[Button]]:
        """The inline buttons, row by row."""
        rows = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [[_button(button) for button in row] for row in rows]

    @property
    def buttons(self) -> list[Button]:
        """The inline buttons in reading order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """The texts of the inline buttons in reading order."""
        return [button.text for button in self.buttons]

    def button(self, text_or_data: str) -> Button:
        """Return the button with this text, or else with this data.

        Raises:
            LookupError: There is none; the message names those there are.
        """
        buttons = self.buttons
        for button in buttons:
            if button.text == text_or_data:
                return button
        for button in buttons:
            if text_or_data in (button.data, button.url) and text_or_data:
                return button
        seen = ", ".join(f"{button.text!r} ({button.data or button.url})" for button in buttons)
        raise LookupError(f"no button {text_or_data!r}; there are: {seen or 'none'}")


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the message that created it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    deleted: bool = False


EventKind = Literal["sent", "edited", "deleted"]


@dataclass(slots=True, eq=False)
class Chat:
    """A chat, with everything that happened in it.

    Attributes:
        title: Title of a group; empty for a private chat.
        account: The other side of a private chat.
        members: People in a group, with what they may (``member``, ``administrator``, ``creator``).
        events: What the bot did here, in order.
        mark: Number of ``events`` when a person last acted.
    """

    id: int
    type: ChatType
    title: str = ""
    account: Account | None = None
    is_forum: bool = False
    bot_status: BotStatus = "member"
    migrated_to: int | None = None
    members: dict[int, tuple[Account, str]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    reactions: dict[int, list[JsonObject]] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    events: list[tuple[EventKind, Message]] = field(default_factory=list)
    mark: int = 0
    next_id: int = 1

    def json(self) -> JsonObject:
        """Return the chat as a Chat object."""
        if self.account is None:
            forum = {"is_forum": True} if self.is_forum else {}
            return {"id": self.id, "type": self.type, "title": self.title, **forum}
        person = self.account.json()
        names = ("first_name", "last_name", "username")
        kept: JsonObject = {key: person[key] for key in names if key in person}
        return {"id": self.id, "type": self.type, **kept}

    def add(self, message: Message) -> None:
        """Keep a new message; its id must come from :meth:`take_id`."""
        self.messages[message.id] = message
        if message.by_bot:
            self.events.append(("sent", message))

    def take_id(self) -> int:
        """Return the next message id of this chat."""
        self.next_id += 1
        return self.next_id - 1

    def shown(self) -> Iterator[Message]:
        """Yield the messages a person sees, newest first."""
        return (message for message in reversed(self.messages.values()) if not message.deleted)

    def since_mark(self, *kinds: EventKind) -> list[Message]:
        """Return what the bot sent, edited or deleted since a person last acted, in order."""
        found = [message for kind, message in self.events[self.mark :] if kind in kinds]
        return list(dict.fromkeys(found))


def _button(button: JsonObject) -> Button:
    return Button(button["text"], button.get("callback_data", ""), button.get("url", ""))
