"""What a check found, and on which line of the files that is."""

from dataclasses import dataclass

from bot.knowledge.files import Tree, page_path
from bot.knowledge.model import Page
from bot.knowledge.parsing import FIRST_LINE, Document, Place, decode, split_page
from bot.knowledge.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before its line is known.

    ``place`` is the way to a part of the YAML, or a line of a page's body counted from 0.
    """

    path: str
    place: Place | int
    message: str
    severity: Severity = Severity.ERROR


def on_page(
    page: Page, place: Place | int, message: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(page_path(page.topic, page.language), place, message, severity)


class Locator:
    """Finds the lines of findings; reads a file again only when something is found in it."""

    def __init__(self, tree: Tree | None) -> None:
        self._tree = tree or {}
        self._documents: dict[str, tuple[Document, int]] = {}

    def problem(self, finding: Finding) -> Problem:
        line = self._line(finding) if finding.path in self._tree else None
        return Problem(finding.path, line, finding.message, finding.severity)

    def _line(self, finding: Finding) -> int:
        if finding.path not in self._documents:
            self._documents[finding.path] = self._read(finding.path)
        document, body_line = self._documents[finding.path]
        if isinstance(finding.place, int):
            return body_line + finding.place
        return document.line(finding.place)

    def _read(self, path: str) -> tuple[Document, int]:
        text = decode(self._tree[path])
        parts = split_page(text) if path.endswith(".md") else None
        if parts is None:
            return Document(text), 1
        front, _, body_line = parts
        return Document(front, FIRST_LINE), body_line
