"""What workers ask and the bot cannot answer: grouped, rewritten, and given a place."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from bot.answering.outcome import Asker, Outcome, Result
from bot.desk import teaching
from bot.desk.drafting import digest_of
from bot.desk.grouping import groups
from bot.desk.views.topics import title_of
from bot.desk.visit import Visit
from bot.dialogue.screens import AREAS
from bot.knowledge.files import page_path
from bot.knowledge.model import Page, Source, Topic
from bot.knowledge.parsing import dump_page, dump_topic
from bot.knowledge.patching import with_out_of_scope
from bot.knowledge.problems import ContentError
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft
from bot.storage.models import UnansweredQuestion
from bot.text import clean, fold

_MOST_GROUPS: Final = 60
#: Embedding a text takes about 8 ms, once.
_MOST_TEXTS: Final = 600
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RATED_SINCE: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same; ``languages`` with how many in each."""

    questions: list[UnansweredQuestion]
    languages: list[tuple[str, int]]
    weeks: list[tuple[date, int]]

    @property
    def first(self) -> UnansweredQuestion:
        return self.questions[0]


@dataclass(frozen=True, slots=True)
class Bad:
    """A page that readers found not helpful."""

    topic: Topic
    title: str
    language: str
    good: int
    bad: int


async def questions(visit: Visit) -> Response:
    """Show unanswered questions by meaning, and pages that did not help."""
    language = visit.query("language")
    async with visit.desk.database.transaction() as session:
        rows = await drafts.unanswered(
            session, language=language if language in LANGUAGES else None
        )
        ratings = await drafts.ratings(session, visit.today - _RATED_SINCE)
    found = await grouped(visit, rows)
    return visit.page(
        "questions.html",
        groups=found[:_MOST_GROUPS],
        more=max(0, len(found) - _MOST_GROUPS),
        number=len(rows),
        language=language,
        bad=_bad(visit, ratings, language),
    )


async def grouped(visit: Visit, rows: Sequence[UnansweredQuestion]) -> list[Group]:
    """Return questions by meaning, the most frequent first; of very many the newest."""
    by_text: dict[str, list[UnansweredQuestion]] = {}
    for row in rows:
        by_text.setdefault(row.text, []).append(row)
    texts = list(by_text)[:_MOST_TEXTS]
    vectors = await visit.desk.answerer.vectors(texts)
    found = await asyncio.to_thread(groups, texts, vectors)
    joined = [[row for index in group for row in by_text[texts[index]]] for group in found]
    return sorted(map(_group, joined), key=lambda group: -len(group.questions))


def _group(rows: list[UnansweredQuestion]) -> Group:
    languages = Counter(row.language for row in rows)
    weeks = Counter(row.week for row in rows)
    return Group(rows, languages.most_common(), sorted(weeks.items(), reverse=True))


def _bad(visit: Visit, ratings: dict[tuple[str, str], tuple[int, int]], language: str) -> list[Bad]:
    found = []
    for (topic_id, code), (good, bad) in ratings.items():
        topic = visit.knowledge.topics.get(topic_id)
        if topic is None or bad == 0 or (language in LANGUAGES and code != language):
            continue
        found.append(Bad(topic, title_of(topic, visit.language), code, good, bad))
    return sorted(found, key=lambda one: (-one.bad, one.topic.id, one.language))[:20]


async def question(visit: Visit) -> Response:
    """Show one group: its questions, what the bot says now, and where it may belong."""
    rows = await _rows(visit, visit.query("ids"))
    if not rows:
        return visit.to("/questions", done="dealt-with")
    return await _question(visit, rows)


async def _question(
    visit: Visit,
    rows: Sequence[UnansweredQuestion],
    *,
    problem: str = "",
    effect: teaching.Effect | None = None,
    status: int = 200,
) -> Response:
    form = visit.form
    text = form.text("question", limit=300) or rows[0].text
    language = form.text("language") if form.text("language") in LANGUAGES else rows[0].language
    result = await visit.desk.answerer.answer(clean(text), Asker(language=language))
    scores = await _likely(visit, text, language)
    chosen = form.text("other", limit=60) or form.text("topic", limit=60)
    return visit.page(
        "question.html",
        status=status,
        rows=rows,
        ids=",".join(str(row.id) for row in rows),
        question=text,
        language=language,
        now=result,
        likely=[(topic, title_of(topic, visit.language)) for topic in scores],
        all_topics=[
            (topic.id, title_of(topic, visit.language)) for topic in visit.knowledge.topics.values()
        ],
        chosen=chosen,
        problem=problem,
        effect=effect,
        titles=lambda result: titles(visit, result),
        outcome=Outcome,
    )


def titles(visit: Visit, result: Result) -> list[str]:
    """Return the titles that a result shows."""
    topics = (visit.knowledge.topics.get(match.topic) for match in result.matches)
    return [title_of(topic, visit.language) for topic in topics if topic is not None]


async def _likely(visit: Visit, text: str, language: str) -> list[Topic]:
    """Return the topics nearest to a question, sure or not."""
    present = visit.desk.answerer.present
    vector = await visit.desk.answerer.vector(present.expanded(clean(text)))
    scores = present.score(clean(text), vector, language=language)
    known = present.known(clean(text), Asker(language=language))
    return [
        visit.knowledge.topics[candidate.topic]
        for candidate in present.candidates(scores, known)
        if candidate.topic in visit.knowledge.topics
    ]


async def _rows(visit: Visit, ids: str) -> list[UnansweredQuestion]:
    numbers = {int(part) for part in ids.split(",")[:200] if part.isascii() and part.isdigit()}
    async with visit.desk.database.transaction() as session:
        return [row for row in await drafts.unanswered(session) if row.id in numbers]


async def place(visit: Visit) -> Response:
    """Give a question its place: a topic, out of scope, or nowhere."""
    ids = visit.form.text("ids", limit=4000)
    rows = await _rows(visit, ids)
    if not rows:
        return visit.to("/questions", done="dealt-with")
    if visit.form.flag("ignore"):
        return await _done(visit, rows, "dismissed", "dismissed")
    text = visit.form.text("question", limit=300)
    language = visit.form.text("language")
    topic_id = None
    if not visit.form.flag("out_of_scope"):
        topic_id = visit.form.text("other", limit=60) or visit.form.text("topic", limit=60)
    if len(fold(text)) < 4 or language not in LANGUAGES:
        problem = visit.t.gettext("Write the question as anybody might ask it.")
        return await _question(visit, rows, problem=problem, status=400)
    if topic_id is not None and topic_id not in visit.knowledge.topics:
        problem = visit.t.gettext("Choose the topic that answers it.")
        return await _question(visit, rows, problem=problem, status=400)
    if visit.form.flag("show"):
        found = await teaching.effect(visit.desk.answerer, text, language, topic_id)
        return await _question(visit, rows, effect=found)
    try:
        if topic_id is None:
            await _leave_out(visit, text, language)
        else:
            await _add(visit, topic_id, text, language)
    except ContentError as error:
        problem = " ".join(visit.told(one.message) for one in error.problems)
        return await _question(visit, rows, problem=problem, status=400)
    return await _done(visit, rows, "question", topic_id or "out of scope", topic_id, text)


async def _done(
    visit: Visit,
    rows: Sequence[UnansweredQuestion],
    kind: str,
    target: str,
    topic_id: str | None = None,
    text: str = "",
) -> Response:
    async with visit.desk.database.transaction() as session:
        await drafts.forget_questions(session, [row.id for row in rows])
        await visit.note(session, kind, target)
    if not text:
        return visit.to("/questions", done="dealt-with")
    return visit.to(
        "/questions/learned",
        q=text,
        language=visit.form.text("language"),
        topic=topic_id or "-",
    )


async def _add(visit: Visit, topic_id: str, text: str, language: str) -> None:
    """Put a question onto the page of a topic in its language, else onto the English one."""
    topic = visit.knowledge.topics[topic_id]
    page = topic.pages.get(language) or topic.pages["en"]
    path = page_path(topic_id, page.language)
    changed = Page(
        page.topic,
        page.language,
        page.title,
        (*page.questions, text),
        page.body,
        page.revision,
        page.translation,
    )
    await visit.desk.content.publish(
        {path: dump_page(changed)},
        visit.me.name,
        f"{topic_id} in {page.language}: a question that people ask",
        expected={path: await visit.desk.content.file(path)},
    )


async def _leave_out(visit: Visit, text: str, language: str) -> None:
    path = f"speech/{language}.yaml"
    present = await visit.desk.content.file(path)
    after = with_out_of_scope((present or b"").decode(), text)
    await visit.desk.content.publish(
        {path: after.encode()},
        visit.me.name,
        f"A question that is out of scope ({language})",
        expected={path: present},
    )


async def learned(visit: Visit) -> Response:
    """Show what the question is answered with now, and whether the bot still learns."""
    text, language = visit.query("q", limit=300), visit.query("language")
    topic_id = visit.query("topic")
    wanted = None if topic_id == "-" else topic_id
    if language not in LANGUAGES or not text:
        return visit.to("/questions")
    now = await visit.desk.answerer.answer(clean(text), Asker(language=language))
    would = await teaching.effect(visit.desk.answerer, text, language, wanted)
    topic = None if wanted is None else visit.knowledge.topics.get(wanted)
    return visit.page(
        "learned.html",
        question=text,
        language=language,
        topic=topic,
        title="" if topic is None else title_of(topic, visit.language),
        now=now,
        would=None if would is None else would.after,
        learning=not visit.desk.answerer.progress.exact,
        is_right=teaching.is_answered_by(now, wanted),
        titles=lambda result: titles(visit, result),
        outcome=Outcome,
    )


# A new topic


async def new_topic(visit: Visit) -> Response:
    """Open a topic: a draft that a second person looks at before workers see it."""
    values = {
        "question": visit.form.text("question", limit=300) or visit.query("q", limit=300),
        "area": visit.form.text("area"),
        "slug": visit.form.text("slug", limit=40),
        "title": visit.form.text("title", limit=200),
        "country": visit.form.text("country"),
        "url": visit.form.text("url", limit=500),
        "publisher": visit.form.text("publisher", limit=200),
        "source_title": visit.form.text("source_title", limit=300),
    }
    if visit.request.method == "GET":
        return visit.page(
            "new_topic.html",
            values=values,
            problem="",
            areas=AREAS,
            countries=list(COUNTRY_LANGUAGES),
        )
    problem = _wrong_topic(visit, values)
    if problem:
        return visit.page(
            "new_topic.html",
            status=400,
            values=values,
            problem=problem,
            areas=AREAS,
            countries=list(COUNTRY_LANGUAGES),
        )
    topic_id = f"{values['area']}/{values['slug']}"
    source = Source(
        values["url"],
        values["publisher"],
        values["source_title"] or values["url"],
        "ja",
        visit.today,
    )
    topic = Topic(
        id=topic_id,
        pages={},
        sources=(source,),
        reviewed=visit.today,
        reviewed_by=visit.me.name,
        review_by=visit.today + timedelta(days=90),
        countries=frozenset([values["country"]] if values["country"] else []),
    )
    draft = DeskDraft(
        account_id=visit.me.id,
        name=visit.me.name,
        topic=topic_id,
        language="en",
        state=drafts.DRAFT,
        base=digest_of(None),
        of="",
        title=values["title"],
        questions=[values["question"]] if values["question"] else [],
        body="",
        note="",
        source=values["url"],
        small=False,
        reviewed=False,
        topic_file=dump_topic(topic).decode(),
        saved_at=visit.now,
        decided_by="",
        remark="",
        commit="",
    )
    async with visit.desk.database.transaction() as session:
        session.add(draft)
        await visit.note(session, "began", topic_id)
    return visit.to(f"/pages/{topic_id}/en", done="topic")


def _wrong_topic(visit: Visit, values: dict[str, str]) -> str:
    t = visit.t
    topic_id = f"{values['area']}/{values['slug']}"
    if values["area"] not in AREAS or (
        values["country"] and values["country"] not in COUNTRY_LANGUAGES
    ):
        return t.gettext("Choose an area from the list.")
    if not _SLUG.fullmatch(values["slug"]) or len(topic_id) > 42:
        return t.gettext(
            "The short name stands in links: small letters, digits and single hyphens, "
            "at most 36 characters."
        )
    if visit.knowledge.topic(topic_id) is not None:
        return t.gettext("There is a topic with this short name already.")
    if not values["title"]:
        return t.gettext("Give the topic a title.")
    if not re.fullmatch(r"https?://[^\s<>\"]+", values["url"]) or not values["publisher"]:
        return t.gettext("Give the source: its address (https://…) and whose page it is.")
    return ""
