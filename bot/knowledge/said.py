"""Messages that can be said in another language later: the text, and what it was made of."""

from collections.abc import Callable, Mapping


class Said(str):  # noqa: SLOT000 -- it carries what it was made of
    """An English message that remembers its template and the values in it."""

    template: str
    values: Mapping[str, object]


def said(template: str, **values: object) -> Said:
    """Return a message of a template with named places; it is also marked for the catalogue.

    Without values the template is the message, braces and all.
    """
    message = Said(template.format(**values) if values else template)
    message.template, message.values = template, values
    return message


def in_words(message: str, gettext: Callable[[str], str]) -> str:
    """Return a message in the language of *gettext*, with the messages that are part of it."""
    if not isinstance(message, Said):
        return message
    template = gettext(message.template)
    values = {
        name: in_words(value, gettext) if isinstance(value, str) else value
        for name, value in message.values.items()
    }
    return template.format(**values) if values else template
