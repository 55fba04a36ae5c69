"""What is the same for every page: headers, forged and late forms, large and hostile input."""

import re

import pytest

from bot.desk.routes import PLACES, Need
from tests.desk.browser import Browser, Everything
from tests.knowledge.samples import BODIES, TOPIC

PAGE = f"/pages/{TOPIC}/en"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


async def test_every_answer_carries_the_strict_policy(desk: Everything, editor: Browser) -> None:
    for path in ("/", "/sign-in", "/nowhere", "/static/desk.css", "/static/../application.py"):
        headers = (await editor.client.get(path)).headers
        policy = headers["content-security-policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert headers["x-content-type-options"] == "nosniff"


async def test_pages_load_nothing_from_elsewhere_and_have_nothing_inline(editor: Browser) -> None:
    paths = [
        "/",
        "/pages",
        PAGE,
        f"/pages/{TOPIC}/vi",
        "/facts",
        "/facts/travel_fee",
        "/drafts",
        "/history",
        "/questions",
        "/sheets",
        "/try",
        "/me",
        "/new-topic",
    ]
    for path in paths:
        page = await editor.get(path)
        assert page.status == 200, (path, page.text)

        loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', page.html)
        assert all(one.startswith(("/static/", "data:")) for one in loaded), (path, loaded)
        assert not re.search(r"<style|style=|\son\w+=|javascript:", page.html), path
        assert "<script>" not in page.html


async def test_form_without_our_token_changes_nothing(desk: Everything, editor: Browser) -> None:
    before = desk.file("facts.yaml")
    for token in ("", "wrong"):
        answer = await editor.client.post("/facts/travel_fee/hold", data={"form_token": token})
        assert answer.status_code == 403

    foreign = await editor.client.post(
        "/facts/travel_fee/hold",
        data={"form_token": editor.token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert foreign.status_code == 403
    assert desk.file("facts.yaml") == before


async def test_text_outlives_an_expired_session(desk: Everything, editor: Browser) -> None:
    form = (await editor.get(PAGE)).fields
    await editor.client.get("/sign-in")
    editor.client.cookies.delete("kaerimichi_desk")
    kept = await editor.post(f"{PAGE}/save", {**form, "body": BODIES["en"] + "\n\nNew words."})
    assert kept.status == 401
    assert "nothing is lost" in kept.text
    signed_in = await editor.post(
        "/sign-in", {**kept.fields, "name": "Ken", "password": "correct horse battery"}
    )
    assert "Your text is here" in signed_in.text
    saved = await editor.post(f"{PAGE}/save", signed_in.fields)

    assert saved.path == PAGE
    assert "New words." in saved.fields["body"]


async def test_wrong_password_meanwhile_keeps_the_text(desk: Everything, editor: Browser) -> None:
    form = (await editor.get(PAGE)).fields
    editor.client.cookies.delete("kaerimichi_desk")
    kept = await editor.post(f"{PAGE}/save", {**form, "body": "New words."})
    wrong = await editor.post("/sign-in", {**kept.fields, "name": "Ken", "password": "no"})

    assert wrong.status == 403
    assert wrong.fields["kept:body"] == "New words."


async def test_five_megabytes_are_refused_in_a_sentence(editor: Browser) -> None:
    page = await editor.post(f"{PAGE}/save", {"body": "x" * 5_000_000})

    assert page.status == 413
    assert "your text is still there" in page.text


@pytest.mark.parametrize("field", ["title", "body", "questions", "note", "source"])
async def test_hostile_text_is_shown_as_text(editor: Browser, field: str) -> None:
    form = (await editor.get(PAGE)).fields
    await editor.post(f"{PAGE}/save", {**form, field: EVIL})
    for path in (PAGE, "/drafts", "/"):
        page = await editor.get(path)

        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "\u202e\u2066",
        "{% for %}",
        "---\n---",
        "a" * 19_000,
    ],
)
async def test_strange_text_never_breaks_the_editor(editor: Browser, text: str) -> None:
    form = (await editor.get(PAGE)).fields
    for field in ("title", "body", "questions"):
        page = await editor.post(f"{PAGE}/look", {**form, field: text})
        assert page.status == 200


async def test_pages_that_are_not_there_say_so(editor: Browser) -> None:
    for path in (
        "/pages/leave/nothing",
        f"/pages/{TOPIC}/xx",
        "/facts/nothing",
        "/drafts/99",
        "/drafts/x",
        "/news/99",
        "/news/x",
        "/history/abc",
        "/sheets/xx",
        "/read/x",
    ):
        page = await editor.get(path)
        assert page.status in {404, 410}, path
        assert "Traceback" not in page.html


async def test_translator_may_not_do_what_editors_do(translator: Browser) -> None:
    for place in PLACES:
        if place.need in {Need.EDITOR, Need.ADMINISTRATOR} and "POST" in place.methods:
            path = place.path.format(
                area="leave",
                slug="travel-cost",
                language="vi",
                name="travel_fee",
                commit="0" * 40,
                number=1,
            )
            assert (await translator.post(path)).status == 403, path
    assert (await translator.get(f"/pages/{TOPIC}/ja")).status == 404
    assert (await translator.get(f"/pages/{TOPIC}/vi")).status == 200


async def test_lost_database_is_said_kindly(desk: Everything, editor: Browser) -> None:
    form = (await editor.get(PAGE)).fields
    await desk.shared.database.close()

    page = await editor.post(f"{PAGE}/save", form)

    assert page.status == 503
    assert "cannot reach its database" in page.text
