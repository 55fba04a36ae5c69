"""The words for caseworkers: extracted, complete, with the same placeholders and commands."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

import bot
from bot.dialogue.caseworkers import CaseCard, Desk
from bot.i18n import group_words
from bot.knowledge.model import Knowledge, Support
from bot.knowledge.parsing._support import GROUP_LANGUAGES
from bot.resources import packaged

KEPT = re.compile(r"\{[a-z]+\}|/[a-z]+\b|//|\d+")


def said_in_code() -> set[str]:
    path = Path(bot.__file__).parent / "dialogue" / "caseworkers.py"
    calls = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    names = {"tell"}
    return {
        call.args[0].value
        for call in calls
        if (getattr(call.func, "attr", "") in names or getattr(call.func, "id", "") in names)
        and isinstance(call.args[0], ast.Constant)
    }


def catalog(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_template_and_translations_hold_every_string() -> None:
    said = said_in_code()

    assert set(catalog(packaged("locales") / "caseworkers.pot")) == said
    for language in GROUP_LANGUAGES:
        if language != "en":
            path = packaged("locales") / language / "LC_MESSAGES" / "caseworkers.po"
            found = catalog(path)
            assert set(found) == said
            assert [key for key, text in found.items() if not text] == []


def test_placeholders_commands_and_numbers_are_kept() -> None:
    found = catalog(packaged("locales") / "ja" / "LC_MESSAGES" / "caseworkers.po")

    wrong = [
        (key, text)
        for key, text in found.items()
        if sorted(KEPT.findall(key)) != sorted(KEPT.findall(text)) and "four" not in key
    ]
    assert wrong == []


def test_group_reads_its_own_language() -> None:
    knowledge = Knowledge("x", {}, {}, support=Support(group_language="ja"))

    name = Desk(knowledge).topic_name(CaseCard(7, "vi", None, urgent=True))

    assert name == "🆘 ベトナム語 · #7"
    assert group_words("en").tell("Close") == "Close"


def test_name_of_a_topic_keeps_its_number_however_long_the_subject_is() -> None:
    from tests.dialogue import samples

    topic = samples.topic("leave/long", "A very long title " * 12)
    name = Desk(samples.knowledge(topic)).topic_name(CaseCard(12, "my", "leave/long"))

    assert len(name) <= 128
    assert name.endswith("… · #12")
