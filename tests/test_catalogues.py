"""The strings of the bot and their translations: complete, with the same placeholders, in space."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

import bot
from bot.dialogue import channel
from bot.i18n import catalogue
from bot.languages import LANGUAGES
from bot.resources import packaged

CODE = Path(bot.__file__).parent
KEYWORDS = {"gettext": None, "ngettext": (1, 2)}
TRANSLATED = [code for code in LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
#: What Telegram takes: https://core.telegram.org/bots/api#setmycommands and #setmydescription
COMMAND_UNITS, DESCRIPTION_UNITS, SHORT_DESCRIPTION_UNITS = 256, 512, 120
#: A button that has a row for itself, and one that shares it with another, on a small phone;
#: letters as wide as Latin ones, East Asian ones counting double.
WIDEST_ALONE, WIDEST_OF_TWO = 44, 26
SHARE_A_ROW = {
    "All subjects",
    "People to ask",
    "Start",
    "Helpful",
    "Not helpful",
    "Short answer",
    "Sources",
    "What to do",
    "Good to know",
    "Be careful",
    "Who to ask",
}

in_every_language = pytest.mark.parametrize("language", TRANSLATED)


@cache
def template() -> Catalog:
    return _read(packaged("locales") / "bot.pot")


@cache
def translated(language: str) -> Catalog:
    return _read(packaged("locales") / language / "LC_MESSAGES" / "bot.po")


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


# The template


def test_the_template_is_what_make_i18n_extracts_from_the_code():
    methods = [("desk/**", "ignore"), ("**.py", "python")]
    extracted = extract_from_dir(CODE, methods, keywords=KEYWORDS)

    assert {message for _, _, message, _, _ in extracted} == {m.id for m in messages(template())}


def test_every_string_of_the_code_is_in_the_template():
    """Babel overlooks calls inside an f-string before Python 3.12: here they are seen."""
    found = {
        key
        for path in CODE.rglob("*.py")
        if not _is_of_the_desk(path)
        for key in _strings(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert found == {message.id for message in messages(template())}


def test_no_string_is_put_together_before_it_is_translated():
    wrong = [
        f"{path.name}:{call.lineno}"
        for path in CODE.rglob("*.py")
        for call in _calls(ast.parse(path.read_text(encoding="utf-8")))
        if not all(isinstance(argument, ast.Constant) for argument in _texts(call))
    ]

    # These hand the message of their caller on.
    handing_on = ("i18n.py", "drawing.py", "problems.py")
    assert [place for place in wrong if not place.startswith(handing_on)] == []


def _is_of_the_desk(path: Path) -> bool:
    """Whether the strings of a file are in the catalogue of the editors' desk."""
    return "desk" in path.relative_to(CODE).parts


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_method and node.func.attr in KEYWORDS:
            yield node


def _texts(call: ast.Call) -> list[ast.expr]:
    assert isinstance(call.func, ast.Attribute)
    return call.args[: 2 if call.func.attr == "ngettext" else 1]


def _strings(tree: ast.AST) -> Iterator[str | tuple[str, ...]]:
    for call in _calls(tree):
        texts = tuple(a.value for a in _texts(call) if isinstance(a, ast.Constant))
        if texts:
            yield texts if len(texts) > 1 else texts[0]


# The translations


def test_every_language_has_a_catalogue_and_there_is_no_other():
    found = {path.parent.parent.name for path in packaged("locales").rglob("*.po")}

    assert found == set(TRANSLATED)


@in_every_language
def test_everything_is_translated(language: str):
    catalog = translated(language)

    missing = [m.id for m in messages(catalog) if not all(forms(m.string))]
    assert missing == []
    assert [m.id for m in messages(catalog) if m.fuzzy] == []
    assert list(catalog.obsolete) == []
    assert {m.id for m in messages(catalog)} == {m.id for m in messages(template())}


@in_every_language
def test_every_plural_has_its_forms(language: str):
    catalog = translated(language)
    expected = get_plural(language)

    assert (catalog.num_plurals, catalog.plural_expr) == (
        expected.num_plurals,
        expected.plural_expr,
    )
    wrong = [
        m.id for m in messages(catalog) if m.pluralizable and len(forms(m.string)) != expected[0]
    ]
    assert wrong == []


@in_every_language
def test_placeholders_are_the_same_in_every_form(language: str):
    wrong = [
        (message.id, text)
        for message in messages(translated(language))
        for text in forms(message.string)
        if text
        and sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]

    assert wrong == []


@in_every_language
def test_commands_and_numbers_are_kept(language: str):
    """What must be typed or called stays as it is."""
    kept = re.compile(r"/[a-z]+\b|\d{2,}")
    wrong = [
        (message.id, text)
        for message in messages(translated(language))
        for text in forms(message.string)
        if text and sorted(kept.findall(text)) != sorted(kept.findall(forms(message.id)[-1]))
    ]

    assert wrong == []


@in_every_language
def test_japanese_words_are_kept(language: str):
    """What must be found on a card or shown to somebody stays in Japanese letters."""
    wrong = [
        (message.id, text)
        for message in messages(translated(language))
        for text in forms(message.string)
        if text and not _japanese(forms(message.id)[-1]) <= _japanese(text)
    ]

    assert wrong == []


def _japanese(text: str) -> set[str]:
    return {word for word in ("在留資格", "交番") if word in text}


@in_every_language
def test_no_translation_has_digits_that_the_figures_of_the_bot_do_not_have(language: str):
    wrong = [
        text
        for message in messages(translated(language))
        for text in forms(message.string)
        if any(char.isdecimal() and not char.isascii() for char in text)
    ]

    assert wrong == []


@in_every_language
def test_translations_begin_and_end_like_the_original(language: str):
    """A space too many or a line break shows on the phone."""
    wrong = [
        text
        for message in messages(translated(language))
        for text in forms(message.string)
        if text != text.strip() or "\n" in text or "  " in text or text != _nfc(text)
    ]

    assert wrong == []


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# Space


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_telegram_takes_what_the_bot_says_of_itself(language: str):
    t = catalogue(language)

    assert _units(channel.description(t)) <= DESCRIPTION_UNITS
    assert _units(channel.short_description(t)) <= SHORT_DESCRIPTION_UNITS
    for name, text in channel.commands(t):
        assert 1 <= _units(text) <= COMMAND_UNITS, name
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)


@in_every_language
def test_labels_of_buttons_fit_a_small_phone(language: str):
    t = catalogue(language)
    widths = {label: _width(t.gettext(label)) for label in _labels()}

    too_wide = {
        label: (t.gettext(label), width)
        for label, width in widths.items()
        if width > (WIDEST_OF_TWO if label in SHARE_A_ROW else WIDEST_ALONE)
    }
    assert too_wide == {}


def test_labels_are_found_in_the_code():
    assert _labels() > SHARE_A_ROW | {"Hide this message", "I am in danger", "Forget me"}


@cache
def _labels() -> frozenset[str]:
    """Return the strings that stand on buttons: in ``Button(...)`` and titles of parts."""
    found: set[str] = set(SHARE_A_ROW)
    for path in (CODE / "dialogue").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            is_button = isinstance(node, ast.Call) and ast.unparse(node.func) == "Button"
            is_titles = isinstance(node, ast.FunctionDef) and node.name == "area_title"
            if is_button or is_titles:
                found |= {text for text in _strings(node) if isinstance(text, str)}
    return frozenset(found)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _width(text: str) -> int:
    """Return the width in Latin letters: marks take none, East Asian letters two."""
    return sum(
        0
        if unicodedata.category(char) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )
