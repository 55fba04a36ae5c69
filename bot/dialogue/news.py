"""News that the bot sends unasked: a line that names no subject, and the text behind a tap."""

from typing import Final

from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Button, Reply, paragraph, title
from bot.dialogue.scene import Scene, foot, hide_button
from bot.i18n import Catalogue

#: Characters of a text. Telegram's limit is 4,096; a long text is not read.
LONGEST: Final = 3000


def teaser(t: Catalogue, announcement_id: int) -> Reply:
    """Return what arrives: phones are looked at by others, so nothing says what it is about."""
    button = Button(
        "📰 " + t.gettext("Tap to read"), dump(Verb.NEWS, t.language, str(announcement_id))
    )
    return Reply((paragraph("📰 " + t.gettext("News")),), ((button,),))


def article(scene: Scene, text: str | None) -> Reply:
    """Return the text of news, its first paragraph as the title; honest words when it is gone."""
    t = scene.t
    if text is None:
        gone = t.gettext("This news is not there any more.")
        return Reply((paragraph(gone),), foot(t), in_place=True)
    first, *others = [part.strip() for part in text.split("\n\n") if part.strip()]
    off = Button("🔕 " + t.gettext("Turn news off"), dump(Verb.SET_NEWS, t.language, "n"))
    return Reply(
        (title(first), *(paragraph(part) for part in others)),
        ((hide_button(t),), (off,), *foot(t)),
        in_place=True,
    )
