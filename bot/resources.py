"""Where packaged content and catalogues are: beside the code in a checkout, inside a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def packaged(name: str) -> Path:
    """Return the folder of packaged data *name* (``locales`` or ``knowledge``).

    A wheel carries the folders in ``bot/_data``; a checkout has them beside ``bot``.
    """
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
