"""The whole conversation: one message in, replies out, as a function of values.

Knows no channel and no database; what is to be remembered or counted is part of the ``Turn``.
Long because every message, command and press comes through here; what they say stands elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.answering.outcome import Asker, Outcome, Result
from bot.dialogue import (
    answers,
    calculating,
    channel,
    danger,
    details,
    forms,
    pages,
    papers,
    person,
    screens,
    walking,
    ways,
)
from bot.dialogue.actions import Action, Verb, dump, parse, screen_in
from bot.dialogue.reply import Button, Reply, paragraph
from bot.dialogue.scene import Scene, foot
from bot.dialogue.sensitive import redact, without_personal_numbers
from bot.dialogue.sharing import Shared, share
from bot.dialogue.turn import (
    Answered,
    ChatState,
    DangerSeen,
    Event,
    Incoming,
    Media,
    Rated,
    Turn,
    Unanswered,
)
from bot.knowledge.model import DangerKind, Knowledge, Level, Section
from bot.languages import COUNTRY_LANGUAGES, JAPAN, LANGUAGES
from bot.text import clean

#: Presses that concern one person: of no use, and of no concern to others, in a group.
_PERSONAL: Final = frozenset(
    {
        *(Verb.COUNTRIES, Verb.SET_COUNTRY, Verb.CLEAR, Verb.FORGET, Verb.FORGET_NOW),
        *(Verb.CALCULATORS, Verb.FORM, Verb.SHEET, Verb.SET_NEWS),
        *walking.VERBS,
        *person.VERBS,
    }
)
#: All forms: those that only work something out, and those whose answers are kept.
_FORMS: Final = {**calculating.FORMS, **details.FORMS}
_CALL_FOR_HELP: Final = "🆘"
_STAY: Final = "stay"

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
        if waiting and (turn := self._form_answer(incoming, state, waiting)) is not None:
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
        return self.scene(chosen, state.country, private=incoming.private)

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
        action = parse(state.awaiting or "")
        form = _FORMS.get(action.arguments[1]) if action is not None else None
        if form is None or state.awaiting is None:
            return ()
        scene = self._scene(incoming, state)
        again = Button(f"{form.sign} {form.name(scene.t)}", state.awaiting)
        return (person.form_closed(scene, again),)

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
            state = self._remember_topic(state, spoken.answered.topic)
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

    def _form_answer(self, incoming: Incoming, state: ChatState, waiting: str) -> Turn | None:
        """Return the next screen of a form that was answered by typing, if it was."""
        action = parse(waiting)
        form = _FORMS.get(action.arguments[1]) if action is not None else None
        if action is None or form is None or not incoming.private:
            return None
        scene = self._scene(incoming, state, language=action.arguments[0])
        found = forms.typed(scene, form, action.arguments[2], clean(incoming.text))
        if found is None:
            return None
        if isinstance(found, Reply):
            return Turn((found.new_message(),), replace(state, awaiting=waiting))
        turn = self._form(scene, state, form.id, found)
        return replace(turn, replies=tuple(reply.new_message() for reply in turn.replies))

    def _form(self, scene: Scene, state: ChatState, form_id: str, data: str) -> Turn:
        form = _FORMS.get(form_id)
        if form is None:
            return Turn((calculating.screen(scene),), state)
        answers_given = forms.complete(scene, form, data)
        if form.saves is not None and answers_given is not None:
            saved = form.saves(scene, state, answers_given)
            if isinstance(saved, Reply):
                return Turn((saved,), state)
            state = walking.renewed(scene, saved)
            if ways.plan_of(scene, state) is not None:
                return Turn((walking.my_way(scene, state),), state)
        takes_text = not state.talks_to_person
        if takes_text and forms.awaits_text(scene, form, data):
            state = replace(state, awaiting=dump(Verb.FORM, scene.language, form.id, data))
        return Turn((forms.show(scene, form, data, takes_text=takes_text),), state)

    def _remember_topic(self, state: ChatState, topic: str) -> ChatState:
        if topic in self.knowledge.ways.never_remembered:
            return replace(state, last_topic=None, last_topic_at=None)
        return replace(state, last_topic=topic, last_topic_at=self._now())

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
            "settings": lambda: screens.settings(scene, state),
            "privacy": lambda: screens.privacy(scene),
            "mydata": lambda: screens.my_data(scene, state),
            "forget": lambda: screens.confirm_forget(scene),
            "home": lambda: screens.home(scene),
            "calculate": lambda: calculating.screen(scene),
            "pathway": lambda: walking.my_way(scene, state),
            "danger": lambda: danger.panel(scene, None),
        }
        build = simple.get(incoming.command)
        if incoming.command == "clear":
            return Turn((_cleared(scene),), state)
        reply = build() if build is not None else screens.help_text(scene)
        return Turn((reply.new_message(),), state)

    def _start(self, incoming: Incoming, state: ChatState) -> Turn:
        target = deep_link(incoming.arguments, self._answerer.knowledge)
        if target is not None:
            language, topic_id = target
            state = replace(state, language=state.language or language)
            return self._topic(self._scene(incoming, state), state, topic_id, as_new=True)
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
        return self._act(scene, state, action, private=incoming.private)

    def _act(self, scene: Scene, state: ChatState, action: Action, *, private: bool) -> Turn:
        here = action.arguments[1:]
        rest = (*here, "", "", "")
        verb = action.verb
        if verb in _PERSONAL and not private:
            return Turn((Reply(toast=channel.in_private_text(scene.t)),), state)
        if verb in person.VERBS:
            return person.press(scene, state, action)
        if verb is Verb.NEWS:
            if rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 16:
                return Turn((), state, news=int(rest[0]))
            return Turn((screens.home(scene),), state)
        if verb is Verb.SET_NEWS:
            state = replace(state, news=rest[0] == "y")
            return Turn((screens.settings(scene, state),), state)
        if verb is Verb.SET_LANGUAGE:
            return self._set_language(scene, state, here, private=private)
        if verb is Verb.LANGUAGES:
            known = here if screen_in(scene.language, here) is not None else ()
            return Turn((screens.languages(scene.language, known),), state)
        if verb is Verb.SET_COUNTRY:
            return self._set_country(scene, state, rest[0])
        if verb is Verb.FOR_COUNTRY:
            return self._for_country(scene, state, country=rest[0], topic_id=rest[1])
        if verb is Verb.TOPIC:
            return self._topic(scene, state, rest[0])
        if verb in {Verb.SECTION, Verb.SOURCES, Verb.STAFF}:
            return Turn((_part(scene, verb, rest[0], rest[1]),), state)
        if verb is Verb.FEEDBACK:
            return _rated(scene, state, rest[0], rest[1], rest[2])
        if verb is Verb.FORM:
            return self._form(scene, state, rest[0], rest[1])
        if verb in papers.VERBS:
            return Turn((papers.screen(scene, verb, rest[0], rest[1]),), state)
        if verb in walking.VERBS:
            return walking.act(scene, state, action)
        if verb is Verb.FORGET_NOW:
            return Turn((screens.forgotten(scene),), ChatState(), forget=True)
        return Turn((_screen(scene, verb, rest[0]),), state)

    def _set_language(
        self, scene: Scene, state: ChatState, here: Sequence[str], *, private: bool
    ) -> Turn:
        is_first = state.language is None
        state = replace(state, language=scene.language)
        if _STAY in here:
            done = scene.t.gettext("From now on I answer in this language.")
            return Turn((Reply(toast=done),), state)
        screen = screen_in(scene.language, here)
        if screen is not None:
            turn = self._act(scene, state, screen, private=private)
            return replace(turn, replies=tuple(replace(r, in_place=True) for r in turn.replies))
        if is_first and state.country is None and private:
            return Turn((screens.countries(scene),), state)
        return Turn((screens.home(scene),), state)

    def _set_country(self, scene: Scene, state: ChatState, country: str) -> Turn:
        chosen = country if country in COUNTRY_LANGUAGES else None
        scene = replace(scene, country=chosen)
        state = walking.renewed(scene, replace(state, country=chosen))
        if ways.plan_of(scene, state) is not None:
            return Turn((walking.my_way(scene, state),), state)
        return Turn((screens.home(scene),), state)

    def _for_country(self, scene: Scene, state: ChatState, *, country: str, topic_id: str) -> Turn:
        if country not in COUNTRY_LANGUAGES:
            return Turn((screens.home(scene),), state)
        target = topic_of_country(scene.knowledge, topic_id, country)
        if target is None:
            return Turn((answers.no_page_for_country(scene, country),), state)
        return self._topic(scene, state, target)

    def _topic(
        self, scene: Scene, state: ChatState, topic_id: str, *, as_new: bool = False
    ) -> Turn:
        topic, page = scene.knowledge.topic(topic_id), scene.page(topic_id)
        if topic is None or page is None:
            return Turn((screens.home(scene),), state)
        reply = pages.short_answer(scene, topic, page)
        answered = Answered(topic.id, page.language, page.revision, 1.0, "opened")
        state = self._remember_topic(state, topic.id)
        return Turn((reply.new_message() if as_new else reply,), state, (answered,))


def deep_link(payload: str, knowledge: Knowledge) -> tuple[str, str] | None:
    """Return language and topic of a ``?start=`` payload; ``None`` when it names no topic.

    The form is ``<lang>__<area>__<slug>``; it stands on posters, so retired ids work as well.
    """
    parts = payload.split("__")
    if len(parts) != 3 or parts[0] not in LANGUAGES:
        return None
    topic = knowledge.topic(f"{parts[1]}/{parts[2]}")
    return None if topic is None else (parts[0], topic.id)


def topic_of_country(knowledge: Knowledge, topic_id: str, country: str) -> str | None:
    """Return the topic that says for *country* what *topic_id* says for another country."""
    topic = knowledge.topic(topic_id)
    if topic is None:
        return None
    if not topic.countries or country in topic.countries:
        return topic.id
    area, slug = topic.id.split("/", 1)
    sibling = f"{area}/{country.lower()}-{slug.split('-', 1)[-1]}"
    return sibling if sibling in knowledge.topics else None


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


def _danger_kind(scene: Scene, kind_id: str) -> DangerKind | None:
    return next((kind for kind in scene.knowledge.danger_kinds if kind.id == kind_id), None)


def _part(scene: Scene, verb: Verb, topic_id: str, index: str) -> Reply:
    topic, page = scene.knowledge.topic(topic_id), scene.page(topic_id)
    if topic is None or page is None:
        return screens.home(scene)
    if verb is Verb.SOURCES:
        return pages.sources(scene, topic, page)
    if verb is Verb.STAFF:
        return pages.for_staff(scene, topic, page)
    wanted = {str(number): part for number, part in enumerate(Section)}.get(index)
    if wanted is None:
        return pages.short_answer(scene, topic, page)
    return pages.section(scene, topic, page, wanted)


def _rated(scene: Scene, state: ChatState, topic_id: str, revision: str, value: str) -> Turn:
    t = scene.t
    thanks = (
        t.gettext("Thank you. Good to know.")
        if value == "y"
        else t.gettext("Thank you. The editors will look at this page.")
    )
    page = scene.page(topic_id)
    if page is None:  # gone since, or never there: nothing that an editor could look at
        return Turn((Reply(toast=thanks),), state)
    rated = Rated(page.topic, page.language, revision, helpful=value == "y")
    return Turn((Reply(toast=thanks),), state, (rated,))


def _screen(scene: Scene, verb: Verb, argument: str) -> Reply:
    build: dict[Verb, Callable[[], Reply]] = {
        Verb.COUNTRIES: lambda: screens.countries(scene),
        Verb.CALCULATORS: lambda: calculating.screen(scene),
        Verb.AREAS: lambda: screens.areas(scene),
        Verb.AREA: lambda: screens.area(scene, argument),
        Verb.SITUATION: lambda: screens.situation(scene, argument),
        Verb.DANGER: lambda: danger.panel(scene, None),
        Verb.DANGER_KIND: lambda: danger.panel(scene, _danger_kind(scene, argument)),
        Verb.PEOPLE: lambda: screens.people(scene),
        Verb.HIDE: lambda: Reply(hide=True),
        Verb.CLEAR: lambda: _cleared(scene),
        Verb.FORGET: lambda: screens.confirm_forget(scene),
        Verb.NOTHING: lambda: Reply(toast=" "),
    }
    return build.get(verb, lambda: screens.home(scene))()


def _cleared(scene: Scene) -> Reply:
    text = scene.t.gettext(
        "I removed what Telegram lets me remove: the messages of the last two days. "
        "To remove everything, delete the chat on your phone."
    )
    return Reply((paragraph("🧹 " + text),), foot(scene.t), clear=True)


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
