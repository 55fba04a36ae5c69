"""The value of a contact in ``facts.yaml``: whom to ask, on which numbers, at what hours."""

import re
from typing import Final

from bot.knowledge.model import Contact, Hours, Phone, ReportsStatus
from bot.knowledge.parsing._reader import Node

PHONE_NUMBER: Final = re.compile(r"[+#*]?[0-9][0-9 ()-]*")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_DIGIT: Final = re.compile(r"\d")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OPTIONAL: Final = (
    "phones",
    "abroad",
    "web",
    "chat",
    "free",
    "closed_on_holidays",
    "reports_status",
    "note",
)


def contact(node: Node) -> Contact:
    """Read a contact; it must be reachable in some way."""
    parts = node.fields(("name",), _OPTIONAL)
    if isinstance(node.value, dict) and not parts.keys() & {"phones", "abroad", "web", "chat"}:
        node.fail("nothing says how to reach this contact. Add phones, abroad, web or chat.")
    note = parts["note"].by_language() if "note" in parts else {}
    for language, text in note.items():
        if _DIGIT.search(text):
            parts["note"].reader.note(
                (*parts["note"].place, language),
                "a note of a contact has digits. Write it in words, or make a fact of it.",
            )
    return Contact(
        name=parts["name"].by_language() if "name" in parts else {},
        phones=tuple(_phone(item) for item in parts["phones"].items()) if "phones" in parts else (),
        abroad=_number(parts["abroad"]) if "abroad" in parts else None,
        web=parts["web"].link() if "web" in parts else None,
        chat=parts["chat"].link() if "chat" in parts else None,
        free=parts["free"].flag() if "free" in parts else False,
        closed_on_holidays=parts["closed_on_holidays"].flag()
        if "closed_on_holidays" in parts
        else False,
        reports_status=parts["reports_status"].choice(ReportsStatus)
        if "reports_status" in parts
        else ReportsStatus.UNKNOWN,
        note=note,
    )


def _phone(node: Node) -> Phone:
    parts = node.fields(("number",), ("languages", "hours"))
    return Phone(
        number=_number(parts["number"]) if "number" in parts else "",
        languages=tuple(item.language() for item in parts["languages"].items())
        if "languages" in parts
        else (),
        hours=tuple(hours(item) for item in parts["hours"].items()) if "hours" in parts else (),
    )


def hours(node: Node) -> Hours:
    """Read opening hours."""
    parts = node.fields(("days", "from", "to"))
    if len(parts) < 3:
        return Hours((), "", "")
    names = [item.one_of(_DAYS, "weekday") for item in parts["days"].items()]
    if not names:
        parts["days"].fail("no weekday is given. Write for example [mon, tue].")
    expected = 'a time in quotes, like "09:00"'
    opens = parts["from"].matching(_TIME, expected)
    closes = parts["to"].matching(_TIME, expected)
    if opens and closes and opens == closes:
        node.fail('it opens and closes at the same time. For always write "00:00" to "24:00".')
    days = sorted({_DAYS.index(name) for name in names if name in _DAYS})
    return Hours(tuple(days), opens, closes)


def _number(node: Node) -> str:
    return node.matching(PHONE_NUMBER, "a telephone number in quotes, like 0120-531-406")
