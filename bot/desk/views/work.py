"""The first page: what matters most this week, and how the bot is used."""

import asyncio
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bot.desk import wordlists
from bot.desk.views.topics import title_of
from bot.desk.visit import Visit
from bot.desk.worklist import Reason, Task, Use, Why, tasks
from bot.i18n import Catalogue
from bot.knowledge.status import status
from bot.languages import LANGUAGES
from bot.storage import desk_news, drafts

_USED_SINCE: Final = timedelta(weeks=8)
_SHOWN_WEEKS: Final = timedelta(weeks=12)
_SHOWN: Final = 25


async def work(visit: Visit) -> Response:
    """Show the ordered list of one language, and the use of the bot by week."""
    me = visit.me
    offered = [code for code in LANGUAGES if me.may_write(code)] or ["en"]
    asked = visit.query("language")
    language = asked if asked in offered else (me.languages[0] if me.languages else offered[0])
    async with visit.desk.database.transaction() as session:
        since = visit.today - _USED_SINCE
        use = Use(
            await drafts.shown(session, since),
            await drafts.ratings(session, since),
            await drafts.sources(session),
        )
        weeks = await drafts.by_week(session, visit.today - _SHOWN_WEEKS)
        waiting = [
            one
            for one in await drafts.to_look_at(session)
            if me.may_decide(one.language, one.account_id)
        ]
        news_waiting = await desk_news.to_decide(session, me.id) if me.is_editor else 0
        unanswered = len(await drafts.unanswered(session))
    found = await asyncio.to_thread(tasks, visit.knowledge, language, use, visit.today)
    show_all = visit.query("all") == "1"
    return visit.page(
        "work.html",
        language=language,
        offered=offered,
        tasks=[
            (
                task,
                _name(visit, task),
                [say(reason, visit.t) for reason in task.reasons],
            )
            for task in (found if show_all else found[:_SHOWN])
        ],
        more=0 if show_all else max(0, len(found) - _SHOWN),
        weeks=list(weeks.items()),
        most=max([1, *(answered + missed for answered, missed in weeks.values())]),
        waiting=len(waiting),
        news_waiting=news_waiting,
        unanswered=unanswered,
        counts=next(
            one
            for one in status(visit.knowledge, visit.today).languages
            if one.language == language
        ),
    )


def _name(visit: Visit, task: Task) -> str:
    if task.folder:
        return wordlists.folder_title(task.folder, visit.t)
    if task.fact:
        return visit.knowledge.facts[task.fact].about
    return title_of(visit.knowledge.topics[task.topic], visit.language)


def say(reason: Reason, t: Catalogue) -> str:
    """Return a reason in the words of the desk."""
    day = "" if reason.day is None else t.date(reason.day)
    texts = {
        Why.DANGER: t.gettext("helps in danger"),
        Why.HOLD: t.gettext("on hold since {date}: {reason}"),
        Why.FACT_LATE: t.gettext("should have been checked by {date}"),
        Why.FACT_SOON: t.gettext("to be checked by {date}"),
        Why.SOURCE_GONE: t.gettext("the source of {publisher} cannot be found any more"),
        Why.SOURCE_CHANGED: t.gettext("the source of {publisher} has changed"),
        Why.UNHELPFUL: t.ngettext(
            "{number} reader found it not helpful",
            "{number} readers found it not helpful",
            reason.number,
        ),
        Why.PAST_REVIEW: t.gettext("should have been looked at by {date}"),
        Why.REVIEW_SOON: t.gettext("to be looked at by {date}"),
        Why.OUTDATED: t.gettext("English has changed since the translation"),
        Why.MISSING: t.gettext("not translated yet"),
        Why.DRAFT: t.gettext("no native speaker has read it yet"),
    }
    return texts[reason.why].format(
        date=day, reason=reason.name, publisher=reason.name, number=t.number(reason.number)
    )
