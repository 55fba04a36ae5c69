"""Signing in and out, the second factor, and the account that an invitation makes."""

import asyncio
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

import segno
from starlette.responses import Response

from bot.desk import passwords
from bot.desk.people import Role, login_of, usable_name
from bot.desk.tokens import new_token
from bot.desk.visit import SESSION_COOKIE, Visit
from bot.i18n import desk_languages
from bot.storage import accounts
from bot.storage.desk_models import DeskAccount, DeskSession

#: Failures within ``accounts.ATTEMPTS_COUNT_FOR``: of a name from one address, of a name from
#: anywhere, of an address for any name.
_MOST_HERE, _MOST_OF_NAME, _MOST_OF_ADDRESS = 5, 30, 30
_SECOND: Final = "second factor"
_P = ParamSpec("_P")
_T = TypeVar("_T")


async def sign_in(visit: Visit) -> Response:
    """Show the form, or take name and password."""
    if visit.request.method == "GET":
        if visit.person is not None:
            return visit.to("/")
        return visit.page("sign_in.html", next=_inside(visit.query("next")), problem="", name="")
    name, password = visit.form.text("name", limit=100), visit.form.raw("password")
    keys = _keys(visit, login_of(name))
    if await _is_throttled(visit, keys):
        return _again(visit, name, _too_often(visit), status=429)
    async with visit.desk.database.transaction() as session:
        account = await accounts.by_login(session, login_of(name))
    stored = account.password if account is not None and not account.disabled else None
    is_right = len(password) <= passwords.LONGEST and await _hashing(
        visit, passwords.is_right, password, stored
    )
    if account is None or not is_right:
        async with visit.desk.database.transaction() as session:
            await accounts.note_failure(session, keys, visit.now)
        problem = visit.t.gettext("Name or password is wrong. Try again.")
        return _again(visit, name, problem, status=403)
    return await _begin(visit, account, keys)


async def _begin(visit: Visit, account: DeskAccount, keys: tuple[str, ...]) -> Response:
    token = new_token()
    proven = account.totp_secret is None and account.role != Role.ADMINISTRATOR.value
    async with visit.desk.database.transaction() as session:
        session.add(
            DeskSession(
                token=visit.desk.tokens.hashed(token),
                account_id=account.id,
                created_at=visit.now,
                seen_at=visit.now,
                proven=proven,
            )
        )
        if proven:
            await accounts.forget_failures(session, keys)
        await accounts.note(session, account, "signed in", "", visit.now)
    target = _inside(visit.form.raw("next")) or "/"
    response: Response
    if visit.form.raw("target"):
        response = visit.page("resume.html", fields=_kept(visit), target=_inside_target(visit))
        if not proven:
            response = visit.page(
                "second_factor.html",
                has_factor=account.totp_secret is not None,
                problem="",
                secret="",
                code="",
                fields=_kept(visit),
                target=_inside_target(visit),
                next="",
            )
    else:
        response = visit.to(target) if proven else visit.to("/second-factor", next=target)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=visit.request.url.scheme == "https",
        path="/",
    )
    return response


def _kept(visit: Visit) -> list[tuple[str, str]]:
    """Return what was written before the session ran out."""
    prefix = "kept:"
    return [
        (name.removeprefix(prefix), value)
        for name, values in visit.form.fields.items()
        if name.startswith(prefix)
        for value in values
    ]


def _inside(path: str) -> str:
    """Return a path of ours, empty for anything that would lead elsewhere."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours and "\\" not in path else ""


def _inside_target(visit: Visit) -> str:
    return _inside(visit.form.raw("target")[:300]) or "/"


async def second_factor(visit: Visit) -> Response:
    """Ask for the code; have an account without a second factor set one up."""
    assert visit.signed_in is not None, "the place needs a password"
    account, session_row = visit.signed_in.account, visit.signed_in.session
    setting_up = account.totp_secret is None
    if not setting_up and session_row.proven:
        return visit.to("/me")
    secret = account.totp_secret or session_row.new_secret
    if secret is None:
        secret = passwords.new_secret()
        async with visit.desk.database.transaction() as session:
            session.add(session_row)
            session_row.new_secret = secret
    following = _inside(visit.form.raw("next") or visit.query("next"))
    if visit.request.method == "GET":
        return _ask_code(visit, account, secret, following, "")
    keys = _keys(visit, f"{_SECOND} {account.id}")
    if await _is_throttled(visit, keys):
        return _ask_code(visit, account, secret, following, _too_often(visit), status=429)
    step = passwords.step_of(visit.form.text("code", limit=20), secret, visit.now)
    async with visit.desk.database.transaction() as session:
        fresh = step is not None and await accounts.use_code(session, account.id, step)
        if not fresh:
            await accounts.note_failure(session, keys, visit.now)
    if not fresh:
        problem = visit.t.gettext("This code does not fit, or was used. Wait for the next one.")
        return _ask_code(visit, account, secret, following, problem, status=403)
    await _prove(visit, secret if setting_up else None, keys)
    fields = _kept(visit)
    if fields:
        visit.person = None
        return visit.page("resume.html", fields=fields, target=_inside_target(visit))
    return visit.to(following or "/", done="factor" if setting_up else "")


async def _prove(visit: Visit, new_secret: str | None, keys: tuple[str, ...]) -> None:
    assert visit.signed_in is not None, "the place needs a password"
    async with visit.desk.database.transaction() as session:
        row = await session.get(DeskSession, visit.signed_in.session.token)
        account = await accounts.by_id(session, visit.signed_in.account.id)
        if row is None or account is None:
            return
        row.proven, row.new_secret = True, None
        if new_secret is not None:
            account.totp_secret = new_secret
            await accounts.end_sessions_of(session, account.id, keep=row.token)
            await accounts.note(session, account, "second factor", "", visit.now)
        await accounts.forget_failures(session, keys)


def _ask_code(
    visit: Visit,
    account: DeskAccount,
    secret: str,
    following: str,
    problem: str,
    *,
    status: int = 200,
) -> Response:
    setting_up = account.totp_secret is None
    picture = ""
    if setting_up:
        code = segno.make(passwords.factor_address(secret, account.name), micro=False)
        picture = code.svg_data_uri(scale=5, border=3)
    return visit.page(
        "second_factor.html",
        status=status,
        has_factor=not setting_up,
        secret=secret if setting_up else "",
        code=picture,
        problem=problem,
        next=following,
        fields=_kept(visit),
        target=visit.form.raw("target")[:300],
    )


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    if visit.signed_in is not None:
        async with visit.desk.database.transaction() as session:
            await accounts.end_session(session, visit.signed_in.session.token)
    response = visit.to("/sign-in", done="signed-out")
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


async def invited(visit: Visit) -> Response:
    """Make the account that an invitation is for."""
    hashed = visit.desk.tokens.hashed(visit.argument("token"))
    async with visit.desk.database.transaction() as session:
        invitation = await accounts.invitation(session, hashed, visit.now)
    if invitation is None or invitation.topic is not None:
        return visit.refused(
            visit.t.gettext("This invitation cannot be used any more"),
            visit.t.gettext(
                "An invitation works once, for 72 hours. Ask the person who sent it for a new one."
            ),
            status=410,
        )
    if visit.request.method == "GET":
        return visit.page("invited.html", invitation=invitation, name="", problems={})
    name = usable_name(visit.form.text("name", limit=200))
    password = visit.form.raw("password")
    problems = await _wrong(visit, name, password)
    if problems or name is None:
        shown = visit.form.text("name", limit=200)
        return visit.page(
            "invited.html", status=400, invitation=invitation, name=shown, problems=problems
        )
    stored = await _hashing(visit, passwords.hashed, password)
    account = DeskAccount(
        name=name,
        login=login_of(name),
        password=stored,
        role=invitation.role,
        languages=invitation.languages,
        totp_step=0,
        language=visit.language,
        created_at=visit.now,
        disabled=False,
    )
    async with visit.desk.database.transaction() as session:
        taken = await accounts.by_login(session, account.login) is not None
        used = not taken and await accounts.use_invitation(session, hashed, visit.now)
        if used:
            session.add(account)
            await session.flush()
            await accounts.note(session, account, "joined", invitation.created_by, visit.now)
    if not used:
        return visit.to(visit.request.url.path)
    return await _begin(visit, account, ())


async def _wrong(visit: Visit, name: str | None, password: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    if name is None:
        problems["name"] = visit.t.gettext(
            "Choose a name with at least one letter, of at most 60 characters, without < > @. "
            "It need not be your real name."
        )
    else:
        async with visit.desk.database.transaction() as session:
            if await accounts.by_login(session, login_of(name)) is not None:
                problems["name"] = visit.t.gettext(
                    "Somebody has this name already. Choose another."
                )
    if message := weak(visit, password, visit.form.raw("password_again")):
        problems["password"] = message
    return problems


def weak(visit: Visit, password: str, again: str) -> str:
    """Return what is wrong with a new password; empty when it can be used."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        return visit.t.gettext(
            "Use at least 12 characters: four or five words are good and easy to remember."
        )
    if len(set(password)) < 5:
        return visit.t.gettext("This is too easy to guess. Use four or five words.")
    if password != again:
        return visit.t.gettext("The two are not the same. Type both again.")
    return ""


async def me(visit: Visit) -> Response:
    """Show one's own account: language of the desk, password, second factor, what one did."""
    problem, status = "", 200
    if visit.request.method == "POST":
        chosen = visit.form.text("language")
        if chosen in desk_languages():
            async with visit.desk.database.transaction() as session:
                session.add(visit.account)
                visit.account.language = chosen
            return visit.to("/me", done="saved")
        problem = await _change_password(visit)
        if not problem:
            return visit.to("/me", done="password")
        status = 400
    async with visit.desk.database.transaction() as session:
        actions = await accounts.actions(session, account_id=visit.me.id, limit=50)
    return visit.page(
        "me.html",
        status=status,
        problem=problem,
        actions=actions,
        languages=desk_languages(),
        has_factor=visit.account.totp_secret is not None,
    )


async def _change_password(visit: Visit) -> str:
    keys = _keys(visit, f"password {visit.me.id}")
    if await _is_throttled(visit, keys):
        return _too_often(visit)
    old, new = visit.form.raw("password"), visit.form.raw("new_password")
    if len(old) > passwords.LONGEST or not await _hashing(
        visit, passwords.is_right, old, visit.account.password
    ):
        async with visit.desk.database.transaction() as session:
            await accounts.note_failure(session, keys, visit.now)
        return visit.t.gettext("Your present password is wrong. Try again.")
    if message := weak(visit, new, visit.form.raw("password_again")):
        return message
    stored = await _hashing(visit, passwords.hashed, new)
    assert visit.signed_in is not None, "the place needs an account"
    async with visit.desk.database.transaction() as session:
        session.add(visit.account)
        visit.account.password = stored
        await accounts.end_sessions_of(session, visit.me.id, keep=visit.signed_in.session.token)
        await visit.note(session, "password", "")
    return ""


async def _hashing(
    visit: Visit, call: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs
) -> _T:
    async with visit.desk.hashing:
        return await asyncio.to_thread(call, *arguments, **named)


def _keys(visit: Visit, login: str) -> tuple[str, ...]:
    """Return what failures are counted by: never a name or an address as it is."""
    client = visit.request.client
    address = client.host if client is not None else ""
    tokens = visit.desk.tokens
    return (
        tokens.hashed(f"here {login} {address}"),
        tokens.hashed(f"name {login}"),
        tokens.hashed(f"address {address}"),
    )


async def _is_throttled(visit: Visit, keys: tuple[str, ...]) -> bool:
    limits = (_MOST_HERE, _MOST_OF_NAME, _MOST_OF_ADDRESS)
    async with visit.desk.database.transaction() as session:
        counts = [await accounts.failures(session, key, visit.now) for key in keys]
    return any(count >= limit for count, limit in zip(counts, limits, strict=True))


def _too_often(visit: Visit) -> str:
    return visit.t.gettext("Too many attempts. Wait 15 minutes, then try again.")


def _again(visit: Visit, name: str, problem: str, *, status: int) -> Response:
    if visit.form.raw("target"):
        return visit.page(
            "kept.html",
            status=status,
            fields=_kept(visit),
            target=_inside_target(visit),
            is_signed_in=False,
            problem=problem,
        )
    return visit.page(
        "sign_in.html",
        status=status,
        next=_inside(visit.form.raw("next")),
        problem=problem,
        name=name,
    )
