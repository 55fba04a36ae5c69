"""The list of topics, and one topic: its pages, its sources, its hold."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from bot.desk.visit import Visit
from bot.dialogue.screens import AREAS
from bot.knowledge.files import topic_path
from bot.knowledge.model import Hold, Source, Topic
from bot.knowledge.parsing import dump_topic
from bot.knowledge.problems import ContentError
from bot.knowledge.status import State, needed_languages, status
from bot.languages import LANGUAGES
from bot.storage import drafts
from bot.text import fold

_REVIEW_AFTER: Final = timedelta(days=90)
_LONGEST_REVIEW: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in the list: its title, and the state of its page in each language."""

    topic: Topic
    title: str
    states: dict[str, State]
    past_review: bool


async def topics(visit: Visit) -> Response:
    """Show all topics by area with the state of each page: the picture of coverage."""
    words = fold(visit.query("q"))
    found = status(visit.knowledge, visit.today)
    rows: dict[str, list[Row]] = {area: [] for area in AREAS}
    for one in found.topics:
        topic = visit.knowledge.topics[one.id]
        title = title_of(topic, visit.language)
        if words and not all(word in _searched(topic) for word in words.split()):
            continue
        rows.setdefault(topic.area, []).append(Row(topic, title, dict(one.pages), one.past_review))
    return visit.page(
        "topics.html",
        areas=[(area, listed) for area, listed in rows.items() if listed],
        q=visit.query("q"),
        languages=list(LANGUAGES),
        counts=found.languages,
        total=len(found.topics),
    )


def title_of(topic: Topic, language: str) -> str:
    """Return a topic's title in a language, else in English, else its id."""
    page = topic.pages.get(language) or topic.pages.get("en")
    return topic.id if page is None else page.title


def _searched(topic: Topic) -> str:
    return fold(" ".join([topic.id, *(page.title for page in topic.pages.values())]))


def topic_of(visit: Visit) -> Topic | None:
    """Return the topic that the path names."""
    return visit.knowledge.topics.get(f"{visit.argument('area')}/{visit.argument('slug')}")


async def topic(visit: Visit) -> Response:
    """Show one topic."""
    found = topic_of(visit)
    if found is None:
        return visit.not_found()
    return await _topic(visit, found)


async def _topic(visit: Visit, found: Topic, *, problem: str = "", status_: int = 200) -> Response:
    since = visit.today - timedelta(weeks=8)
    async with visit.desk.database.transaction() as session:
        ratings = await drafts.ratings(session, since)
        shown = await drafts.shown(session, since)
        fetched = await drafts.sources(session)
    states = next(one for one in status(visit.knowledge, visit.today).topics if one.id == found.id)
    return visit.page(
        "topic.html",
        status=status_,
        topic=found,
        title=title_of(found, visit.language),
        states=states,
        needed=needed_languages(found),
        ratings={code: ratings.get((found.id, code), (0, 0)) for code in LANGUAGES},
        shown={code: shown.get((found.id, code), 0) for code in LANGUAGES},
        fetched=fetched,
        problem=problem,
        next_review=visit.today + _REVIEW_AFTER,
    )


async def hold(visit: Visit) -> Response:
    """Take a topic back until it is checked, or give it free again: one click."""
    found = topic_of(visit)
    if found is None:
        return visit.not_found()
    reason = visit.form.text("reason", limit=200) or "being checked"
    lifting = visit.form.flag("lift")
    held = None if lifting else Hold(visit.today, reason)
    what = "free again" if lifting else f"on hold: {reason}"
    await visit.desk.content.publish(
        {topic_path(found.id): dump_topic(replace(found, hold=held))},
        visit.me.name,
        f"{found.id} {what}",
        expected={topic_path(found.id): await visit.desk.content.file(topic_path(found.id))},
    )
    async with visit.desk.database.transaction() as session:
        await visit.note(session, "lifted hold" if lifting else "hold", found.id)
    return visit.to(f"/pages/{found.id}", done="lifted" if lifting else "held")


async def sources(visit: Visit) -> Response:
    """Take over which sources were read when, and when the topic must be looked at again."""
    found = topic_of(visit)
    if found is None:
        return visit.not_found()
    try:
        changed = _with_sources(visit, found)
        await visit.desk.content.publish(
            {topic_path(found.id): dump_topic(changed)},
            visit.me.name,
            f"{found.id}: sources looked at",
            expected={topic_path(found.id): await visit.desk.content.file(topic_path(found.id))},
        )
    except ValueError as error:
        return await _topic(visit, found, problem=str(error), status_=400)
    except ContentError as error:
        problem = " ".join(visit.told(each.message) for each in error.problems)
        return await _topic(visit, found, problem=problem, status_=400)
    async with visit.desk.database.transaction() as session:
        fetched = await drafts.sources(session)
        for source in changed.sources:
            row = fetched.get(source.url)
            if (
                row is not None and source.checked == visit.today
            ):  # read by a person in its new form
                row.fingerprint, row.state, row.changed_at = row.seen, "same", None
        await visit.note(session, "sources", found.id)
    return visit.to(f"/pages/{found.id}", done="saved")


def _with_sources(visit: Visit, topic: Topic) -> Topic:
    form, kept = visit.form, []
    for index, source in enumerate(topic.sources):
        if form.flag(f"gone{index}"):
            continue
        checked = visit.today if form.flag(f"read{index}") else source.checked
        kept.append(replace(source, checked=checked))
    url = form.text("url", limit=500)
    if url:
        kept.append(
            Source(
                url=url,
                publisher=form.text("publisher") or "-",
                title=form.text("title") or url,
                language=form.text("language") or "ja",
                checked=visit.today,
            )
        )
    if not kept:
        raise ValueError(visit.t.gettext("A topic needs at least one source."))
    review_by = _day(form.text("review_by"))
    if review_by is None or not visit.today <= review_by <= visit.today + _LONGEST_REVIEW:
        raise ValueError(
            visit.t.gettext("Choose a day for the next look: from today, at most a year ahead.")
        )
    return replace(
        topic,
        sources=tuple(kept),
        reviewed=visit.today,
        reviewed_by=visit.me.name,
        review_by=review_by,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
