"""What a channel says about the bot itself: its commands, its descriptions, pace and trouble."""

from bot.dialogue.reply import Button, Reply, paragraph
from bot.dialogue.scene import foot
from bot.i18n import Catalogue

#: Commands that show or change what concerns one person: never answered before a group.
PERSONAL_COMMANDS = frozenset(
    {
        "country",
        "settings",
        "privacy",
        "mydata",
        "forget",
        "clear",
        "calculate",
        "pathway",
        "person",
        "end",
    }
)


def commands(t: Catalogue, *, with_person: bool = False) -> tuple[tuple[str, str], ...]:
    """Return each command with what it does, in the order of the menu.

    ``with_person``: there is a group that can be asked.
    """
    person = (
        ("person", t.gettext("Ask a person")),
        ("end", t.gettext("End the conversation with a person")),
    )
    return (
        # Translators: descriptions of commands in a menu, at most 60 characters each.
        ("start", t.gettext("Start: what happened?")),
        ("danger", t.gettext("I am in danger: whom to call")),
        ("pathway", t.gettext("The way home, step by step")),
        ("calculate", t.gettext("Work something out: pension, pay, days")),
        ("language", t.gettext("Change the language")),
        ("country", t.gettext("Change the home country")),
        *(person if with_person else ()),
        ("help", t.gettext("What I can do")),
        ("settings", t.gettext("Your settings")),
        ("privacy", t.gettext("What I keep, and what I do not")),
        ("mydata", t.gettext("Show all that I keep of you")),
        ("clear", t.gettext("Clear this chat")),
        ("forget", t.gettext("Delete all that I keep of you")),
    )


def description(t: Catalogue) -> str:
    """Return what stands in the empty chat before the first message (at most 512 characters)."""
    return t.gettext(
        "Answers for foreign workers in Japan, in your language: your stay, your work and wages, "
        "your certificates, leaving Japan, and work and help back home. Every answer says where it "
        "comes from. Free of charge. I keep no name and no message of yours."
    )


def short_description(t: Catalogue) -> str:
    """Return the line on the bot's profile (at most 120 characters)."""
    return t.gettext("Answers for foreign workers in Japan, and the way home, in your language.")


def too_fast(t: Catalogue) -> Reply:
    """Return the one line to somebody who writes faster than can be read."""
    text = t.gettext("That was a lot at once. Please wait a moment, then write one question.")
    return Reply((paragraph(text),))


def failed(t: Catalogue) -> Reply:
    """Return the answer when something of ours broke; nothing that was typed is lost."""
    text = t.gettext(
        "Something went wrong on my side, not yours. Please send your message once more. "
        "In danger call 110 (police) or 119 (fire and ambulance)."
    )
    return Reply((paragraph(text),), foot(t))


def in_private_text(t: Catalogue) -> str:
    return t.gettext("This is personal. Please write to me in our private chat.")


def in_private(t: Catalogue, private_chat_url: str | None) -> Reply:
    """Return the pointer to the private chat, for what is nobody else's business."""
    text = in_private_text(t)
    rows: tuple[tuple[Button, ...], ...] = ()
    if private_chat_url is not None:
        rows = ((Button("💬 " + t.gettext("Private chat"), url=private_chat_url),),)
    return Reply((paragraph(text),), rows)
