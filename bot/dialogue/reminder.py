"""The reminder: what the bot sends unasked, so that it names nothing."""

from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Button, Reply, paragraph
from bot.dialogue.scene import hide_button
from bot.i18n import catalogue


def unasked(language: str) -> Reply:
    """Return a reminder as it may stand on a locked screen."""
    t = catalogue(language)
    return Reply(
        (paragraph("🔔 " + t.gettext("There is something for you. Tap to see it.")),),
        (
            (Button("👀 " + t.gettext("Show"), dump(Verb.PLAN, language)),),
            (
                Button("🔕 " + t.gettext("Stop reminders"), dump(Verb.REMINDERS, language, "n")),
                hide_button(t),
            ),
        ),
    )
