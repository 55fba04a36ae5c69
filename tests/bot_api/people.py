"""People who talk to the bot in their private chat: the test acts through them."""

from collections.abc import Callable
from typing import TypeVar

from tests.bot_api import about, posting
from tests.bot_api.chats import Account, Chat, EventKind, Message
from tests.bot_api.queries import Query
from tests.bot_api.wire import JsonObject
from tests.bot_api.world import World

T = TypeVar("T")
TIMEOUT_S = 5.0


class Asked:
    """A pressed button or an inline query, and how the bot answered it."""

    def __init__(self, world: World, query: Query, what: str) -> None:
        self._world = world
        self._query = query
        self._what = what

    @property
    def id(self) -> str:
        """Id of the query, as the bot must give it back."""
        return self._query.id

    @property
    def answer(self) -> JsonObject | None:
        """Fields of the call that answered it; None until then."""
        return self._query.answer

    async def answered(self, timeout_s: float = TIMEOUT_S) -> JsonObject:
        """Wait for the answer and return the fields of the call.

        Raises:
            TimeoutError: No answer in time.
        """
        answer = await self._world.changes.until(
            lambda: self._query.answer, timeout_s=timeout_s, what=lambda: f"answer to {self._what}"
        )
        assert answer is not None
        return answer


class Person:
    """Somebody with a phone. All methods that act return once the update is queued."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self.account = account
        self.chat: Chat = world.chats[account.id]

    @property
    def id(self) -> int:
        """The person's id, also that of the private chat."""
        return self.account.id

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote here and what is still to be seen, oldest first."""
        return [message for message in reversed(list(self.chat.shown())) if message.by_bot]

    @property
    def last(self) -> Message:
        """The bot's newest message still to be seen.

        Raises:
            LookupError: There is none.
        """
        for message in self.chat.shown():
            if message.by_bot:
                return message
        raise LookupError("the bot has written nothing here")

    async def send(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Send a text, in several messages when it is too long; return the last."""
        for piece in posting.pieces(text):
            message = self._post(posting.typed(piece), reply_to=reply_to)
        return message

    async def start(self, payload: str = "") -> Message:
        """Open the bot by its link, with the payload of ``?start=``."""
        return await self.send(f"/start {payload}".rstrip())

    async def send_photo(self, caption: str = "") -> Message:
        """Send a photo."""
        return self._post(posting.with_caption(posting.photo(self._world), caption))

    async def send_album(self, count: int = 2, caption: str = "") -> list[Message]:
        """Send photos as one album; the first has the caption."""
        album = {"media_group_id": f"album{self._world.date()}{self.chat.next_id}"}
        return [
            self._post(
                posting.with_caption(posting.photo(self._world), "" if index else caption) | album
            )
            for index in range(count)
        ]

    async def send_document(
        self, name: str = "letter.pdf", content: bytes = b"%PDF-1.7", caption: str = ""
    ) -> Message:
        """Send a file."""
        document = posting.document(self._world, name, content)
        return self._post(posting.with_caption(document, caption))

    async def send_voice(self) -> Message:
        """Send a voice message."""
        return self._post(posting.voice(self._world))

    async def send_sticker(self, emoji: str = "🙏") -> Message:
        """Send a sticker."""
        return self._post(posting.sticker(self._world, emoji))

    async def send_location(self, latitude: float = 35.68, longitude: float = 139.76) -> Message:
        """Send a place."""
        return self._post(posting.location(latitude, longitude))

    async def send_contact(self, phone_number: str = "+84900000000") -> Message:
        """Send one's own contact."""
        return self._post(posting.contact(self.account, phone_number))

    async def forward(self, text: str, *, origin: str = "user") -> Message:
        """Forward a text from a ``user``, a ``hidden_user`` or a ``channel``."""
        content = posting.typed(text) | {"forward_origin": posting.origin(self._world, origin)}
        return self._post(content)

    async def edit(self, message: Message, text: str) -> None:
        """Change a text sent before."""
        posting.edit(self._world, message, text)

    async def press(self, button: str, message: Message | None = None) -> Asked:
        """Press the inline button with this text or data.

        Without a *message* it is looked for in the newest one that has it.

        Raises:
            LookupError: There is no such button, or it sends nothing to the bot.
        """
        holder = message or self._holder(button)
        data = holder.button(button).data
        if not data:
            raise LookupError(f"the button {button!r} sends nothing to the bot")
        return await self.press_data(data, holder)

    async def press_data(self, data: str, message: Message) -> Asked:
        """Press a button with *data* whether or not the message has it (any more)."""
        return press(self._world, self.account, data, message)

    async def ask_inline(self, query: str, *, offset: str = "") -> Asked:
        """Type ``@bot query`` somewhere; the results are in the answer."""
        asked = self._world.queries.ask(self._world.queries.inline)
        update = {"id": asked.id, "from": self.account.json(), "query": query, "offset": offset}
        self._world.updates.add("inline_query", update, key=self.id)
        return Asked(self._world, asked, f"the inline query {query!r}")

    async def block(self) -> None:
        """Block the bot."""
        self._set_blocked(blocked=True)

    async def unblock(self) -> None:
        """Let the bot write again."""
        self._set_blocked(blocked=False)

    def deactivate(self) -> None:
        """Delete the account."""
        self.account.deactivated = True

    def reactions(self, message: Message) -> list[str]:
        """Return the emojis that the bot put on a message."""
        return [reaction["emoji"] for reaction in self.chat.reactions.get(message.id, [])]

    async def replies(self, count: int = 1, *, timeout_s: float = TIMEOUT_S) -> list[Message]:
        """Wait for *count* new messages since the person last acted, and return all of them.

        Raises:
            TimeoutError: Fewer came in time.
        """
        return await self._since(count, "sent", timeout_s=timeout_s)

    async def reply(self, *, timeout_s: float = TIMEOUT_S) -> Message:
        """Wait for the first new message since the person last acted, and return the newest."""
        return (await self.replies(timeout_s=timeout_s))[-1]

    async def shown(self, *, timeout_s: float = TIMEOUT_S) -> Message:
        """Wait until a message is new or edited since the person last acted; return the newest."""
        return (await self._since(1, "sent", "edited", timeout_s=timeout_s))[-1]

    async def wait_for(
        self, condition: Callable[["Person"], T], *, timeout_s: float = TIMEOUT_S
    ) -> T:
        """Wait for a condition on this person, and return its value.

        Raises:
            TimeoutError: It did not come true in time.
        """
        return await self._world.changes.until(
            lambda: condition(self), timeout_s=timeout_s, what=lambda: "what the test waits for"
        )

    async def _since(self, count: int, *kinds: EventKind, timeout_s: float) -> list[Message]:
        def enough() -> list[Message]:
            found = self.chat.since_mark(*kinds)
            return found if len(found) >= count else []

        return await self._world.changes.until(
            enough,
            timeout_s=timeout_s,
            what=lambda: f"{count} {' or '.join(kinds)} (got {len(self.chat.since_mark(*kinds))})",
        )

    def _post(self, content: JsonObject, *, reply_to: Message | None = None) -> Message:
        if self.account.blocked_bot:
            self._set_blocked(blocked=False)
        return posting.post(self._world, self.chat, self.account, content, reply_to=reply_to)

    def _holder(self, button: str) -> Message:
        for message in self.chat.shown():
            if any(button in (one.text, one.data) for one in message.buttons):
                return message
        self.last.button(button)  # says which buttons there are
        raise LookupError(f"no message has a button {button!r}")

    def _set_blocked(self, *, blocked: bool) -> None:
        if self.account.blocked_bot == blocked:
            return
        self.account.blocked_bot = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        change_member(self._world, self.chat, self.account, before, after)


def press(world: World, account: Account, data: str, message: Message) -> Asked:
    """Queue the ``callback_query`` update of a pressed button."""
    query = world.queries.ask(world.queries.callbacks)
    chat = message.chat
    seen = message.json
    if message.deleted:
        seen = {"chat": chat.json(), "message_id": message.id, "date": 0}
    update = {
        "id": query.id,
        "from": account.json(),
        "message": seen,
        "chat_instance": str(abs(chat.id)),
        "data": data,
    }
    posting.acted(chat)
    world.updates.add("callback_query", update, key=chat.id)
    return Asked(world, query, f"the button {data!r}")


def change_member(world: World, chat: Chat, by: Account, before: str, after: str) -> None:
    """Queue the ``my_chat_member`` update of a change by somebody."""
    update = {
        "chat": chat.json(),
        "from": by.json(),
        "date": world.date(),
        "old_chat_member": about.bot_member(world, before),
        "new_chat_member": about.bot_member(world, after),
    }
    world.updates.add("my_chat_member", update, key=chat.id)
