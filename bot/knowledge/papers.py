"""What Japanese papers prove, and what each is worth in each home country, as the content says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.knowledge.translation import Translation


class Worth(Enum):
    """What a paper is worth in a country.

    ``TEST``: a test there decides, and the paper is proof. ``EMPLOYERS``: no office recognises it,
    employers do. ``LEVEL``: it shows a level and nothing more. ``UNKNOWN``: nothing was found.
    """

    RECOGNISED = "recognised"
    TEST = "test"
    EMPLOYERS = "employers"
    LEVEL = "level"
    NO_LICENCE = "no-licence"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Level:
    """A level as it stands on the paper; ``beside`` is its name on a scale known abroad."""

    id: str
    japanese: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a paper stands in a country: ``notes`` name sentences, ``source`` an address."""

    worth: Worth
    notes: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Where papers from Japan are looked at in a home country.

    Attributes:
        topic: The page on recognition there.
        source: Address of the source, one of that page, on who tests.
        contacts: Names of contacts in the facts.
    """

    topic: str
    source: str
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate or other paper that a worker takes home.

    Attributes:
        id: Its name in the files and buttons.
        japanese: What it is called on the paper.
        reading: How that is read.
        topics: Pages that explain it, the first above all.
        source: Address of the source, one of those pages, on what it is.
        levels: Levels, the lowest first.
        worth: How it stands, by country.
    """

    id: str
    japanese: str
    reading: str
    topics: tuple[str, ...]
    source: str
    levels: tuple[Level, ...] = ()
    worth: Mapping[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaperWords:
    """A paper in one language.

    Attributes:
        name: What it is called.
        proves: What it says of its holder, for an employer.
        issuer: Who issues or confirms it.
        levels: What a level means, where no scale says it.
    """

    name: str
    proves: str
    issuer: str
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorthWords:
    """A worth in one language; without ``see`` and ``bring`` the country's own hold."""

    label: str
    text: str
    see: str | None = None
    bring: str | None = None


@dataclass(frozen=True, slots=True)
class HomeWords:
    """Whom to see in a country, and what to bring."""

    see: str
    bring: str


@dataclass(frozen=True, slots=True)
class PapersWords:
    """All papers in one language; ``revision`` identifies the texts, as that of a page does."""

    papers: Mapping[str, PaperWords]
    worths: Mapping[str, WorthWords]
    countries: Mapping[str, HomeWords]
    notes: Mapping[str, str]
    revision: str
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """The table of papers and home countries, and its words by language."""

    papers: tuple[Paper, ...] = ()
    countries: Mapping[str, Home] = field(default_factory=dict)
    words: Mapping[str, PapersWords] = field(default_factory=dict)

    def paper(self, paper_id: str | None) -> Paper | None:
        """Return the paper with this id."""
        return next((one for one in self.papers if one.id == paper_id), None)

    def source_of(self, paper: Paper, country: str) -> str | None:
        """Return the address that says how a paper stands; ``None`` where nothing was found."""
        standing = paper.worth[country]
        if standing.source is not None or standing.worth is Worth.UNKNOWN:
            return standing.source
        return self.countries[country].source if standing.worth is Worth.TEST else paper.source
