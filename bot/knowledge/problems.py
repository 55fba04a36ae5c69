"""What is wrong with the files of the knowledge base, in words for an editor."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from bot.errors import KnowledgeError


class Severity(Enum):
    """An error keeps content from being saved or served; a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: ``message`` says what is wrong and what to do.

    ``path`` is relative to the content folder. ``line`` counts from 1; ``None`` where a file as a
    whole is meant, or the files are not at hand.
    """

    path: str
    line: int | None
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"knowledge/{self.path}" if self.path else "knowledge"
        line = "" if self.line is None else f":{self.line}"
        return f"{place}{line}: {self.message}"

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


#: More problems than these fill a screen and say nothing new.
_SHOWN = 20


class ContentError(KnowledgeError):
    """Content was refused; the message lists the first problems, one a line."""

    def __init__(self, reason: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        lines = [reason, *map(str, self.problems[:_SHOWN])]
        if len(self.problems) > _SHOWN:
            more = len(self.problems) - _SHOWN
            lines.append(f"… and {more} more: kaerimichi knowledge check lists them all.")
        super().__init__("\n".join(lines))


class ChangedMeanwhileError(KnowledgeError):
    """Somebody else changed a file between reading and writing it; nothing was written."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path} was changed by somebody else meanwhile. Look at both versions.")


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that keep content from being served."""
    return [problem for problem in problems if problem.is_error]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file and line, without repetitions."""
    return sorted(set(problems), key=lambda p: (p.path, p.line or 0, p.message))
