"""A strict Telegram Bot API on this machine, to run the real bot against.

```python
async with BotApiServer() as server:
    bot = telegram.Bot(server.token, base_url=server.base_url)
    linh = server.user(language_code="vi")
    await linh.send("Công ty giữ hộ chiếu của tôi")
    ...
    answer = await linh.reply()
    await linh.press(answer.labels[0])
    assert server.violations == []
```
"""

from tests.bot_api.chats import Button, Chat, Message
from tests.bot_api.dispatch import Call
from tests.bot_api.faults import Fault, bad_gateway, drop, hang, internal, refusal, too_many
from tests.bot_api.groups import Group
from tests.bot_api.people import Asked, Person
from tests.bot_api.rates import RateLimits
from tests.bot_api.server import TOKEN, BotApiServer
from tests.bot_api.wire import Upload, Violation

__all__ = [
    "TOKEN",
    "Asked",
    "BotApiServer",
    "Button",
    "Call",
    "Chat",
    "Fault",
    "Group",
    "Message",
    "Person",
    "RateLimits",
    "Upload",
    "Violation",
    "bad_gateway",
    "drop",
    "hang",
    "internal",
    "refusal",
    "too_many",
]
