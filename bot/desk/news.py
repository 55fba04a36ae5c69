"""News at the desk: what is wrong with a text, how it would look, how far it has gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.phone import Screen
from bot.dialogue import news
from bot.dialogue.scene import Scene
from bot.i18n import Catalogue
from bot.knowledge.checking import is_in_letters
from bot.knowledge.model import Knowledge
from bot.languages import LANGUAGES
from bot.storage import announcements
from bot.storage.announcements import Progress
from bot.storage.desk_models import DeskNews

_MOST_RUNS: Final = 50


def faults(texts: Mapping[str, str], t: Catalogue) -> dict[str, str]:
    """Return what must be mended before the texts can be sent, by language.

    English is needed: the second person reads it, and so does a reader who has changed to a
    language without a text since.
    """
    found: dict[str, str] = {}
    for language, text in texts.items():
        if len(text) > news.LONGEST:
            found[language] = t.gettext(
                "This is too long to be read on a phone: {number} characters of at most {most}."
            ).format(number=t.number(len(text)), most=t.number(news.LONGEST))
        elif not is_in_letters(text, language):
            found[language] = t.gettext("This is not written in {language}.").format(
                language=LANGUAGES[language]
            )
    if "en" not in texts:
        found["en"] = t.gettext("Write the English text first.")
    return found


def title(texts: Mapping[str, str]) -> str:
    """Return the first line of news, in English if there is one; empty without a text."""
    text = texts.get("en") or next(iter(texts.values()), "")
    return text.partition("\n")[0].strip()


def screens(knowledge: Knowledge, texts: Mapping[str, str], now: datetime) -> list[Screen]:
    """Return what a worker sees: the line that arrives, then each text behind its tap."""
    found: list[Screen] = []
    for language, text in texts.items():
        scene = Scene(knowledge, language, None, now)
        if not found:
            found.append(Screen(news.teaser(scene.t, 0), language))
        found.append(Screen(news.article(scene, text), language))
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """An announcement on its way or done; ``number`` is that of its news, if of the desk."""

    progress: Progress
    title: str
    number: int | None
    is_test: bool

    @property
    def unsent(self) -> int:
        one = self.progress
        return one.total - one.sent - one.blocked - one.failed

    @property
    def runs(self) -> bool:
        return self.progress.waiting > 0

    @property
    def left(self) -> int:
        """Those not sent yet, or never because it was stopped."""
        return self.unsent if self.runs or self.progress.stopped else 0

    @property
    def lost(self) -> int:
        return self.unsent - self.left


async def runs_of(session: AsyncSession, found: Sequence[DeskNews]) -> list[Run]:
    """Return how far the announcements of the bot have gone, newest first."""
    sent = {one.announcement_id: one for one in found if one.announcement_id is not None}
    tests = {number: one for one in found for number in one.tests}
    runs: list[Run] = []
    for one in (await announcements.progress(session))[:_MOST_RUNS]:
        of = sent.get(one.id) or tests.get(one.id)
        shown = "" if of is None else title(of.texts)
        runs.append(Run(one, shown, None if of is None else of.id, one.id in tests))
    return runs
