"""Draws posters as PDF; what they say is the business of ``dialogue.poster``."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.dialogue.poster import Poster
from bot.printing import font_stack, lang_attribute, pdf

#: How much of the code may be dirty or torn: a quarter.
_CORRECTION: Final = "q"
#: Letters of a title for which the largest size is too large to stay within four lines.
_LONG_TITLE: Final = 34


def draw(poster: Poster) -> bytes:
    """Return a poster as PDF.

    Raises:
        PrintingError: A library or font for its language is missing.
    """
    template = Environment(
        loader=PackageLoader("bot.posters"), autoescape=True, undefined=StrictUndefined
    ).get_template("poster.html")
    html = template.render(
        poster=poster,
        lang=lang_attribute(poster.language),
        fonts=Markup(font_stack(poster.language)),  # noqa: S704 -- our own constant
        japanese_fonts=Markup(font_stack("ja")),  # noqa: S704 -- our own constant
        code=Markup(_qr_code(poster.link)),  # noqa: S704 -- an SVG that segno made
        is_long=len(poster.title) > _LONG_TITLE,
    )
    return pdf(html, [poster.language, "ja"])


def draw_all(posters: list[Poster], folder: Path, say: Callable[[Path], None]) -> None:
    """Write a file for each poster, called after its language and topic."""
    folder.mkdir(parents=True, exist_ok=True)
    for poster in posters:
        name = poster.link.rpartition("start=")[2].replace("__", "-")
        path = folder / f"{name}.pdf"
        path.write_bytes(draw(poster))
        say(path)


def _qr_code(link: str) -> str:
    out = io.BytesIO()
    segno.make(link, error=_CORRECTION, micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True
    )
    return out.getvalue().decode()
