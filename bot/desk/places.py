"""The places that use a fact, as an editor reads and reaches them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.knowledge.model import Knowledge
from bot.knowledge.uses import Use, Where


@dataclass(frozen=True, slots=True)
class Place:
    """One place with the languages in which it uses the fact; without an address: the program."""

    kind: str
    title: str
    address: str
    languages: tuple[str, ...] = ()


def listed(found: Iterable[Use], knowledge: Knowledge, t: Catalogue) -> list[Place]:
    """Return places with their languages together, in their order."""
    languages: dict[tuple[Where, str], list[str]] = {}
    for use in found:
        codes = languages.setdefault((_kind(use.where), use.place), [])
        if use.language and use.language not in codes:
            codes.append(use.language)
    places = []
    for (where, name), codes in languages.items():
        one = place_of(Use(where, name), knowledge, t)
        places.append(Place(one.kind, one.title, one.address, tuple(codes)))
    return places


def _kind(where: Where) -> Where:
    """Return the same for the words and the days of a step: they stand on one screen."""
    return Where.STEP if where is Where.STEP_DAY else where


def place_of(use: Use, knowledge: Knowledge, t: Catalogue) -> Place:
    """Return one place in the words of the desk."""
    code = use.language or "en"
    if use.where is Where.PAGE:
        topic = knowledge.topics[use.place]
        page = topic.pages.get(use.language or t.language) or next(iter(topic.pages.values()))
        address = f"/pages/{use.place}" + (f"/{use.language}" if use.language else "")
        return Place(t.gettext("Page"), page.title, address)
    if use.where in {Where.WAY, Where.STEP, Where.STEP_DAY}:
        part = "pathways" if use.where is Where.WAY else "steps"
        kind = t.gettext("Way home") if use.where is Where.WAY else t.gettext("Step")
        words = knowledge.ways.words_in(use.language or t.language)
        entry = None if words is None else getattr(words, part).get(use.place)
        title = use.place if entry is None else entry.title
        return Place(kind, title, f"/words/pathways/{code}/{part}/{use.place}")
    if use.where is Where.PAPER:
        return Place(t.gettext("Papers"), use.place, f"/words/papers/{code}/{use.place}")
    if use.where is Where.HOME:
        country = str(t.locale.territories.get(use.place, use.place))
        kind, address = t.gettext("Papers"), f"/words/papers/{code}/countries/{use.place}"
        return Place(kind, t.gettext("whom to see in {country}").format(country=country), address)
    if use.where is Where.ASKED:
        fact = knowledge.facts[use.place]
        return Place(t.gettext("Fact that sends to it"), fact.about, f"/facts/{use.place}")
    if use.where is Where.DANGER:
        return Place(t.gettext("Emergency panel"), use.place, "")
    if use.where is Where.PEOPLE:
        return Place(t.gettext("The bot itself"), t.gettext("people to ask"), "")
    return Place(t.gettext("The bot itself"), t.gettext("calculators"), "")
