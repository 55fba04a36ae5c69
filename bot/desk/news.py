"""News at the desk: what is wrong with a text, and how it would look on a phone."""

from collections.abc import Mapping
from datetime import datetime

from bot.desk.phone import Screen
from bot.dialogue import news
from bot.dialogue.scene import Scene
from bot.i18n import Catalogue
from bot.knowledge.checking import is_in_letters
from bot.knowledge.model import Knowledge
from bot.languages import LANGUAGES


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
