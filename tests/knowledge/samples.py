"""Small trees of the knowledge base, made in memory: one clean topic in three languages."""

from collections.abc import Mapping
from datetime import date

from bot.knowledge.model import Knowledge, Page
from bot.knowledge.parsing import dump_page, parse, revision_of
from bot.knowledge.translation import Translation, TranslationStatus

TODAY = date(2026, 11, 24)
TOPIC = "leave/travel-cost"

SOURCE = (
    '{url: "https://www.example.go.jp/a.html", publisher: "Office", title: "Page", '
    "language: ja, checked: 2026-11-20}"
)
TOPIC_YAML = """countries: []
statuses: []
urgent: false
sources:
  - url: https://www.example.go.jp/a.html
    publisher: Office
    title: Travel cost
    language: ja
    checked: 2026-11-20
reviewed: {date: 2026-11-24, by: Kaerimichi}
review_by: 2027-02-22
related: []
tools: []
aliases: []
"""
FACTS_YAML = f"""travel_fee:
  about: "Fee"
  kind: money
  values:
    - value: 6000
      source: {SOURCE}
  check_by: 2027-05-24
  ask: hotline
hotline:
  about: "A hotline"
  kind: contact
  values:
    - value:
        name: {{en: "Hotline", ja: "ほっとライン"}}
        phones:
          - number: "0120-531-406"
      source: {SOURCE}
  check_by: 2027-02-22
"""
TITLES = {
    "en": "Who pays the trip home",
    "ja": "国(くに)へ帰(かえ)るお金(かね)はだれが払(はら)うか",
    "vi": "Ai trả tiền vé về nước",
}
BODIES = {
    "en": """The organisation pays for the ticket home. Ask it before you book anything yourself.

## Steps
1. Ask the organisation for the ticket.
2. Keep the paper about the {{ travel_fee }}.

## Contacts
- {{ hotline }}""",
    "ja": """国(くに)へ帰(かえ)る飛行機(ひこうき)のお金(かね)は会社(かいしゃ)が払(はら)います。

## Steps
1. 会社(かいしゃ)に聞(き)いてください。
2. {{ travel_fee }}の紙(かみ)をすてないでください。

## Contacts
- {{ hotline }}""",
    "vi": """Tổ chức trả tiền vé máy bay về nước. Hãy hỏi họ trước khi tự đặt vé.

## Steps
1. Hỏi tổ chức về vé máy bay.
2. Giữ giấy tờ về khoản {{ travel_fee }}.

## Contacts
- {{ hotline }}""",
}
QUESTIONS = {
    "en": "who pays my ticket home",
    "ja": "帰りの切符はだれが払いますか",
    "vi": "ai trả tiền vé về nước",
}


def page(
    language: str = "en",
    *,
    topic: str = TOPIC,
    title: str | None = None,
    body: str | None = None,
    questions: tuple[str, ...] | None = None,
    of: str | None = None,
) -> Page:
    """Return a page of the sample topic with some of its parts replaced."""
    title = TITLES[language] if title is None else title
    body = BODIES[language] if body is None else body
    made = None
    if language != "en":
        original = revision_of(TITLES["en"], BODIES["en"]) if of is None else of
        made = Translation(original, TranslationStatus.DRAFT, "Kaerimichi", TODAY)
    return Page(
        topic=topic,
        language=language,
        title=title,
        questions=numbered(QUESTIONS[language]) if questions is None else questions,
        body=body,
        revision=revision_of(title, body),
        translation=made,
    )


def numbered(question: str, count: int = 6) -> tuple[str, ...]:
    return tuple(f"{question} {'x' * index}".strip() for index in range(count))


def tree(*changed: Page, files: Mapping[str, str | bytes | None] | None = None) -> dict[str, bytes]:
    """Return the clean sample tree with pages replaced or added and files replaced.

    A file that is ``None`` is left out.
    """
    pages = {(TOPIC, code): page(code) for code in ("en", "ja", "vi")}
    pages.update({(other.topic, other.language): other for other in changed})
    found: dict[str, bytes] = {
        "facts.yaml": FACTS_YAML.encode(),
        f"{TOPIC}/topic.yaml": TOPIC_YAML.encode(),
    }
    for (topic, language), each in pages.items():
        found[f"{topic}/{language}.md"] = dump_page(each)
        found.setdefault(f"{topic}/topic.yaml", TOPIC_YAML.encode())
    for path, content in (files or {}).items():
        if content is None:
            found.pop(path, None)
        else:
            found[path] = content.encode() if isinstance(content, str) else content
    return found


def with_english(body: str, **bodies: str) -> dict[str, bytes]:
    """Return the sample tree with another English text and translations made from it."""
    english = page(body=body)
    others = [page(code, of=english.revision, body=bodies.get(code)) for code in ("ja", "vi")]
    return tree(english, *others)


def knowledge(files: Mapping[str, bytes] | None = None) -> Knowledge:
    """Return the parsed tree, which must have no problem of form."""
    found, problems = parse(tree() if files is None else files)
    assert found is not None, problems
    return found
