"""The strings of the desk: all in the template, all translated where there is a catalogue."""

import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.desk.views.work import say
from bot.desk.worklist import Reason, Why
from bot.i18n import desk_catalogue, desk_languages
from bot.knowledge.said import in_words, said
from bot.languages import LANGUAGES
from bot.resources import packaged
from tests.desk.browser import Browser
from tests.test_catalogues import CODE, forms

KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None, "mark": None, "said": None}
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
TRANSLATED = [code for code in desk_languages() if code != "en"]


def read(path: str) -> Catalog:
    with (packaged("locales") / path).open("rb") as file:
        return read_po(file)


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def test_the_template_is_what_make_i18n_extracts() -> None:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    extracted = [
        *extract_from_dir(CODE / "desk", methods, keywords=KEYWORDS),
        *extract_from_dir(CODE / "knowledge/checking", [("**.py", "python")], keywords=KEYWORDS),
    ]

    assert {message for _, _, message, _, _ in extracted} == {
        m.id for m in messages(read("desk.pot"))
    }


def test_a_remark_of_the_check_is_said_in_another_language() -> None:
    other = {
        '"{name}" is not there. {hint}': "{hint} „{name}“ fehlt.",
        "Add {{ it }}.": "Schreib {{ es }}.",
    }
    message = said('"{name}" is not there. {hint}', name="{x}", hint=said("Add {{ it }}."))

    assert message == '"{x}" is not there. Add {{ it }}.'
    assert in_words(message, other.__getitem__) == "Schreib {{ es }}. „{x}“ fehlt."
    assert in_words("plain", other.__getitem__) == "plain"


def test_japanese_is_one_of_the_languages() -> None:
    assert "ja" in TRANSLATED


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_has_all_strings_to_translate(language: str) -> None:
    """An empty one falls back to English; a translated one has the same placeholders."""
    catalog = read(f"{language}/LC_MESSAGES/desk.po")

    assert {m.id for m in messages(catalog)} == {m.id for m in messages(read("desk.pot"))}
    for message in messages(catalog):
        for text in filter(None, forms(message.string)):
            assert text == text.strip()
            wanted = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
            assert sorted(PLACEHOLDER.findall(text)) == wanted, message.id


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_of_the_work_list_can_be_said(why: Why) -> None:
    for language in ("en", "ja"):
        text = say(Reason(why, number=2, name="Office"), desk_catalogue(language))
        assert text
        assert "{" not in text


async def test_desk_is_read_in_japanese(editor: Browser) -> None:
    page = await editor.post("/me", {"language": "ja"})

    assert "自分のアカウント" in page.text
    assert '<html lang="ja" dir="ltr">' in page.html
    assert "今週大切なこと" in (await editor.get("/")).text
