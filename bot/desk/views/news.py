"""News to workers: written by some, let out by another, followed and stopped by anybody."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.desk import news
from bot.desk.differences import Line, compare
from bot.desk.visit import Visit
from bot.dialogue.scene import countries_in_order, country_name
from bot.languages import LANGUAGES
from bot.storage import announcements, desk_news
from bot.storage.desk_models import DeskNews

_REMARK: Final = 500


async def everything(visit: Visit) -> Response:
    """List what is being written, what waits for a second person, and what goes out."""
    async with visit.desk.database.transaction() as session:
        found = await desk_news.listed(session)
        runs = await news.runs_of(session, found)
    mine = [one for one in found if one.is_by(visit.me.id)]
    return visit.page(
        "news.html",
        own=[one for one in mine if one.state in desk_news.OPEN],
        others=[one for one in found if one not in mine and one.state in desk_news.OPEN],
        waiting=[one for one in found if one.state == desk_news.WAITING],
        runs=runs,
        title_of=lambda one: news.title(one.texts),
    )


async def counts(visit: Visit) -> Response:
    """Return how far each has gone, for a page that is open."""
    async with visit.desk.database.transaction() as session:
        runs = await news.runs_of(session, await desk_news.listed(session))
    return visit.page("news_counts.html", runs=runs)


async def one(visit: Visit) -> Response:
    """Show news for writing to those who write them, for reading to everybody else."""
    if visit.argument("number") == "new":
        blank = desk_news.blank(visit.me.id, visit.me.name, visit.now)
        return await _writing(visit, blank)
    found = await _news(visit)
    if found is None:
        return visit.not_found()
    writes = found.is_by(visit.me.id) or visit.query("write") == "1"
    if writes and found.state in desk_news.OPEN:
        return await _writing(visit, found)
    return await _reading(visit, found)


async def _writing(
    visit: Visit,
    found: DeskNews,
    *,
    problem: str = "",
    version: int = 0,
    theirs: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Show the form, with the texts of *found* whether or not they are stored.

    *theirs* are the texts that are stored, where somebody else was faster.
    """
    async with visit.desk.database.transaction() as session:
        audience = await desk_news.audience(session, list(LANGUAGES), found.countries)
        writers = await desk_news.names(session, found)
    begun = found.id is not None and bool(found.texts)
    return visit.page(
        "news_writing.html",
        status=status,
        news=found,
        version=version or found.version,
        title=news.title(found.texts),
        faults=news.faults(found.texts, visit.t) if begun else {},
        missing=[code for code in LANGUAGES if code not in found.texts],
        countries=_countries(visit),
        problem=problem,
        writers=writers,
        is_mine=found.is_by(visit.me.id),
        differences=_differences(theirs, found.texts),
        can_test=visit.desk.support_chat_id is not None,
        **_shown(visit, found, audience),
    )


def _differences(
    theirs: Mapping[str, str] | None, yours: Mapping[str, str]
) -> list[tuple[str, list[Line]]]:
    """Return each language whose text differs, from theirs to yours."""
    if theirs is None:
        return []
    codes = [code for code in LANGUAGES if theirs.get(code, "") != yours.get(code, "")]
    return [(code, compare(theirs.get(code, ""), yours.get(code, ""))) for code in codes]


async def _reading(
    visit: Visit, found: DeskNews, *, problem: str = "", status: int = 200
) -> Response:
    async with visit.desk.database.transaction() as session:
        audience = await desk_news.audience(session, list(LANGUAGES), found.countries)
        runs = await news.runs_of(session, [found])
        writers = await desk_news.names(session, found)
    return visit.page(
        "news_reading.html",
        status=status,
        news=found,
        title=news.title(found.texts),
        missing=[code for code in LANGUAGES if code not in found.texts],
        chosen=[name for code, name in _countries(visit) if code in found.countries],
        problem=problem,
        runs=[run for run in runs if run.number is not None],
        writers=writers,
        may_decide=found.state == desk_news.WAITING and not found.is_by(visit.me.id),
        is_mine=found.is_by(visit.me.id),
        **_shown(visit, found, audience),
    )


def _shown(visit: Visit, found: DeskNews, audience: Mapping[str, int]) -> dict[str, object]:
    return {
        "audience": audience,
        "total": sum(audience[code] for code in found.texts),
        "screens": news.screens(visit.knowledge, found.texts, visit.now),
    }


def _countries(visit: Visit) -> list[tuple[str, str]]:
    codes = countries_in_order(visit.language)
    return [(code, country_name(visit.t, code)) for code in codes]


async def save(visit: Visit) -> Response:
    """Keep what was typed; then, if asked, send a test or ask a second person."""
    is_new = visit.argument("number") == "new"
    found = desk_news.blank(visit.me.id, visit.me.name, visit.now) if is_new else await _news(visit)
    if found is None:
        return visit.not_found()
    texts = {code: text for code in LANGUAGES if (text := visit.form.block(f"text_{code}"))}
    chosen = visit.form.all("countries")
    countries = [code for code, _ in _countries(visit) if code in chosen]
    if found.state not in desk_news.OPEN:
        theirs, found.texts, found.countries = found.texts, texts, countries
        problem = visit.t.gettext(
            "Nothing was saved: it waits for approval, or was sent, meanwhile. Your text is below. "
            "Take it back in another window, then save this."
        )
        return await _writing(visit, found, problem=problem, theirs=theirs, status=409)
    if is_new and not texts:
        found.countries = countries
        problem = visit.t.gettext("Write the English text first.")
        return await _writing(visit, found, problem=problem, status=400)
    stored = found.version
    if is_new or (texts, sorted(countries)) != (found.texts, sorted(found.countries)):
        theirs = found.texts
        is_kept = await _keep(visit, found, texts, countries, is_new=is_new)
        found.texts, found.countries = texts, countries
        if not is_kept:
            problem = visit.t.gettext(
                "This was changed by somebody else, or in another window, meanwhile. Your text is "
                "below and not saved yet: put both together, and save again."
            )
            return await _writing(
                visit, found, problem=problem, version=stored, theirs=theirs, status=409
            )
    if visit.form.flag("test"):
        return await _test(visit, found)
    if visit.form.flag("ask"):
        return await _ask(visit, found)
    return visit.to(f"/news/{found.id}", done="saved")


async def _keep(
    visit: Visit,
    found: DeskNews,
    texts: Mapping[str, str],
    countries: Sequence[str],
    *,
    is_new: bool,
) -> bool:
    """Store texts and countries; false when they are not what the form was filled from."""
    async with visit.desk.database.transaction() as session:
        if is_new:
            found.texts, found.countries = dict(texts), list(countries)
            session.add(found)
            await session.flush()
        else:
            seen = found.version
            authors = list(dict.fromkeys((found.account_id, *found.authors, visit.me.id)))
            values = {
                "texts": dict(texts),
                "countries": list(countries),
                "version": seen + 1,
                "saved_at": visit.now,
                "authors": authors,
            }
            if not _is_as_seen(visit, found) or not await desk_news.change(
                session, found.id, seen, desk_news.OPEN, values
            ):
                return False
            found.version, found.authors = seen + 1, authors
        await visit.note(session, "wrote news", _target(found.id, texts))
    return True


async def _test(visit: Visit, found: DeskNews) -> Response:
    """Send each text to the support chat alone."""
    if news.faults(found.texts, visit.t):
        return await _writing(visit, found, problem=_mend(visit), status=400)
    group = visit.desk.support_chat_id
    if group is None:
        problem = visit.t.gettext("There is no support chat. Your operator can set one.")
        return await _writing(visit, found, problem=problem, status=400)
    async with visit.desk.database.transaction() as session:
        values: dict[str, object] = {"tested": found.version}
        if not await desk_news.change(session, found.id, found.version, desk_news.OPEN, values):
            return visit.to(f"/news/{found.id}", done="decided-before")
        number = await announcements.announce_test(session, found.texts, group, visit.now)
        values = {"tests": [*found.tests, number]}
        await desk_news.change(session, found.id, found.version, desk_news.OPEN, values)
        await visit.note(session, "tested news", _target(found.id, found.texts))
    return visit.to(f"/news/{found.id}", done="news-tested")


async def _ask(visit: Visit, found: DeskNews) -> Response:
    """Ask for a second person: from now on nothing in it changes."""
    if news.faults(found.texts, visit.t):
        return await _writing(visit, found, problem=_mend(visit), status=400)
    if not await _has_readers(visit, found):
        return await _writing(visit, found, problem=_nobody(visit), status=400)
    async with visit.desk.database.transaction() as session:
        values = {"state": desk_news.WAITING, "saved_at": visit.now}
        if not await desk_news.change(session, found.id, found.version, desk_news.OPEN, values):
            return visit.to(f"/news/{found.id}", done="decided-before")
        await visit.note(session, "asked for news", _target(found.id, found.texts))
    return visit.to(f"/news/{found.id}", done="news-asked")


async def _has_readers(visit: Visit, found: DeskNews) -> bool:
    async with visit.desk.database.transaction() as session:
        audience = await desk_news.audience(session, list(found.texts), found.countries)
    return any(audience.values())


def _mend(visit: Visit) -> str:
    return visit.t.gettext("It is saved, and nothing was sent: some texts must be mended first.")


def _nobody(visit: Visit) -> str:
    return visit.t.gettext(
        "Nobody would get this: nobody who wants news reads these languages in these countries."
    )


async def take_back(visit: Visit) -> Response:
    """Let an editor go on writing what nobody has approved yet."""
    found = await _news(visit)
    if found is None:
        return visit.not_found()
    async with visit.desk.database.transaction() as session:
        values = {"state": desk_news.DRAFT}
        if not await desk_news.change(
            session, found.id, found.version, [desk_news.WAITING], values
        ):
            return visit.to(f"/news/{found.id}", done="decided-before")
        await visit.note(session, "took news back", _target(found.id, found.texts))
    return visit.to(f"/news/{found.id}", done="news-back", write="1")


async def discard(visit: Visit) -> Response:
    """Throw away what the person was writing; an administrator may do so for others."""
    found = await _news(visit)
    if found is None or not _may_discard(visit, found):
        return visit.not_found()
    async with visit.desk.database.transaction() as session:
        if not await desk_news.discard(session, found.id):
            return visit.to(f"/news/{found.id}", done="decided-before")
        await visit.note(session, "discarded news", _target(found.id, found.texts))
    return visit.to("/news", done="discarded")


def _may_discard(visit: Visit, found: DeskNews) -> bool:
    return found.is_by(visit.me.id) or visit.me.is_administrator


async def decide(visit: Visit) -> Response:
    """Let out what another person wrote, as it was seen; or give it back."""
    found = await _news(visit)
    if found is None:
        return visit.not_found()
    if found.is_by(visit.me.id):
        return visit.refused(
            visit.t.gettext("A second person must approve this"),
            visit.t.gettext("You wrote or changed it yourself. Nothing was sent."),
            status=403,
        )
    if found.state != desk_news.WAITING:
        return visit.to(f"/news/{found.id}", done="decided-before")
    if visit.form.flag("give_back"):
        return await _give_back(visit, found)
    return await _approve(visit, found)


async def _give_back(visit: Visit, found: DeskNews) -> Response:
    values = {
        "state": desk_news.RETURNED,
        "decided_by": visit.me.name,
        "remark": visit.form.text("remark", limit=_REMARK),
    }
    async with visit.desk.database.transaction() as session:
        if not await _decided(visit, session, found, values):
            return _too_late(visit, found)
        await visit.note(session, "gave news back", _target(found.id, found.texts))
    return visit.to("/news", done="returned")


async def _approve(visit: Visit, found: DeskNews) -> Response:
    """Put one message for each reader into the outbox, in one transaction with the approval."""
    values = {"state": desk_news.SENT, "decided_by": visit.me.name, "saved_at": visit.now}
    if not await _has_readers(visit, found):
        return await _reading(visit, found, problem=_nobody(visit), status=400)
    async with visit.desk.database.transaction() as session:
        if not await _decided(visit, session, found, values):
            return _too_late(visit, found)
        number, reached = await announcements.announce(
            session, found.texts, visit.now, countries=found.countries
        )
        await desk_news.change(
            session, found.id, found.version, [desk_news.SENT], {"announcement_id": number}
        )
        by_language = ", ".join(f"{code} {count}" for code, count in reached.items())
        await visit.note(
            session, "approved news", f"{found.id}: {by_language}; {news.title(found.texts)}"
        )
    return visit.to(f"/news/{found.id}", done="news-sent")


async def _decided(
    visit: Visit, session: AsyncSession, found: DeskNews, values: Mapping[str, object]
) -> bool:
    """Note the decision on the version that was seen; false when somebody was faster."""
    return _is_as_seen(visit, found) and await desk_news.change(
        session, found.id, found.version, [desk_news.WAITING], values
    )


def _is_as_seen(visit: Visit, found: DeskNews) -> bool:
    return visit.form.number("version") == found.version


def _too_late(visit: Visit, found: DeskNews) -> Response:
    done = "decided-before" if _is_as_seen(visit, found) else "news-changed"
    return visit.to(f"/news/{found.id}", done=done)


async def stop(visit: Visit) -> Response:
    """Stop an announcement, also one of the command line: stopping needs no second person."""
    number = _number(visit.argument("number"))
    if number is None:
        return visit.not_found()
    async with visit.desk.database.transaction() as session:
        left = await announcements.stop(session, number)
        if left is None:
            return visit.not_found()
        found = await news.runs_of(session, await desk_news.listed(session))
        target = next((run.title for run in found if run.progress.id == number), "")
        await visit.note(session, "stopped news", f"{number}: {target}")
    return visit.to("/news", done="news-stopped")


async def _news(visit: Visit) -> DeskNews | None:
    number = _number(visit.argument("number"))
    if number is None:
        return None
    async with visit.desk.database.transaction() as session:
        return await desk_news.get(session, number)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _target(number: int, texts: Mapping[str, str]) -> str:
    return f"{number}: {news.title(texts)}"
