"""The bot beside the editor: the same dialogue as workers have, on what is being written."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from starlette.responses import Response

from bot.answering.answerer import Answerer
from bot.answering.examples import family_of
from bot.answering.outcome import Asker, Result
from bot.answering.understanding import Understanding
from bot.desk import drafting, open_words, phone, teaching, wordlists
from bot.desk.drafting import page_of
from bot.desk.visit import Visit
from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import ChatState, Incoming
from bot.knowledge.model import Knowledge
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from bot.storage import drafts
from bot.storage.desk_models import DeskDraft

_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class DraftAnswerer:
    """Answers from *knowledge*, with the questions of a draft as if they had been learned.

    ``taught`` is ``None`` where there is nothing new to learn.
    """

    answerer: Answerer
    knowledge: Knowledge
    taught: Understanding | None

    async def answer(self, question: str, asker: Asker, *, last_topic: str | None) -> Result:
        if self.taught is None:
            return await self.answerer.answer(question, asker, last_topic=last_topic)
        small = self.taught.before_retrieval(question, asker)
        if small is not None:
            return small
        vector = await self.answerer.vector(self.taught.expanded(question))
        return self.taught.understand(question, asker, vector=vector)

    def is_known_word(self, word: str) -> bool:
        return self.answerer.is_known_word(word)


async def show(visit: Visit) -> Response:
    """Show the conversation; take what was written or pressed, and answer it."""
    language = visit.form.text("language") or visit.query("language")
    country = visit.form.text("country") or visit.query("country")
    draft = await _draft(visit)
    state = _state(visit.form.raw("state"))
    if language in LANGUAGES and visit.request.method == "GET":
        state = replace(state, language=language)
    if country in COUNTRY_LANGUAGES and visit.request.method == "GET":
        state = replace(state, country=country)
    incoming = _incoming(visit)
    replies: tuple[object, ...] = ()
    if incoming is not None:
        conversation = Conversation(await _answerer(visit, draft), visit.desk.now)
        turn = await conversation.respond(incoming, state)
        state, replies = turn.state, turn.replies
    template = "try_part.html" if visit.is_fetched else "try.html"
    return visit.page(
        template,
        replies=replies,
        state=json.dumps(_plain(state)),
        said=visit.form.text("text", limit=_LONGEST) or visit.form.text("label", limit=100),
        draft=draft,
        language=state.language or "",
        country=state.country or "",
        languages=list(LANGUAGES),
        countries=list(COUNTRY_LANGUAGES),
    )


def _incoming(visit: Visit) -> Incoming | None:
    if visit.request.method == "GET":
        return Incoming(command="start")
    button, text = visit.form.raw("button")[:64], visit.form.text("text", limit=_LONGEST)
    if button:
        return Incoming(button=button)
    if text.startswith("/"):
        command, _, arguments = text[1:].partition(" ")
        return Incoming(command=command.lower(), arguments=arguments.strip())
    return Incoming(text=text) if text else None


async def _draft(visit: Visit) -> DeskDraft | None:
    """Return the draft that is tried: by its number, if the person may see it."""
    number = visit.form.text("draft", limit=16) or visit.query("draft", limit=16)
    if not (number.isascii() and number.isdigit()):
        return None
    async with visit.desk.database.transaction() as session:
        draft = await drafts.get(session, int(number))
    return draft if draft is not None and visit.me.may_write(draft.language) else None


async def _answerer(visit: Visit, draft: DeskDraft | None) -> DraftAnswerer:
    knowledge = visit.knowledge
    if draft is None or draft.state in {drafts.PUBLISHED, drafts.REVIEWED}:
        return DraftAnswerer(visit.desk.answerer, knowledge, None)
    if (folder := wordlists.folder_of(draft)) is not None:
        found = await open_words.opened(visit, folder, draft.language, draft)
        changed = (
            knowledge if found is None else await asyncio.to_thread(open_words.tried, visit, found)
        )
        return DraftAnswerer(visit.desk.answerer, changed, None)
    page = page_of(draft, knowledge, draft.name, visit.today)
    topic = knowledge.topics.get(draft.topic) or drafting.new_topic(draft)
    if topic is None or not draft.body:
        return DraftAnswerer(visit.desk.answerer, knowledge, None)
    present = topic.pages.get(draft.language)
    known = set(present.questions) if present is not None else set()
    changed = phone.with_page(knowledge, page, topic)
    new = [(text, family_of(topic)) for text in page.questions if text not in known]
    taught = await teaching.understanding(visit.desk.answerer, changed, new[:20]) if new else None
    return DraftAnswerer(visit.desk.answerer, changed, taught)


def _state(text: str) -> ChatState:
    """Return the state that the browser kept for us; a broken one is a new conversation."""
    try:
        data = json.loads(text or "{}")
    except ValueError:
        return ChatState()
    if not isinstance(data, dict):
        return ChatState()

    def word(name: str, known: Any = None) -> str | None:  # Any: anything with members
        value = data.get(name)
        fits = isinstance(value, str) and len(value) <= 64
        return value if fits and (known is None or value in known) else None

    at = word("last_topic_at")
    return ChatState(
        language=word("language", LANGUAGES),
        country=word("country", COUNTRY_LANGUAGES),
        last_topic=word("last_topic"),
        last_topic_at=_moment(at),
        awaiting=word("awaiting"),
    )


def _moment(text: str | None) -> datetime | None:
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _plain(state: ChatState) -> dict[str, str | None]:
    """Return what ``_state`` reads again; of a way home nothing goes on here."""
    at = state.last_topic_at
    return {
        "language": state.language,
        "country": state.country,
        "last_topic": state.last_topic,
        "last_topic_at": None if at is None else at.isoformat(),
        "awaiting": state.awaiting,
    }
