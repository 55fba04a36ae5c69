"""The words of the ways home and of papers: entry by entry, with checks, two people and history."""

from pathlib import Path

import pytest

from bot.knowledge.words import parsed
from bot.knowledge.writing import history
from tests.desk.browser import Browser, Everything, Page
from tests.desk.conftest import make_folder
from tests.desk.test_sheets import bring_back, filled, sheet_of
from tests.knowledge.test_ways import ENGLISH, OLD, VIETNAMESE, content

TICKET = "/words/pathways/vi/steps/ticket"
LIST = "/words/pathways/vi"
REVISION = parsed("pathways", "en", ENGLISH)[0].revision


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path, dict(content(vietnamese=VIETNAMESE.replace(OLD, REVISION))))


async def typed(browser: Browser, address: str, **texts: str) -> Page:
    form = (await browser.get(address)).form(f"{address}#editor")
    fields = {f"text-{name}": text for name, text in texts.items()}
    return await browser.post(address, {**form, **fields})


async def sent(browser: Browser, address: str, **fields: str) -> Page:
    form = (await browser.get(address)).form(f"{address}/send")
    return await browser.post(f"{address}/send", {**form, "note": "clearer", **fields})


async def english(browser: Browser, **fields: str) -> None:
    """Change the English step and publish it."""
    address = "/words/pathways/en"
    await typed(browser, f"{address}/steps/ticket", do="Ask now, before {{ time_limit }}.")
    page = await sent(browser, address, publish="1", source="https://example.go.jp", **fields)
    assert "Published." in page.text, page.text


async def test_translation_goes_through_a_second_person(
    desk: Everything, translator: Browser, editor: Browser
) -> None:
    page = await typed(translator, TICKET, why="Khó đòi lại tiền.")
    assert "Saved." in page.text
    assert "in your draft" in page.text
    assert "Khó" not in desk.file("pathways/vi.yaml")
    page = await sent(translator, LIST, propose="1")
    assert "A second person looks at it" in page.text

    listed = await editor.get("/drafts")
    shown = await editor.get("/drafts/1")
    done = await editor.post("/drafts/1/decide")

    assert "Ways home" in listed.text
    assert "<ins>Khó</ins>" in shown.html
    assert "Money is hard to get back." in shown.text
    assert "Published." in done.text
    before = VIETNAMESE.replace(OLD, REVISION)
    assert desk.file("pathways/vi.yaml") == before.replace(
        '"A", date: 2026-11-20', '"Lan", date: 2026-11-24'
    ).replace("Tiền khó đòi lại.", "Khó đòi lại tiền.")
    words = desk.shared.answerer.knowledge.ways.words["vi"]
    assert words.steps["ticket"].why == "Khó đòi lại tiền."
    (last, *_) = history(desk.folder, "pathways/vi.yaml")
    assert (last.author, "Ken" in last.message) == ("Lan", True)


async def test_changed_english_is_marked_and_brought_over(
    desk: Everything, editor: Browser, translator: Browser
) -> None:
    await english(editor)

    listed = await translator.get(LIST)
    page = await translator.get(TICKET)
    assert "1 text changed in English since" in listed.text
    assert "now" in page.html.partition("<ins>")[2].partition("</ins>")[0]
    assert "English has changed since the translation" in (await translator.get("/")).text
    await typed(translator, TICKET, do="Hỏi ngay, trước {{ time_limit }}.")
    await sent(translator, LIST, propose="1")
    await editor.post("/drafts/2/decide")

    listed = await translator.get(LIST)
    assert "changed in English since" not in listed.text
    made = desk.shared.answerer.knowledge.ways.words["vi"].translation
    assert made.of == desk.shared.answerer.knowledge.ways.words["en"].revision


async def test_text_that_still_says_the_same_is_only_looked_at(
    desk: Everything, editor: Browser, translator: Browser
) -> None:
    await english(editor)

    page = await translator.get(TICKET)
    await translator.post(TICKET, {**page.form(f"{TICKET}#editor"), "same": "1"})
    page = await sent(translator, LIST, propose="1")
    await editor.post("/drafts/2/decide")

    assert "A second person looks at it" in page.text
    words = desk.shared.answerer.knowledge.ways.words
    assert words["vi"].translation.of == words["en"].revision
    assert words["vi"].steps["ticket"].why == "Tiền khó đòi lại."


async def test_small_edit_of_english_leaves_translations_valid(
    desk: Everything, editor: Browser
) -> None:
    await english(editor, small="1")

    words = desk.shared.answerer.knowledge.ways.words
    assert words["en"].steps["ticket"].do.startswith("Ask now")
    assert words["vi"].translation.of == words["en"].revision


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("do", "Hỏi trong 48 giờ, trước {{ time_limit }}.", "the numbers differ from English"),
        ("do", "Hỏi trước.", "the facts differ from English"),
        ("why", "", "this is empty. Write it."),
        ("title", "Hỏi " * 12, "longer than 34 characters"),
    ],
)
async def test_mistakes_are_said_beside_the_field_and_not_sent(
    desk: Everything, translator: Browser, field: str, text: str, said: str
) -> None:
    await typed(translator, TICKET, **{field: text})

    page = await translator.get(TICKET)
    refused = await sent(translator, LIST, propose="1")

    assert said in page.html.partition(f'data-remarks="{field}"')[2].partition("</div>")[0]
    assert refused.status == 400
    assert "Mend what is marked" in refused.text
    assert said in refused.text
    assert desk.file("pathways/vi.yaml") == VIETNAMESE.replace(OLD, REVISION)


async def test_two_people_at_one_text_lose_nothing(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    await typed(editor, TICKET, why="Một.")
    await typed(other, TICKET, why="Hai.")
    source = "https://example.go.jp"
    await sent(editor, LIST, publish="1", source=source)

    page = await sent(other, LIST, publish="1", source=source)

    assert "somebody else changed this text meanwhile" in page.text
    assert "Somebody else was faster" in page.text
    assert ("<del>Một</del>" in page.html, "<ins>Hai</ins>" in page.html) == (True, True)
    assert "Một." in desk.file("pathways/vi.yaml")
    await typed(other, TICKET, why="Một hai.")
    page = await sent(other, LIST, publish="1", source=source)
    assert "Published." in page.text
    assert desk.shared.answerer.knowledge.ways.words["vi"].steps["ticket"].why == "Một hai."


async def test_reviewed_names_the_native_speaker(
    desk: Everything, editor: Browser, translator: Browser
) -> None:
    await sent(translator, LIST, propose="1", reviewed="1")
    await editor.post("/drafts/1/decide")

    made = desk.shared.answerer.knowledge.ways.words["vi"].translation
    assert (made.status.value, made.by) == ("reviewed", "Lan")


async def test_nobody_writes_a_language_that_is_not_theirs(translator: Browser) -> None:
    for address in ("/words/pathways/en", "/words/pathways/ja", "/words/papers/vi", "/words/x/vi"):
        assert (await translator.get(address)).status == 404
    assert (await translator.get(f"{LIST}/steps/nothing")).status == 404
    assert "Tiếng Việt" in (await translator.get("/words")).text


async def test_bot_is_tried_with_the_words_of_a_draft(translator: Browser) -> None:
    await typed(translator, TICKET, why="Khó lắm.")

    page = await translator.post("/try", {"draft": "1", "button": "st:vi:intern:ticket"})

    assert page.status == 200


async def test_open_words_go_out_in_a_sheet_and_come_back_as_a_draft(
    editor: Browser, translator: Browser
) -> None:
    await english(editor)
    content = await sheet_of(translator)

    page = await bring_back(
        translator, filled(content, {"do": "Hỏi ngay, trước {{ time_limit }}."})
    )

    assert "Ways home ready to send" in page.text
    listed = await translator.get(LIST)
    assert "in your draft" in listed.text
    assert "ngay" in listed.text
    assert "0 of them wait for you" in listed.text
