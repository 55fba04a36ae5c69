"""What must be mended in a form, by field, each said once."""

from collections.abc import Callable
from typing import TypeVar

from bot.desk.problems import EntryProblem

_T = TypeVar("_T")


class Faults:
    """Problems by the name of the field they are said beside, in the order they were found."""

    def __init__(self) -> None:
        self._found: dict[str, EntryProblem] = {}

    def note(self, field: str, problem: EntryProblem) -> None:
        """Note a problem of a field, unless it has one already."""
        self._found.setdefault(field, problem)

    def reading(self, field: str, read: Callable[[], _T], otherwise: _T) -> _T:
        """Return what *read* returns; note a problem that it raises and return *otherwise*."""
        try:
            return read()
        except EntryProblem as problem:
            self.note(field, problem)
            return otherwise

    def get(self, field: str) -> EntryProblem | None:
        return self._found.get(field)

    def items(self) -> list[tuple[str, EntryProblem]]:
        return list(self._found.items())

    def __bool__(self) -> bool:
        return bool(self._found)
