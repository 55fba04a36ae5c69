"""A language's open work as a spreadsheet, for volunteers without an account, and back again."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.desk.pieces import pieces
from bot.desk.problems import EntryProblem, mark
from bot.knowledge.model import Page, Topic
from bot.knowledge.words import Texts, digest

_HEADS: Final = ("topic", "place", "English", "now", "new", "of")
_WIDTHS: Final = (26, 16, 60, 60, 60, 14)
#: What spreadsheet programs take for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MOST_ROWS: Final = 20_000
_LONGEST_CELL: Final = 5_000
_LARGEST_UNPACKED: Final = 30_000_000


@dataclass(slots=True)
class Returned:
    """What a sheet says of one topic: new texts by place, made from an English revision."""

    of: str = ""
    texts: dict[str, str] = field(default_factory=dict)


#: topic, place, English, now, revision of the English.
Row = tuple[str, str, str, str, str]


def page_rows(topic: Topic, language: str) -> list[Row]:
    """Return the rows of a page: one for each of its pieces."""
    english, page = topic.pages["en"], topic.pages.get(language)
    own = {} if page is None else {piece.place: piece.text for piece in pieces(page)}
    return [
        (topic.id, piece.place, piece.text, own.get(piece.place, ""), english.revision)
        for piece in pieces(english)
    ]


def entry_rows(topic: str, english: Texts, own: Texts) -> list[Row]:
    """Return the rows of an entry of the words beside the pages: one for each of its texts."""
    return [
        (topic, field, text, own.get(field, ""), digest(english)) for field, text in english.items()
    ]


def written(rows: Iterable[Row], language: str) -> bytes:
    """Return the sheet of some rows in a language."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet), "a new book has a sheet"
    sheet.title = language
    sheet.append(list(_HEADS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for topic, place, english, now, of in rows:
        sheet.append([safe(text) for text in (topic, place, english, now, "", of)])
    _make_readable(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _make_readable(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    to_fill = PatternFill("solid", fgColor="FFF7DF")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.data_type = "s"  # text, whatever it looks like
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row[4].fill = to_fill
        row[4].protection = Protection(locked=False)


def safe(text: str) -> str:
    """Return a text that no program takes for a formula; ``plain`` gives the text back."""
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def plain(text: str) -> str:
    """Return the text of a cell without the sign that ``safe`` put before it."""
    rest = text[1:]
    return rest if text.startswith("'") and rest.startswith((*_FORMULA, "'")) else text


def taken_back(content: bytes, language: str) -> dict[str, Returned]:
    """Return the new texts in a sheet, by topic; an empty cell says nothing.

    Raises:
        EntryProblem: It is no sheet of ours, of another language, or holds a formula.
    """
    rows = _rows(content, language)
    found: dict[str, Returned] = {}
    for number, row in enumerate(rows, start=2):
        topic, place, _, _, new, of = (*row, *[""] * 6)[:6]
        if isinstance(new, str) and new.startswith("="):
            raise EntryProblem(
                mark("Row {number} holds a formula. Write the text itself."), number=number
            )
        text = plain(str(new)).strip() if new is not None else ""
        if not text or not topic or not place:
            continue
        if len(text) > _LONGEST_CELL:
            raise EntryProblem(
                mark("The text in row {number} is too long. Make it shorter."), number=number
            )
        one = found.setdefault(plain(str(topic)), Returned())
        one.of = plain(str(of or ""))
        one.texts[plain(str(place))] = " ".join(text.split())
    return found


def _rows(content: bytes, language: str) -> Sequence[tuple[object, ...]]:
    unreadable = EntryProblem(
        mark("This file cannot be read. Save the sheet as .xlsx, and send that file.")
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > _LARGEST_UNPACKED:
                raise EntryProblem(
                    mark("This file is too large. Send the sheet that was made here.")
                )
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        rows = [tuple(row) for row in sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)]
        title = sheet.title
        book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        IndexError,
        SyntaxError,
        TypeError,
        EOFError,
    ) as error:
        raise unreadable from error
    if not rows or tuple(rows[0][:2]) != _HEADS[:2]:
        raise EntryProblem(mark("The first row of the sheet was changed. Put its words back."))
    if title != language:
        raise EntryProblem(
            mark("This sheet is for {title}, not for {language}. Choose its language."),
            title=title,
            language=language,
        )
    return rows[1:]


def merged(topic: Topic, language: str, returned: Returned) -> tuple[str, Mapping[str, str]]:
    """Return title and texts by place: new ones where the sheet has them, else the present."""
    page: Page | None = topic.pages.get(language)
    own = {} if page is None else {piece.place: piece.text for piece in pieces(page)}
    texts = {**own, **returned.texts}
    return texts.get("title", ""), texts
