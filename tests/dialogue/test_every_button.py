"""Every button of every screen, pressed in every language, with the packaged knowledge base."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.answering.outcome import Missing, Outcome, Result, SmallTalk
from bot.dialogue import channel
from bot.dialogue.actions import MAX_BYTES, Verb, parse
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply import Keyboard, Reply
from bot.dialogue.turn import ChatState, Incoming
from bot.i18n import catalogue
from bot.knowledge.model import Knowledge
from bot.languages import LANGUAGES
from bot.telegram.rendering import MAX_UNITS, markup, plain_text, render, units
from tests.dialogue import samples
from tests.dialogue.talk import ScriptedAnswerer, understood

_LEFT_OPEN = re.compile(r"\{\{|\}\}|\{[a-z_]*\}")


@dataclass(frozen=True)
class Pressed:
    """What came back for the data of a button."""

    data: str
    reply: Reply


async def walk(knowledge: Knowledge, language: str) -> list[Pressed]:
    """Press every button that can be reached from /start in one language, each data once.

    Of the language keyboards only the button of *language* is followed: the others are followed
    from their own.
    """
    results = dict(_understood(knowledge, language))
    answerer = ScriptedAnswerer(knowledge=knowledge, results=results)
    conversation = Conversation(answerer, lambda: samples.NOW)
    commands = [name for name, _ in channel.commands(catalogue(language))]
    chosen = ChatState(language=language)
    waiting = deque([(Incoming(command="start", language_hint=language), ChatState())])
    waiting += [(Incoming(command=name), chosen) for name in commands]
    waiting += [(Incoming(text=text), chosen) for text in results]
    seen: set[str] = set()
    found: list[Pressed] = []
    while waiting:
        incoming, state = waiting.popleft()
        turn = await conversation.respond(incoming, state)
        for reply in turn.replies:
            what = incoming.button or f"/{incoming.command}" if not incoming.text else incoming.text
            found.append(Pressed(what, reply))
            for data in _next(reply.keyboard, language):
                if data not in seen:
                    seen.add(data)
                    waiting.append((Incoming(button=data), turn.state))
    return found


def _understood(knowledge: Knowledge, language: str) -> Iterator[tuple[str, Result]]:
    """Yield a message for each kind of danger and each other thing that can be understood."""
    for kind in knowledge.danger_kinds:
        yield kind.id, understood(Outcome.URGENT, *kind.topics, language=language, danger=kind)
    topics = list(knowledge.topics)[:3]
    country = next(topic.id for topic in knowledge.topics.values() if topic.countries)
    yield "answer", understood(Outcome.ANSWER, *topics, language=language)
    yield "suggestions", understood(Outcome.SUGGESTIONS, *topics, language=language)
    for missing, ids in ((Missing.COUNTRY, [country]), (Missing.STATUS, topics)):
        yield (
            missing.value,
            understood(Outcome.SUGGESTIONS, *ids, language=language, missing=missing),
        )
    for talk in SmallTalk:
        yield talk.value, understood(Outcome.UNKNOWN, language=language, small_talk=talk)
    yield "AB12345678CD", understood(Outcome.UNKNOWN, language=language)
    yield "unknown", understood(Outcome.UNKNOWN, language=language)


def _next(keyboard: Keyboard, language: str) -> Iterator[str]:
    """Yield what is pressed next; of the answers to a question of a form one."""
    answers = [b.data for row in keyboard for b in row if _verb(b.data) is Verb.FORM]
    is_list = any(_verb(b.data) is Verb.SITUATION for row in keyboard for b in row) or (
        [data for data in answers if data.endswith("|")] == answers
    )
    left_out = set() if is_list else set(answers[1:])
    for row in keyboard:
        for button in row:
            action = parse(button.data)
            assert action is not None, button
            if button.data in left_out:
                continue
            if action.verb is not Verb.SET_LANGUAGE or action.arguments[0] == language:
                yield button.data


@pytest.fixture(scope="module")
def walks() -> dict[str, list[Pressed]]:
    return {}


@pytest.fixture
async def pressed(
    request: pytest.FixtureRequest,
    packaged_knowledge: Knowledge,
    walks: dict[str, list[Pressed]],
) -> list[Pressed]:
    """What every button gives in the language of the parameter; walked once a language."""
    language = request.param
    if language not in walks:
        walks[language] = await walk(packaged_knowledge, language)
    return walks[language]


in_every_language = pytest.mark.parametrize("pressed", list(LANGUAGES), indirect=True)


@in_every_language
def test_every_screen_has_the_way_home_and_to_another_language(pressed: list[Pressed]):
    for one in pressed:
        verbs = {_verb(button.data) for row in one.reply.keyboard for button in row}
        if not one.reply.blocks:
            assert one.reply.toast or one.reply.hide, one.data
        elif Verb.SET_LANGUAGE in verbs:
            codes = [parse(b.data).arguments[0] for row in one.reply.keyboard for b in row]
            assert sorted(codes) == sorted(LANGUAGES), one.data
        else:
            assert Verb.LANGUAGES in verbs, one.data
            assert verbs & {Verb.HOME, Verb.SITUATION}, one.data  # home itself has situations


@in_every_language
def test_every_topic_is_reached(pressed: list[Pressed], packaged_knowledge: Knowledge):
    opened = {parse(one.data).arguments[1] for one in pressed if _verb(one.data) is Verb.TOPIC}

    assert opened == set(packaged_knowledge.topics)


@in_every_language
def test_every_button_fits_and_can_be_read(pressed: list[Pressed]):
    for one in pressed:
        rows = markup(one.reply.keyboard)
        data = [button["callback_data"] for row in rows for button in row]
        assert all(0 < len(text.encode()) <= MAX_BYTES for text in data), one.data
        assert all(button["text"].strip() for row in rows for button in row), one.data
        data = [one for one in data if one != Verb.NOTHING.value]  # empty days of a calendar
        assert len(data) == len(set(data)), one.data


@in_every_language
def test_every_reply_draws_within_the_limits_and_with_nothing_left_open(pressed: list[Pressed]):
    for one in pressed:
        for html in render(one.reply):
            text = plain_text(html)
            assert 0 < units(text) <= MAX_UNITS, one.data
            assert not _LEFT_OPEN.search(text), (one.data, text)
        assert len(render(one.reply)) == bool(one.reply.blocks), one.data


def _verb(data: str) -> Verb | None:
    action = parse(data)
    return None if action is None else action.verb
