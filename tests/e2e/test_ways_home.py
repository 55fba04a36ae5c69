"""Six people walk their way home through the real program with the packaged content.

Days are counted from today, as the program does.
"""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.i18n import catalogue
from bot.knowledge.files import read_tree
from bot.knowledge.model import Knowledge
from bot.knowledge.parsing import Parser
from bot.languages import FLAGS, LANGUAGES
from tests.bot_api import BotApiServer, Message, Person
from tests.e2e.conftest import Program

#: Presses and messages that the bot takes without a pause between them.
_AT_ONCE = 18
TODAY = date.today()
IN_FOUR_MONTHS = TODAY + timedelta(days=120)
A_YEAR_AGO = TODAY - timedelta(days=365)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Parser().parse(read_tree(Path(__file__).parents[2] / "knowledge")).knowledge


class Walk:
    """Somebody on a phone: reads what is shown last, taps what it offers, types."""

    def __init__(self, person: Person, knowledge: Knowledge, language: str) -> None:
        self.person = person
        self.knowledge = knowledge
        self.t = catalogue(language)
        self.language = language
        self.screen: Message | None = None
        self._acts = 0

    @property
    def text(self) -> str:
        assert self.screen is not None
        return self.screen.text

    async def _no_faster_than_allowed(self) -> None:
        """Wait where the bot would take somebody for a flood (``telegram.flood``)."""
        self._acts += 1
        if self._acts > _AT_ONCE:
            await asyncio.sleep(1)

    async def say(self, text: str) -> None:
        await self._no_faster_than_allowed()
        await self.person.send(text)
        self.screen = await self.person.shown()

    async def tap(self, label: str) -> None:
        """Tap the button whose label holds *label*."""
        assert self.screen is not None
        found = [button for button in self.screen.buttons if label in button.text]
        assert found, (label, [button.text for button in self.screen.buttons])
        await self._no_faster_than_allowed()
        await self.person.press_data(found[0].data, self.screen)
        self.screen = await self.person.shown()

    async def tap_said(self, text: str) -> None:
        """Tap the button with this string of the interface, in the person's language."""
        await self.tap(self.t.gettext(text))

    async def begin(self, country: str) -> None:
        await self.say("/start")
        await self.tap(LANGUAGES[self.language])
        await self.tap(FLAGS[country])

    async def go(self, way: str) -> None:
        """Open the ways and choose one."""
        title = self.title_of_way(way)
        await self.say("/pathway")
        self.screen = await self.person.wait_for(  # what came before may take two messages
            lambda person: next(
                (
                    message
                    for message in person.chat.since_mark("sent", "edited")
                    if any(title in button.text for button in message.buttons)
                ),
                None,
            )
        )
        await self.tap(title)

    def title_of_way(self, way: str) -> str:
        return self.knowledge.ways.words[self.language].pathways[way].title

    def title_of_step(self, step: str) -> str:
        return self.knowledge.ways.words[self.language].steps[step].title

    def title_of(self, topic: str) -> str:
        return self.knowledge.topics[topic].pages[self.language].title

    @property
    def labels(self) -> list[str]:
        assert self.screen is not None
        return [button.text for button in self.screen.buttons]


async def test_six_people_walk_home(
    packaged_program: Program, server: BotApiServer, knowledge: Knowledge
) -> None:
    await packaged_program.start()
    for walk in (_intern, _care_worker, _welder, _cannot_return, _company_closed, _home_a_year):
        await walk(server, knowledge)


async def _intern(server: BotApiServer, knowledge: Knowledge) -> None:
    """A Vietnamese technical intern, four months before the end."""
    worker = Walk(server.user(language_code="vi"), knowledge, "vi")
    await worker.begin("VN")
    await worker.go("technical-intern")
    await worker.tap_said("I am going home")
    await worker.tap_said("When do you fly?")
    await worker.say(IN_FOUR_MONTHS.isoformat())

    assert worker.t.date(IN_FOUR_MONTHS) in worker.text
    assert worker.title_of_step("goal") in worker.text
    await worker.tap(worker.title_of_step("trade-test"))
    assert "次の試験に申し込んでありますか。" in worker.text
    await worker.tap_said("Done")
    assert "1/" in worker.text
    await worker.tap_said("Remind me")
    await worker.tap(worker.t.gettext("All steps ({number})").split("{")[0])
    await worker.tap(worker.title_of_step("city-office"))
    assert "転出届" in worker.text
    await worker.say("/pathway")
    await worker.tap_said("Dates")
    await worker.tap_said("Pension insurance")
    await worker.tap("厚生年金")
    await worker.say("1/4/2023 den 31/3/2026")
    assert "36" in worker.text
    await worker.say("/mydata")
    kept = [worker.t.date(day) for day in (IN_FOUR_MONTHS, date(2023, 4, 1), date(2026, 3, 31))]
    assert all(day in worker.text for day in kept)
    await worker.say("/forget")
    await worker.tap("🗑")
    await worker.say("/mydata")
    assert not any(day in worker.text for day in kept)


async def _care_worker(server: BotApiServer, knowledge: Knowledge) -> None:
    """An Indonesian care worker with Specified Skilled Worker status, torn between both."""
    worker = Walk(server.user(language_code="id"), knowledge, "id")
    await worker.begin("ID")
    await worker.go("ssw")
    await worker.tap_said("I would rather stay, legally")
    assert any(worker.title_of("stay/change-employer-ssw") in label for label in worker.labels)
    await worker.tap_said("Back")
    await worker.tap_said("I am going home")
    await worker.tap_said("Dates")
    await worker.tap_said("Status of residence")
    await worker.tap("特定技能1号")
    await worker.tap_said("My way home")

    assert worker.title_of_step("goal") in worker.text
    await worker.tap(worker.title_of_step("home-country-papers"))
    await worker.tap(worker.title_of("skills/id-recognition"))
    assert worker.title_of("skills/id-recognition") in worker.text


async def _welder(server: BotApiServer, knowledge: Knowledge) -> None:
    """A Filipino welder who is pressed to sign and leave."""
    worker = Walk(server.user(language_code="tl"), knowledge, "fil")
    await worker.begin("PH")
    await worker.say("pinapapirma ako ng kumpanya ng papel at pinapauwi ako bukas, ayoko pa")
    titles = [worker.title_of(topic) for topic in ("help/forced-return", "work/papers-to-sign")]
    assert any(title in "\n".join([worker.text, *worker.labels]) for title in titles)

    await worker.go("early")
    assert "110" in worker.text
    await worker.tap_said("I am going home")
    await worker.tap(worker.title_of_step("sign-nothing"))
    assert "読めないので、今サインしません。" in worker.text
    await worker.tap(worker.title_of("work/papers-to-sign"))


async def _cannot_return(server: BotApiServer, knowledge: Knowledge) -> None:
    """A Burmese worker who cannot return safely."""
    worker = Walk(server.user(language_code="my"), knowledge, "my")
    await worker.begin("MM")
    await worker.go("ssw")
    await worker.tap_said("I am not sure")
    await worker.tap(worker.title_of("stay/cannot-return-safely"))

    assert worker.title_of("stay/cannot-return-safely") in worker.text
    await worker.tap_said("What to do")
    assert "難民" in worker.text


async def _company_closed(server: BotApiServer, knowledge: Knowledge) -> None:
    """A Nepali restaurant worker whose company closed."""
    worker = Walk(server.user(language_code="ne"), knowledge, "ne")
    await worker.begin("NP")
    await worker.say("मेरो रेस्टुरेन्ट बन्द भयो, अब मेरो भिसा के हुन्छ")
    topics = ("work/company-closed", "stay/lost-job", "work/dismissal")
    shown = "\n".join([worker.text, *worker.labels])
    assert any(worker.title_of(topic) in shown for topic in topics)

    await worker.go("early")
    await worker.tap_said("I am going home")
    await worker.tap(worker.t.gettext("All steps ({number})").split("{")[0])
    await worker.tap(worker.title_of_step("tell-immigration"))
    assert "14" in worker.text


async def _home_a_year(server: BotApiServer, knowledge: Knowledge) -> None:
    """A Vietnamese worker who is home since a year."""
    worker = Walk(server.user(language_code="vi"), knowledge, "vi")
    await worker.begin("VN")
    await worker.go("home-already")
    await worker.tap_said("Show the steps")
    await worker.tap_said("When did you leave Japan?")
    await worker.say(A_YEAR_AGO.isoformat())

    last = A_YEAR_AGO.replace(year=A_YEAR_AGO.year + 2) - timedelta(days=1)
    assert worker.t.date(last) in worker.text
    await worker.tap(worker.title_of_step("pension-claim"))
    await worker.tap_said("Done")
    assert worker.title_of_step("pension-claim") not in worker.text.split("⚠️")[0]
