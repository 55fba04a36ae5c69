"""The Telegram bot as a whole: built from its parts, started, and stopped cleanly."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from telegram import User
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.dialogue.conversation import Answerer, Conversation
from bot.errors import SettingsError, StorageError
from bot.settings import Settings
from bot.storage import cases, chats
from bot.storage.database import Database
from bot.telegram import profile
from bot.telegram.announcing import Announcer
from bot.telegram.client import (
    ALLOWED_UPDATES,
    Client,
    connect,
    make_client,
    token_refused,
    wait_after,
)
from bot.telegram.delivery import Delivery
from bot.telegram.handling import Handler
from bot.telegram.leases import Leases
from bot.telegram.patience import PatientSender
from bot.telegram.polling import Polling
from bot.telegram.printing import Printer
from bot.telegram.reminding import Reminders
from bot.telegram.sending import Sender
from bot.telegram.support.access import SupportGroup
from bot.telegram.support.courier import Courier
from bot.telegram.support.ending import Endings
from bot.telegram.support.group import GroupSide
from bot.telegram.support.parts import Support
from bot.telegram.support.worker import WorkerSide
from bot.telegram.timing import Outage, Timing, pause, report, unless_stopped
from bot.telegram.webhook import Webhook, path_of, secret_of

log = structlog.get_logger(__name__)


class TelegramService:
    """Serves workers on Telegram: by webhook when a public address is set, else by polling.

    Args:
        settings: The token, the server, and where a webhook is reached.
        database: Open.
        answerer: What understands questions.
        now: The present moment, aware.
        timing: How long to wait for what.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        answerer: Answerer,
        now: Callable[[], datetime],
        *,
        timing: Timing | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._answerer = answerer
        self._now = now
        self._timing = timing or Timing()
        self._storage = Outage("database")
        self._printer = Printer()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until *stop* is set, then store what was taken and send what waits.

        Raises:
            SettingsError: The token is missing or refused, or the webhook cannot listen.
        """
        client = make_client(self._settings, self._timing)
        try:
            me = await connect(client, self._settings, stop, self._timing)
            if me is not None:
                await self._serve(client, me, stop)
        finally:
            await client.shutdown()

    async def _serve(self, client: Client, me: User, stop: asyncio.Event) -> None:
        plain_sender = Sender(client, self._printer)
        sender = PatientSender(plain_sender, self._timing, Outage("sending"))
        support = self._support(client, sender, me.username or "")
        delivery = Delivery(
            sender,
            self._database,
            self._now,
            self._timing,
            self._storage,
            support.courier,
            is_alone=self._settings.public_url is None,
        )
        leases = Leases(self._database, delivery, self._now)
        handler = self._handler(client, me.username or "", delivery, support)
        announcer = Announcer(client, self._database, self._now, self._timing)
        reminders = Reminders(plain_sender, self._database, support.conversation, self._now)
        over = asyncio.Event()
        publishing = asyncio.create_task(self._publish(client, support))
        looking = asyncio.create_task(self._printer.look())
        jobs: list[asyncio.Task[None]] = []
        try:
            if self._settings.public_url is None:
                await self._insist(client.delete_webhook, stop)
                await self._once(leases.take_over, stop)
            await support.group.check()
            jobs = self._jobs(leases, support, announcer, reminders, over)
            log.info("serving", webhook=self._settings.public_url is not None)
            if self._settings.public_url is None:
                await self._polling(client, handler, delivery).run(stop)
            else:
                await self._serve_webhook(client, handler, delivery, stop)
        finally:
            over.set()
            publishing.cancel()
            looking.cancel()
            await asyncio.gather(publishing, looking, *jobs, return_exceptions=True)
            await delivery.drain()
            log.info("stopped")

    async def _publish(self, client: Client, support: Support) -> None:
        group_id = support.group.group_id
        if group_id is not None:
            listed = support.group_side.commands()
            await profile.publish_group(client, group_id, listed)
        await profile.publish(client, self._timing, with_person=group_id is not None)

    def _support(self, client: Client, sender: PatientSender, username: str) -> Support:
        group = SupportGroup(client, self._settings.support_chat_id, self._timing)
        conversation = Conversation(
            self._answerer,
            self._now,
            private_chat_url=f"https://t.me/{username}",
            offers_person=lambda: group.is_usable,
            prints=self._printer.prints,
        )
        endings = Endings(conversation)
        return Support(
            group,
            conversation,
            WorkerSide(group, endings),
            GroupSide(group, endings, self._database, username),
            Courier(client, sender, group, endings, self._timing),
        )

    def _handler(
        self, client: Client, username: str, delivery: Delivery, support: Support
    ) -> Handler:
        return Handler(
            client,
            username,
            support.conversation,
            database=self._database,
            delivery=delivery,
            support=support,
            now=self._now,
            timing=self._timing,
        )

    def _polling(self, client: Client, handler: Handler, delivery: Delivery) -> Polling:
        return Polling(
            client,
            handler,
            delivery,
            settings=self._settings,
            timing=self._timing,
            storage=self._storage,
        )

    async def _serve_webhook(
        self, client: Client, handler: Handler, delivery: Delivery, stop: asyncio.Event
    ) -> None:
        webhook = Webhook(handler, delivery, self._settings, self._storage)
        listening = webhook.listen()
        serving = asyncio.create_task(webhook.serve(listening, stop))
        try:
            await self._insist(
                lambda: client.set_webhook(
                    f"{self._settings.public_url}{path_of(self._settings)}",
                    secret_token=secret_of(self._settings),
                    allowed_updates=ALLOWED_UPDATES,
                ),
                stop,
            )
            await serving
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    # Jobs

    def _jobs(
        self,
        leases: Leases,
        support: Support,
        announcer: Announcer,
        reminders: Reminders,
        over: asyncio.Event,
    ) -> list[asyncio.Task[None]]:
        """Start the jobs that run beside; they end by themselves, never within a transaction."""
        jobs = (
            (leases.claim, self._timing.claim_every_s),
            (leases.extend, self._timing.extend_every_s),
            (reminders.send_due, self._timing.remind_every_s),
            (support.group.check, self._timing.group_every_s),
            (lambda: announcer.work(over), self._timing.announce_every_s),
            (self._expire, self._timing.expire_every_s),
        )
        return [asyncio.create_task(self._repeat(job, every_s, over)) for job, every_s in jobs]

    async def _expire(self) -> None:
        async with self._database.transaction() as session:
            await chats.expire(session, self._now())
            await cases.expire(session, self._now())

    async def _repeat(
        self, job: Callable[[], Awaitable[None]], every_s: float, stop: asyncio.Event
    ) -> None:
        while not stop.is_set():
            await self._once(job, stop)
            await pause(stop, every_s)

    async def _once(self, job: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
        """Do a job, as soon as the database answers."""
        tries = 0
        while not stop.is_set():
            try:
                await job()
            except StorageError as error:
                tries += 1
                self._storage.begin(error)
                await pause(stop, self._timing.backoff_s(tries))
            except Exception as error:  # noqa: BLE001 -- the edge: one job
                report("job failed", error)
                return
            else:
                return

    async def _insist(self, call: Callable[[], Awaitable[bool]], stop: asyncio.Event) -> None:
        """Call Telegram until it answers."""
        network, tries = Outage("Telegram"), 0
        while not stop.is_set():
            try:
                await unless_stopped(call(), stop)
            except InvalidToken:
                raise token_refused(self._settings) from None
            except BadRequest as error:
                raise SettingsError(
                    f'Telegram refused the address {self._settings.public_url}: "{error.message}". '
                    "Check KAERIMICHI_PUBLIC_URL: expected https, port 443, 80, 88 or 8443."
                ) from None
            except TelegramError as error:
                tries += 1
                network.begin(error)
                await pause(stop, wait_after(error, tries, self._timing))
            else:
                network.end()
                return
