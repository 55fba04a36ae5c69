"""A browser without a screen: follows the desk's own forms, with their tokens and cookies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from starlette.applications import Starlette

from bot.desk.people import login_of
from bot.desk.visit import Desk
from bot.storage.database import Database
from bot.storage.desk_models import DeskAccount
from tests.fakes import Clock

PASSWORD = "correct horse battery"
#: As ``bot.desk.passwords`` makes them, but quick to verify.
_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Everything:
    """The desk with what tests look at behind it."""

    shared: Desk
    folder: Path
    clock: Clock
    app: Starlette

    @asynccontextmanager
    async def browser(self) -> AsyncIterator["Browser"]:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
            yield Browser(client, self)

    async def account(self, name: str, role: str, *languages: str) -> None:
        await make_account(self.shared.database, name, role, *languages, at=self.clock())

    def file(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")


@dataclass(frozen=True)
class Page:
    """What came back."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.url.path

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def text(self) -> str:
        reader = _Words()
        reader.feed(self.html)
        return " ".join(" ".join(reader.words).split())

    @property
    def fields(self) -> dict[str, str]:
        """The fields of all forms; a later one with the same name does not take its place."""
        reader = _Fields()
        reader.feed(self.html)
        return reader.fields

    def form(self, action: str) -> dict[str, list[str]]:
        """What a browser sends of the form with an address when nothing is typed."""
        reader = _Forms()
        reader.feed(self.html)
        return reader.forms[action]


class Browser:
    """One person's browser."""

    def __init__(self, client: httpx.AsyncClient, desk: Everything) -> None:
        self.client = client
        self.desk = desk
        self.token = ""

    async def get(self, path: str) -> Page:
        page = Page(await self.client.get(path, follow_redirects=True))
        self._remember(page)
        return page

    async def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Page:
        """Send a form as a page of ours would: with the token that came with the last page."""
        if not self.token:
            await self.get("/sign-in")
        data = {"form_token": self.token, **(fields or {})}
        response = await self.client.post(path, data=data, follow_redirects=True, **more)
        page = Page(response)
        self._remember(page)
        return page

    def _remember(self, page: Page) -> None:
        self.token = page.fields.get("form_token", self.token)

    async def join(self, name: str, role: str, *languages: str) -> None:
        """Be somebody with an account, signed in."""
        await self.desk.account(name, role, *languages)
        page = await self.sign_in(name)
        assert page.path == "/", page.text

    async def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Page:
        await self.get("/sign-in")
        return await self.post("/sign-in", {"name": name, "password": password, **fields})


async def make_account(
    database: Database, name: str, role: str, *languages: str, at: datetime
) -> None:
    async with database.transaction() as session:
        session.add(
            DeskAccount(
                name=name,
                login=login_of(name),
                password=_HASH,
                role=role,
                languages=list(languages),
                totp_step=0,
                language="en",
                created_at=at,
                disabled=False,
            )
        )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen = tag in {"script", "style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen = False

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name") or ""
        if tag == "input" and values.get("type") not in {"checkbox", "radio", "file"} and name:
            self.fields.setdefault(name, unescape(values.get("value") or ""))
        if tag == "textarea":
            self._area, self._text = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.fields.setdefault(self._area, self._text)
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data


class _Forms(HTMLParser):
    """Forms by their address and id, each with all its fields as a browser fills and sends them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, list[str]]] = {}
        self._fields: dict[str, list[str]] = {}
        self._name = ""
        self._text: str | None = None
        self._options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {}
            name = values.get("id", "")
            self.forms[values.get("action", "") + (f"#{name}" if name else "")] = self._fields
        elif tag == "input" and "name" in values:
            ticked = values.get("type") not in {"checkbox", "radio"} or "checked" in values
            if ticked and values.get("type") != "file":
                self._add(values["name"], values.get("value", ""))
        elif tag == "textarea":
            self._name, self._text = values["name"], ""
        elif tag == "select":
            self._name, self._options = values["name"], []
        elif tag == "option":
            value = values.get("value", "")
            self._options = [value] if "selected" in values else [*self._options, value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self._add(self._name, self._text)
            self._text = None
        elif tag == "select" and self._options:
            self._add(self._name, self._options[0])

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def _add(self, name: str, value: str) -> None:
        self._fields.setdefault(name, []).append(value)
