"""Open work as a spreadsheet and back: nothing deleted, no formula, the same checks."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.desk.pieces import body_of, in_order_of_danger, pieces
from bot.desk.problems import EntryProblem
from bot.desk.sheets import page_rows, plain, safe, taken_back, written
from tests.desk.browser import Browser, Everything
from tests.desk.test_editor import CORRECTED, ENGLISH, SOURCE, VIETNAMESE, save
from tests.knowledge.samples import BODIES, TITLES, TOPIC, knowledge, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled(content: bytes, new: dict[str, str]) -> bytes:
    """Return a sheet with some cells of the column "new" filled in, by place."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value in new:
            row[4].value = new[str(row[1].value)]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def sheet_of(browser: Browser, language: str = "vi") -> bytes:
    response = await browser.client.get(f"/sheets/{language}")
    assert response.status_code == 200
    assert response.headers["content-type"] == XLSX
    return response.content


async def bring_back(browser: Browser, content: bytes, language: str = "vi"):
    return await browser.post(
        "/sheets/back", {"language": language}, files={"sheet": ("s.xlsx", content, XLSX)}
    )


async def test_sheet_holds_open_work_and_comes_back_as_a_draft(
    desk: Everything, editor: Browser, translator: Browser
) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")
    await translator.get("/sheets")
    content = await sheet_of(translator)

    done = await bring_back(
        translator, filled(content, {"start 1": "Tổ chức trả tiền vé. Luôn luôn hãy hỏi họ trước."})
    )

    assert "ready to send" in done.text, done.text
    form = (await translator.get(VIETNAMESE)).fields
    assert form["title"] == TITLES["vi"]
    assert form["body"] == BODIES["vi"].replace(
        BODIES["vi"].split("\n")[0], "Tổ chức trả tiền vé. Luôn luôn hãy hỏi họ trước."
    )
    assert desk.file(f"{TOPIC}/vi.md").count("Luôn luôn") == 0


async def test_sheet_of_a_current_language_is_empty_and_an_empty_one_changes_nothing(
    editor: Browser,
) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")
    content = await sheet_of(editor)

    page = await bring_back(editor, content)

    assert page.status == 400
    assert "Nothing was changed" in page.text
    assert (await editor.get(VIETNAMESE)).fields["body"] == BODIES["vi"]


async def test_translation_with_a_wrong_number_says_so(editor: Browser) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")
    content = filled(await sheet_of(editor), {"Steps 1": "Hỏi tổ chức trong 48 giờ."})

    page = await bring_back(editor, content)

    assert "1 thing to mend" in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a sheet", "cannot be read"),
        (b"PK\x03\x04 broken", "cannot be read"),
    ],
)
async def test_file_that_is_no_sheet_is_said(editor: Browser, content: bytes, said: str) -> None:
    page = await bring_back(editor, content)

    assert page.status == 400
    assert said in page.text


def test_sheet_of_another_language_formulas_and_other_heads_are_refused() -> None:
    (topic,) = knowledge().topics.values()
    content = written(page_rows(topic, "vi"), "vi")
    with pytest.raises(EntryProblem, match="is for vi, not for th"):
        taken_back(content, "th")
    with pytest.raises(EntryProblem, match="Row 3 holds a formula"):
        taken_back(filled(content, {"start 1": '=HYPERLINK("https://evil.test")'}), "vi")
    other = Workbook()
    out = io.BytesIO()
    other.save(out)
    with pytest.raises(EntryProblem, match="first row"):
        taken_back(out.getvalue(), "vi")


def test_no_cell_begins_a_formula() -> None:
    evil = page(title="=1+1", body="+cmd\n\n## Steps\n1. @SUM(1)\n2. -2")
    topic = next(iter(knowledge().topics.values()))
    changed = type(topic)(**{**_values(topic), "pages": {"en": evil}})

    book = load_workbook(io.BytesIO(written(page_rows(changed, "vi"), "vi")))

    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("1+1" in str(cell.value) for cell in cells)
    assert all(cell.data_type == "s" for cell in cells)
    assert not any(str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)


def _values(topic: object) -> dict[str, object]:
    return {name: getattr(topic, name) for name in type(topic).__slots__}


@given(st.text(max_size=30))
def test_signs_against_formulas_come_off_again(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("language", ["en", "ja", "vi"])
def test_pieces_put_together_are_the_page(language: str) -> None:
    english, own = page(), page(language)
    texts = {piece.place: piece.text for piece in pieces(own)}

    assert body_of(english, texts) == own.body


def test_dangers_and_figures_are_read_first() -> None:
    body = "Short.\n\n## Steps\n1. Go.\n2. Pay {{ fee }}.\n\n## Beware\n- Never sign."

    order = [piece.text for piece in in_order_of_danger(page(title="T", body=body))]

    assert order == ["T", "Short.", "Never sign.", "Pay {{ fee }}.", "Go."]
