"""Signing in: passwords, throttling, sessions, the second factor, invitations."""

import re
from datetime import timedelta

import pyotp
import pytest

from bot.storage.accounts import IDLE, INVITED_FOR, LONGEST_SESSION
from tests.desk.browser import PASSWORD, Browser, Everything


def code_at(desk: Everything, secret: str) -> str:
    return pyotp.TOTP(secret).at(desk.clock())


async def set_up(browser: Browser) -> str:
    """Set up the second factor of an administrator and return its secret."""
    page = await browser.get("/second-factor")
    secret = page.html.split('class="key-text">')[1].split("<")[0]
    page = await browser.post("/second-factor", {"code": code_at(browser.desk, secret)})
    assert page.path == "/"
    return secret


async def test_nothing_is_seen_without_an_account(desk: Everything) -> None:
    async with desk.browser() as browser:
        for path in ("/", "/pages", "/facts", "/people", "/history", "/questions", "/try"):
            assert (await browser.get(path)).path == "/sign-in"


async def test_wrong_password_and_unknown_name_are_told_alike(desk: Everything) -> None:
    await desk.account("Ken", "editor")
    async with desk.browser() as browser:
        wrong = await browser.sign_in("Ken", "not the password")
        unknown = await browser.sign_in("Nobody", "not the password")

    assert wrong.status == unknown.status == 403
    assert "Name or password is wrong" in wrong.text
    assert wrong.text == unknown.text


async def test_name_is_known_in_any_case_and_leads_where_one_was_going(desk: Everything) -> None:
    await desk.account("Ken", "editor")
    async with desk.browser() as browser:
        page = await browser.sign_in("  kEN ", next="/facts")

    assert page.path == "/facts"


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "/\\evil.test", "evil"])
async def test_signing_in_leads_nowhere_else(desk: Everything, target: str) -> None:
    await desk.account("Ken", "editor")
    async with desk.browser() as browser:
        assert (await browser.sign_in("Ken", next=target)).path == "/"


async def test_many_attempts_must_wait_a_quarter_of_an_hour(desk: Everything) -> None:
    await desk.account("Ken", "editor")
    async with desk.browser() as browser:
        for _ in range(5):
            await browser.sign_in("Ken", "guess")
        refused = await browser.sign_in("Ken")
        desk.clock.move(timedelta(minutes=16))
        later = await browser.sign_in("Ken")

    assert refused.status == 429
    assert "Wait 15 minutes" in refused.text
    assert later.path == "/"


async def test_session_ends_after_rest_and_after_a_week(desk: Everything, editor: Browser) -> None:
    desk.clock.move(IDLE - timedelta(minutes=1))
    assert (await editor.get("/facts")).path == "/facts"
    for _ in range(int(LONGEST_SESSION / timedelta(hours=10))):
        desk.clock.move(timedelta(hours=10))
        await editor.get("/facts")

    assert (await editor.get("/facts")).path == "/sign-in"


async def test_signing_out_ends_the_session_for_good(desk: Everything, editor: Browser) -> None:
    cookies = dict(editor.client.cookies)
    page = await editor.post("/sign-out")
    editor.client.cookies.update(cookies)

    assert "You are signed out" in page.text
    assert (await editor.get("/facts")).path == "/sign-in"


async def test_administrator_needs_a_second_factor_and_a_code_works_once(desk: Everything) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as browser:
        page = await browser.sign_in("Hana")
        assert page.path == "/second-factor"
        assert (await browser.get("/people")).path == "/second-factor"
        secret = await set_up(browser)
        assert (await browser.get("/people")).path == "/people"
        used = code_at(desk, secret)
    async with desk.browser() as again:
        await again.sign_in("Hana")
        repeated = await again.post("/second-factor", {"code": used})
        desk.clock.move(timedelta(seconds=31))
        fresh = await again.post("/second-factor", {"code": code_at(desk, secret)})

    assert repeated.status == 403
    assert "does not fit, or was used" in repeated.text
    assert fresh.path == "/"


async def test_wrong_codes_are_throttled(desk: Everything) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as browser:
        await browser.sign_in("Hana")
        statuses = [
            (await browser.post("/second-factor", {"code": f"{number:06}"})).status
            for number in range(6)
        ]

    assert statuses[-1] == 429


async def invite(administrator: Browser, role: str = "editor", *languages: str) -> str:
    """Return the path of a new invitation."""
    page = await administrator.post("/people/invite", {"role": role, "languages": list(languages)})
    assert page.status == 200, page.text
    return page.html.split('class="link">http://desk.test')[1].split("<")[0]


async def test_invitation_makes_one_account_with_its_role(desk: Everything) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as hana, desk.browser() as lan, desk.browser() as third:
        await hana.sign_in("Hana")
        await set_up(hana)
        path = await invite(hana, "translator", "vi", "th")
        shown = await lan.get(path)
        short = await lan.post(
            path, {"name": "Lan", "password": "short", "password_again": "short"}
        )
        joined = await lan.post(
            path, {"name": "Lan", "password": PASSWORD, "password_again": PASSWORD}
        )
        again = await third.get(path)
        pages = await lan.get("/pages")
        people = await lan.get("/people")
        list_ = await hana.get("/people")

    assert "Hana invites you as translator" in shown.text
    assert "Tiếng Việt" in shown.text
    assert "At least 12 characters" in short.text
    assert joined.path == "/"
    assert "cannot be used any more" in again.text
    assert pages.status == 200
    assert people.status == 403
    assert "joined, invited by Hana" in list_.text


async def test_invitation_runs_out(desk: Everything) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as hana, desk.browser() as lan:
        await hana.sign_in("Hana")
        await set_up(hana)
        path = await invite(hana)
        desk.clock.move(INVITED_FOR + timedelta(minutes=1))

        assert (await lan.get(path)).status == 410


async def test_database_holds_no_token_password_or_code(desk: Everything) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as hana:
        await hana.sign_in("Hana")
        await set_up(hana)
        path = await invite(hana)
        secrets = [path.rpartition("/")[2], PASSWORD, *dict(hana.client.cookies).values()]
    stored = (desk.folder.parent / "desk.sqlite3").read_bytes()
    stored += (desk.folder.parent / "desk.sqlite3-wal").read_bytes()

    assert b"Hana" in stored
    for secret in secrets:
        assert secret.encode() not in stored


async def test_nobody_takes_the_name_of_another(desk: Everything) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as hana, desk.browser() as lan:
        await hana.sign_in("Hana")
        await set_up(hana)
        path = await invite(hana)
        page = await lan.post(
            path, {"name": "HANA", "password": PASSWORD, "password_again": PASSWORD}
        )

    assert "Somebody has this name already" in page.text


async def test_closed_account_is_signed_out_at_once(desk: Everything, editor: Browser) -> None:
    await desk.account("Hana", "administrator")
    async with desk.browser() as hana:
        await hana.sign_in("Hana")
        await set_up(hana)
        people = (await hana.get("/people")).html
        ken = re.search(r'/people/(\d+)"><span class="name">Ken<', people)
        assert ken is not None
        page = await hana.post(f"/people/{ken[1]}/change", {"role": "editor", "disabled": "1"})

        assert "Saved." in page.text
    assert (await editor.get("/")).path == "/sign-in"
    assert (await editor.sign_in("Ken")).status == 403


async def test_changing_the_password_signs_other_browsers_out(
    desk: Everything, editor: Browser
) -> None:
    async with desk.browser() as phone:
        await phone.sign_in("Ken")
        new = "another horse and battery"
        wrong = await editor.post(
            "/me", {"password": "no", "new_password": new, "password_again": new}
        )
        page = await editor.post(
            "/me", {"password": PASSWORD, "new_password": new, "password_again": new}
        )

        assert "present password is wrong" in wrong.text
        assert "The password is changed" in page.text
        assert (await phone.get("/facts")).path == "/sign-in"
        assert (await editor.get("/facts")).path == "/facts"
