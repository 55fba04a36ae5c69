"""The whole conversation: one message in, replies out, as a function of values.

Knows no channel and no database; what is to be remembered or counted is part of the ``Turn``.
Presses and what all of it says stand elsewhere.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.answering.outcome import Asker, Outcome, Result
from bot.dialogue import (
    answers,
    calculating,
    channel,
    danger,
    filling,
    links,
    own_data,
    person,
    pressing,
    screens,
    walking,
)
from bot.dialogue.actions import Action, Verb, parse
from bot.dialogue.reply import Reply, paragraph
from bot.dialogue.scene import Scene
from bot.dialogue.sensitive import redact, without_personal_numbers
from bot.dialogue.sharing import Shared, share
from bot.dialogue.turn import (
    ChatState,
    DangerSeen,
    Event,
    Incoming,
    Media,
    Turn,
    Unanswered,
)
from bot.knowledge.model import Knowledge, Level
from bot.languages import JAPAN, LANGUAGES
from bot.text import clean

_CALL_FOR_HELP: Final = "🆘"

#: How long the last topic of a chat is remembered.
LAST_TOPIC_KEPT: Final = timedelta(hours=48)


class Answerer(Protocol):
    """What understands a question."""

    @property
    def knowledge(self) -> Knowledge: ...

    async def answer(self, question: str, asker: Asker, *, last_topic: str | None) -> Result: ...

    def is_known_word(self, word: str) -> bool: ...


class Conversation:
    """Answers one message or press at a time.

    Args:
        answerer: What understands questions.
        now: The present moment, aware.
        private_chat_url: The bot's own address: where somebody in a group can write in private.
        prints: Whether files can be printed in a language.
        offers_person: Whether people can be asked here at this moment.
    """

    def __init__(
        self,
        answerer: Answerer,
        now: Callable[[], datetime],
        *,
        private_chat_url: str | None = None,
        prints: Callable[[str], bool] = lambda _: False,
        offers_person: Callable[[], bool] = lambda: False,
    ) -> None:
        self._answerer = answerer
        self._now = now
        self._private_chat_url = private_chat_url
        self._prints = prints
        self._offers_person = offers_person

    @property
    def knowledge(self) -> Knowledge:
        """What is answered from at this moment."""
        return self._answerer.knowledge

    async def respond(self, incoming: Incoming, state: ChatState) -> Turn:
        """Return what follows from *incoming* in a chat of which *state* is remembered."""
        state = self._with_reminder_ahead(self._without_what_is_over(state))
        waiting, state = state.awaiting, replace(state, awaiting=None)
        if incoming.button:
            return self._press(incoming, state)
        if incoming.command:
            return self._command(incoming, state)
        if incoming.media is not None:
            return Turn((_no_media(self._scene(incoming, state), incoming.media),), state)
        turn = self._form_answer(incoming, state, waiting) if waiting else None
        if turn is not None and not (
            turn.state.awaiting == waiting and await self._is_danger(incoming, state)
        ):
            return turn
        return await self._question(incoming, state)

    def _without_what_is_over(self, state: ChatState) -> ChatState:
        """Forget the last topic after two days, and the end of a card once it has passed."""
        card = state.way.card
        if card is not None and card < self._now().astimezone(JAPAN).date():
            state = replace(state, way=replace(state.way, card=None))
        kept = state.last_topic_at is not None and (
            self._now() - state.last_topic_at < LAST_TOPIC_KEPT
        )
        return state if kept else replace(state, last_topic=None, last_topic_at=None)

    def _with_reminder_ahead(self, state: ChatState) -> ChatState:
        """Return the state without a reminder whose time has come: the worker is here now."""
        if state.remind_at is None or state.remind_at > self._now():
            return state
        return self.reminded(state)

    def reminded(self, state: ChatState) -> ChatState:
        """Return the state after a reminder was sent: the next one lies ahead, or there is none."""
        return walking.renewed(self._scene(Incoming(), state), state)

    def _scene(self, incoming: Incoming, state: ChatState, *, language: str | None = None) -> Scene:
        chosen = language or state.language or incoming.language_hint or "en"
        scene = self.scene(chosen, state.country, private=incoming.private)
        return replace(scene, said=state) if incoming.private else scene

    def scene(self, language: str, country: str | None = None, *, private: bool = True) -> Scene:
        """Return what a screen for a reader of *language* is drawn from."""
        return Scene(
            self._answerer.knowledge,
            language,
            country,
            self._now(),
            offers_person=private and self._offers_person(),
            prints=self._prints(language),
            bot_url=self._private_chat_url,
        )

    # Messages to a person

    async def overhear(self, incoming: Incoming, state: ChatState) -> Turn:
        """Return what follows from a message that goes to a person.

        Nothing, but for danger, and for a form that waited for what was typed: it is closed.
        """
        closed = self._closed_form(incoming, state)
        state = replace(state, awaiting=None)
        asked = without_personal_numbers(clean(incoming.text))
        if not _has_words(asked):
            return Turn(closed, state)
        asker = Asker(language=state.language or incoming.language_hint, country=state.country)
        result = await self._answerer.answer(asked, asker, last_topic=None)
        heard = result.language if result.language_sure else ""
        if result.outcome is not Outcome.URGENT:
            return Turn(closed, state, heard=heard)
        scene = self._scene(incoming, state, language=result.language)
        panel = danger.panel(replace(scene, offers_person=False), result.danger)
        return Turn((panel, *closed), state, danger=_danger_seen(result), heard=heard)

    def _closed_form(self, incoming: Incoming, state: ChatState) -> tuple[Reply, ...]:
        """Return the word that a form waits no longer, with the button that opens it again."""
        again = filling.open_again(self._scene(incoming, state), state.awaiting or "")
        return () if again is None else (person.form_closed(self._scene(incoming, state), again),)

    # Pages for other chats

    async def share(self, wanted: str, language_hint: str | None) -> list[Shared]:
        """Return public pages for what somebody types to send into another chat, best first.

        Without words, those of the first situation of the home screen.
        """
        language, topics = language_hint or "en", self._first_topics()
        asked = without_personal_numbers(clean(wanted))
        if _has_words(asked):
            asker = Asker(language=language_hint)
            result = await self._answerer.answer(asked, asker, last_topic=None)
            language = result.language
            of_danger = result.danger.topics if result.danger is not None else ()
            topics = (*of_danger, *(match.topic for match in result.matches))
        scene = self.scene(language, private=False)
        pairs = ((scene.knowledge.topic(one), scene.page(one)) for one in dict.fromkeys(topics))
        return [share(scene, topic, page) for topic, page in pairs if topic and page]

    def _first_topics(self) -> tuple[str, ...]:
        situations = self._answerer.knowledge.situations
        return situations[0].topics if situations else ()

    # Questions

    async def _question(self, incoming: Incoming, state: ChatState) -> Turn:
        question = clean(incoming.text)
        asked = without_personal_numbers(question)
        if not _has_words(asked):
            return Turn((self._without_words(incoming, state, question),), state)
        asker = Asker(
            language=state.language or incoming.language_hint,
            country=state.country,
            status=state.status,
        )
        result = await self._answerer.answer(asked, asker, last_topic=state.last_topic)
        scene = self._scene(incoming, state, language=result.language)
        chosen = Asker(language=state.language, country=state.country)
        spoken = answers.speak(
            scene, result, question=question, asker=chosen, private=incoming.private
        )
        replies = spoken.replies
        if _asks_language(incoming, state, result):
            replies = (*replies, screens.languages(scene.language).new_message())
        events: list[Event] = []
        if spoken.answered is not None:
            events.append(spoken.answered)
            state = pressing.remember_topic(scene, state, spoken.answered.topic)
        elif _is_unanswered(result):
            text = redact(question, self._answerer.is_known_word)
            events.append(Unanswered(text, result.language, result.outcome.value))
        return Turn(replies, state, tuple(events), danger=_danger_seen(result))

    def _without_words(self, incoming: Incoming, state: ChatState, question: str) -> Reply:
        scene = self._scene(incoming, state)
        if _has_words(question):  # nothing but a number of a card or passport
            return answers.personal_number(scene, private=incoming.private)
        if _CALL_FOR_HELP in question:
            return danger.panel(scene, None)
        return _nothing_to_read(scene)

    async def _is_danger(self, incoming: Incoming, state: ChatState) -> bool:
        """Whether a text that a form does not understand shows danger: that comes first."""
        asked = without_personal_numbers(clean(incoming.text))
        if not any(char.isalpha() for char in asked):
            return False
        asker = Asker(language=state.language or incoming.language_hint, country=state.country)
        result = await self._answerer.answer(asked, asker, last_topic=None)
        return result.outcome is Outcome.URGENT

    def _form_answer(self, incoming: Incoming, state: ChatState, waiting: str) -> Turn | None:
        """Return the next screen of a form that was answered by typing, if it was."""
        action = parse(waiting)
        if action is None or not incoming.private:
            return None
        scene = self._scene(incoming, state, language=action.arguments[0])
        return filling.typed(scene, state, action, clean(incoming.text))

    # Commands

    def _command(self, incoming: Incoming, state: ChatState) -> Turn:
        scene = self._scene(incoming, state)
        if not incoming.private and incoming.command in channel.PERSONAL_COMMANDS:
            return Turn((channel.in_private(scene.t, self._private_chat_url),), state)
        if incoming.command == "start":
            return self._start(incoming, state)
        if incoming.command in {"person", "end"} and incoming.private:
            verb = Verb.PERSON if incoming.command == "person" else Verb.END_CASE
            turn = person.press(scene, state, Action(verb, (scene.language,)))
            return replace(turn, replies=tuple(reply.new_message() for reply in turn.replies))
        simple: dict[str, Callable[[], Reply]] = {
            "language": lambda: screens.languages(scene.language),
            "country": lambda: screens.countries(scene),
            "help": lambda: screens.help_text(scene),
            "settings": lambda: own_data.settings(scene, state),
            "privacy": lambda: own_data.privacy(scene),
            "mydata": lambda: own_data.my_data(scene, state),
            "forget": lambda: own_data.confirm_forget(scene),
            "home": lambda: screens.home(scene),
            "calculate": lambda: calculating.screen(scene),
            "pathway": lambda: walking.my_way(scene, state),
            "danger": lambda: danger.panel(scene, None),
        }
        build = simple.get(incoming.command)
        if incoming.command == "clear":
            return Turn((own_data.cleared(scene),), state)
        reply = build() if build is not None else screens.help_text(scene)
        return Turn((reply.new_message(),), state)

    def _start(self, incoming: Incoming, state: ChatState) -> Turn:
        target = links.deep_link(incoming.arguments, self._answerer.knowledge)
        if target is not None:
            language, topic_id = target
            state = replace(state, language=state.language or language)
            return pressing.topic(self._scene(incoming, state), state, topic_id, as_new=True)
        scene = self._scene(incoming, state)
        if state.language is None:
            of_link = incoming.arguments.split("__")[0]
            suggested = of_link if of_link in LANGUAGES else scene.language
            return Turn((screens.languages(suggested).new_message(),), state)
        return Turn((screens.home(scene).new_message(),), state)

    # Presses

    def _press(self, incoming: Incoming, state: ChatState) -> Turn:
        action = parse(incoming.button)
        if action is None:  # a button of a version that is no more
            return Turn((screens.home(self._scene(incoming, state)),), state)
        language = action.arguments[0] if action.arguments else None
        scene = self._scene(incoming, state, language=language if language in LANGUAGES else None)
        return pressing.act(scene, state, action, private=incoming.private)


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _asks_language(incoming: Incoming, state: ChatState, result: Result) -> bool:
    """Whether to ask for the language: it is neither chosen nor seen, and nobody is in danger."""
    known = state.language is not None or result.language_sure
    return not known and incoming.private and result.outcome is not Outcome.URGENT


def _is_unanswered(result: Result) -> bool:
    """Whether editors should see the question: understood ones that lack a country are not."""
    missed = result.outcome in {Outcome.UNKNOWN, Outcome.SUGGESTIONS}
    return missed and result.missing is None and result.small_talk is None


def _danger_seen(result: Result) -> DangerSeen | None:
    if result.outcome is not Outcome.URGENT:
        return None
    now = result.danger is None or result.danger.level is Level.NOW
    return DangerSeen(result.language, now)


def _no_media(scene: Scene, media: Media) -> Reply:
    t = scene.t
    texts = {
        Media.PHOTO: t.gettext("I cannot look at pictures. Please write what it is about."),
        Media.VOICE: t.gettext("I cannot listen to voice messages. Please write your question."),
        Media.OTHER: t.gettext("I can only read text. Please write your question."),
    }
    help_screen = screens.help_text(scene)
    return Reply((paragraph(texts[media]), *help_screen.blocks), help_screen.keyboard)


def _nothing_to_read(scene: Scene) -> Reply:
    text = scene.t.gettext("I found no words in your message. Please write your question.")
    help_screen = screens.help_text(scene)
    return Reply((paragraph(text), *help_screen.blocks), help_screen.keyboard)
