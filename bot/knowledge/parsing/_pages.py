"""One page file: front matter and body, and the revision that translations refer to."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Final

from bot.knowledge.model import Page
from bot.knowledge.parsing._reader import Node, Reader
from bot.knowledge.problems import Problem
from bot.knowledge.translation import Translation, TranslationStatus
from bot.languages import LANGUAGES

_FENCE: Final = "---"
_REVISION_LENGTH: Final = 12
_REVISION: Final = re.compile(rf"[0-9a-f]{{{_REVISION_LENGTH}}}")
#: Characters that double quotes in YAML carry only as an escape.
_ESCAPED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
#: Where the front matter begins, under its fence.
FIRST_LINE: Final = 2


def revision_of(title: str, body: str) -> str:
    """Return what identifies the meaning of a page: title and body, not its questions."""
    return _revision(f"{title}\n{body}")


def revision_of_words(parts: Iterable[Node]) -> str:
    """Return what identifies the meaning of a file of words; comments and order do not count."""
    values = [part.value for part in parts]
    return _revision(json.dumps(values, ensure_ascii=False, sort_keys=True))


def _revision(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:_REVISION_LENGTH]


def split_page(text: str) -> tuple[str, str, int] | None:
    """Return front matter, body and the line where the body begins; ``None`` without a fence."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            rest = "\n".join(lines[number + 1 :])
            blank = rest[: len(rest) - len(rest.lstrip())].count("\n")
            return "\n".join(lines[1:number]), rest.strip(), number + 2 + blank
    return None


def parse_page(path: str, text: str) -> tuple[Page | None, list[Problem]]:
    """Return the page of a file ``<area>/<slug>/<lang>.md``, or what is wrong with it."""
    topic, _, name = path.rpartition("/")
    language = name.removesuffix(".md")
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        message = f'"{language}" is not a known language. Rename the file to one of: {known}.'
        return None, [Problem(path, None, message)]
    parts = split_page(text)
    if parts is None:
        message = (
            "the page does not begin with its title and questions between two lines of ---. "
            "Add them."
        )
        return None, [Problem(path, 1, message)]
    front, body, _ = parts
    reader = Reader(path, front, FIRST_LINE)
    if reader.problems:
        return None, reader.problems
    title, questions, translation = _front(reader.root, language)
    if not body:
        reader.note((), "the page has no text under its title and questions. Write it.")
    if reader.problems:
        return None, reader.problems
    return Page(
        topic=topic,
        language=language,
        title=title,
        questions=questions,
        body=body,
        revision=revision_of(title, body),
        translation=translation,
    ), []


def dump_page(page: Page) -> bytes:
    """Return the file of a page; read again it is the same page."""
    lines = [_FENCE, f"title: {_quoted(page.title)}"]
    lines.append("questions:" if page.questions else "questions: []")
    lines += [f"  - {_quoted(question)}" for question in page.questions]
    if (made := page.translation) is not None:
        lines.append(
            f'translation: {{of: "{made.of}", status: {made.status.value}, '
            f"by: {_quoted(made.by)}, date: {made.date.isoformat()}}}"
        )
    lines += [_FENCE, page.body, ""]
    return "\n".join(lines).encode()


def _front(root: Node, language: str) -> tuple[str, tuple[str, ...], Translation | None]:
    optional = () if language == "en" else ("translation",)
    if language == "en" and isinstance(root.value, dict) and "translation" in root.value:
        root.reader.note(
            ("translation",), "English is the original, not a translation. Take this line out."
        )
        optional = ("translation",)
    parts = root.fields(("title", "questions"), optional)
    title = parts["title"].text() if "title" in parts else ""
    questions = parts["questions"].texts() if "questions" in parts else ()
    if language == "en":
        return title, questions, None
    if "translation" not in parts:
        root.fail(
            'the field "translation" is missing. Add the revision of the English page that this '
            "one was made from, its status, by whom and when."
        )
        return title, questions, None
    return title, questions, parse_translation(parts["translation"])


def parse_translation(node: Node) -> Translation | None:
    """Return what a translated text says of its original."""
    parts = node.fields(("of", "status", "by", "date"))
    if len(parts) < 4:
        return None
    return Translation(
        of=parts["of"].matching(_REVISION, "the 12 characters of an English revision, in quotes"),
        status=parts["status"].choice(TranslationStatus),
        by=parts["by"].text(),
        date=parts["date"].day(),
    )


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
