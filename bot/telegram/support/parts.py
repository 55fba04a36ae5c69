"""The parts of a conversation with a person, wired to each other."""

from dataclasses import dataclass

from bot.dialogue.conversation import Conversation
from bot.telegram.support.access import SupportGroup
from bot.telegram.support.courier import Courier
from bot.telegram.support.group import GroupSide
from bot.telegram.support.worker import WorkerSide


@dataclass(frozen=True, slots=True)
class Support:
    """What the rest of the bot needs of the conversations with a person."""

    group: SupportGroup
    conversation: Conversation
    worker_side: WorkerSide
    group_side: GroupSide
    courier: Courier
