"""A small knowledge base for conversations, made of values: every kind of screen has something."""

from datetime import UTC, date, datetime
from typing import Any

from bot.knowledge.model import (
    Contact,
    DangerKind,
    Fact,
    FactKind,
    FactValue,
    Hours,
    Knowledge,
    Level,
    Page,
    Phone,
    ReportsStatus,
    Situation,
    Source,
    Topic,
)
from bot.knowledge.papers import (
    Home,
    HomeWords,
    Paper,
    Papers,
    PapersWords,
    PaperWords,
    Standing,
    Worth,
    WorthWords,
)
from bot.knowledge.parsing import revision_of
from bot.knowledge.translation import Translation, TranslationStatus
from bot.knowledge.ways import Pathway, PathwayWords, Sentence, Step, StepWords, Ways, Words
from bot.languages import LANGUAGES

#: A Tuesday, noon in Japan.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SOURCE = Source(
    url="https://www.example.go.jp/a.html",
    publisher="Pension Service",
    title="Lump-sum payments",
    language="en",
    checked=date(2026, 11, 2),
)
OTHER_SOURCE = Source(
    url="https://www.example.go.jp/b.html",
    publisher="Tax Agency",
    title="Tax Agency: refund of tax",
    language="ja",
    checked=date(2026, 10, 5),
)
BODY = """You can get {{ pension_time }} of pension money back.

Ask before you leave Japan.

## Steps
1. Go to the city office.
2. Send the form.

## Beware
- Nobody may take **half** of it.

## Contacts
- {{ labour_hotline }}"""
_ALWAYS = (Hours((0, 1, 2, 3, 4, 5, 6), "00:00", "24:00"),)
_DAYTIME = (Hours((0, 1, 2, 3, 4), "09:00", "17:00"),)
_EVENING = (Hours((0, 1, 2, 3, 4), "18:00", "22:00"),)


def page(topic: str, language: str, title: str, body: str, *, of: str | None = None) -> Page:
    """Return a page; one that is not English is a reviewed translation of revision *of*."""
    translation = None
    if language != "en":
        status = TranslationStatus.REVIEWED
        translation = Translation(of or "", status, "A native speaker", date(2026, 11, 20))
    return Page(topic, language, title, (), body, revision_of(title, body), translation)


def topic(topic_id: str, title: str, body: str = "Do this first.", **more: Any) -> Topic:
    """Return a topic with an English page and, unless ``pages`` says otherwise, no other."""
    english = page(topic_id, "en", title, body)
    values: dict[str, Any] = {
        "pages": {"en": english},
        "sources": (SOURCE,),
        "reviewed": date(2026, 11, 20),
        "reviewed_by": "Kaerimichi",
        "review_by": date(2027, 2, 20),
    }
    return Topic(id=topic_id, **{**values, **more})


def contact(
    name: str,
    number: str = "",
    *,
    reports: ReportsStatus = ReportsStatus.UNKNOWN,
    hours: tuple[Hours, ...] = (),
    chat: str | None = None,
    free: bool = False,
) -> Fact:
    value = Contact(
        name={"en": name, "ja": name},
        phones=(Phone(number, hours=hours),) if number else (),
        chat=chat,
        free=free,
        reports_status=reports,
    )
    return fact(name.lower().replace(" ", "_"), FactKind.CONTACT, value)


def fact(name: str, kind: FactKind, value: Any) -> Fact:
    values = (FactValue(value, SOURCE),)
    return Fact(name, name, kind, values, check_by=date(2027, 5, 1))


def _pension() -> Topic:
    english = page("leave/pension", "en", "Pension money back", BODY)
    vietnamese = BODY.replace("You can get", "Bạn lấy lại được").replace("Ask before", "Hỏi trước")
    return topic(
        "leave/pension",
        "",
        pages={
            "en": english,
            "vi": page(
                "leave/pension", "vi", "Lấy lại tiền nenkin", vietnamese, of=english.revision
            ),
        },
        sources=(SOURCE, OTHER_SOURCE),
        related=("leave/tax", "home/vn-jobs", "home/ph-jobs", "leave/checklist", "leave/insurance"),
        aliases=("leave/nenkin",),
    )


TOPICS = (
    _pension(),
    topic("leave/tax", "Tax on the pension"),
    topic("leave/checklist", "Before you leave"),
    topic("leave/insurance", "Health insurance"),
    topic("home/vn-jobs", "Work in Viet Nam", countries=frozenset({"VN"})),
    topic("home/ph-jobs", "Work in the Philippines", countries=frozenset({"PH"})),
    topic("stay/change-ssw", "New employer with SSW", statuses=frozenset({"ssw1", "ssw2"})),
    topic(
        "stay/change-intern",
        "New employer as a technical intern",
        statuses=frozenset({"technical-intern"}),
    ),
    topic("help/violence", "Somebody hurts you", urgent=True, body="Go.\n\n## Steps\n1. Run."),
    topic("help/emergency", "Emergency numbers", urgent=True),
)
FACTS = (
    contact("Labour hotline", "0120-811-610", hours=_EVENING, free=True),
    contact("Immigration Information Center", "0570-013904", reports=ReportsStatus.YES),
    contact("Police", "110", reports=ReportsStatus.YES, hours=_ALWAYS, free=True),
    contact("Ambulance", "119", reports=ReportsStatus.NO, hours=_ALWAYS, free=True),
    contact("Evening line", "03-1111-1111", reports=ReportsStatus.NO, hours=_EVENING),
    contact("Day line", "03-2222-2222", reports=ReportsStatus.YES, hours=_DAYTIME),
    contact("Chat room", reports=ReportsStatus.UNKNOWN, chat="https://chat.example.jp"),
    fact("pension_time", FactKind.TEXT, "five years"),
)
VIOLENCE = DangerKind(
    "violence",
    Level.NOW,
    ("help/violence", "help/emergency"),
    ("police", "ambulance", "evening_line", "day_line", "chat_room"),
)
THREATS = DangerKind("threats", Level.SERIOUS, ("help/violence",), ("evening_line", "day_line"))


def situation(situation_id: str, title: str, *topics: str) -> Situation:
    return Situation(
        situation_id, {**dict.fromkeys(LANGUAGES, f"{title} (x)"), "en": title}, topics
    )


def _words(end: str) -> Words:
    return Words(
        {"early": PathwayWords(f"Home early{end}", f"You decide{end}.")},
        {
            "sign-nothing": StepWords(
                f"Sign nothing{end}", f"Do not sign{end}.", f"It counts{end}.", show=f"No{end}."
            )
        },
        revision="0" * 12,
    )


WAYS = Ways(
    {
        "sign-nothing": Step(
            "sign-nothing",
            ("leave/checklist",),
            sentence=Sentence("サインしません。", "Sain shimasen."),
        )
    },
    (
        Pathway(
            "early",
            ("sign-nothing",),
            remembered=True,
            staying=("leave/pension",),
            unsure=("leave/tax",),
        ),
    ),
    {"en": _words(""), "vi": _words(" (x)")},
)


def _papers_words(end: str) -> PapersWords:
    return PapersWords(
        {"jlpt": PaperWords(f"JLPT{end}", f"A test{end}.", f"A foundation{end}.")},
        {"test": WorthWords(f"A test{end}", f"You are tested{end}.")},
        {"VN": HomeWords(f"An office{end}", f"The paper{end}")},
        {},
        revision="0" * 12,
    )


PAPERS = Papers(
    (
        Paper(
            "jlpt",
            "日本語能力試験",
            "nihongo nōryoku shiken",
            ("leave/pension",),
            SOURCE.url,
            worth={"VN": Standing(Worth.TEST)},
        ),
    ),
    {"VN": Home("home/vn-jobs", SOURCE.url)},
    {"en": _papers_words(""), "vi": _papers_words(" (x)")},
)


def knowledge(*changed: Topic) -> Knowledge:
    """Return the sample; ``changed`` topics go in place of those with their id."""
    topics = {one.id: one for one in (*TOPICS, *changed)}
    return Knowledge(
        digest="sample",
        topics=topics,
        facts={one.name: one for one in FACTS},
        situations=(
            situation("ending", "My contract is ending", "leave/checklist", "leave/pension"),
            situation("home", "I am home already", "home/vn-jobs", "home/ph-jobs", "leave/gone"),
        ),
        danger_kinds=(VIOLENCE, THREATS),
        aliases={alias: one.id for one in topics.values() for alias in one.aliases},
        ways=WAYS,
        papers=PAPERS,
    )
