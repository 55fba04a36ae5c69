"""How long what is kept of people is kept: the promises that workers read."""

from datetime import timedelta
from typing import Final

#: What clears a chat, and which page was read last.
MESSAGES_KEPT: Final = timedelta(hours=48)
UNANSWERED_KEPT: Final = timedelta(days=90)
#: Chats that nobody uses.
CHATS_KEPT: Final = timedelta(days=180)
#: How long after its end a conversation can be taken up again; then its rows go.
ENDED_KEPT: Final = timedelta(days=14)
#: Counts of conversations, without person.
COUNTS_KEPT: Final = timedelta(days=366)
