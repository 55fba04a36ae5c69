"""HTML to PDF for paper, and whether this machine has the fonts for a language.

Shaping is Pango's and HarfBuzz's work (through WeasyPrint). A script without its font would print
as boxes: then there is no PDF, and the error names the Debian package to install. Nothing is
loaded from the network or the disk.
"""

import subprocess
from collections.abc import Collection, Sequence
from typing import Any, Final

from bot.errors import KaerimichiError
from bot.languages import LANGUAGES

_LATIN: Final = "Noto Sans"
_CORE, _CJK = "fonts-noto-core", "fonts-noto-cjk"
#: Language -> the family of its script and the Debian package that carries it. One family each,
#: so that Chinese is never drawn with Japanese forms, nor a script with a font that cannot stack.
_FONTS: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(("en", "vi", "id", "fil", "mn"), (_LATIN, _CORE)),
    "ja": ("Noto Sans CJK JP", _CJK),
    "zh_Hans": ("Noto Sans CJK SC", _CJK),
    "my": ("Noto Sans Myanmar", _CORE),
    "ne": ("Noto Sans Devanagari", _CORE),
    "km": ("Noto Sans Khmer", _CORE),
    "th": ("Noto Sans Thai", _CORE),
    "bn": ("Noto Sans Bengali", _CORE),
    "si": ("Noto Sans Sinhala", _CORE),
}
_LIBRARIES: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_FONTCONFIG_TIMEOUT_S: Final = 30


class PrintingError(KaerimichiError):
    """A library or font for printing is missing; the message says what to install."""


def font_stack(language: str) -> str:
    """Return the CSS ``font-family`` for texts of a language, Latin letters after its own script.

    Raises:
        KeyError: The language is not one of ours.
    """
    families = dict.fromkeys((_LATIN, _FONTS[language][0], "Noto Sans CJK JP"))
    return ", ".join(f"'{family}'" for family in families)


def lang_attribute(language: str) -> str:
    """Return the ``lang`` of HTML for one of our languages: line breaking depends on it.

    >>> lang_attribute("zh_Hans"), lang_attribute("my")
    ('zh-Hans', 'my')
    """
    return language.replace("_", "-")


def missing_packages(languages: Collection[str]) -> list[str]:
    """Return the Debian packages to install before texts of *languages* can be printed.

    Empty when everything is there. Japanese words stand in pages of all languages.

    Raises:
        PrintingError: Fontconfig, which knows the fonts, is not installed.
    """
    present = _installed()
    wanted = {_FONTS[language] for language in (*languages, "en", "ja")}
    return sorted({package for family, package in wanted if family not in present})


def pdf(html: str, languages: Sequence[str]) -> bytes:
    """Return the pages of an HTML document as PDF.

    Takes about a second of processor time, and 60 MB the first time: a server calls it in a
    process or thread of its own. ``data:`` addresses and inline SVG are shown; nothing else is
    fetched.

    Args:
        html: A whole document; its style uses ``font_stack``, its elements ``lang_attribute``.
        languages: Those of its texts.

    Raises:
        PrintingError: A library or font is missing; one sentence says what to install.
    """
    if missing := missing_packages(languages):
        names = ", ".join(LANGUAGES[language] for language in dict.fromkeys(languages))
        raise PrintingError(
            f"Fonts to print {names} are missing. Install them: apt-get install {' '.join(missing)}"
        )
    library = _weasyprint()
    nothing = library.urls.URLFetcher(allowed_protocols=("data",))
    written: bytes = library.HTML(string=html, url_fetcher=nothing).write_pdf()
    return written


def _weasyprint() -> Any:  # Any: the library has no types
    try:
        import weasyprint  # noqa: PLC0415 -- slow import, and it needs libraries of the system
    except OSError as error:
        raise PrintingError(
            f"The libraries that draw text are missing. Install them: apt-get install {_LIBRARIES}"
        ) from error
    return weasyprint


def _installed() -> frozenset[str]:
    """Return the names of all font families that fontconfig finds."""
    try:
        found = subprocess.run(
            ["fc-list", ":", "family"],  # noqa: S607 -- found on the path, as everywhere
            check=True,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_FONTCONFIG_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PrintingError(
            "Fontconfig is missing. Install it and the fonts: apt-get install fontconfig "
            f"{_CORE} {_CJK} {_LIBRARIES}"
        ) from error
    return frozenset(name.strip() for name in found.stdout.replace("\n", ",").split(","))
