"""What a form is made of: questions, what may be answered, and what becomes of the answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.dialogue.reply import Block, Keyboard, Reply
from bot.dialogue.scene import Scene
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue

Text = Callable[[Catalogue], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tap: what its button says, and the value in the data (letters, digits)."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Said:
    """What the worker said before: how it reads, and the data that answers with it.

    ``form`` is another form that asks for no more than what is missing.
    """

    text: str
    answers: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a form.

    ``choices`` are offered as buttons, by what was answered before; ``years`` makes it a day,
    chosen on a calendar, with years relative to the present one; ``typed`` takes numbers between
    ``least`` and ``most`` as well. ``said`` offers what the worker said before. With
    ``to_next`` both days of a period may be typed, the second as the answer to the next question.
    """

    ask: Text
    hint: Text | None = None
    choices: Callable[[Scene, tuple[str, ...]], Sequence[Choice]] | None = None
    years: range | None = None
    typed: bool = False
    least: int = 0
    most: int = 10_000_000
    per_row: int = 2
    said: Callable[[Scene], Said | None] | None = None
    to_next: bool = False

    @property
    def is_date(self) -> bool:
        return self.years is not None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why complete answers cannot be kept; the form begins again."""

    text: str


@dataclass(frozen=True, slots=True)
class Keepable:
    """What may be kept of the answers to a calculator: how it reads, and the state with it."""

    text: str
    state: ChatState


@dataclass(frozen=True, slots=True)
class Calculation:
    """What complete answers lead to; ``result`` may raise nothing.

    ``keeps`` gives what a worker may want to be kept of the answers; ``None``: nothing.
    """

    result: Callable[[Scene, tuple[str, ...]], tuple[Sequence[Block], Keyboard]]
    keeps: Callable[[Scene, tuple[str, ...]], Keepable | None] | None = None


@dataclass(frozen=True, slots=True)
class Saving:
    """Complete answers are kept by ``saves``, or a reply says why not; ``then`` shows what next.

    ``drops`` is what ``Verb.DROP`` takes the answer back with.
    """

    saves: Callable[[Scene, ChatState, tuple[str, ...]], ChatState | Reply | Refused]
    then: Callable[[Scene, ChatState], Reply]
    drops: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Questions and what becomes of their answers."""

    id: str
    name: Text
    fields: tuple[Field, ...]
    end: Calculation | Saving
    sign: str = "🧮"
