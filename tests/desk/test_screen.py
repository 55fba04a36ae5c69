"""The desk in a real browser, with the real bot beside it in the same process."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from bot.knowledge.model import Page
from bot.knowledge.parsing import revision_of
from bot.storage import chats
from bot.storage.chats import SavedChat
from bot.storage.database import Database
from tests.bot_api import BotApiServer, Person
from tests.desk.browser import PASSWORD, make_account
from tests.desk.conftest import make_folder
from tests.desk.screen import DESKTOP, PHONE, Screen, chrome, chromium, free_port
from tests.e2e.conftest import Program
from tests.knowledge.samples import BODIES as PAID
from tests.knowledge.samples import QUESTIONS, TITLES, TOPIC, numbered, page, tree
from tests.knowledge.test_ways import content as ways_content

pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="Debian's chromium is not installed"),
    pytest.mark.asyncio(loop_scope="module"),
]
module_fixture = pytest_asyncio.fixture(scope="module", loop_scope="module")

SOURCE = "https://www.example.go.jp/new.html"
#: A topic for each test, so that none is in the way of another.
BOAT, BUS, TRAIN = "leave/boat", "leave/bus", "leave/train"
BODIES = {code: body.replace(" about the {{ travel_fee }}", "") for code, body in PAID.items()}
BODIES["ja"] = BODIES["ja"].replace("{{ travel_fee }}の", "")
BODIES["vi"] = BODIES["vi"].replace(" về khoản {{ travel_fee }}", "")
CORRECTED = BODIES["en"].replace("Ask it before", "Always ask it before")
WAIT_S = 60.0


class DeskProgram(Program):
    """``python -m bot run --desk``."""

    arguments = ("run", "--desk")

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.environment['KAERIMICHI_DESK_PORT']}"

    def command(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "bot", *words],
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
        )

    def file(self, path: str) -> str:
        return (Path(self.environment["KAERIMICHI_KNOWLEDGE_DIR"]) / path).read_text("utf-8")


def files() -> dict[str, bytes]:
    pages = [english for topic in (BOAT, BUS, TRAIN) for english in translated(topic)]
    out_of_scope = "out_of_scope:\n  - who won the match\n  - how is the weather\n"
    ways = {path: text for path, text in ways_content().items() if path.startswith("pathways/")}
    facts = ways_content()["facts.yaml"]
    return tree(*pages, files={**ways, "facts.yaml": facts, "speech/en.yaml": out_of_scope})


def translated(topic: str) -> list[Page]:
    """Return a topic in three languages whose questions are its own."""
    word = topic.partition("/")[2]
    titles = {code: f"{title} ({word})" for code, title in TITLES.items()}
    of = revision_of(titles["en"], BODIES["en"])
    return [
        page(
            code,
            topic=topic,
            title=titles[code],
            body=BODIES[code],
            questions=numbered(f"{QUESTIONS[code]} {word}"),
            of=of,
        )
        for code in ("en", "ja", "vi")
    ]


@module_fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running
        assert running.violations == []


@module_fixture
async def program(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[DeskProgram]:
    """The bot and the desk in one process, on a content folder of its own."""
    folder = tmp_path_factory.mktemp("desk")
    made = DeskProgram(server, folder, make_folder(folder, files()), folder / "cache")
    made.environment["KAERIMICHI_DESK_PORT"] = str(free_port())
    made.environment["KAERIMICHI_DESK_SECRET"] = "a secret of tests"
    made.command("account", "add", "Hana", "--role", "administrator", "--password", PASSWORD)
    await made.start()
    database = Database(f"sqlite+aiosqlite:///{made.database}")
    await database.open()
    for name in ("Ken", "Mai"):
        await make_account(database, name, "editor", at=datetime.now(UTC))
    await database.close()
    yield made
    made.clean_up()
    assert "Traceback" not in made.errors
    assert '"level": "error"' not in made.errors


@module_fixture
async def browser() -> AsyncIterator[Browser]:
    async with chrome() as running:
        yield running


@asynccontextmanager
async def screen(
    browser: Browser, program: DeskProgram, size: ViewportSize = DESKTOP
) -> AsyncIterator[Screen]:
    """Give somebody a browser of their own; at the end it must have had nothing to complain of."""
    context = await browser.new_context(viewport=size, locale="en-GB")
    made = Screen(await context.new_page(), program.root)
    yield made
    await context.close()
    assert made.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def ken(browser: Browser, program: DeskProgram) -> AsyncIterator[Screen]:
    async with screen(browser, program) as made:
        await made.sign_in("Ken")
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def mai(browser: Browser, program: DeskProgram) -> AsyncIterator[Screen]:
    """Another editor, on a phone."""
    async with screen(browser, program, PHONE) as made:
        await made.sign_in("Mai")
        yield made


async def asked(person: Person, question: str) -> str:
    await person.send(question)
    return (await person.reply(timeout_s=WAIT_S)).text


async def test_administrator_signs_in_with_keyboard_and_second_factor(
    browser: Browser, program: DeskProgram
) -> None:
    async with screen(browser, program, PHONE) as hana, screen(browser, program) as new:
        await _administrator(hana, new)


async def _administrator(hana: Screen, new: Screen) -> None:
    await hana.sign_in("Hana", "wrong wrong wrong")
    await hana.says("Name or password is wrong")
    await hana.sign_in("Hana")
    await hana.says("Scan this picture")
    assert await hana.serious_barriers() == []
    await hana.give_code(await hana.page.locator(".key-text").inner_text())
    await hana.says("The second factor is set up")

    await hana.page.keyboard.press("Tab")
    await expect(hana.page.get_by_text("Skip to the content")).to_be_focused()
    await hana.page.keyboard.press("Enter")
    await hana.go("/people")
    await hana.page.get_by_label("As", exact=True).select_option("editor")
    await hana.press("Make the invitation")
    link = await hana.page.locator("code.link").inner_text()
    await new.page.goto(link)
    await new.page.get_by_label("Name", exact=True).fill("Aung")
    await new.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await new.page.get_by_label("The same password again").fill(PASSWORD)
    await new.press("Make the account")
    await new.says("What matters this week")


async def test_corrected_figure_reaches_a_worker(
    ken: Screen, program: DeskProgram, server: BotApiServer
) -> None:
    linh = server.user()
    await linh.start()
    await linh.reply(timeout_s=WAIT_S)
    await linh.press("English")
    await linh.shown(timeout_s=WAIT_S)
    assert "Who pays the trip home" in await asked(linh, "who pays my ticket home")
    await linh.press("👣 What to do")
    assert "¥6,000" in (await linh.shown(timeout_s=WAIT_S)).text

    await ken.go("/facts?q=fee")
    await ken.page.get_by_role("link", name="Fee", exact=True).click()
    await ken.page.get_by_label("Value", exact=True).fill("7500")
    await ken.press("Show what would change")
    await ken.says("This changes 3 sentences")
    assert await ken.serious_barriers() == []
    await ken.press("Publish this")
    await ken.says("Published.")

    await asked(linh, "who pays my ticket home")
    await linh.press("👣 What to do")
    assert "¥7,500" in (await linh.shown(timeout_s=WAIT_S)).text


async def test_page_is_translated_with_what_changed_marked(ken: Screen, mai: Screen) -> None:
    await ken.go(f"/pages/{BOAT}/en")
    await ken.page.get_by_label("Text", exact=True).fill(CORRECTED)
    await ken.page.get_by_label("Source of a correction (https://…)").fill(SOURCE)
    await ken.press("Publish at once, with source")
    await ken.says("Published.")

    await ken.go(f"/pages/{BOAT}/vi")
    await expect(ken.page.locator(".source ins")).to_have_text("Always ask")
    text = ken.page.get_by_label("Text", exact=True)
    await text.fill(BODIES["vi"].replace("Hãy hỏi", "Trong 48 giờ hãy hỏi"))
    await expect(ken.page.locator("[data-remarks=body]")).to_contain_text(
        "48 is not in the English"
    )
    await text.fill(BODIES["vi"].replace("Hãy hỏi", "Luôn luôn hãy hỏi"))
    await expect(ken.page.locator("[data-remarks=body]")).to_be_empty()
    await expect(ken.page.locator("[data-preview]")).to_contain_text("Luôn luôn hãy hỏi")
    await ken.page.get_by_text("Insert a fact").click()
    await ken.page.get_by_label("Search in facts").fill("fee")
    await expect(ken.page.locator("[data-facts-found] button")).to_contain_text("travel_fee")
    assert await ken.serious_barriers() == []
    await ken.press("Send to a second person")
    await ken.says("A second person looks at it")

    await mai.go("/drafts")
    await mai.page.get_by_role("link", name="(boat)").first.click()
    await expect(mai.page.locator(".difference ins").first).to_contain_text("Luôn luôn")
    assert await mai.overflow() <= 0
    await mai.press("It is right: publish it")
    await mai.says("Published.")
    await mai.go("/try?language=vi")
    await mai.page.get_by_label("Write a question").fill("/start vi__leave__boat")
    await mai.page.keyboard.press("Enter")
    await mai.says("Luôn luôn hãy hỏi")


async def test_office_is_corrected_with_the_keyboard_alone(
    ken: Screen, program: DeskProgram
) -> None:
    """A new line of opening hours: the cursor goes where it is to be typed."""
    await ken.go("/facts/hotline")
    add = ken.page.get_by_role("button", name="One more line of hours")
    await add.focus()
    async with ken.page.expect_navigation():
        await ken.page.keyboard.press("Enter")
    await expect(ken.page.locator("[name=phone-0-hours-0-from]")).to_be_focused()
    await ken.page.keyboard.type("09:00")
    await ken.page.keyboard.press("Tab")
    await ken.page.keyboard.type("9")
    async with ken.page.expect_navigation():
        await ken.page.keyboard.press("Enter")
    await ken.says("2 things must be mended")
    assert await ken.serious_barriers() == []
    await ken.page.get_by_role("link", name="Write a time like 09:00").click()
    await expect(ken.page.locator("[name=phone-0-hours-0-to]")).to_be_focused()
    await ken.page.keyboard.press("Control+a")
    await ken.page.keyboard.type("17:30")
    await ken.page.get_by_label("Mon", exact=True).check()
    await ken.page.keyboard.press("Enter")
    await ken.says("This changes")
    await ken.says("09:00–17:30")
    assert await ken.serious_barriers() == []
    await ken.press("Publish this")
    await ken.says("Published.")
    assert '{days: [mon], from: "09:00", to: "17:30"}' in program.file("facts.yaml")


async def test_step_of_a_way_is_translated_and_seen_on_the_phone(ken: Screen, mai: Screen) -> None:
    await ken.go("/words/pathways/vi/steps/ticket")
    await ken.page.get_by_label("What it is good for").fill("Trong 48 giờ.")
    await expect(ken.page.locator("[data-remarks=why]")).to_contain_text("numbers differ")
    await ken.page.get_by_label("What it is good for").fill("Khó đòi lại tiền.")
    await expect(ken.page.locator("[data-preview]")).to_contain_text("Khó đòi lại tiền.")
    assert await ken.serious_barriers() == []
    await ken.press("Save into the draft")
    await ken.press("Send to a second person")
    await ken.says("A second person looks at it")

    await mai.go("/drafts")
    await mai.page.get_by_role("link", name="Ways home").last.click()
    await expect(mai.page.locator(".difference ins").first).to_contain_text("Khó")
    assert await mai.overflow() <= 0
    assert await mai.serious_barriers() == []
    await mai.press("It is right: publish it")
    await mai.says("Published.")


async def test_two_editors_at_once_lose_nothing(
    ken: Screen, mai: Screen, program: DeskProgram
) -> None:
    for one, body in ((ken, CORRECTED), (mai, BODIES["en"].replace("yourself", "alone"))):
        await one.go(f"/pages/{BUS}/en")
        await one.page.get_by_label("Text", exact=True).fill(body)
        await one.page.get_by_label("Source of a correction (https://…)").fill(SOURCE)
    await ken.press("Publish at once, with source")
    await ken.says("Published.")
    await mai.press("Publish at once, with source")

    await mai.says("Somebody else was faster")
    await expect(mai.page.locator("[data-theirs]")).to_contain_text("Always ask it before")
    yours = mai.page.get_by_label("Text", exact=True)
    assert "alone" in await yours.input_value()
    assert await mai.serious_barriers() == []
    await yours.fill(CORRECTED.replace("yourself", "alone"))
    await mai.press("Go on with this text")
    await mai.page.get_by_label("Source of a correction (https://…)").fill(SOURCE)
    await mai.press("Publish at once, with source")
    await mai.says("Published.")
    assert "Always ask it before you book anything alone" in program.file(f"{BUS}/en.md")

    await mai.go(f"/history?path={BUS}/en.md")
    await mai.page.locator(".history a").first.click()
    await expect(mai.page.locator("ins").first).to_contain_text("alone")
    mai.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await mai.press("Put back as it was before")
    await mai.says("Put back.")
    assert "Always ask it before you book anything yourself" in program.file(f"{BUS}/en.md")


async def test_unanswered_question_becomes_a_known_one(ken: Screen, server: BotApiServer) -> None:
    linh = server.user()
    await linh.start()
    await linh.reply(timeout_s=WAIT_S)
    await linh.press("English")
    await linh.shown(timeout_s=WAIT_S)
    question = "zebra crossing ocean purse"
    title = "Who pays the trip home (train)"
    assert not (await asked(linh, question)).startswith(title)

    await ken.go("/questions")
    await ken.page.get_by_role("link", name="zebra").click()
    await ken.page.get_by_label("The question, as anybody might ask it").fill(question)
    await ken.page.get_by_label("Or another topic").fill(TRAIN)
    await ken.press("Show the effect")
    await expect(ken.page.get_by_role("status")).to_contain_text("answered with")
    assert await ken.serious_barriers() == []
    await ken.press("Put it on the topic")
    await ken.says("Now the bot:")

    async with asyncio.timeout(WAIT_S):
        while "(train)" not in await asked(linh, question):
            await asyncio.sleep(0.5)


async def test_news_reach_a_worker_after_a_second_person(
    ken: Screen, mai: Screen, program: DeskProgram, server: BotApiServer
) -> None:
    linh = server.user(started=True)
    database = Database(f"sqlite+aiosqlite:///{program.database}")
    await database.open()
    async with database.transaction() as session:
        wanted = {linh.id: SavedChat("vi", "VN", news=True)}
        await chats.save_chats(session, wanted, datetime.now(UTC).date())
    await database.close()

    await ken.go("/news/new")
    await ken.page.get_by_label("English", exact=True).fill("New rule\n\nFrom April.")
    await ken.page.get_by_text("Tiếng Việt").first.click()
    await ken.page.get_by_label("Tiếng Việt", exact=True).fill("Quy định mới\n\nTừ tháng tư.")
    await ken.press("Save and count")
    await expect(ken.page.locator(".phone")).to_contain_text("Từ tháng tư.")
    assert await ken.serious_barriers() == []
    await ken.press("Ask a second person to send it")
    await ken.says("A second person has to approve it")

    await mai.go("/news")
    await mai.page.get_by_role("link", name="New rule").click()
    await mai.says("Quy định mới")
    assert await mai.overflow() <= 0
    assert await mai.serious_barriers() == []
    mai.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await mai.press("Approve: send it now")
    await mai.says("Approved.")
    assert (await linh.reply(timeout_s=WAIT_S)).text == "📰 Tin tức"
    await expect(mai.page.locator("[data-count$=sent]")).to_have_text("1")
    assert await mai.overflow() <= 0


@pytest.mark.parametrize("zoom", ["phone", "200%"])
async def test_every_page_fits_and_shuts_nobody_out(
    browser: Browser, program: DeskProgram, zoom: str
) -> None:
    size = PHONE if zoom == "phone" else ViewportSize(width=640, height=450)
    async with screen(browser, program, size) as one:
        await one.sign_in("Ken")
        await _visit_all(one, size)


async def _visit_all(one: Screen, size: ViewportSize) -> None:
    for path in (
        "/",
        "/?language=th",
        "/pages",
        f"/pages/{TOPIC}",
        f"/pages/{TOPIC}/en",
        f"/pages/{TOPIC}/vi",
        "/facts",
        "/facts/travel_fee",
        "/facts/hotline",
        "/new-fact",
        "/new-fact?kind=table&of=money",
        "/words",
        "/words/pathways/vi",
        "/words/pathways/vi/steps/ticket",
        "/broken",
        "/questions",
        "/drafts",
        "/history",
        "/news",
        "/news/new",
        "/sheets",
        "/try?language=my",
        "/me",
        "/new-topic",
    ):
        await one.go(path)
        assert await one.overflow() <= 0, path
        if size == PHONE:
            assert await one.serious_barriers() == [], path
