"""Who works at the desk, and what each may do."""

from dataclasses import dataclass
from enum import Enum

from bot.storage.desk_models import DeskAccount
from bot.text import clean, fold

LONGEST_NAME = 60


class Role(Enum):
    """What an account is for; each may do what the one before may."""

    TRANSLATOR = "translator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in. ``languages`` are those that a translator writes."""

    id: int
    name: str
    role: Role
    languages: tuple[str, ...]
    language: str

    @property
    def is_editor(self) -> bool:
        return self.role in {Role.EDITOR, Role.ADMINISTRATOR}

    @property
    def is_administrator(self) -> bool:
        return self.role is Role.ADMINISTRATOR

    def may_write(self, language: str) -> bool:
        """Whether the person may write pages in a language."""
        return self.is_editor or language in self.languages

    def may_decide(self, language: str, author_id: int) -> bool:
        """Whether the person may be the second one to look at a page of somebody else."""
        return author_id != self.id and self.may_write(language)


def person_of(account: DeskAccount) -> Person:
    return Person(
        account.id, account.name, Role(account.role), tuple(account.languages), account.language
    )


def login_of(name: str) -> str:
    """Return a name as it is compared: nobody can take another's name with other capitals."""
    return fold(name)[: 2 * LONGEST_NAME]


def usable_name(name: str) -> str | None:
    """Return a name as it will stand in the history; ``None`` when it cannot."""
    shown = clean(name)
    has_letter = any(char.isalnum() for char in shown)
    if not has_letter or len(shown) > LONGEST_NAME or set(shown) & set("<>@"):
        return None
    return shown
