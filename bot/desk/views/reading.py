"""A native speaker reads one page on a phone, paragraph by paragraph, without an account."""

from typing import Final

from starlette.responses import Response

from bot.desk.pieces import Piece, in_order_of_danger, pieces
from bot.desk.tokens import new_token
from bot.desk.views.people import address
from bot.desk.visit import Visit
from bot.i18n import catalogue, desk_languages
from bot.knowledge.facts import show
from bot.knowledge.markdown import BRACES
from bot.knowledge.model import Page
from bot.languages import LANGUAGES
from bot.storage import accounts, drafts
from bot.storage.desk_models import DeskInvitation, DeskReading

_LONGEST: Final = 2000


async def link(visit: Visit) -> Response:
    """Make a link that lets somebody read one page; it is shown once."""
    topic_id = f"{visit.argument('area')}/{visit.argument('slug')}"
    language = visit.argument("language")
    topic = visit.knowledge.topics.get(topic_id)
    if topic is None or language == "en" or language not in topic.pages:
        return visit.not_found()
    if not visit.me.may_write(language):
        return visit.not_found()
    token = new_token()
    async with visit.desk.database.transaction() as session:
        session.add(
            DeskInvitation(
                token=visit.desk.tokens.hashed(token),
                role="reader",
                languages=[language],
                topic=topic_id,
                created_by=visit.me.name,
                created_at=visit.now,
                expires_at=visit.now + accounts.REVIEW_FOR,
                used_at=None,
                reader="",
            )
        )
        await visit.note(session, "review link", f"{topic_id} {language}")
    return visit.page(
        "link.html",
        link=address(visit, f"/read/{token}"),
        target=f"/pages/{topic_id}/{language}",
        language=language,
    )


async def read(visit: Visit) -> Response:
    """Show the next paragraph to read; take what was said of the one before."""
    hashed = visit.desk.tokens.hashed(visit.argument("token"))
    async with visit.desk.database.transaction() as session:
        invitation = await accounts.invitation(session, hashed, visit.now)
    topic = None if invitation is None else visit.knowledge.topics.get(invitation.topic or "")
    if invitation is None:
        _speak(visit, visit.query("in"))
    if invitation is None or topic is None or invitation.languages[0] not in topic.pages:
        return visit.page("read_over.html", status=410, thanks=visit.query("done") == "read")
    language = invitation.languages[0]
    _speak(visit, language)
    page, english = topic.pages[language], topic.pages["en"]
    parts = [part for part in in_order_of_danger(page) if any(map(str.isalpha, part.text))]
    if visit.request.method == "POST":
        if visit.form.flag("finish"):
            return await _finish(visit, hashed)
        await _keep(visit, hashed, parts)
    async with visit.desk.database.transaction() as session:
        said = {row.place: row for row in await drafts.readings(session, [hashed])}
    asked = visit.query("place")
    left = [part for part in parts if part.place not in said or said[part.place].text != part.text]
    shown = next((part for part in parts if part.place == asked), left[0] if left else None)
    return visit.page(
        "read.html",
        topic=topic,
        page=page,
        language=language,
        part=shown,
        original=_original(english, shown),
        shown_text=_with_facts(visit, shown.text, language) if shown is not None else "",
        shown_original=_with_facts(visit, _original(english, shown), "en"),
        said=said.get(shown.place) if shown is not None else None,
        number=len(parts) - len(left),
        total=len(parts),
        remarks=sum(not row.good for row in said.values()),
        name=LANGUAGES[language],
    )


async def _keep(visit: Visit, hashed: str, parts: list[Piece]) -> None:
    place = visit.form.text("place", limit=40)
    part = next((one for one in parts if one.place == place), None)
    if part is None:
        return
    remark = visit.form.block("remark")[:_LONGEST]
    async with visit.desk.database.transaction() as session:
        await session.merge(
            DeskReading(
                invitation=hashed,
                place=place,
                text=part.text,
                good=visit.form.flag("good") and not remark,
                remark=remark,
                at=visit.now,
            )
        )


async def _finish(visit: Visit, hashed: str) -> Response:
    async with visit.desk.database.transaction() as session:
        row = await accounts.invitation(session, hashed, visit.now)
        if row is not None:
            row.reader = visit.form.text("reader", limit=60)
        await session.flush()
        await accounts.use_invitation(session, hashed, visit.now)
    # The link is used up: nothing but the address says in which language to thank.
    return visit.to(visit.request.url.path, done="read", **{"in": visit.language})


def _speak(visit: Visit, language: str) -> None:
    """Draw the page in the language that is read, where the desk knows it: the reader's own."""
    if language in desk_languages():
        visit.language = language


def _original(english: Page, part: Piece | None) -> str:
    found = {one.place: one.text for one in pieces(english)}
    return "" if part is None else found.get(part.place, "")


def _with_facts(visit: Visit, text: str, language: str) -> str:
    t = catalogue(language)
    return BRACES.sub(
        lambda found: show(found.group(1), on=visit.today, t=t, facts=visit.knowledge.facts), text
    ).replace("**", "")
