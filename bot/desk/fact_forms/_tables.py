"""A table in a form: its rows one by one, each with its names and its value."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final

from bot.desk.fact_forms._faults import Faults
from bot.desk.fact_forms._values import plain as plain_value
from bot.desk.fact_forms._values import written
from bot.desk.forms import Form
from bot.desk.problems import EntryProblem, mark
from bot.knowledge.model import Fact, FactKind, FactValue
from bot.languages import LANGUAGES

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LONGEST_KEY: Final = 40


@dataclass(frozen=True, slots=True)
class RowFields:
    """A row as it was entered. ``key`` stands in pages; a new row gets one from its name."""

    key: str = ""
    value: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.value or self.labels)


def before(fact: Fact, value: FactValue) -> tuple[RowFields, ...]:
    """Return the rows as they stand in the file."""
    return tuple(
        RowFields(key, written(one), fact.labels.get(key, {})) for key, one in value.rows.items()
    )


def entered(form: Form) -> tuple[RowFields, ...]:
    """Return the rows as they were sent."""
    found = []
    for index in count():
        key = f"row-{index}"
        if f"{key}-value" not in form.fields:
            break
        labels = ((code, form.text(f"{key}-name-{code}", limit=200)) for code in LANGUAGES)
        found.append(
            RowFields(
                form.text(f"{key}-key", limit=_LONGEST_KEY),
                form.text(f"{key}-value"),
                {code: text for code, text in labels if text},
            )
        )
    return tuple(found)


def edited(rows: Sequence[RowFields], what: str, places: list[int]) -> tuple[RowFields, ...]:
    """Return the rows with one more at the end, or one less."""
    if what == "add-row":
        return (*rows, RowFields())
    if what == "drop-row" and places:
        return tuple(row for index, row in enumerate(rows) if index != places[0])
    return tuple(rows)


def plain(
    rows: Sequence[RowFields], kind: FactKind, faults: Faults
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Return values and names of the rows, by key, as they stand in the file."""
    values: dict[str, object] = {}
    labels: dict[str, dict[str, object]] = {}
    for index, row in enumerate(rows):
        if row.is_empty:
            continue
        key = row.key or _key_of(row.labels.get("en", ""), values)
        if "en" not in row.labels:
            faults.note(f"row-{index}-name-en", EntryProblem(mark("Write the name in English.")))
        elif not _KEY.fullmatch(key):
            problem = mark("Give the row a short name: small letters, digits and hyphens.")
            faults.note(f"row-{index}-key", EntryProblem(problem))
        elif key in values:
            problem = mark('Two rows have the short name "{key}". Give one of them another.')
            faults.note(f"row-{index}-key", EntryProblem(problem, key=key))
        read = partial(plain_value, row.value, kind)
        values[key] = faults.reading(f"row-{index}-value", read, None)
        labels[key] = dict(row.labels)
    if not values and not faults:
        faults.note("rows", EntryProblem(mark("The table has no rows. Add at least one.")))
    return values, labels


def _key_of(name: str, taken: Mapping[str, object]) -> str:
    """Return a short name for a new row: its English name in small letters."""
    plain_name = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    key = "-".join(re.findall(r"[a-z0-9]+", plain_name))[:_LONGEST_KEY].strip("-")
    if key not in taken:
        return key
    return next(tried for number in count(2) if (tried := f"{key}-{number}") not in taken)
