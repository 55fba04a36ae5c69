"""Groups, supergroups and forums in which people and the bot meet."""

from typing import get_args

from tests.bot_api import posting
from tests.bot_api.chats import BotStatus, Chat, Message
from tests.bot_api.people import TIMEOUT_S, Asked, Person, change_member, press
from tests.bot_api.wire import JsonObject, utf16_length
from tests.bot_api.world import FIRST_SUPERGROUP, World


class Group:
    """A group; its first member made it. The bot reads everything (privacy mode is off)."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> int:
        """Id of the chat, negative."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote here and what is still to be seen, oldest first."""
        return [message for message in reversed(list(self.chat.shown())) if message.by_bot]

    def join(self, *people: Person) -> None:
        """Let people be members; the first of all is the owner."""
        for person in people:
            status = "member" if self.chat.members else "creator"
            self.chat.members[person.id] = (person.account, status)

    async def send(
        self,
        person: Person,
        text: str,
        *,
        mention: bool | Person = False,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Let a member write, in a forum in the topic *thread*.

        *mention* puts something before the text: True ``@bot``, a person their name.
        """
        content = self._content(text, mention)
        return posting.post(
            self._world, self.chat, person.account, content, thread=thread, reply_to=reply_to
        )

    async def send_album(self, person: Person, count: int, *, thread: int) -> list[Message]:
        """Let a member send photos as one album."""
        album = {"media_group_id": f"group{self.chat.next_id}"}
        return [
            posting.post(
                self._world,
                self.chat,
                person.account,
                posting.photo(self._world) | album,
                thread=thread,
            )
            for _ in range(count)
        ]

    async def send_photo(self, person: Person, caption: str = "", *, thread: int) -> Message:
        """Let a member send a photo."""
        content = posting.with_caption(posting.photo(self._world), caption)
        return posting.post(self._world, self.chat, person.account, content, thread=thread)

    async def edit(self, message: Message, text: str) -> None:
        """Let the author change a text."""
        posting.edit(self._world, message, text)

    async def close_topic(self, person: Person, thread: int, *, closed: bool = True) -> None:
        """Let an administrator close a topic by hand, or open it again."""
        self.chat.topics[thread].closed = closed
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        posting.post(self._world, self.chat, person.account, {kind: {}}, thread=thread)

    def delete_topic(self, thread: int) -> None:
        """Let an administrator delete a topic with all its messages; nobody tells the bot."""
        self.chat.topics[thread].deleted = True
        for message in self.chat.messages.values():
            if message.thread == thread:
                message.deleted = True

    def in_topic(self, thread: int) -> list[Message]:
        """Return what the bot wrote in a topic and what is still to be seen, oldest first."""
        return [message for message in self.messages if message.thread == thread]

    async def press(self, person: Person, button: str, message: Message) -> Asked:
        """Let a member press a button.

        Raises:
            LookupError: There is no such button, or it sends nothing to the bot.
        """
        data = message.button(button).data
        if not data:
            raise LookupError(f"the button {button!r} sends nothing to the bot")
        return press(self._world, person.account, data, message)

    async def replies(self, count: int = 1, *, timeout_s: float = TIMEOUT_S) -> list[Message]:
        """Wait for *count* new messages since somebody last acted, and return all of them.

        Raises:
            TimeoutError: Fewer came in time.
        """

        def enough() -> list[Message]:
            found = self.chat.since_mark("sent")
            return found if len(found) >= count else []

        return await self._world.changes.until(
            enough, timeout_s=timeout_s, what=lambda: f"{count} messages in the group"
        )

    async def set_bot(self, person: Person, status: str) -> None:
        """Let a member make the bot ``member``, ``administrator``, ``kicked`` or ``left``."""
        if status not in get_args(BotStatus):
            raise ValueError(f"status is {status!r}: expected one of {get_args(BotStatus)}")
        before, self.chat.bot_status = self.chat.bot_status, status  # type: ignore[assignment] # checked above
        change_member(self._world, self.chat, person.account, before, status)

    async def upgrade(self, person: Person) -> "Group":
        """Turn the group into a supergroup with a new id, and return that."""
        world, old = self._world, self.chat
        new = Chat(world.next_id(FIRST_SUPERGROUP), "supergroup", title=old.title)
        new.members = dict(old.members)
        new.bot_status = old.bot_status
        world.add_chat(new)
        posting.post(world, old, person.account, {"migrate_to_chat_id": new.id})
        posting.post(world, new, person.account, {"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        return Group(world, new)

    def _content(self, text: str, mention: bool | Person) -> JsonObject:
        if mention is True:
            return posting.typed(f"@{self._world.bot['username']} {text}")
        if not isinstance(mention, Person):
            return posting.typed(text)
        name = mention.account.first_name
        entity = {
            "type": "text_mention",
            "offset": 0,
            "length": utf16_length(name),
            "user": mention.account.json(),
        }
        content = posting.typed(f"{name} {text}")
        return content | {"entities": [entity, *content.get("entities", [])]}
