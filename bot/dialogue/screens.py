"""The screens that need no question: start, languages, countries, home, subjects, settings."""

from collections.abc import Sequence

from bot.dialogue import details, insurance, papers, prefectures, ways
from bot.dialogue.actions import Verb, dump
from bot.dialogue.pages import listing
from bot.dialogue.reply import Block, Button, Keyboard, Reply, item, paragraph, title
from bot.dialogue.scene import (
    Scene,
    area_title,
    countries_in_order,
    country_label,
    foot,
    home_button,
    language_button,
    person_row,
)
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue, catalogue
from bot.knowledge.facts import brief_line, contact_lines
from bot.languages import LANGUAGES
from bot.pathway.planning import DONE
from bot.storage.cases import ENDED_KEPT

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


def settings(scene: Scene, state: ChatState) -> Reply:
    """Return what is chosen and the ways to change it."""
    t = scene.t
    return Reply(
        (title(t.gettext("Your settings")), *_chosen(scene, state)),
        (
            (language_button(t.language),),
            (Button("🧭 " + t.gettext("Home country"), dump(Verb.COUNTRIES, t.language)),),
            (_news_button(t, state),),
            (Button("🧹 " + t.gettext("Clear this chat"), dump(Verb.CLEAR, t.language)),),
            (Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),),
            (home_button(t),),
        ),
        in_place=True,
    )


def privacy(scene: Scene) -> Reply:
    """Return what is kept and what is not, in plain words."""
    t = scene.t
    return Reply(
        (
            title(t.gettext("What I keep, and what I do not")),
            item(
                t.gettext(
                    "I keep the number of this chat, the language and home country that you "
                    "chose, and the day you last wrote."
                )
            ),
            item(
                t.gettext(
                    "What you chose to say for your plan: days, status, prefecture, times of "
                    "pension insurance, ticks. A way without a valid stay is never kept."
                )
            ),
            item(
                t.gettext(
                    "For two days I keep which subject you read last and the numbers of the "
                    "messages here, so that I can clear them for you."
                )
            ),
            item(
                t.gettext(
                    "While I wait for you to type a number or date in a calculator, I keep what "
                    "you entered before it, at most two days."
                )
            ),
            item(t.gettext("I keep no name, no telephone number and no message of yours.")),
            item(
                t.gettext(
                    "If you ask for a person, your messages go to the group that answers. I keep "
                    "the subject and which message belongs to which, until {days} days after the "
                    "end."
                ).format(days=ENDED_KEPT.days)
            ),
            item(t.gettext("News come only if you turn them on in the settings.")),
            item(
                t.gettext(
                    "A question that I cannot answer is shown to the editors without you: numbers "
                    "and names are taken out, and it is deleted after {days} days."
                ).format(days=90)
            ),
            item(t.gettext("I count which pages were read and found helpful, not by whom.")),
            item(t.gettext("If you do not write for half a year, I forget you by myself.")),
            item(
                t.gettext(
                    "Telegram carries the messages and keeps them by its own rules. Delete the "
                    "chat on your phone if somebody may look at it."
                )
            ),
            item(t.gettext("/mydata shows what I keep of you, /forget deletes it at once.")),
        ),
        (
            (Button("🧹 " + t.gettext("Clear this chat"), dump(Verb.CLEAR, t.language)),),
            (Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),),
            *foot(t),
        ),
    )


def my_data(scene: Scene, state: ChatState) -> Reply:
    """Return all that is kept of the chat."""
    t = scene.t
    page = scene.page(state.last_topic) if state.last_topic else None
    lines = _chosen(scene, state)
    if page is not None:
        lines.append(item(t.gettext("Last subject: {subject}").format(subject=page.title)))
    lines += _way_kept(scene, state)
    if state.asked_person:
        kept = t.gettext(
            "Of your conversation with a person: the subject, and which message belongs to which"
        )
        lines.append(item(kept))
    lines.append(item(t.gettext("The number of this chat, and the day you last wrote")))
    lines.append(item(t.gettext("The numbers of the messages of the last two days")))
    return Reply(
        (title(t.gettext("All that I keep of you")), *lines),
        ((Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),), *foot(t)),
    )


def _way_kept(scene: Scene, state: ChatState) -> list[Block]:
    """Return what is kept for the way home, a line each."""
    t, way = scene.t, state.way
    lines: list[str] = []
    if state.status is not None:
        lines.append(
            t.gettext("Status: {status}").format(status=details.status_name(t, state.status))
        )
    if way.leaving is not None:
        lines.append(t.gettext("Day of leaving: {day}").format(day=t.date(way.leaving)))
    if way.card is not None:
        lines.append(t.gettext("Residence card until: {day}").format(day=t.date(way.card)))
    if state.prefecture is not None:
        name = prefectures.name(scene, state.prefecture)
        lines.append(t.gettext("Prefecture of work: {name}").format(name=name))
    lines += insurance.lines(scene, state)
    pathway = scene.knowledge.ways.pathway(way.pathway)
    if pathway is not None:
        name = ways.wording(scene).pathway(pathway).title
        lines.append(t.gettext("Way home: {way}").format(way=name))
    steps = scene.knowledge.ways.steps
    for step_id, mark in way.marks.items():
        if step_id in steps:
            sign = "✅" if mark == DONE else "➖"
            lines.append(f"{sign} {ways.wording(scene).step(steps[step_id]).title}")
    if state.remind_at is not None:
        day = t.date(state.remind_at.date())
        lines.append(t.gettext("Next reminder: {day}").format(day=day))
    return [item(line) for line in lines]


def confirm_forget(scene: Scene) -> Reply:
    """Return the last question before everything is deleted."""
    t = scene.t
    return Reply(
        (paragraph(t.gettext("Shall I delete all that I keep of you? It cannot be undone.")),),
        (
            (Button("🗑 " + t.gettext("Yes, forget me"), dump(Verb.FORGET_NOW, t.language)),),
            *foot(t, Verb.FORGET.value),
        ),
        in_place=True,
    )


def forgotten(scene: Scene) -> Reply:
    """Return the last message after everything was deleted."""
    text = scene.t.gettext("Done. I keep nothing of you any more. Write to me whenever you like.")
    return Reply((paragraph(text),), foot(scene.t), in_place=True)


def _chosen(scene: Scene, state: ChatState) -> list[Block]:
    t = scene.t
    language = LANGUAGES[state.language] if state.language else t.gettext("not chosen")
    country = country_label(t, state.country) if state.country else t.gettext("not chosen")
    return [
        item(t.gettext("Language: {language}").format(language=language)),
        item(t.gettext("Home country: {country}").format(country=country)),
        item(t.gettext("News: on") if state.news else t.gettext("News: off")),
    ]


def _news_button(t: Catalogue, state: ChatState) -> Button:
    if state.news:
        label = "🔕 " + t.gettext("Turn news off")
        return Button(label, dump(Verb.SET_NEWS, t.language, "n"))
    return Button("🔔 " + t.gettext("Turn news on"), dump(Verb.SET_NEWS, t.language, "y"))


def cleared(scene: Scene) -> Reply:
    """Return what is said when the channel clears the chat, as far as it can."""
    text = scene.t.gettext(
        "I removed what Telegram lets me remove: the messages of the last two days. "
        "To remove everything, delete the chat on your phone."
    )
    return Reply((paragraph("🧹 " + text),), foot(scene.t), clear=True)
