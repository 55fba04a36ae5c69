"""Texts, dates, numbers and money for a language; Latin digits always, to match Japanese papers.

Catalogues are the ``.po`` files in ``locales/``, read at first use: there is no compiled copy that
could be out of date.
"""

import gettext as gettext_module
import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.languages import LANGUAGES
from bot.resources import packaged

#: The strings that workers read, in all languages, and those of the editors' desk.
_WORKERS, _DESK = "bot", "desk"
#: Stands in Mongolian dates; old phones show a box for it.
_NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The strings of one language and the forms of its dates and numbers."""

    language: str
    locale: Locale
    translations: gettext_module.NullTranslations

    def gettext(self, message: str) -> str:
        return self.translations.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.translations.ngettext(singular, plural, number)

    def date(self, day: date) -> str:
        """Return a day in the form of the language, with the month's name: ``1 April 2027``."""
        if self.language == "en":
            return f"{day.day} {format_date(day, 'MMMM y', locale=self.locale)}"
        # Mongolians write the month's number; its name alone would fill a phone's line.
        length = "medium" if self.language == "mn" else "long"
        text = format_date(day, length, locale=self.locale)
        return latin_digits(text).replace(_NARROW_SPACE, " ")

    def number(self, value: int | Decimal) -> str:
        """Return a number with thousands in groups, as Japanese papers print it: ``1,234.5``."""
        return format_decimal(value, locale="en", decimal_quantization=False)

    def time(self, moment: datetime) -> str:
        """Return a time of day as ``17:05``."""
        return moment.strftime("%H:%M")

    def weekday(self, index: int) -> str:
        """Return the short name of a weekday, 0 for Monday."""
        return str(get_day_names("abbreviated", "stand-alone", locale=self.locale)[index])


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What the bot says to caseworkers: a catalogue of its own, in few languages."""

    language: str
    locale: Locale
    translations: gettext_module.NullTranslations

    def tell(self, message: str) -> str:
        return self.translations.gettext(message)

    def language_name(self, code: str) -> str:
        """Return what a language of ours is called, such as ``Vietnamese``."""
        return str(self.locale.languages.get(code, LANGUAGES.get(code, code)))


@lru_cache(maxsize=len(LANGUAGES))
def group_words(language: str) -> GroupWords:
    """Return the words for caseworkers in *language*, English where there are none."""
    return GroupWords(language, Locale.parse(language), _translations(language, "caseworkers"))


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language of ``LANGUAGES``.

    Raises:
        KeyError: The language is not one of ours.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Catalogue(language, Locale.parse(language), _translations(language, _WORKERS))


@lru_cache(maxsize=len(LANGUAGES))
def desk_catalogue(language: str) -> Catalogue:
    """Return the editors' strings; English ones where a language does not have them yet."""
    return replace(catalogue(language), translations=_translations(language, _DESK))


@lru_cache(maxsize=1)
def desk_languages() -> tuple[str, ...]:
    """Return the languages that the desk can be read in: those with any string of it."""
    return tuple(code for code in LANGUAGES if code == "en" or _has_strings(code, _DESK))


def _has_strings(language: str, domain: str) -> bool:
    path = _path(language, domain)
    if not path.is_file():
        return False
    with path.open("rb") as po:
        return any(message.id and any(message.string or ()) for message in read_po(po))


def _path(language: str, domain: str) -> Path:
    return packaged("locales") / language / "LC_MESSAGES" / f"{domain}.po"


def _translations(language: str, domain: str) -> gettext_module.NullTranslations:
    path = _path(language, domain)
    if language == "en" or not path.is_file():
        return gettext_module.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


def latin_digits(text: str) -> str:
    """Return a text with the digits of every script as Latin ones."""
    return "".join(
        str(int(char)) if char.isdecimal() and not char.isascii() else char for char in text
    )
