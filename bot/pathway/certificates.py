"""What a paper from Japan says and is worth, in a reader's words; and a sheet that explains it.

The sheet is for employers at home who cannot read the paper.
"""

from dataclasses import dataclass
from datetime import date

from bot.i18n import Catalogue, catalogue
from bot.knowledge.model import Knowledge, Source
from bot.knowledge.papers import (
    HomeWords,
    Level,
    Paper,
    PapersWords,
    PaperWords,
    Standing,
    Worth,
    WorthWords,
)
from bot.knowledge.translation import TranslationStatus
from bot.pathway.take_along import environment, qr_code
from bot.pathway.words import filled
from bot.printing import font_stack, lang_attribute

_ENGLISH, _JAPANESE = "en", "ja"
#: These say themselves whom to see; with the others the country does.
_COUNTRY_SAYS = frozenset({Worth.TEST, Worth.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Certificates:
    """What papers are called, prove and are worth, in English where a language lacks it."""

    knowledge: Knowledge
    language: str
    today: date

    @property
    def t(self) -> Catalogue:
        return catalogue(self.language)

    @property
    def is_draft(self) -> bool:
        """Whether nobody who speaks the language has checked the words yet."""
        made = self._own.translation
        return made is not None and made.status is TranslationStatus.DRAFT

    @property
    def is_outdated(self) -> bool:
        """Whether the English words have changed since."""
        made = self._own.translation
        return made is not None and not made.is_of(self._english.revision)

    def paper(self, paper: Paper) -> PaperWords:
        return self._own.papers.get(paper.id) or self._english.papers[paper.id]

    def level(self, paper: Paper, level: Level) -> str:
        """Return what a level is: its name on a known scale, or words."""
        return level.beside or self.paper(paper).levels[level.id]

    def worth(self, worth: Worth) -> WorthWords:
        return self._own.worths.get(worth.value) or self._english.worths[worth.value]

    def home(self, standing: Standing, country: str) -> HomeWords:
        """Return whom to see and what to bring for a paper that stands so in a country."""
        words = self.worth(standing.worth)
        if words.see is not None and words.bring is not None:
            return HomeWords(words.see, words.bring)
        return self._own.countries.get(country) or self._english.countries[country]

    def notes(self, standing: Standing) -> list[str]:
        return [self._own.notes.get(note) or self._english.notes[note] for note in standing.notes]

    def lacks(self, standing: Standing, country: str) -> bool:
        """Whether a part of what is said of a country is in English only."""
        return (
            standing.worth in _COUNTRY_SAYS and country not in self._own.countries
        ) or not self._own.notes.keys() >= {*standing.notes}

    def contacts(self, standing: Standing, country: str) -> tuple[str, ...]:
        """Return the names of the contacts that belong to whom to see."""
        home = self.knowledge.papers.countries[country]
        return home.contacts if standing.worth in _COUNTRY_SAYS else ()

    def told(self, text: str) -> str:
        """Return a text with its facts as they are today."""
        return filled(text, self.knowledge, self.t, self.today)

    def source(self, paper: Paper, country: str) -> Source | None:
        """Return what says how a paper stands in a country, if anything does."""
        address = self.knowledge.papers.source_of(paper, country)
        home = self.knowledge.papers.countries[country]
        return self._source(address, (*paper.topics, home.topic))

    def explained_by(self, paper: Paper) -> Source | None:
        """Return what says what a paper is."""
        return self._source(paper.source, paper.topics)

    def _source(self, address: str | None, topics: tuple[str, ...]) -> Source | None:
        found = (self.knowledge.topic(topic) for topic in topics)
        sources = (source for topic in found if topic is not None for source in topic.sources)
        return next((source for source in sources if source.url == address), None)

    @property
    def _own(self) -> PapersWords:
        return self.knowledge.papers.words.get(self.language) or self._english

    @property
    def _english(self) -> PapersWords:
        return self.knowledge.papers.words[_ENGLISH]


def sheet(knowledge: Knowledge, paper: Paper, *, language: str, today: date, link: str) -> str:
    """Return the sheet for employers on a paper, as an HTML document for ``printing.pdf``.

    Args:
        knowledge: Where words, figures and sources come from.
        paper: What it explains.
        language: The employer's; Japanese stands beside it.
        today: The day the figures are of.
        link: The bot's address for topics, without payload; empty: no picture to scan.
    """
    own = Certificates(knowledge, language, today)
    beside = Certificates(knowledge, _JAPANESE if language != _JAPANESE else _ENGLISH, today)
    words, other = own.paper(paper), beside.paper(paper)
    payload = f"{language}__{paper.topics[0].replace('/', '__')}"
    return str(
        environment()
        .get_template("certificate.html")
        .render(
            headings=_headings(own.t),
            notes=_notes(own, paper),
            language=lang_attribute(language),
            beside=lang_attribute(beside.language),
            fonts=font_stack(language),
            paper=paper,
            name=words.name,
            other_name=other.name if other.name != paper.japanese else "",
            proves=own.told(words.proves),
            other_proves=beside.told(other.proves),
            levels=[(level.japanese, own.level(paper, level)) for level in paper.levels],
            issuer=own.told(words.issuer),
            other_issuer=beside.told(other.issuer),
            printed=own.t.date(today),
            code=qr_code(f"{link}?start={payload}") if link else "",
        )
    )


def _headings(t: Catalogue) -> dict[str, str]:
    return {
        "kind": t.gettext("A paper from Japan, explained"),
        "proves": t.gettext("What it says of its holder"),
        "levels": t.gettext("Levels, the lowest first"),
        "issuer": t.gettext("Who issues or confirms it"),
        "holder": t.gettext("Holder:"),
        "number": t.gettext("Date and number:"),
    }


def _notes(own: Certificates, paper: Paper) -> list[str]:
    """Return what stands at the foot: what the sheet is not, where it comes from, of which day."""
    t, source = own.t, own.explained_by(paper)
    notes = [
        t.gettext(
            "This sheet explains the paper. It is no certificate itself, and no official "
            "translation."
        )
    ]
    if source is not None:
        line = t.gettext("Source: {publisher}, read on {date}.").format(
            publisher=source.publisher, date=t.date(source.checked)
        )
        notes.append(f"{line} {source.url}")
    notes.append(
        t.gettext("Figures of {date}. They can change: ask before you act on them later.").format(
            date=t.date(own.today)
        )
    )
    if own.is_draft:
        notes.append(t.gettext("Draft translation: not yet checked by a native speaker."))
    return notes
