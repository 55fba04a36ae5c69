"""Everything Telegram knows in one test: people, chats, files, the bot's profile, the clock."""

import time
from typing import NoReturn

from tests.bot_api.chats import Account, Chat, Message
from tests.bot_api.files import Files
from tests.bot_api.profile import Profile
from tests.bot_api.queries import Queries
from tests.bot_api.spec import Spec
from tests.bot_api.updates import UpdateQueue
from tests.bot_api.waiting import Changes
from tests.bot_api.webhook import Webhook
from tests.bot_api.wire import ApiError, Json, JsonObject, bad_request

FIRST_PERSON = 500_000_001
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001


class World:
    """The state behind the API.

    Attributes:
        bot: The bot as a User object.
        shift_s: How far the clock runs ahead of the real one, in seconds.
    """

    def __init__(self, spec: Spec, *, bot_id: int, username: str, name: str) -> None:
        self.spec = spec
        self.bot: JsonObject = {
            "id": bot_id,
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.shift_s = 0.0
        self.changes = Changes()
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.profile = Profile(name)
        self.queries = Queries(self.now)
        self.updates = UpdateQueue(spec, self.changes, self.now)
        self.webhook = Webhook(self.updates, self.changes, self.now)

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return time.time() + self.shift_s

    def date(self) -> int:
        """Return the time as Telegram writes it, in whole seconds."""
        return int(self.now())

    def add_chat(self, chat: Chat) -> Chat:
        """Let the chat exist."""
        self.chats[chat.id] = chat
        return chat

    def next_id(self, first: int) -> int:
        """Return a free chat id in the direction of *first* (one of the FIRST_ constants)."""
        step = 1 if first > 0 else -1
        while first in self.chats:
            first += step
        return first

    def chat(self, chat_id: Json) -> Chat:
        """Return the chat of a call, to be read.

        Raises:
            ApiError: 400, unknown or upgraded; 403, the bot is no longer in it.
        """
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.bot_status in ("kicked", "left"):
            _refuse_outsider(chat)
        return chat

    def writable(self, chat_id: Json) -> Chat:
        """Return the chat of a call that writes to it.

        Raises:
            ApiError: As :meth:`chat`; 403 also when the person does not want messages.
        """
        chat = self.chat(chat_id)
        person = chat.account
        if person is not None:
            if person.deactivated:
                raise ApiError(403, "Forbidden: user is deactivated")
            if person.blocked_bot:
                raise ApiError(403, "Forbidden: bot was blocked by the user")
            if not person.started:
                raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def message(self, chat: Chat, message_id: Json, missing: str) -> Message:
        """Return a message of the chat.

        Raises:
            ApiError: 400 with the words *missing*, there is none (any more).
        """
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise bad_request(missing)
        return message


def _refuse_outsider(chat: Chat) -> NoReturn:
    kind = "supergroup" if chat.type == "supergroup" else "group"
    if chat.bot_status == "kicked":
        raise ApiError(403, f"Forbidden: bot was kicked from the {kind} chat")
    raise ApiError(403, f"Forbidden: bot is not a member of the {kind} chat")
