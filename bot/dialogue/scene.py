"""What every screen needs to know to be drawn, and the names that many screens share."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Block, Button, Keyboard, notice
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue, catalogue
from bot.knowledge.model import Contact, Knowledge, Page, Section, Topic
from bot.languages import COUNTRY_LANGUAGES, FLAGS, JAPAN


@dataclass(frozen=True, slots=True)
class Scene:
    """The knowledge base at a moment, for a reader of ``language`` from ``country``.

    ``offers_person``: somebody can be asked in person here. ``prints``: files can be printed in
    this language. ``bot_url`` opens the bot, where it has an address. ``said`` is what is kept of
    the chat; of one that others read along, nothing.
    """

    knowledge: Knowledge
    language: str
    country: str | None
    now: datetime
    offers_person: bool = False
    prints: bool = False
    bot_url: str | None = None
    said: ChatState = field(default_factory=ChatState)

    @property
    def t(self) -> Catalogue:
        return catalogue(self.language)

    @property
    def moment(self) -> datetime:
        """The time in Japan."""
        return self.now.astimezone(JAPAN)

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.moment.date()

    def page(self, topic: str) -> Page | None:
        """Return the page in the reader's language, else in English, Japanese, any language."""
        found = self.knowledge.page(topic, (self.language, "en", "ja"))
        if found is None and (entry := self.knowledge.topic(topic)) is not None:
            return next(iter(entry.pages.values()), None)
        return found

    def contact(self, name: str) -> Contact | None:
        """Return the contact that holds today under a fact's name."""
        fact = self.knowledge.facts.get(name)
        value = fact.on(self.today) if fact is not None else None
        return value.value if value is not None and isinstance(value.value, Contact) else None

    def concerns(self, topic: Topic) -> bool:
        """Whether a topic may concern the reader, as far as the country tells."""
        return not topic.countries or self.country is None or self.country in topic.countries


def country_name(t: Catalogue, country: str) -> str:
    """Return a country's name in the reader's language."""
    return str(t.locale.territories.get(country, country))


def country_label(t: Catalogue, country: str) -> str:
    return f"{FLAGS[country]} {country_name(t, country)}"


def countries_in_order(language: str) -> list[str]:
    """Return the home countries, those of the reader's language first."""
    return sorted(COUNTRY_LANGUAGES, key=lambda code: COUNTRY_LANGUAGES[code] != language)


def area_title(t: Catalogue, area: str) -> str:
    """Return the name of an area of the catalogue."""
    titles = {
        "stay": t.gettext("Stay and visa in Japan"),
        "work": t.gettext("Work: pay, hours, trouble"),
        "leave": t.gettext("Leaving Japan: money and papers"),
        "skills": t.gettext("Skills and certificates"),
        "home": t.gettext("Work and help back home"),
        "help": t.gettext("Urgent help and people to ask"),
    }
    return titles[area]


def section_title(t: Catalogue, section: Section) -> str:
    titles = {
        Section.STEPS: t.gettext("What to do"),
        Section.GOOD_TO_KNOW: t.gettext("Good to know"),
        Section.BEWARE: t.gettext("Be careful"),
        Section.CONTACTS: t.gettext("Who to ask"),
    }
    return titles[section]


def language_button(language: str, *here: str) -> Button:
    """Return the way to the language keyboard: readable by its sign and two scripts.

    ``here`` is the screen to show again in the new language (``actions.SHOWN_AGAIN``).
    """
    return Button("🌐 Language · 言語", dump(Verb.LANGUAGES, language, *here))


def home_button(t: Catalogue) -> Button:
    return Button("🏠 " + t.gettext("Start"), dump(Verb.HOME, t.language))


def topic_button(scene: Scene, topic_id: str) -> Button | None:
    """Return a button that opens a topic, or ``None`` when there is no such topic."""
    page = scene.page(topic_id)
    if page is None:
        return None
    return Button(page.title, dump(Verb.TOPIC, scene.language, page.topic))


def hide_button(t: Catalogue) -> Button:
    """Return the button that removes its message: phones are looked at by others."""
    return Button("🙈 " + t.gettext("Hide this message"), dump(Verb.HIDE, t.language))


def person_row(scene: Scene, *, urgent: bool = False) -> Keyboard:
    """Return the way to a person as a row of its own; nothing where there is none."""
    if not scene.offers_person:
        return ()
    t = scene.t
    if urgent:
        label = "🤝 " + t.gettext("Tell people who can help")
        return ((Button(label, dump(Verb.PERSON, t.language, "u")),),)
    return ((Button("🧑‍💼 " + t.gettext("Ask a person"), dump(Verb.PERSON, t.language)),),)


def words_notices(t: Catalogue, *, is_outdated: bool, is_draft: bool) -> list[Block]:
    """Return what a reader must know about words that stand beside the pages."""
    if is_outdated:
        text = t.gettext("The English page has changed since. Ask before you act on this.")
    elif is_draft:
        text = t.gettext("Draft translation: not yet checked by a native speaker.")
    else:
        return []
    return [notice("ℹ️ " + text)]


def foot(t: Catalogue, *here: str) -> Keyboard:
    """Return the row that stands under every screen; for ``here`` see ``language_button``."""
    return ((home_button(t), language_button(t.language, *here)),)
