"""What a translated text knows of its original."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class TranslationStatus(Enum):
    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Translation:
    """What a translated page knows of its original: ``of`` is the English revision."""

    of: str
    status: TranslationStatus
    by: str
    date: date

    def is_of(self, english: str) -> bool:
        """Whether it was made from the English text with this revision."""
        return self.of == english
