"""The emergency panel: what somebody in danger sees first, whatever the talk was about."""

from typing import Final

from bot.dialogue.actions import Verb
from bot.dialogue.pages import listing
from bot.dialogue.reply import Block, Reply, Run, item, notice, paragraph, title
from bot.dialogue.scene import Scene, foot, hide_button, person_row
from bot.i18n import Catalogue
from bot.knowledge.facts import contact_lines, open_now
from bot.knowledge.model import Contact, DangerKind, Level, ReportsStatus

#: The name of each language as it is said to a Japanese officer, in Japanese and how it sounds.
SPOKEN: Final[dict[str, tuple[str, str]]] = {
    "en": ("英語", "eigo"),
    "ja": ("日本語", "nihongo"),
    "vi": ("ベトナム語", "betonamu-go"),
    "id": ("インドネシア語", "indoneshia-go"),
    "fil": ("タガログ語", "tagarogu-go"),
    "my": ("ミャンマー語", "myanmaa-go"),
    "ne": ("ネパール語", "nepaaru-go"),
    "km": ("クメール語", "kumeeru-go"),
    "th": ("タイ語", "tai-go"),
    "zh_Hans": ("中国語", "chuugoku-go"),
    "mn": ("モンゴル語", "mongoru-go"),
    "bn": ("ベンガル語", "bengaru-go"),
    "si": ("シンハラ語", "shinhara-go"),
}
_EMERGENCY_CONTACTS: Final = ("police", "ambulance")


def panel(scene: Scene, kind: DangerKind | None) -> Reply:
    """Return the panel for a kind of danger, or the general one for ``None``."""
    t = scene.t
    now = kind is None or kind.level is Level.NOW
    blocks: list[Block] = []
    if now:
        blocks += [
            title("🆘 " + t.gettext("Are you in danger now? Call. It is free, day and night.")),
            *_numbers(scene),
            *_what_to_say(t, scene.language),
            paragraph(
                t.gettext(
                    "You cannot call? Go to a police box (交番, kōban), a convenience store or any "
                    "person near you and show this:"
                )
            ),
            Block((Run("助けてください。警察か救急車を呼んでください。", bold=True),)),
        ]
    else:
        blocks += [
            title(
                "🤝 " + t.gettext("This is serious. You are not alone, and it is not your fault.")
            ),
            paragraph(
                t.gettext("These people help in confidence. If it becomes dangerous, call 110.")
            ),
        ]
    others = _others(scene, kind)
    if now and others:
        blocks.append(Block((Run(t.gettext("Who else helps:"), bold=True),)))
    blocks += [item(line) for line in others]
    if not now:
        blocks += _numbers(scene)
    blocks.append(
        notice(
            t.gettext(
                "The police and the immigration office may act on a stay without permission. "
                "Your life and safety come first: ask for help all the same."
            )
        )
    )
    topics = kind.topics if kind is not None else _urgent_topics(scene)
    rows = listing(scene, topics)
    here = (Verb.DANGER.value,) if kind is None else (Verb.DANGER_KIND.value, kind.id)
    rows = [*person_row(scene, urgent=True), *rows]
    return Reply(tuple(blocks), (*rows, (hide_button(t),), *foot(t, *here)))


def _numbers(scene: Scene) -> list[Block]:
    t = scene.t
    return [
        item(t.gettext("Police: {number}").format(number="110"), "🚓"),
        item(t.gettext("Fire and ambulance: {number}").format(number="119"), "🚑"),
    ]


def _what_to_say(t: Catalogue, language: str) -> list[Block]:
    japanese, sound = SPOKEN[language]
    call = "助けてください (Tasukete kudasai)"
    blocks = [paragraph(t.gettext("Say: {sentence}").format(sentence=call))]
    if language != "ja":
        interpreter = f"{japanese}でお願いします ({sound} de onegai shimasu)"
        blocks.append(
            paragraph(
                t.gettext("For an interpreter say: {sentence} Then wait, do not hang up.").format(
                    sentence=interpreter
                )
            )
        )
    return blocks


def _others(scene: Scene, kind: DangerKind | None) -> list[str]:
    """Return the lines of the contacts of a kind, those open now first."""
    names = kind.contacts if kind is not None else ()
    contacts = [
        contact
        for name in names
        if name not in _EMERGENCY_CONTACTS
        if (contact := scene.contact(name)) is not None
    ]
    contacts.sort(key=lambda contact: _urgency(scene, contact))
    return [
        line + _reporting(scene.t, contact)
        for contact in contacts
        for line in contact_lines(contact, scene.t, scene.moment)
    ]


def _urgency(scene: Scene, contact: Contact) -> tuple[bool, bool]:
    """Return what sorts contacts: who answers now, then who does not report a stay."""
    is_open = open_now(contact, scene.moment, scene.language) is True
    return not is_open, contact.reports_status is ReportsStatus.YES


def _reporting(t: Catalogue, contact: Contact) -> str:
    if contact.reports_status is ReportsStatus.NO:
        return " " + t.gettext("(does not report a stay without permission)")
    if contact.reports_status is ReportsStatus.YES:
        return " " + t.gettext("(may have to report a stay without permission)")
    return ""


def _urgent_topics(scene: Scene) -> tuple[str, ...]:
    return tuple(topic.id for topic in scene.knowledge.topics.values() if topic.urgent)
