"""The group of caseworkers as Telegram shows it: whether it can be used, and who leads it."""

import asyncio
from typing import Final

import structlog
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberOwner
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.telegram.client import Client, wait_after
from bot.telegram.timing import Timing

_MOST_TRIES: Final = 3
_REMEDY: Final = (
    "KAERIMICHI_SUPPORT_CHAT_ID must be a group with topics in which the bot is an administrator "
    "that may manage topics"
)

log = structlog.get_logger(__name__)


class SupportGroup:
    """What is known of the group; a process looks again now and then.

    Attributes:
        group_id: The number of the chat; ``None`` where no group is set.
        is_usable: Topics can be made there now, as far as is known.
    """

    def __init__(self, client: Client, group_id: int | None, timing: Timing) -> None:
        self.group_id = group_id
        self.is_usable = False
        self._client = client
        self._timing = timing
        self._reported = ""

    async def check(self) -> None:
        """Look whether the group can be used; trouble with the network changes nothing."""
        if self.group_id is None:
            return
        try:
            chat = await self._client.get_chat(self.group_id)
            me = await self._client.get_chat_member(self.group_id, self._client.id)
        except (BadRequest, Forbidden, ChatMigrated) as error:
            self.lose(type(error).__name__)
        except TelegramError:
            return
        else:
            if not chat.is_forum:
                self.lose("it has no topics")
            elif not (isinstance(me, ChatMemberAdministrator) and me.can_manage_topics):
                self.lose("the bot may not manage topics")
            else:
                self.is_usable, self._reported = True, ""

    def lose(self, reason: str) -> None:
        """Remember that the group cannot be used, and tell the operator once."""
        self.is_usable = False
        if reason != self._reported:
            log.warning("support group not usable", reason=reason, remedy=_REMEDY)
        self._reported = reason

    async def is_administrator(self, user_id: int | None) -> bool:
        """Whether somebody leads the group now; ``None`` is one who acts in the group's name."""
        if user_id is None:
            return True
        member = await self._member(user_id)
        return isinstance(member, ChatMemberAdministrator | ChatMemberOwner)

    async def name_of(self, user_id: int | None) -> str:
        """Return what a caseworker is called in the group; it is not stored."""
        member = None if user_id is None else await self._member(user_id)
        return member.user.full_name if member is not None else "—"

    async def _member(self, user_id: int) -> ChatMember | None:
        for tries in range(1, _MOST_TRIES + 1):
            try:
                return await self._client.get_chat_member(self.group_id or 0, user_id)
            except (BadRequest, Forbidden):
                return None
            except TelegramError as error:
                if tries < _MOST_TRIES:
                    await asyncio.sleep(wait_after(error, tries, self._timing))
        return None
