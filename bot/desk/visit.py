"""One request of one person: who it is, what was sent, and how to reply."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.answering.answerer import Answerer
from bot.desk.content import Content
from bot.desk.drawing import draw
from bot.desk.forms import Form
from bot.desk.people import Person
from bot.desk.tokens import Tokens
from bot.i18n import Catalogue, desk_catalogue, desk_languages
from bot.knowledge.model import Knowledge
from bot.knowledge.said import in_words
from bot.languages import from_tag
from bot.storage import accounts
from bot.storage.database import Database
from bot.storage.desk_models import DeskAccount, DeskSession

#: The cookie of a signed-in browser, and of any browser that is shown a form.
SESSION_COOKIE: Final = "kaerimichi_desk"
FORM_COOKIE: Final = "kaerimichi_form"


@dataclass(frozen=True, slots=True)
class Desk:
    """What all requests share; built once."""

    database: Database
    answerer: Answerer
    content: Content
    tokens: Tokens
    now: Callable[[], datetime]
    #: Where tests of news go.
    support_chat_id: int | None = None
    #: Hashing takes 64 MB each time: a few at once, not one for each caller.
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))


@dataclass(slots=True)
class SignedIn:
    """A session and its account, as they were when the request came."""

    session: DeskSession
    account: DeskAccount


@dataclass
class Visit:
    """A request being answered."""

    request: Request
    desk: Desk
    signed_in: SignedIn | None
    person: Person | None
    form_cookie: str
    form: Form

    @cached_property
    def language(self) -> str:
        """The language that the desk is read in."""
        known = desk_languages()
        if self.person is not None:
            return self.person.language if self.person.language in known else "en"
        for part in self.request.headers.get("accept-language", "").split(",")[:8]:
            code = from_tag(part.split(";")[0].strip())
            if code in known:
                return code or "en"
        return "en"

    @cached_property
    def t(self) -> Catalogue:
        return desk_catalogue(self.language)

    @property
    def me(self) -> Person:
        """Who is signed in, on pages that need it."""
        assert self.person is not None, "this page is only for people who are signed in"
        return self.person

    @property
    def account(self) -> DeskAccount:
        assert self.signed_in is not None, "this page is only for people who are signed in"
        return self.signed_in.account

    @property
    def knowledge(self) -> Knowledge:
        return self.desk.content.knowledge

    @property
    def now(self) -> datetime:
        return self.desk.now()

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.desk.content.moment().date()

    @property
    def is_fetched(self) -> bool:
        """Whether a script of ours asks for a part of a page."""
        return self.request.headers.get("x-desk-part") == "1"

    def argument(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params.get(name, ""))

    def query(self, name: str, *, limit: int = 200) -> str:
        return self.request.query_params.get(name, "")[:limit].replace("\0", "")

    async def note(self, session: AsyncSession, kind: str, target: str) -> None:
        """Note what the person did."""
        await accounts.note(session, self.account, kind, target, self.now)

    # Any: what a template shows
    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page drawn from a template."""
        return HTMLResponse(self.text(template, **values), status)

    def text(self, template: str, **values: Any) -> str:
        return draw(
            template,
            self.language,
            {
                "person": self.person,
                "path": self.request.url.path,
                "form_token": self.desk.tokens.of_form(self.form_cookie),
                "done": self.query("done", limit=30),
                "trouble": self.desk.content.problems,
                "read_only": self.desk.content.is_read_only,
                "remote_trouble": self.desk.content.remote_trouble,
                **values,
            },
        )

    def told(self, message: str) -> str:
        """Return a message of the content check in the language of the desk."""
        return in_words(message, self.t.gettext)

    def refused(self, title: str, text: str, *, status: int) -> HTMLResponse:
        """Return a page that says what went wrong and what to do."""
        return self.page("message.html", status=status, title=title, text=text)

    def not_found(self) -> HTMLResponse:
        return self.refused(
            self.t.gettext("There is no such page"),
            self.t.gettext("It may have been taken away meanwhile. Go back, or begin at the list."),
            status=404,
        )

    @staticmethod
    def to(path: str, *, done: str = "", **query: str) -> RedirectResponse:
        """Lead the browser to another page, which says what was done."""
        values = {**query, **({"done": done} if done else {})}
        address, mark, anchor = path.partition("#")
        if values:
            address += ("&" if "?" in address else "?") + urlencode(values)
        return RedirectResponse(address + mark + anchor, 303)


View = Callable[[Visit], Awaitable[Response]]
