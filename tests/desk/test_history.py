"""The history: readable, undone with one press, copied elsewhere."""

from pathlib import Path

from dulwich.repo import Repo

from bot.desk.content import Content
from bot.knowledge.writing import history
from tests.desk.browser import Browser, Everything
from tests.desk.test_editor import CORRECTED, ENGLISH, SOURCE, save, shown
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
