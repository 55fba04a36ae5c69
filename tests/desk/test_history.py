"""The history: readable, undone with one press, copied elsewhere."""

from pathlib import Path

from dulwich.repo import Repo

from bot.desk.content import Content
from bot.knowledge.writing import history
from tests.desk.browser import Browser, Everything
from tests.desk.test_editor import CORRECTED, ENGLISH, SOURCE, save, shown
from tests.desk.test_facts import FEE, published
from tests.knowledge.samples import BODIES, TOPIC


async def test_change_is_readable_and_can_be_put_back(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    await save(editor, ENGLISH, body=CORRECTED, note="Say always", source=SOURCE, publish="1")
    listed = await other.get(f"/history?path={TOPIC}/en.md")
    assert f"{TOPIC} in en: Say always" in listed.text
    (last, *_) = history(desk.folder, f"{TOPIC}/en.md")

    change = await other.get(f"/history/{last.id}")
    assert "<ins>Always ask</ins>" in change.html
    assert "The organisation pays" in change.text
    restored = await other.post(f"/history/{last.id}/restore", {"path": f"{TOPIC}/en.md"})

    assert "Put back." in restored.text
    assert "Always" not in await shown(desk)
    assert BODIES["en"] in desk.file(f"{TOPIC}/en.md")
    assert "put back as it was before" in (await editor.get("/drafts")).text


async def test_everything_an_account_did_is_listed(desk: Everything, editor: Browser) -> None:
    await save(editor, ENGLISH, body=CORRECTED, source=SOURCE, publish="1")
    await editor.post(f"/pages/{TOPIC}/hold", {"reason": "x"})

    page = await editor.get("/me")

    for what in ("signed in", "began", "published", "put on hold"):
        assert what in page.text


async def test_fact_that_is_put_back_waits_for_a_second_person(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    before = desk.file("facts.yaml")
    await published(editor, FEE, value="7500")
    commit = history(desk.folder, "facts.yaml")[0].id

    page = await other.post(f"/history/{commit}/restore", {"path": "facts.yaml"})

    assert "A second person will look at it" in page.text
    assert desk.file("facts.yaml") == before
    shown_draft = await editor.get("/drafts/2")
    assert ("<del>7500</del>" in shown_draft.html, "It is right" in shown_draft.text) == (
        True,
        True,
    )


async def test_file_broken_by_hand_is_shown_and_put_back(desk: Everything, editor: Browser) -> None:
    path = desk.folder / TOPIC / "vi.md"
    whole = path.read_bytes()
    path.write_bytes(b"---\ntitle: [\n---\n")
    desk.shared.answerer.store.reload_if_changed()

    saved = await published(editor, FEE, value="7500")
    listed = await editor.get("/broken")
    done = await editor.post("/broken", {"path": f"{TOPIC}/vi.md"})

    assert "as soon as the broken files are mended" in saved.text
    assert f"{TOPIC}/vi.md" in listed.text
    assert "title: [" in listed.text
    assert "No file is broken." in done.text
    assert path.read_bytes() == whole
    assert "¥7,500" in (await editor.get(FEE)).text


async def test_fact_in_a_broken_file_is_not_changed_and_nothing_is_lost(
    desk: Everything, editor: Browser
) -> None:
    form = (await editor.get(FEE)).form(f"{FEE}/change#correct")
    (desk.folder / "facts.yaml").write_bytes(b"x: [\n")

    page = await editor.post(f"{FEE}/change", {**form, "value": "7500"})
    held = await editor.post(f"{FEE}/hold", {"hold": "1"})

    assert page.status == 409
    assert "somebody broke the file" in page.text
    assert page.fields["value"] == "7500"
    assert "This could not be done" in held.text


async def test_history_is_copied_and_a_remote_that_went_its_own_way_is_left_alone(
    desk: Everything, tmp_path: Path
) -> None:
    remote = tmp_path / "remote.git"
    Repo.init_bare(str(remote), mkdir=True).close()
    content = Content(desk.shared.answerer, str(remote), desk.clock)
    path = f"{TOPIC}/en.md"
    text = desk.file(path)

    first = await content.publish({path: text.replace("Ask it", "Do ask it").encode()}, "Ken", "1")
    await content.close()
    with Repo(str(remote)) as repo:
        assert repo.refs[b"refs/heads/main"].decode() == first
        assert content.remote_trouble == ""
        repo.refs[b"refs/heads/main"] = _other_commit(repo)
    second = await content.publish({path: text.encode()}, "Ken", "2")
    await content.close()

    assert "has changes that are not here" in content.remote_trouble
    with Repo(str(remote)) as repo:
        assert repo.refs[b"refs/heads/main"].decode() not in {first, second}


def _other_commit(repo: Repo) -> bytes:
    commit = repo[repo.refs[b"refs/heads/main"]].copy()
    commit.message = b"by somebody else\n"
    repo.object_store.add_object(commit)
    return bytes(commit.id)


async def test_remote_that_cannot_be_reached_is_said(desk: Everything, tmp_path: Path) -> None:
    content = Content(desk.shared.answerer, str(tmp_path / "nowhere"), desk.clock)
    path = f"{TOPIC}/en.md"

    await content.publish(
        {path: desk.file(path).replace("Ask it", "Do ask it").encode()}, "Ken", "1"
    )
    await content.close()

    assert "cannot be reached" in content.remote_trouble
    assert "Do ask it" in await shown(desk)
