"""Every page of the desk: its address, who may see it, and what answers."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.desk.views import (
    editor,
    fact_changes,
    facts,
    history,
    looking,
    news,
    people,
    questions,
    reading,
    sheets,
    signing_in,
    topics,
    trying,
    words,
    work,
)
from bot.desk.visit import View

_READ: Final = ("GET",)
_SEND: Final = ("POST",)
_BOTH: Final = ("GET", "POST")
_PAGE: Final = "/pages/{area}/{slug}/{language}"
_WORDS: Final = "/words/{folder}/{language}"
_TOPIC: Final = "/pages/{area}/{slug}"


class Need(Enum):
    """What a visitor must have: nothing, a password given, a whole sign-in, or a role."""

    NOTHING = "nothing"
    PASSWORD = "password"  # noqa: S105 -- not one
    ACCOUNT = "account"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Place:
    """One address of the desk."""

    path: str
    view: View
    methods: tuple[str, ...]
    need: Need = Need.ACCOUNT


PLACES: Final = (
    Place("/sign-in", signing_in.sign_in, _BOTH, Need.NOTHING),
    Place("/second-factor", signing_in.second_factor, _BOTH, Need.PASSWORD),
    Place("/sign-out", signing_in.sign_out, _SEND, Need.PASSWORD),
    Place("/invitation/{token}", signing_in.invited, _BOTH, Need.NOTHING),
    Place("/read/{token}", reading.read, _BOTH, Need.NOTHING),
    Place("/me", signing_in.me, _BOTH),
    Place("/", work.work, _READ),
    Place("/pages", topics.topics, _READ),
    Place(_TOPIC, topics.topic, _READ),
    Place(f"{_TOPIC}/hold", topics.hold, _SEND, Need.EDITOR),
    Place(f"{_TOPIC}/sources", topics.sources, _SEND, Need.EDITOR),
    Place(_PAGE, editor.edit, _READ),
    Place(f"{_PAGE}/look", editor.look, _SEND),
    Place(f"{_PAGE}/save", editor.save, _SEND),
    Place(f"{_PAGE}/resolve", editor.resolve, _SEND),
    Place(f"{_PAGE}/discard", editor.discard, _SEND),
    Place(f"{_PAGE}/link", reading.link, _SEND),
    Place("/words", words.overview, _READ),
    Place(_WORDS, words.listing, _READ),
    Place(f"{_WORDS}/send", words.send, _SEND),
    Place(f"{_WORDS}/discard", words.discard, _SEND),
    Place(f"{_WORDS}/{{part}}/{{name}}", words.entry, _BOTH),
    Place("/drafts", looking.waiting, _READ),
    Place("/drafts/{number}", looking.look_at, _READ),
    Place("/drafts/{number}/decide", looking.decide, _SEND),
    Place("/facts", facts.facts, _READ),
    Place("/facts-found", editor.facts, _READ),
    Place("/facts/{name}", facts.fact, _READ),
    Place("/facts/{name}/change", fact_changes.change, _SEND, Need.EDITOR),
    Place("/facts/{name}/remove", fact_changes.remove, _SEND, Need.EDITOR),
    Place("/new-fact", fact_changes.new, _BOTH, Need.EDITOR),
    Place("/facts/{name}/hold", facts.hold, _SEND, Need.EDITOR),
    Place("/history", history.history, _READ),
    Place("/history/{commit}", history.change, _READ),
    Place("/history/{commit}/restore", history.restore, _SEND, Need.EDITOR),
    Place("/broken", history.broken, _BOTH, Need.EDITOR),
    Place("/questions", questions.questions, _READ, Need.EDITOR),
    Place("/questions/group", questions.question, _READ, Need.EDITOR),
    Place("/questions/place", questions.place, _SEND, Need.EDITOR),
    Place("/questions/learned", questions.learned, _READ, Need.EDITOR),
    Place("/new-topic", questions.new_topic, _BOTH, Need.EDITOR),
    Place("/try", trying.show, _BOTH),
    Place("/news", news.everything, _READ, Need.EDITOR),
    Place("/news/counts", news.counts, _READ, Need.EDITOR),
    Place("/news/stop/{number}", news.stop, _SEND, Need.EDITOR),
    Place("/news/{number}", news.one, _READ, Need.EDITOR),
    Place("/news/{number}/save", news.save, _SEND, Need.EDITOR),
    Place("/news/{number}/take-back", news.take_back, _SEND, Need.EDITOR),
    Place("/news/{number}/discard", news.discard, _SEND, Need.EDITOR),
    Place("/news/{number}/decide", news.decide, _SEND, Need.EDITOR),
    Place("/sheets", sheets.sheets, _READ),
    Place("/sheets/back", sheets.upload, _SEND),
    Place("/sheets/{language}", sheets.download, _READ),
    Place("/people", people.people, _READ, Need.ADMINISTRATOR),
    Place("/people/invite", people.invite, _SEND, Need.ADMINISTRATOR),
    Place("/people/withdraw", people.withdraw, _SEND, Need.ADMINISTRATOR),
    Place("/people/{number}", people.one, _READ, Need.ADMINISTRATOR),
    Place("/people/{number}/change", people.change, _SEND, Need.ADMINISTRATOR),
)
