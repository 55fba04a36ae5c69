"""A native speaker reads a page on a phone; only a person with a name marks it as read."""

from datetime import timedelta

from bot.i18n import desk_catalogue
from tests.desk.browser import Browser, Everything, Page
from tests.desk.test_editor import VIETNAMESE, save
from tests.knowledge.samples import TOPIC


async def link(browser: Browser, page_address: str = VIETNAMESE) -> str:
    page = await browser.post(f"{page_address}/link")
    return page.html.split('class="link">http://desk.test')[1].split("<")[0]


async def say(reader: Browser, path: str, page: Page, **fields: str) -> Page:
    return await reader.post(path, {"place": page.fields["place"], **fields})


async def test_page_is_read_paragraph_by_paragraph(desk: Everything, editor: Browser) -> None:
    path, t = await link(editor), desk_catalogue("vi")
    async with desk.browser() as reader:
        page = await reader.get(path)
        assert t.gettext("Is this good {language}?").format(language="Tiếng Việt") in page.text
        assert "0/" in page.text
        page = await say(reader, path, page, good="1")
        wrong = page.fields["place"]
        page = await say(reader, path, page, remark="<b>Nói</b> 'Bạn hãy'", wrong="1")
        seen = [wrong]
        while t.gettext("You have read everything. Thank you!") not in page.text:
            seen.append(page.fields["place"])
            page = await say(reader, path, page, good="1")
        remarked = t.ngettext(
            "You remarked on {number} paragraph.", "You remarked on {number} paragraphs.", 1
        )
        assert remarked.format(number=1) in page.text
        done = await reader.post(path, {"reader": "Hoa", "finish": "1"})
        again = await reader.get(path)

    assert len(seen) == len(set(seen))
    assert t.gettext("Thank you") in done.text
    assert "This link cannot be used any more" in again.text
    told = await editor.get(VIETNAMESE)
    assert "What readers said" in told.text
    assert "Nói" in told.text
    assert "<b>Nói" not in told.html
    assert "Hoa" in told.text
    assert "status: draft" in desk.file(f"{TOPIC}/vi.md")


async def test_paragraph_that_changed_is_read_anew(desk: Everything, editor: Browser) -> None:
    path = await link(editor)
    async with desk.browser() as reader:
        page = await reader.get(path)
        page = await say(reader, path, page, good="1")
        before = page.fields["place"]
        await save(
            editor, VIETNAMESE, title="Vé về nước: ai trả", source="https://a.test", publish="1"
        )
        page = await reader.get(path)

    assert page.fields["place"] == "title" != before
    assert "Vé về nước: ai trả" in page.text


async def test_link_opens_nothing_else_and_runs_out(desk: Everything, editor: Browser) -> None:
    path = await link(editor)
    async with desk.browser() as reader:
        assert (await reader.get(path.replace("/read/", "/invitation/"))).status == 410
        assert (await reader.get("/pages")).path == "/sign-in"
        desk.clock.move(timedelta(days=15))
        assert (await reader.get(path)).status == 410


async def test_only_a_person_of_the_desk_marks_a_page_as_read(
    desk: Everything, translator: Browser, editor: Browser
) -> None:
    await save(translator, VIETNAMESE, reviewed="1", propose="1")
    await editor.post("/drafts/1/decide")

    assert 'status: reviewed, by: "Lan"' in desk.file(f"{TOPIC}/vi.md")


async def test_reader_is_spoken_to_in_the_language_of_the_page(
    desk: Everything, editor: Browser
) -> None:
    """Whatever the browser says, and to the end; English where the desk lacks the language."""
    path = await link(editor, f"/pages/{TOPIC}/ja")
    async with desk.browser() as reader:
        page = await reader.get(path)
        assert '<html lang="ja" dir="ltr">' in page.html
        while page.fields.get("place"):
            page = await say(reader, path, page, good="1")
        done = await reader.post(path, {"finish": "1"})

    assert '<html lang="ja" dir="ltr">' in done.html
    assert "ありがとう" in done.text
