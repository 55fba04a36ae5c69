"""What a press of a button leads to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.dialogue import (
    answers,
    calculating,
    channel,
    danger,
    filling,
    own_data,
    pages,
    papers,
    person,
    screens,
    walking,
    ways,
)
from bot.dialogue.actions import Action, Verb, screen_in
from bot.dialogue.links import topic_of_country
from bot.dialogue.reply import Reply
from bot.dialogue.scene import Scene
from bot.dialogue.turn import Answered, ChatState, Rated, Turn
from bot.knowledge.model import DangerKind, Section
from bot.languages import COUNTRY_LANGUAGES

#: Presses that concern one person: of no use, and of no concern to others, in a group.
_PERSONAL: Final = frozenset(
    {
        *(Verb.COUNTRIES, Verb.SET_COUNTRY, Verb.CLEAR, Verb.FORGET, Verb.FORGET_NOW),
        *(Verb.CALCULATORS, Verb.FORM, Verb.KEEP, Verb.SHEET, Verb.SET_NEWS),
        *walking.VERBS,
        *person.VERBS,
    }
)
_STAY: Final = "stay"


def act(scene: Scene, state: ChatState, action: Action, *, private: bool) -> Turn:
    """Return what follows from a press; ``private``: nobody else reads along."""
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
        return Turn((own_data.settings(scene, state),), state)
    if verb is Verb.SET_LANGUAGE:
        return _set_language(scene, state, here, private=private)
    if verb is Verb.LANGUAGES:
        known = here if screen_in(scene.language, here) is not None else ()
        return Turn((screens.languages(scene.language, known),), state)
    if verb is Verb.SET_COUNTRY:
        return _set_country(scene, state, rest[0])
    if verb is Verb.FOR_COUNTRY:
        return _for_country(scene, state, country=rest[0], topic_id=rest[1])
    if verb is Verb.TOPIC:
        return topic(scene, state, rest[0])
    if verb in {Verb.SECTION, Verb.SOURCES, Verb.STAFF}:
        return Turn((_part(scene, verb, rest[0], rest[1]),), state)
    if verb is Verb.FEEDBACK:
        return _rated(scene, state, rest[0], rest[1], rest[2])
    if verb is Verb.FORM:
        return filling.fill(scene, state, rest[0], rest[1])
    if verb is Verb.KEEP:
        return filling.keep(scene, state, rest[0], rest[1])
    if verb in papers.VERBS:
        return Turn((papers.screen(scene, verb, rest[0], rest[1]),), state)
    if verb in walking.VERBS:
        return walking.act(scene, state, action)
    if verb is Verb.FORGET_NOW:
        return Turn((own_data.forgotten(scene),), ChatState(), forget=True)
    return Turn((_screen(scene, verb, rest[0]),), state)


def _set_language(scene: Scene, state: ChatState, here: Sequence[str], *, private: bool) -> Turn:
    is_first = state.language is None
    state = replace(state, language=scene.language)
    if _STAY in here:
        done = scene.t.gettext("From now on I answer in this language.")
        return Turn((Reply(toast=done),), state)
    screen = screen_in(scene.language, here)
    if screen is not None:
        turn = act(scene, state, screen, private=private)
        return replace(turn, replies=tuple(replace(r, in_place=True) for r in turn.replies))
    if is_first and state.country is None and private:
        return Turn((screens.countries(scene),), state)
    return Turn((screens.home(scene),), state)


def _set_country(scene: Scene, state: ChatState, country: str) -> Turn:
    chosen = country if country in COUNTRY_LANGUAGES else None
    scene = replace(scene, country=chosen)
    state = walking.renewed(scene, replace(state, country=chosen))
    if ways.plan_of(scene, state) is not None:
        return Turn((walking.my_way(scene, state),), state)
    return Turn((screens.home(scene),), state)


def _for_country(scene: Scene, state: ChatState, *, country: str, topic_id: str) -> Turn:
    if country not in COUNTRY_LANGUAGES:
        return Turn((screens.home(scene),), state)
    target = topic_of_country(scene.knowledge, topic_id, country)
    if target is None:
        return Turn((answers.no_page_for_country(scene, country),), state)
    return topic(scene, state, target)


def topic(scene: Scene, state: ChatState, topic_id: str, *, as_new: bool = False) -> Turn:
    """Return the screen of a topic, counted as read; the start where there is none."""
    found, page = scene.knowledge.topic(topic_id), scene.page(topic_id)
    if found is None or page is None:
        return Turn((screens.home(scene),), state)
    reply = pages.short_answer(scene, found, page)
    answered = Answered(found.id, page.language, page.revision, 1.0, "opened")
    state = remember_topic(scene, state, found.id)
    return Turn((reply.new_message() if as_new else reply,), state, (answered,))


def remember_topic(scene: Scene, state: ChatState, topic_id: str) -> ChatState:
    """Return the state with the topic read last, unless having read it says too much."""
    if topic_id in scene.knowledge.ways.never_remembered:
        return replace(state, last_topic=None, last_topic_at=None)
    return replace(state, last_topic=topic_id, last_topic_at=scene.now)


def _danger_kind(scene: Scene, kind_id: str) -> DangerKind | None:
    return next((kind for kind in scene.knowledge.danger_kinds if kind.id == kind_id), None)


def _part(scene: Scene, verb: Verb, topic_id: str, index: str) -> Reply:
    found, page = scene.knowledge.topic(topic_id), scene.page(topic_id)
    if found is None or page is None:
        return screens.home(scene)
    if verb is Verb.SOURCES:
        return pages.sources(scene, found, page)
    if verb is Verb.STAFF:
        return pages.for_staff(scene, found, page)
    wanted = {str(number): part for number, part in enumerate(Section)}.get(index)
    if wanted is None:
        return pages.short_answer(scene, found, page)
    return pages.section(scene, found, page, wanted)


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
        Verb.CLEAR: lambda: own_data.cleared(scene),
        Verb.FORGET: lambda: own_data.confirm_forget(scene),
        Verb.NOTHING: lambda: Reply(toast=" "),
    }
    return build.get(verb, lambda: screens.home(scene))()
