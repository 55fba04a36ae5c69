"""The web application: which page is where, who may see it, and what happens at its edge."""

from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.desk.forms import Form, TooLargeError, read_form
from bot.desk.people import person_of
from bot.desk.routes import PLACES, Need, Place
from bot.desk.tokens import new_token
from bot.desk.visit import FORM_COOKIE, SESSION_COOKIE, Desk, SignedIn, Visit
from bot.errors import KnowledgeError, StorageError
from bot.storage import accounts

log = structlog.get_logger(__name__)

_STATIC: Final = Path(__file__).parent / "static"
_STATIC_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
#: What a browser says of a request that no page of ours made.
_FOREIGN: Final = frozenset({"cross-site", "same-site"})


class Answer(Enum):
    """Why a request is not let through to its page."""

    SIGN_IN = "sign in"
    FACTOR = "second factor"
    FORBIDDEN = "forbidden"


def application(desk: Desk) -> Starlette:
    """Return the desk as an application that a web server can call."""
    routes = [
        Route(place.path, _edge(desk, place), methods=list(place.methods)) for place in PLACES
    ]
    routes.append(Route("/static/{name}", _static, methods=["GET"]))
    return Starlette(routes=routes, exception_handlers={HTTPException: _missing(desk)})


async def _static(request: Request) -> Response:
    name = str(request.path_params["name"])
    path = _STATIC / name
    if path.parent != _STATIC or not path.is_file() or path.suffix not in _STATIC_TYPES:
        return PlainTextResponse("", 404, headers=dict(_HEADERS))
    headers = {**_HEADERS, "Cache-Control": "public, max-age=600"}
    return FileResponse(path, media_type=_STATIC_TYPES[path.suffix], headers=headers)


def _missing(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        visit = await _visit(desk, request, Form())
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 405:
            return _finished(visit, visit.to("/"))
        return _finished(visit, visit.not_found())

    return answer


def _edge(desk: Desk, place: Place) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a view with all that is the same for every page."""

    async def answer(request: Request) -> Response:
        visit = Visit(request, desk, None, None, "", Form())
        try:
            form = await read_form(request) if request.method == "POST" else Form()
            visit = await _visit(desk, request, form)
            response = await _let_through(visit, place)
        except ClientDisconnect:
            return Response(status_code=400)
        except TooLargeError:
            response = _too_large(visit)
        except KnowledgeError as error:
            log.warning("desk request failed", place=place.path, reason=type(error).__name__)
            response = _knowledge_failed(visit, error)
        except StorageError as error:
            log.warning("desk request failed", place=place.path, reason=str(error))
            response = _storage_failed(visit)
        except Exception as error:  # noqa: BLE001 -- the edge: one desk request
            # Texts that editors write may be in the error: no more than where it happened.
            log.error("desk request failed", place=place.path, **_where(error))  # noqa: TRY400
            response = _failed(visit)
        return _finished(visit, response)

    return answer


async def _visit(desk: Desk, request: Request, form: Form) -> Visit:
    cookie = request.cookies.get(SESSION_COOKIE, "")
    signed_in = None
    if cookie:
        async with desk.database.transaction() as session:
            found = await accounts.current(session, desk.tokens.hashed(cookie), desk.now())
        signed_in = None if found is None else SignedIn(*found)
    proven = signed_in is not None and signed_in.session.proven
    person = person_of(signed_in.account) if signed_in is not None and proven else None
    form_cookie = request.cookies.get(FORM_COOKIE, "")[:100] or new_token()
    return Visit(request, desk, signed_in, person, form_cookie, form)


async def _let_through(visit: Visit, place: Place) -> Response:
    posted = visit.request.method == "POST"
    refusal = _refusal(visit, place.need)
    if posted and not _is_ours(visit):
        if place.need is Need.NOTHING:
            return visit.to(visit.request.url.path)
        return _kept(visit, too_old=True)
    if refusal is Answer.SIGN_IN:
        return _kept(visit) if posted else visit.to("/sign-in", next=_here(visit))
    if refusal is Answer.FACTOR:
        return visit.to("/second-factor")
    if refusal is Answer.FORBIDDEN:
        return visit.refused(
            visit.t.gettext("This is not yours to do"),
            visit.t.gettext("Your account may not do this. Ask an administrator of the desk."),
            status=403,
        )
    return await place.view(visit)


def _refusal(visit: Visit, need: Need) -> Answer | None:
    if need is Need.NOTHING:
        return None
    if visit.signed_in is None:
        return Answer.SIGN_IN
    if need is Need.PASSWORD:
        return None
    if visit.person is None:
        return Answer.FACTOR
    allowed = {
        Need.ACCOUNT: True,
        Need.EDITOR: visit.person.is_editor,
        Need.ADMINISTRATOR: visit.person.is_administrator,
    }
    return None if allowed[need] else Answer.FORBIDDEN


def _is_ours(visit: Visit) -> bool:
    """Whether a form was sent from a page of ours, in this browser."""
    if visit.request.headers.get("sec-fetch-site", "same-origin") in _FOREIGN:
        return False
    given = visit.request.headers.get("x-desk-form", "") or visit.form.raw("form_token")
    return visit.desk.tokens.matches_form(visit.request.cookies.get(FORM_COOKIE, "")[:100], given)


def _here(visit: Visit) -> str:
    query = visit.request.url.query
    return visit.request.url.path + (f"?{query}" if query else "")


def _kept(visit: Visit, *, too_old: bool = False) -> Response:
    """Give back what was written when it could not be taken: nothing is lost."""
    if visit.is_fetched:
        return PlainTextResponse(visit.t.gettext("Sign in again."), 401)
    hidden = {"form_token", "password", "code", "new_password"}
    fields = [
        (name, value)
        for name, values in visit.form.fields.items()
        if name not in hidden
        for value in values
    ]
    return visit.page(
        "kept.html",
        status=403 if too_old else 401,
        fields=fields,
        target=visit.request.url.path,
        is_signed_in=visit.person is not None,
    )


def _too_large(visit: Visit) -> Response:
    return visit.refused(
        visit.t.gettext("That was too much at once"),
        visit.t.gettext(
            "Nothing was saved. Go back with the browser: your text is still there. A page on a "
            "phone holds about 3,000 characters; make it shorter and save again."
        ),
        status=413,
    )


def _knowledge_failed(visit: Visit, error: KnowledgeError) -> Response:
    kept = visit.t.gettext("Go back with the browser: what you wrote is still there.")
    reason = str(error).strip()
    text = f"{reason}\n\n{kept}" if visit.request.method == "POST" else reason
    return visit.refused(visit.t.gettext("This could not be done"), text, status=503)


def _storage_failed(visit: Visit) -> Response:
    return visit.refused(
        visit.t.gettext("The desk cannot reach its database"),
        visit.t.gettext(
            "Nothing was saved. Go back with the browser: your text is still there. "
            "Try again in a minute; if it stays like this, tell your operator."
        ),
        status=503,
    )


def _failed(visit: Visit) -> Response:
    return visit.refused(
        visit.t.gettext("Something went wrong here, not with you"),
        visit.t.gettext(
            "Nothing was saved. Go back with the browser: your text is still there. "
            "If it happens again, tell your operator the time."
        ),
        status=500,
    )


def _where(error: Exception) -> dict[str, str]:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
    return {"error": type(error).__name__, "at": place}


def _finished(visit: Visit, response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    if visit.form_cookie and visit.request.cookies.get(FORM_COOKIE) != visit.form_cookie:
        response.set_cookie(
            FORM_COOKIE,
            visit.form_cookie,
            httponly=True,
            samesite="lax",
            secure=visit.request.url.scheme == "https",
        )
    return response
