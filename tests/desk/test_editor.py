"""Writing a page: drafts, checks beside the field, publication, two people at once."""

from datetime import timedelta

import pytest

from bot.answering.outcome import Asker
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply import plain
from bot.dialogue.turn import ChatState, Incoming
from bot.knowledge.writing import history
from tests.desk.browser import Browser, Everything, Page
from tests.knowledge.samples import BODIES, TITLES, TOPIC

ENGLISH = f"/pages/{TOPIC}/en"
VIETNAMESE = f"/pages/{TOPIC}/vi"
SOURCE = "https://www.example.go.jp/new.html"
CORRECTED = BODIES["en"].replace("Ask it before", "Always ask it before")


async def shown(desk: Everything, language: str = "en") -> str:
    """Return what a worker reads when the topic is opened."""
    conversation = Conversation(desk.shared.answerer, desk.clock)
    link = f"{language}__{TOPIC.replace('/', '__')}"
    turn = await conversation.respond(
        Incoming(command="start", arguments=link), ChatState(language=language)
    )
    return plain(turn.replies[0].blocks)


async def save(browser: Browser, path: str, **fields: str) -> Page:
    form = (await browser.get(path)).fields
    return await browser.post(f"{path}/save", {**form, **fields})


async def test_editor_shows_english_the_translation_and_the_phone(editor: Browser) -> None:
    page = await editor.get(VIETNAMESE)

    assert page.fields["title"] == TITLES["vi"]
    assert page.fields["body"] == BODIES["vi"]
    assert TITLES["en"] in page.text
    assert "¥6,000" in page.html  # what the fact shows, on the phone and beside the original
    assert "On the phone" in page.text


async def test_draft_is_kept_and_is_nobody_elses(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    before = desk.file(f"{TOPIC}/en.md")

    page = await save(editor, ENGLISH, body=CORRECTED)

    assert "Saved." in page.text
    assert page.fields["body"] == CORRECTED
    theirs = await other.get(ENGLISH)
    assert theirs.fields["body"] == BODIES["en"]
    assert "Ken is working on this page too" in theirs.text
    assert desk.file(f"{TOPIC}/en.md") == before


async def test_preview_and_remarks_follow_what_is_typed_without_saving(editor: Browser) -> None:
    form = (await editor.get(VIETNAMESE)).fields
    page = await editor.post(
        f"{VIETNAMESE}/look", {**form, "body": form["body"].replace("{{ travel_fee }}", "48 yen")}
    )

    assert "48 yen" in page.html
    assert "the number 48 is not in the English page" in page.text
    assert "{{ travel_fee }} of the English page is missing here" in page.text
    assert (await editor.get(VIETNAMESE)).fields["body"] == BODIES["vi"]


async def test_sourced_correction_is_published_at_once_and_looked_at_afterwards(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    page = await save(
        editor, ENGLISH, body=CORRECTED, note="Say always", source=SOURCE, publish="1"
    )

    assert "Published. The bot answers with it within seconds." in page.text
    assert "Always ask it before" in await shown(desk)
    (last, *_) = history(desk.folder, f"{TOPIC}/en.md")
    assert last.author == "Ken"
    assert last.message.startswith(f"{TOPIC} in en: Say always")
    assert f"Source: {SOURCE}" in last.message
    waiting = await other.get("/drafts")
    assert "Say always" in waiting.text.partition("please look at it")[2]
    looked = await other.post("/drafts/1/decide")
    assert "Noted that you looked at it" in looked.text
    assert "Say always" not in looked.text


async def test_without_source_nothing_is_published_at_once(
    desk: Everything, editor: Browser
) -> None:
    page = await save(editor, ENGLISH, body=CORRECTED, publish="1")

    assert page.status == 400
    assert "give the address of the source" in page.text
    assert page.fields["body"] == CORRECTED
    assert "Always" not in await shown(desk)


async def test_second_person_publishes_under_the_writers_name(
    desk: Everything, translator: Browser, editor: Browser
) -> None:
    text = BODIES["vi"].replace("Hãy hỏi họ", "Bạn hãy hỏi họ")
    sent = await save(translator, VIETNAMESE, body=text, reviewed="1", propose="1")
    assert sent.path == "/drafts"
    own = await translator.post("/drafts/1/decide")
    assert own.status == 404
    assert "Bạn hãy" not in await shown(desk, "vi")

    looked_at = await editor.get("/drafts/1")
    published = await editor.post("/drafts/1/decide")

    assert "<ins>" in looked_at.html
    assert "Published." in published.text
    assert "Bạn hãy hỏi họ" in await shown(desk, "vi")
    file = desk.file(f"{TOPIC}/vi.md")
    assert 'status: reviewed, by: "Lan"' in file
    (last, *_) = history(desk.folder, f"{TOPIC}/vi.md")
    assert last.author == "Lan"
    assert "Looked at by: Ken" in last.message


async def test_draft_can_be_given_back_with_a_remark(translator: Browser, editor: Browser) -> None:
    await save(translator, VIETNAMESE, title="Vé về nước: ai trả", propose="1")

    await editor.post("/drafts/1/decide", {"give_back": "1", "remark": "Say who is meant"})

    page = await translator.get(VIETNAMESE)
    assert "Ken gave this back: Say who is meant" in page.text
    assert page.fields["title"] == "Vé về nước: ai trả"


async def test_draft_with_errors_is_saved_but_not_sent(editor: Browser, other: Browser) -> None:
    page = await save(editor, VIETNAMESE, body="Chỉ có một câu ngắn.", propose="1")

    assert page.status == 400
    assert "Your draft is saved. Mend what is marked" in page.text
    assert page.fields["body"] == "Chỉ có một câu ngắn."
    assert "waits for a second person" not in (await editor.get("/drafts")).text


async def test_what_changed_in_english_is_marked_for_the_translator(
    editor: Browser, translator: Browser
) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")

    page = await translator.get(VIETNAMESE)

    assert "out of date" in page.text
    assert "Marked: what changed in English" in page.text
    assert "<ins>Always ask</ins>" in page.html
    assert "<del>Ask</del>" in page.html


async def test_translating_the_change_makes_the_page_current_again(
    desk: Everything, editor: Browser, translator: Browser
) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")
    text = BODIES["vi"].replace("Hãy hỏi", "Luôn luôn hãy hỏi")
    await save(translator, VIETNAMESE, body=text, propose="1")
    await editor.post("/drafts/2/decide")

    topic = desk.shared.answerer.knowledge.topics[TOPIC]
    assert not topic.is_outdated("vi")
    assert topic.is_outdated("ja")


async def test_small_edit_keeps_translations_current(desk: Everything, editor: Browser) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, small="1", publish="1")

    topic = desk.shared.answerer.knowledge.topics[TOPIC]
    assert not topic.is_outdated("vi")
    assert "Always ask" in topic.pages["en"].body


async def test_second_of_two_editors_sees_both_and_loses_nothing(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    mine = BODIES["en"].replace("books anything", "books").replace("yourself", "on your own")
    await other.get(ENGLISH)
    slow = (await other.get(ENGLISH)).fields
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")

    conflict = await other.post(
        f"{ENGLISH}/save", {**slow, "body": mine, "source": SOURCE, "publish": "1"}
    )

    assert conflict.status == 409
    assert "Ken published this page while you were writing" in conflict.text
    assert "Always ask it before" in conflict.text
    assert conflict.fields["body"] == mine
    assert "on your own" not in await shown(desk)
    both = CORRECTED.replace("yourself", "on your own")
    resolved = await other.post(f"{ENGLISH}/resolve", {**conflict.fields, "body": both})
    assert resolved.fields["body"] == both
    done = await other.post(
        f"{ENGLISH}/save", {**resolved.fields, "source": SOURCE, "publish": "1"}
    )
    assert "Published." in done.text
    text = await shown(desk)
    assert "Always ask it before" in text
    assert "on your own" in text


async def test_page_changed_by_hand_meanwhile_is_not_overwritten(
    desk: Everything, editor: Browser
) -> None:
    await save(editor, ENGLISH, body=CORRECTED)
    path = desk.folder / TOPIC / "en.md"
    path.write_text(path.read_text("utf-8").replace("Keep the paper", "Keep both papers"), "utf-8")

    page = await save(editor, ENGLISH, source=SOURCE, publish="1")

    assert page.status == 409
    assert "Keep both papers" in path.read_text("utf-8")


async def test_broken_file_is_shown_and_can_be_repaired_here(
    desk: Everything, editor: Browser
) -> None:
    (desk.folder / TOPIC / "en.md").write_text("no front matter", "utf-8")
    await desk.shared.content.taken_over()

    page = await editor.get(ENGLISH)
    assert "Some files are broken" in page.text
    assert page.fields["body"] == BODIES["en"]
    done = await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")

    assert "Published." in done.text
    assert "Some files are broken" not in done.text
    assert "Always ask it before" in await shown(desk)


async def test_full_disk_is_said_and_leaves_the_draft(
    desk: Everything, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.knowledge.writing.replace_files", full)
    page = await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")

    assert page.status == 503
    assert "No space left on device" in page.text
    assert (await editor.get(ENGLISH)).fields["body"] == CORRECTED
    assert "Always" not in await shown(desk)


async def test_hold_is_one_click_and_speaks_every_language(
    desk: Everything, editor: Browser
) -> None:
    page = await editor.post(f"/pages/{TOPIC}/hold", {"reason": "the office disagrees"})

    assert "On hold." in page.text
    english, vietnamese = await shown(desk), await shown(desk, "vi")
    assert "This page is being checked since 24 November 2026" in english
    assert "The organisation pays" not in english
    assert "Hotline" in english
    assert BODIES["vi"].split(".")[0] not in vietnamese
    await editor.post(f"/pages/{TOPIC}/hold", {"lift": "1"})
    assert "The organisation pays" in await shown(desk)


async def test_discarded_draft_is_gone(editor: Browser) -> None:
    await save(editor, ENGLISH, body=CORRECTED)

    await editor.post(f"{ENGLISH}/discard")

    assert (await editor.get(ENGLISH)).fields["body"] == BODIES["en"]


async def test_facts_are_found_to_insert(editor: Browser) -> None:
    page = await editor.get("/facts-found?q=fee&language=vi")

    assert 'data-insert="{{ travel_fee }}"' in page.html
    assert "¥6,000" in page.text
    assert "No fact has these words" in (await editor.get("/facts-found?q=zebra")).text


async def test_sources_read_today_are_noted(desk: Everything, editor: Browser) -> None:
    desk.clock.move(timedelta(days=2))
    await editor.sign_in("Ken")
    page = await editor.post(f"/pages/{TOPIC}/sources", {"read0": "1", "review_by": "2027-02-01"})

    assert "Saved." in page.text
    topic = desk.shared.answerer.knowledge.topics[TOPIC]
    assert str(topic.sources[0].checked) == "2026-11-26"
    assert (str(topic.review_by), topic.reviewed_by) == ("2027-02-01", "Ken")
    refused = await editor.post(
        f"/pages/{TOPIC}/sources", {"gone0": "1", "review_by": "2027-02-01"}
    )
    assert "A topic needs at least one source" in refused.text


async def test_a_way_home_can_be_tried(desk: Everything, editor: Browser) -> None:
    page = await editor.get("/try?language=en")

    for button, text in (
        ("K|en|leaving|270331", "Day of leaving: 31 March 2027"),
        ("K|en|insured-e|230401,260331", "1 April 2023 – 31 March 2026"),
    ):
        tried = await editor.post("/try", {**page.fields, "button": button})
        assert text in tried.text


async def test_the_draft_can_be_tried_before_anybody_else_sees_it(
    desk: Everything, editor: Browser
) -> None:
    questions = "\n".join(
        [
            *(await editor.get(ENGLISH)).fields["questions"].split("\n"),
            "who buys the aeroplane seat",
        ]
    )
    await save(editor, ENGLISH, body=CORRECTED, questions=questions)
    page = await editor.get("/try?draft=1&language=en")

    opened = await editor.post("/try", {**page.fields, "text": "who buys the aeroplane seat"})

    assert "Always ask it before" in opened.text
    result = await desk.shared.answerer.answer("x", Asker())
    assert result is not None
    assert "Always" not in await shown(desk)
