"""What a button does, written into its data: no memory is needed to understand an old button."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

#: Telegram's limit for the data of a button: https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_BYTES: Final = 64
_SEPARATOR: Final = "|"
#: What is left for a screen on a button of the language keyboard, beside ``L|zh_Hans|``.
_MAX_SCREEN_BYTES: Final = MAX_BYTES - 10


class Verb(Enum):
    """What a press asks for, with its arguments."""

    HOME = "h"  # lang
    LANGUAGES = "l"  # lang, then the screen under it
    SET_LANGUAGE = "L"  # new language, then "stay" or the screen to show in it
    COUNTRIES = "c"  # lang
    SET_COUNTRY = "C"  # lang, country or "-"
    FOR_COUNTRY = "n"  # lang, country, topic of another country
    AREAS = "b"  # lang
    AREA = "a"  # lang, area
    SITUATION = "s"  # lang, situation id
    TOPIC = "t"  # lang, topic
    SECTION = "x"  # lang, topic, index of the section
    SOURCES = "q"  # lang, topic
    STAFF = "w"  # lang, topic
    FEEDBACK = "f"  # lang, topic, revision, y or n
    DANGER = "d"  # lang
    DANGER_KIND = "D"  # lang, kind
    PEOPLE = "p"  # lang
    CALCULATORS = "k"  # lang
    FORM = "K"  # lang, form, answers so far
    WAYS = "wl"  # lang
    WAY = "wo"  # lang, pathway
    STAY_OR_UNSURE = "wf"  # lang, pathway, "s" or "u"
    GO = "wg"  # lang, pathway: choose it, and show the plan
    PLAN = "wp"  # lang
    STEPS = "ws"  # lang, pathway
    STEP = "wt"  # lang, pathway, step
    MARK = "wm"  # lang, step, mark or nothing
    DETAILS = "wd"  # lang
    STATUSES = "wk"  # lang
    SET_STATUS = "wK"  # lang, status or "-"
    READ_CARD = "wc"  # lang
    INSURED = "wi"  # lang
    KEEP = "wq"  # lang, form, answers: keep what may be kept of them
    DROP = "wx"  # lang, what is kept no longer (details.dropped)
    REMINDERS = "wr"  # lang, "y" or "n"
    TAKE = "wv"  # lang, what
    PAPERS = "zl"  # lang, country, or "-" to choose one
    PAPER = "zo"  # lang, paper, country
    SHEET = "zs"  # lang, paper, country
    HIDE = "z"  # lang
    CLEAR = "Z"  # lang
    FORGET = "g"  # lang
    FORGET_NOW = "G"  # lang
    NOTHING = "_"
    PERSON = "i"  # lang, "u" when danger was seen
    CONNECT = "I"  # lang, topic or "-", "u" when danger was seen
    END_CASE = "e"  # lang
    REOPEN_CASE = "o"  # lang, case
    RATE_CASE = "r"  # lang, case, y or n
    PHRASE = "A"  # lang, phrase, answer
    NEWS = "N"  # lang, announcement
    SET_NEWS = "y"  # lang, y or n
    TAKE_CASE = "T"  # in the group: lang, case
    CLOSE_CASE = "X"  # in the group: lang, case


@dataclass(frozen=True, slots=True)
class Action:
    """A verb with its arguments."""

    verb: Verb
    arguments: tuple[str, ...] = ()


#: Screens that are shown again in the new language when it was changed under them; each is named
#: by its verb and what follows the language.
SHOWN_AGAIN: Final = frozenset(
    {
        *(Verb.COUNTRIES, Verb.AREAS, Verb.AREA, Verb.SITUATION, Verb.PEOPLE, Verb.FORGET),
        *(Verb.CALCULATORS, Verb.FORM),
        *(Verb.WAYS, Verb.WAY, Verb.STAY_OR_UNSURE, Verb.PLAN, Verb.STEPS, Verb.STEP),
        *(Verb.DETAILS, Verb.STATUSES, Verb.READ_CARD, Verb.INSURED, Verb.PAPERS, Verb.PAPER),
        *(Verb.TOPIC, Verb.SECTION, Verb.SOURCES, Verb.STAFF, Verb.DANGER, Verb.DANGER_KIND),
    }
)


def dump(verb: Verb, *arguments: str) -> str:
    """Return the data of a button.

    Raises:
        ValueError: The data would be longer than ``MAX_BYTES``.
    """
    data = _SEPARATOR.join((verb.value, *arguments))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f'button data "{data}" is longer than {MAX_BYTES} bytes')
    return data


def parse(data: str) -> Action | None:
    """Return the action of a button's data; ``None`` when it is not one of ours."""
    verb, *arguments = data.split(_SEPARATOR)
    try:
        return Action(Verb(verb), tuple(arguments))
    except ValueError:
        return None


def screen_in(language: str, here: Sequence[str]) -> Action | None:
    """Return the action that shows the screen *here* in a language; ``None`` for no such screen."""
    data = _SEPARATOR.join(here)
    action = parse(data)
    if action is None or action.verb not in SHOWN_AGAIN:
        return None
    if not data.isascii() or len(data) > _MAX_SCREEN_BYTES:
        return None
    return Action(action.verb, (language, *action.arguments))
