"""The screens that need no question: start, languages, countries, home, subjects, settings."""

from collections.abc import Sequence

from bot.dialogue import papers
from bot.dialogue.actions import Verb, dump
from bot.dialogue.pages import listing
from bot.dialogue.reply import Block, Button, Keyboard, Reply, item, paragraph, title
from bot.dialogue.scene import (
    Scene,
    area_title,
    countries_in_order,
    country_label,
    foot,
    language_button,
    person_row,
)
from bot.i18n import Catalogue, catalogue
from bot.knowledge.facts import brief_line, contact_lines
from bot.languages import LANGUAGES

AREAS = ("stay", "work", "leave", "skills", "home", "help")
_PAPERS_AREA = "skills"
_PEOPLE = (
    "immigration_information_center",
    "labour_hotline",
    "otit_consultation",
    "fresc",
    "houterasu",
)
#: How many of them stand in a message that is about something else.
_FEW_PEOPLE = 3


def languages(suggested: str, here: Sequence[str] = ()) -> Reply:
    """Return the language keyboard in the languages' own names, the suggested one first.

    ``here`` is the screen to show next, in the new language.
    """
    order = sorted(LANGUAGES, key=lambda code: code != suggested)
    t = catalogue(suggested)
    lines = ["🌐 " + t.gettext("Which language do you want to read?")]
    if suggested != "en":
        lines.append("🌐 Which language do you want to read?")
    buttons = [Button(LANGUAGES[code], dump(Verb.SET_LANGUAGE, code, *here)) for code in order]
    rows = ((buttons[0],), *(tuple(buttons[i : i + 2]) for i in range(1, len(buttons), 2)))
    return Reply(tuple(paragraph(line) for line in lines), rows, in_place=True)


def countries(scene: Scene) -> Reply:
    """Return the question for the home country, which may be left out."""
    t = scene.t
    return Reply(
        (
            title("🧭 " + t.gettext("Which is your home country?")),
            paragraph(
                t.gettext(
                    "With it I can show offices and help in your country. You need not say it, "
                    "and you can change it at any time with /country."
                )
            ),
        ),
        (
            *_country_rows(t, Verb.SET_COUNTRY),
            (Button(t.gettext("I would rather not say"), dump(Verb.SET_COUNTRY, t.language, "-")),),
            *foot(t, Verb.COUNTRIES.value),
        ),
        in_place=True,
    )


def which_country(scene: Scene, topic: str) -> Reply:
    """Return the question for the country that decides which page is right."""
    t = scene.t
    buttons = [
        Button(country_label(t, code), dump(Verb.FOR_COUNTRY, t.language, code, topic))
        for code in countries_in_order(t.language)
    ]
    return Reply(
        (
            title(t.gettext("Which country is it about?")),
            paragraph(t.gettext("Offices and rules differ from country to country.")),
        ),
        (*(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)), *foot(t)),
    )


def _country_rows(t: Catalogue, verb: Verb) -> Keyboard:
    buttons = [
        Button(country_label(t, code), dump(verb, t.language, code))
        for code in countries_in_order(t.language)
    ]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def home(scene: Scene) -> Reply:
    """Return the home screen: situations first, subjects behind a button."""
    t = scene.t
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                situation.title.get(scene.language, situation.title["en"]),
                dump(Verb.SITUATION, scene.language, situation.id),
            ),
        )
        for situation in scene.knowledge.situations
    ]
    rows += [
        (Button("🧭 " + t.gettext("The way home, step by step"), dump(Verb.PLAN, t.language)),),
        (Button("🆘 " + t.gettext("I am in danger"), dump(Verb.DANGER, scene.language)),),
        (
            Button("📚 " + t.gettext("All subjects"), dump(Verb.AREAS, scene.language)),
            Button("☎️ " + t.gettext("People to ask"), dump(Verb.PEOPLE, scene.language)),
        ),
        (Button("🧮 " + t.gettext("Work something out"), dump(Verb.CALCULATORS, scene.language)),),
        (language_button(scene.language),),
    ]
    return Reply(
        (
            title(t.gettext("What happened?")),
            paragraph(
                t.gettext("Tap a line, or write your question in your own words and language.")
            ),
        ),
        tuple(rows),
        in_place=True,
    )


def situation(scene: Scene, situation_id: str) -> Reply:
    """Return the topics of a situation in order; the home screen when it is gone."""
    found = next((s for s in scene.knowledge.situations if s.id == situation_id), None)
    if found is None:
        return home(scene)
    t, name = scene.t, found.title.get(scene.language, found.title["en"])
    general = tuple(topic for topic in found.topics if not _of_country(scene, topic))
    rows = listing(scene, general if scene.country is None else found.topics)
    if scene.country is None and len(general) < len(found.topics):
        rows.append((Button("🧭 " + t.gettext("Home country"), dump(Verb.COUNTRIES, t.language)),))
    return Reply(
        (title(name), paragraph(t.gettext("Read these, from the top:"))),
        (*rows, *foot(t, Verb.SITUATION.value, found.id)),
        in_place=True,
    )


def _of_country(scene: Scene, topic_id: str) -> bool:
    topic = scene.knowledge.topic(topic_id)
    return topic is not None and bool(topic.countries)


def areas(scene: Scene) -> Reply:
    """Return the areas that have topics."""
    t = scene.t
    present = {topic.area for topic in scene.knowledge.topics.values()}
    rows = [
        (Button(area_title(t, area), dump(Verb.AREA, t.language, area)),)
        for area in AREAS
        if area in present
    ]
    return Reply(
        (title(t.gettext("All subjects")),), (*rows, *foot(t, Verb.AREAS.value)), in_place=True
    )


def area(scene: Scene, name: str) -> Reply:
    """Return the topics of an area that may concern the reader; all areas when it is unknown."""
    topics = tuple(t.id for t in scene.knowledge.topics.values() if t.area == name)
    if not topics:
        return areas(scene)
    t = scene.t
    back = Button("📚 " + t.gettext("All subjects"), dump(Verb.AREAS, t.language))
    worth = papers.button(scene) if name == _PAPERS_AREA else None
    first = () if worth is None else ((worth,),)
    return Reply(
        (title(area_title(t, name)),),
        (*first, *listing(scene, topics), (back,), *foot(t, Verb.AREA.value, name)),
        in_place=True,
    )


def people(scene: Scene) -> Reply:
    """Return whom to call or visit."""
    t = scene.t
    return Reply(
        (
            title("☎️ " + t.gettext("People to ask")),
            paragraph(t.gettext("They know the rules and speak several languages:")),
            *people_lines(scene),
        ),
        (*person_row(scene), *foot(t, Verb.PEOPLE.value)),
        in_place=True,
    )


def people_in_brief(scene: Scene) -> list[Block]:
    """Return the first contacts that anybody may ask, with no more than a number and hours."""
    contacts = (scene.contact(name) for name in _PEOPLE[:_FEW_PEOPLE])
    return [item(brief_line(contact, scene.t)) for contact in contacts if contact is not None]


def people_lines(scene: Scene) -> list[Block]:
    """Return the contacts that anybody may ask, with all that must be known before a call."""
    contacts = (scene.contact(name) for name in _PEOPLE)
    return [
        item(line)
        for contact in contacts
        if contact is not None
        for line in contact_lines(contact, scene.t, scene.moment)
    ]


def help_text(scene: Scene) -> Reply:
    """Return what the bot can do and how to ask."""
    t = scene.t
    return Reply(
        (
            title(t.gettext("How I can help")),
            paragraph(
                t.gettext(
                    "I answer questions about your stay in Japan, your work, leaving Japan, your "
                    "certificates, and work and help back home."
                )
            ),
            item(t.gettext("Write in your own words, one question at a time.")),
            item(t.gettext("Each answer says where it comes from and when that was read.")),
            item(t.gettext("When I do not know, I say so and tell you whom to ask.")),
            item(t.gettext("I am a program. I cannot decide anything and I am not an office.")),
            item(t.gettext("/language changes the language, /country your home country.")),
            item(t.gettext("/privacy says what I keep, /forget deletes all of it.")),
        ),
        foot(t),
    )
