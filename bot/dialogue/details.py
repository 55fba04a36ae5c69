"""What a worker may say of themselves: status, country, dates; all of it optional."""

from datetime import date
from typing import Final

from bot.dialogue import insurance, prefectures
from bot.dialogue.actions import Verb, dump
from bot.dialogue.reply import Block, Button, Keyboard, Reply, item, notice, paragraph, title
from bot.dialogue.scene import Scene, country_label, foot, topic_button
from bot.dialogue.turn import ChatState
from bot.i18n import Catalogue

#: Status -> what stands on the card (https://www.moj.go.jp/isa/applications/guide/qaq5.html). An
#: irregular stay is not among them: it is never kept.
STATUSES: Final = {
    "technical-intern": "技能実習",
    "ikusei-shuro": "育成就労",
    "ssw1": "特定技能1号",
    "ssw2": "特定技能2号",
    "engineer": "技術・人文知識・国際業務",
    "care-worker": "介護",
    "designated-activities": "特定活動",
    "student": "留学",
    "dependent": "家族滞在",
    "spouse": "日本人の配偶者等",
    "permanent": "永住者",
}
_READ_CARD: Final = "stay/statuses-overview"
#: Forms, and what is taken back, as they stand in a button's data.
LEAVING, CARD, PREFECTURE = "leaving", "card-end", "prefecture"
EVERYTHING: Final = "all"


def status_name(t: Catalogue, status: str) -> str:
    """Return a status in the reader's language."""
    names = {
        "technical-intern": t.gettext("Technical intern"),
        "ikusei-shuro": t.gettext("Ikusei Shuro"),
        "ssw1": t.gettext("SSW (i), tokutei ginō 1"),
        "ssw2": t.gettext("SSW (ii), tokutei ginō 2"),
        "engineer": t.gettext("Engineer, specialist"),
        "care-worker": t.gettext("Care worker"),
        "designated-activities": t.gettext("Designated activities"),
        "student": t.gettext("Student"),
        "dependent": t.gettext("Family of a worker"),
        "spouse": t.gettext("Spouse of a Japanese"),
        "permanent": t.gettext("Permanent resident"),
    }
    return names[status]


def screen(scene: Scene, state: ChatState) -> Reply:
    """Return what was said so far, and the ways to change it."""
    t = scene.t
    lines = _lines(scene, state)
    rows: Keyboard = (
        (_form_button(t, LEAVING, "✈️ " + t.gettext("Day of leaving Japan")),),
        (_form_button(t, CARD, "💳 " + t.gettext("Last day on the card")),),
        (Button("🪪 " + t.gettext("Status of residence"), dump(Verb.STATUSES, t.language)),),
        (Button("🧭 " + t.gettext("Home country"), dump(Verb.COUNTRIES, t.language)),),
        (_form_button(t, PREFECTURE, "🏢 " + t.gettext("Prefecture of work")),),
        (insurance.button(t),),
        (Button("🧭 " + t.gettext("My way home"), dump(Verb.PLAN, t.language)),),
        (Button("🗑 " + t.gettext("Forget me"), dump(Verb.FORGET, t.language)),),
    )
    return Reply(
        (
            title("📅 " + t.gettext("My dates")),
            *(item(text, sign) for text, sign in lines),
            paragraph(
                t.gettext(
                    "You need not say anything. With these days the plan shows what is due when. "
                    "Change them at any time."
                )
            ),
        ),
        (*rows, *foot(t, Verb.DETAILS.value)),
        in_place=True,
    )


def _lines(scene: Scene, state: ChatState) -> list[tuple[str, str]]:
    """Return what was said, a line and a sign each; also what was not."""
    t = scene.t
    unknown = t.gettext("not said")

    def day(value: date | None) -> str:
        return unknown if value is None else t.date(value)

    status = unknown if state.status is None else status_name(t, state.status)
    country = unknown if state.country is None else country_label(t, state.country)
    prefecture = unknown if state.prefecture is None else prefectures.name(scene, state.prefecture)
    lines = [
        (t.gettext("Day of leaving: {day}").format(day=day(state.way.leaving)), "✈️"),
        (t.gettext("Residence card until: {day}").format(day=day(state.way.card)), "💳"),
        (t.gettext("Status: {status}").format(status=status), "🪪"),
        (t.gettext("Home country: {country}").format(country=country), "🧭"),
        (t.gettext("Prefecture of work: {name}").format(name=prefecture), "🏢"),
    ]
    if not state.insured:
        lines.append((t.gettext("Pension insurance: {days}").format(days=unknown), "🧾"))
    return [*lines, *((line, "🧾") for line in insurance.lines(scene, state))]


def statuses(scene: Scene) -> Reply:
    """Return the question for the status of residence, with what stands on the card."""
    t = scene.t
    rows = [
        (Button(f"{kanji} · {status_name(t, status)}", dump(Verb.SET_STATUS, t.language, status)),)
        for status, kanji in STATUSES.items()
    ]
    rows.append((Button("❔ " + t.gettext("I do not know"), dump(Verb.READ_CARD, t.language)),))
    rows.append(
        (Button(t.gettext("I would rather not say"), dump(Verb.SET_STATUS, t.language, "-")),)
    )
    nothing = "🗑 " + t.gettext("No valid card: keep nothing")
    rows.append((Button(nothing, dump(Verb.DROP, t.language, EVERYTHING)),))
    return Reply(
        (
            title("🪪 " + t.gettext("Which status is on your card?")),
            paragraph(t.gettext("It is the line 在留資格 on the front of the card.")),
            notice(
                t.gettext("No valid card? I never keep that, and delete what I kept of your dates.")
            ),
        ),
        (*rows, *foot(t, Verb.STATUSES.value)),
        in_place=True,
    )


def read_card(scene: Scene) -> Reply:
    """Return how to find the status on the card."""
    t = scene.t
    lines: list[Block] = [
        item(t.gettext("Front, in the middle: 在留資格 is your status, in kanji."), "1."),
        item(
            t.gettext("Below it: 在留期間(満了日) is how long, and the last day in brackets."), "2."
        ),
        item(
            t.gettext("Compare the kanji with the buttons of the last screen, sign by sign."), "3."
        ),
        item(
            t.gettext("特定活動? What you may do stands on a paper in the passport (指定書)."), "4."
        ),
    ]
    rows: list[tuple[Button, ...]] = [
        (Button("⬅️ " + t.gettext("Back"), dump(Verb.STATUSES, t.language)),)
    ]
    more = topic_button(scene, _READ_CARD)
    if more is not None:
        rows.append((Button("▸ " + more.label, more.data),))
    return Reply(
        (title("💳 " + t.gettext("How to read your card")), *lines),
        (*rows, *foot(t, Verb.READ_CARD.value)),
        in_place=True,
    )


def _form_button(t: Catalogue, form: str, label: str) -> Button:
    return Button(label, dump(Verb.FORM, t.language, form, ""))
