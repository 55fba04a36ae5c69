"""Templates: drawn in the reader's language, everything escaped, nothing inline."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.dialogue.scene import area_title
from bot.i18n import Catalogue, catalogue, desk_catalogue
from bot.knowledge.markdown import BRACES
from bot.knowledge.said import in_words
from bot.languages import JAPAN, LANGUAGES

_TEMPLATES: Final = Path(__file__).parent / "templates"
_FACT: Final = Markup('<code class="fact">{}</code>')
#: Languages as editors know them; in the list of a desk two scripts would be in the way.
NAMES: Final[Mapping[str, str]] = {**LANGUAGES, "ja": "日本語 (やさしい)"}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates, compiled once."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["tag"] = lambda code: str(code).replace("_", "-")
    made.filters["japan"] = lambda moment: moment.astimezone(JAPAN)
    made.filters["with_facts"] = with_facts
    made.globals["language_names"] = NAMES
    return made


# Any: what a template shows
def draw(template: str, language: str, values: Mapping[str, Any]) -> str:
    """Return a page in one of the desk's languages."""
    t = desk_catalogue(language)
    return environment().get_template(template).render({**_words(t), **values})


def with_facts(text: str) -> Markup:
    """Return a text, escaped, in which references to facts stand out."""
    parts: list[Markup] = []
    end = 0
    for found in BRACES.finditer(text):
        parts += [escape(text[end : found.start()]), _FACT.format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _words(t: Catalogue) -> dict[str, Any]:
    def say(message: str, **values: object) -> str:
        return t.gettext(message).format(**values) if values else t.gettext(message)

    def say_number(singular: str, plural: str, number: int, **values: object) -> str:
        return t.ngettext(singular, plural, number).format(number=t.number(number), **values)

    return {
        "_": say,
        "ngettext": say_number,
        "said": lambda message: in_words(message, t.gettext),
        "t": t,
        "lang": t.language,
        "direction": "rtl" if t.locale.text_direction == "rtl" else "ltr",
        "area_title": lambda area: area_title(catalogue(t.language), area),
    }
