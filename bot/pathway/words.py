"""The words of a way home for one reader, with today's figures filled in."""

from dataclasses import dataclass
from datetime import date

from bot.i18n import Catalogue, catalogue
from bot.knowledge.facts import show
from bot.knowledge.markdown import BRACES
from bot.knowledge.model import Knowledge
from bot.knowledge.translation import TranslationStatus
from bot.knowledge.ways import Pathway, PathwayWords, Step, StepWords


@dataclass(frozen=True, slots=True)
class Wording:
    """What steps and pathways are called in a language, in English where it lacks them."""

    knowledge: Knowledge
    language: str
    today: date

    @property
    def t(self) -> Catalogue:
        return catalogue(self.language)

    @property
    def is_draft(self) -> bool:
        """Whether nobody who speaks the language has checked the words yet."""
        words = self.knowledge.ways.words_in(self.language)
        made = None if words is None else words.translation
        return made is not None and made.status is TranslationStatus.DRAFT

    @property
    def is_outdated(self) -> bool:
        """Whether the English words have changed since."""
        words = self.knowledge.ways.words
        own, english = words.get(self.language), words.get("en")
        made = None if own is None else own.translation
        return made is not None and english is not None and not made.is_of(english.revision)

    def pathway(self, pathway: Pathway) -> PathwayWords:
        """Return the words of a pathway."""
        words = self.knowledge.ways.words
        own = words.get(self.language)
        if own is not None and pathway.id in own.pathways:
            return own.pathways[pathway.id]
        return words["en"].pathways[pathway.id]

    def step(self, step: Step) -> StepWords:
        """Return the words of a step."""
        words = self.knowledge.ways.words
        own = words.get(self.language)
        if own is not None and step.id in own.steps:
            return own.steps[step.id]
        return words["en"].steps[step.id]

    def told(self, text: str) -> str:
        """Return a text with its facts as they are today."""
        return filled(text, self.knowledge, self.t, self.today)


def filled(text: str, knowledge: Knowledge, t: Catalogue, today: date) -> str:
    """Return a text with its facts as they are on a day."""
    return BRACES.sub(
        lambda found: show(found.group(1), on=today, t=t, facts=knowledge.facts), text
    )
