"""A real browser before the real program: Debian's Chromium, without a window."""

import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pyotp
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from tests.desk.browser import PASSWORD

_AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
#: Longest, on a machine that is busy with other things.
WAIT_MS = 60_000.0
#: What axe calls bad enough to keep somebody out.
_SERIOUS = {"serious", "critical"}

expect.set_options(timeout=WAIT_MS)


def chromium() -> str | None:
    """Return where Debian's Chromium is, if it is."""
    return shutil.which("chromium")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def chrome() -> AsyncIterator[Browser]:
    """Give a running browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


class Screen:
    """What one person sees and does.

    Attributes:
        complaints: What the browser wrote to its console: refused scripts and styles, errors.
    """

    def __init__(self, page: Page, root: str) -> None:
        self.page = page
        self.root = root
        self.complaints: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda told: self._note(told.type, told.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        expected = "the server responded with a status of 4" in text
        if kind in {"error", "warning"} and not expected:
            self.complaints.append(text)

    async def go(self, path: str) -> None:
        await self.page.goto(self.root + path)

    async def sign_in(self, name: str, password: str = PASSWORD) -> None:
        await self.go("/sign-in")
        await self.page.get_by_label("Your name at the desk").fill(name)
        await self.page.get_by_label("Password").fill(password)
        await self._send()

    async def give_code(self, secret: str) -> None:
        await self.page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
        await self._send()

    async def _send(self) -> None:
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def says(self, text: str) -> None:
        """Wait until the page shows a text."""
        await expect(self.page.locator("body")).to_contain_text(text)

    async def serious_barriers(self) -> list[str]:
        """Return what axe finds that keeps somebody out."""
        await self.page.evaluate(_AXE)
        found = await self.page.evaluate(
            "axe.run(document).then(r => r.violations.map(v => "
            "({impact: v.impact, id: v.id, html: v.nodes[0].html})))"
        )
        return [f"{one['id']}: {one['html']}" for one in found if one["impact"] in _SERIOUS]

    async def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(
            await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        )
