"""The test server as a test sees it: start it, act as people, look at what the bot did."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TypeVar

from tests.bot_api.chats import Account, Chat
from tests.bot_api.dispatch import Call, Dispatcher
from tests.bot_api.faults import Faults
from tests.bot_api.groups import Group
from tests.bot_api.listener import Listener
from tests.bot_api.people import TIMEOUT_S, Person
from tests.bot_api.profile import Profile
from tests.bot_api.rates import RateLimits
from tests.bot_api.spec import load
from tests.bot_api.wire import Violation
from tests.bot_api.world import FIRST_GROUP, FIRST_PERSON, FIRST_SUPERGROUP, World

T = TypeVar("T")
TOKEN = "123456789:AAE-test-token-of-the-test-server-00"


class BotApiServer:
    """A Telegram Bot API on this machine, for one bot.

    Args:
        token: The only token that is let in.
        port: 0 for a free one.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "kaerimichi_test_bot",
        name: str = "Kaerimichi",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.token = token
        self.host = host
        self.port = port
        bot_id = int(token.partition(":")[0])
        self.world = World(load(), bot_id=bot_id, username=username, name=name)
        self.dispatcher = Dispatcher(self.world, token)
        self._listener = Listener(self.dispatcher.answer)

    @property
    def url(self) -> str:
        """The root, for `KAERIMICHI_TELEGRAM_API_URL`."""
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """The ``base_url`` of `telegram.Bot`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The ``base_file_url`` of `telegram.Bot`."""
        return f"{self.url}/file/bot"

    async def start(self) -> None:
        """Listen; called again after :meth:`stop`, on the same port and with the same state."""
        self.port = await self._listener.open(self.host, self.port)

    async def stop(self) -> None:
        """Cut everything off, as when Telegram goes away.

        Raises:
            Exception: The first mistake of the test server itself, if there was one.
        """
        await self.world.webhook.close()
        await self._listener.close()
        if self._listener.crashes:
            raise self._listener.crashes[0]

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def calls(self) -> list[Call]:
        """Every call of a known method with the right token, in the order in which they came."""
        return self.dispatcher.calls

    @property
    def violations(self) -> list[Violation]:
        """Every call that no correct bot makes; a test asserts that there are none."""
        return self.dispatcher.violations

    @property
    def faults(self) -> Faults:
        """What will go wrong."""
        return self.dispatcher.faults

    @property
    def profile(self) -> Profile:
        """Commands, descriptions and name of the bot."""
        return self.world.profile

    @property
    def rates(self) -> RateLimits | None:
        """The limits on sending; None (from the start) for no limits."""
        return self.dispatcher.rates

    @rates.setter
    def rates(self, limits: RateLimits | None) -> None:
        self.dispatcher.rates = limits

    @property
    def confirmed_offset(self) -> int:
        """The highest offset of `getUpdates`: every update below is gone for good."""
        return self.world.updates.confirmed_offset

    @property
    def unconfirmed(self) -> list[int]:
        """Ids of the updates that the bot has not confirmed, oldest first."""
        return [update.id for update in self.world.updates.pending]

    def calls_of(self, *methods: str) -> list[Call]:
        """Return the calls of these methods, in the order in which they came."""
        return [call for call in self.calls if call.method in methods]

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self.world.shift_s += seconds

    def user(
        self,
        *,
        language_code: str | None = "en",
        first_name: str = "Linh",
        last_name: str | None = None,
        username: str | None = None,
        started: bool = False,
    ) -> Person:
        """Make a person; only when *started* may the bot write before they do."""
        user_id = self.world.next_id(FIRST_PERSON)
        account = Account(user_id, first_name, last_name, username, language_code, started)
        self.world.accounts[user_id] = account
        self.world.add_chat(Chat(user_id, "private", account=account))
        return Person(self.world, account)

    def group(
        self,
        title: str = "Friends",
        people: Sequence[Person] = (),
        *,
        supergroup: bool = False,
        forum: bool = False,
        administrator: bool = False,
    ) -> Group:
        """Make a group of *people* (the owner first) and the bot, which is told nothing of it.

        A *forum* is a supergroup with topics; with *administrator* the bot is one.
        """
        large = supergroup or forum
        chat_id = self.world.next_id(FIRST_SUPERGROUP if large else FIRST_GROUP)
        chat = Chat(chat_id, "supergroup" if large else "group", title=title, is_forum=forum)
        chat.bot_status = "administrator" if administrator else "member"
        group = Group(self.world, self.world.add_chat(chat))
        group.join(*people)
        return group

    async def wait_for(self, condition: Callable[[], T], *, timeout_s: float = TIMEOUT_S) -> T:
        """Wait until *condition* is true and return its value; looked at after every call.

        Raises:
            TimeoutError: It did not come true in time; the message names the last calls.
        """
        return await self.world.changes.until(condition, timeout_s=timeout_s, what=self._situation)

    async def wait_until_confirmed(self, *, timeout_s: float = TIMEOUT_S) -> None:
        """Wait until the bot has confirmed every update.

        Raises:
            TimeoutError: Some are left.
        """
        await self.wait_for(lambda: not self.world.updates.pending, timeout_s=timeout_s)

    async def wait_until_polled(self, *, timeout_s: float = TIMEOUT_S) -> None:
        """Wait until the bot is up and waits for updates.

        Raises:
            TimeoutError: It does not poll.
        """
        await self.wait_for(lambda: self.world.updates.is_polled, timeout_s=timeout_s)

    def _situation(self) -> str:
        last = ", ".join(f"{call.method} {call.status}" for call in self.calls[-8:])
        return f"what the test waits for (last calls: {last or 'none'})"
