"""What questions of several calculators offer."""

from collections.abc import Callable, Sequence
from typing import Final

from bot.dialogue.forms import Choice
from bot.dialogue.scene import Scene

#: Years of a calendar, relative to the present one.
PAST: Final = range(-9, 1)


def _number(value: int) -> Choice:
    return Choice(str(value), lambda t: t.number(value))


def numbers(*values: int) -> Callable[[Scene, tuple[str, ...]], Sequence[Choice]]:
    """Return what offers numbers to tap."""
    return lambda _scene, _answers: [_number(value) for value in values]


PAY: Final = numbers(150_000, 180_000, 200_000, 220_000, 250_000, 300_000)
