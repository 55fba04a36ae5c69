"""The people of the desk: invitations, roles, what each did. For administrators."""

from typing import Final

from starlette.responses import Response

from bot.desk.people import Role
from bot.desk.tokens import new_token
from bot.desk.visit import Visit
from bot.languages import LANGUAGES
from bot.storage import accounts
from bot.storage.desk_models import DeskAccount, DeskInvitation

_SHOWN: Final = 100


async def people(visit: Visit) -> Response:
    """List accounts and open invitations."""
    return await _people(visit)


async def _people(
    visit: Visit, *, link: str = "", problem: str = "", status: int = 200
) -> Response:
    async with visit.desk.database.transaction() as session:
        everybody = await accounts.everybody(session)
        invitations = await accounts.open_invitations(session, visit.now)
        actions = await accounts.actions(session, limit=_SHOWN)
    return visit.page(
        "people.html",
        status=status,
        people=everybody,
        invitations=invitations,
        actions=actions,
        roles=[role.value for role in Role],
        languages=list(LANGUAGES),
        link=link,
        problem=problem,
    )


async def invite(visit: Visit) -> Response:
    """Make an invitation; its link is shown once."""
    role = visit.form.text("role")
    chosen = [code for code in LANGUAGES if code in visit.form.all("languages")]
    if role not in {each.value for each in Role}:
        return visit.to("/people")
    if role == Role.TRANSLATOR.value and not chosen:
        problem = visit.t.gettext("Choose the languages that the translator writes.")
        return await _people(visit, problem=problem, status=400)
    token = new_token()
    async with visit.desk.database.transaction() as session:
        session.add(
            DeskInvitation(
                token=visit.desk.tokens.hashed(token),
                role=role,
                languages=chosen if role == Role.TRANSLATOR.value else [],
                topic=None,
                created_by=visit.me.name,
                created_at=visit.now,
                expires_at=visit.now + accounts.INVITED_FOR,
                used_at=None,
                reader="",
            )
        )
        await visit.note(session, "invited", role)
    return await _people(visit, link=address(visit, f"/invitation/{token}"))


def address(visit: Visit, path: str) -> str:
    """Return a path as an address that can be sent to somebody."""
    url = visit.request.url
    return f"{url.scheme}://{url.netloc}{path}"


async def withdraw(visit: Visit) -> Response:
    """Take an invitation back."""
    async with visit.desk.database.transaction() as session:
        await accounts.withdraw(session, visit.form.text("token", limit=64))
        await visit.note(session, "withdrew", "")
    return visit.to("/people", done="withdrawn")


async def one(visit: Visit) -> Response:
    """Show one account and what it did."""
    account = await _account(visit)
    if account is None:
        return visit.not_found()
    async with visit.desk.database.transaction() as session:
        actions = await accounts.actions(session, account_id=account.id)
    return visit.page(
        "person.html",
        account=account,
        actions=actions,
        roles=[role.value for role in Role],
        languages=list(LANGUAGES),
        is_me=account.id == visit.me.id,
    )


async def change(visit: Visit) -> Response:
    """Change role and languages, close or open an account, end its sessions."""
    account = await _account(visit)
    if account is None:
        return visit.not_found()
    if account.id == visit.me.id:
        return visit.refused(
            visit.t.gettext("This is your own account"),
            visit.t.gettext(
                "Another administrator must change it, so that nobody locks everybody out."
            ),
            status=403,
        )
    role = visit.form.text("role")
    async with visit.desk.database.transaction() as session:
        kept = await accounts.by_id(session, account.id)
        if kept is None or role not in {each.value for each in Role}:
            return visit.not_found()
        kept.role = role
        kept.languages = [code for code in LANGUAGES if code in visit.form.all("languages")]
        kept.disabled = visit.form.flag("disabled")
        if visit.form.flag("no_factor"):
            kept.totp_secret, kept.totp_step = None, 0
        await accounts.end_sessions_of(session, kept.id)
        await visit.note(session, "changed account", kept.name)
    return visit.to(f"/people/{account.id}", done="saved")


async def _account(visit: Visit) -> DeskAccount | None:
    number = visit.argument("number")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    async with visit.desk.database.transaction() as session:
        return await accounts.by_id(session, int(number))
