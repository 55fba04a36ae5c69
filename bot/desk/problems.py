"""What an editor must mend in what was entered, said in the language of the desk."""

from bot.i18n import Catalogue


def mark(message: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return message


class EntryProblem(Exception):  # noqa: N818 -- said to the editor beside the field
    """Something entered that cannot be taken; the message says what is expected."""

    def __init__(self, message: str, **values: object) -> None:
        self._message = message
        self._values = values
        super().__init__(message.format(**values) if values else message)

    def said(self, t: Catalogue) -> str:
        """Return the message in a language."""
        text = t.gettext(self._message)
        return text.format(**self._values) if self._values else text
