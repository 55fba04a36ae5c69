"""The table of papers on the site: a page for each country, in the languages that tell of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.dialogue import papers
from bot.dialogue.scene import Scene, countries_in_order, country_label
from bot.knowledge.model import Topic
from bot.languages import LANGUAGES

#: Where the countries are listed, below the folder of a language.
INDEX: Final = "papers/index.html"
_AREA: Final = "skills"

#: A title and a path below the folder of a language.
Link = tuple[str, str]


def countries(scene: Scene) -> list[str]:
    """Return the countries that the reader's language tells of."""
    words = scene.knowledge.papers.words.get(scene.language)
    told = () if words is None else words.countries
    return [code for code in countries_in_order(scene.language) if code in told]


def path(country: str) -> str:
    """Return where the page of a country stands."""
    return f"papers/{country.lower()}.html"


def by_country(scene: Scene) -> list[Link]:
    """Return the pages of all countries."""
    return [(country_label(scene.t, code), path(code)) for code in countries(scene)]


def link(scene: Scene, of: Sequence[str] = ()) -> list[Link]:
    """Return the way to the page of the only country that is meant, else to the list."""
    known = countries(scene)
    meant = [code for code in known if code in of] or known
    if not meant:
        return []
    return [(papers.heading(scene.t), path(meant[0]) if len(meant) == 1 else INDEX)]


def link_of(scene: Scene, topic: Topic) -> list[Link]:
    """Return the way from a topic to the papers, where it is about skills."""
    return link(scene, sorted(topic.countries)) if topic.area == _AREA else []


def values(
    scene: Scene, country: str, to_topic: Callable[[Scene, str], Link | None]
) -> Mapping[str, Any]:  # Any: what a template shows
    """Return what the page of a country shows; *to_topic* gives the way to a topic."""
    known = scene.knowledge.papers
    return {
        "title": papers.heading(scene.t),
        "introduction": papers.introduction(scene, country),
        "papers": [
            (
                one.id,
                papers.label(scene, one, country),
                papers.told(scene, one, country),
                [way for topic in one.topics if (way := to_topic(scene, topic))],
            )
            for one in known.papers
        ],
        "topics": [way] if (way := to_topic(scene, known.countries[country].topic)) else [],
        "others": [
            (name, f"../../{code}/{path(country)}", code.replace("_", "-"))
            for code, name in LANGUAGES.items()
            if code != scene.language
            and code in known.words
            and country in known.words[code].countries
        ],
    }


def searched(scene: Scene, country: str) -> list[str]:
    """Return what the search looks through: path, title, nothing in short, names of the papers."""
    title = f"{country_label(scene.t, country)}: {papers.heading(scene.t)}"
    names = [
        f"{papers.label(scene, one, country)} {one.japanese}"
        for one in scene.knowledge.papers.papers
    ]
    return [path(country), title, "", "\n".join(names)]
