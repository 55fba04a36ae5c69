"""Each refusal of the content has its case: file, line, reason, remedy.

Long because it is mostly a table: one case for each message.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.checking import check, check_page, examine
from bot.knowledge.model import TOOLS, Page, Term
from bot.knowledge.problems import Severity
from tests.knowledge import samples
from tests.knowledge.samples import FACTS_YAML, SOURCE, TODAY, TOPIC, TOPIC_YAML, page, tree

EN, JA, VI = (f"{TOPIC}/{code}.md" for code in ("en", "ja", "vi"))
TOPIC_FILE = f"{TOPIC}/topic.yaml"
#: Lines of front matter of the sample pages, in front of which the body begins.
EN_BODY, VI_BODY = 11, 12
ENGLISH, VIETNAMESE = samples.BODIES["en"], samples.BODIES["vi"]


def said(files: dict[str, bytes], severity: Severity = Severity.ERROR) -> list[str]:
    knowledge, problems = examine(files, today=TODAY)
    assert (knowledge is None) == any(problem.is_error for problem in problems)
    return [str(problem) for problem in problems if problem.severity is severity]


def english(old: str, new: str) -> dict[str, bytes]:
    assert old in ENGLISH
    return tree(page(body=ENGLISH.replace(old, new)))


def vietnamese(old: str, new: str) -> dict[str, bytes]:
    assert old in VIETNAMESE
    return tree(page("vi", body=VIETNAMESE.replace(old, new)))


def topic(old: str, new: str) -> dict[str, bytes]:
    assert old in TOPIC_YAML
    return tree(files={TOPIC_FILE: TOPIC_YAML.replace(old, new)})


def facts(text: str, *, use: str = "travel_fee") -> dict[str, bytes]:
    found = english("{{ travel_fee }}", f"{{{{ {use} }}}} {{{{ travel_fee }}}}")
    return {**found, "facts.yaml": (FACTS_YAML + text).encode()}


MONEY = f"""fee:
  about: "A"
  kind: money
  values:
    - value: 1
      source: {SOURCE}
  check_by: 2027-05-24
"""
TABLE = MONEY.replace("money", "table\n  of: money\n  labels: {osaka: {en: O}}").replace(
    "value: 1", "value: {tokyo: 1}"
)
#: Lines of the sample facts.
LAST = FACTS_YAML.count("\n")
EIGHT = "0120-531-406"

ERRORS = {
    "unknown fact": (
        english("{{ travel_fee }}", "{{ travel_fees }}"),
        [
            (
                f'knowledge/{EN}:{EN_BODY + 4}: there is no fact "travel_fees" in facts.yaml. '
                'Did you mean "travel_fee"?'
            )
        ],
    ),
    "row of no table": (
        english("{{ travel_fee }}", "{{ travel_fee.tokyo }}"),
        [
            (
                f'knowledge/{EN}:{EN_BODY + 4}: the fact "travel_fee" is not a table. '
                "Write {{ travel_fee }}."
            )
        ],
    ),
    "unknown row": (
        facts(TABLE.replace("osaka", "tokyo"), use="fee.kyoto"),
        [
            (
                f'knowledge/{EN}:{EN_BODY + 4}: the table "fee" has no row "kyoto". '
                "Add it, or correct the name."
            )
        ],
    ),
    "labels and rows": (
        facts(TABLE, use="fee"),
        [
            (
                f"knowledge/facts.yaml:{LAST + 1}: these rows of the table have no label: tokyo. "
                "Add them under labels."
            ),
            (
                f'knowledge/facts.yaml:{LAST + 5}: the label "osaka" belongs to no row '
                "of the table. "
                "Take it out, or add the row."
            ),
        ],
    ),
    "malformed reference": (
        english("{{ travel_fee }}", "{{ Travel fee }}"),
        [
            (
                f'knowledge/{EN}:{EN_BODY + 4}: "{{{{ Travel fee }}}}" is not the name of a fact. '
                "Write {{ name }}, {{ name.row }} or {{ name@2027-04-01 }}."
            )
        ],
    ),
    "braces": (
        english("{{ travel_fee }}", "{{ travel_fee }"),
        [f"knowledge/{EN}:{EN_BODY + 4}: the braces of a fact do not fit. Write {{{{ name }}}}."],
    ),
    "fact in a title": (
        tree(page("vi", title="Tiền vé {{ travel_fee }}")),
        [
            (
                f"knowledge/{VI}:2: a title cannot hold a fact. "
                "Write it without, or move the fact into the text."
            )
        ],
    ),
    "unknown calculator or pathway": (
        topic("tools: []", "tools: [pension, pensoin]"),
        [
            (
                f'knowledge/{TOPIC_FILE}:13: there is no calculator or pathway "pensoin". '
                f"Calculators: {', '.join(sorted(TOOLS))}. Pathways: none yet."
            )
        ],
    ),
    "unknown related topic": (
        topic("related: []", "related: [leave/travel-costs]"),
        [
            (
                f'knowledge/{TOPIC_FILE}:12: there is no topic "leave/travel-costs". '
                f'Did you mean "{TOPIC}"?'
            )
        ],
    ),
    "related to itself": (
        topic("related: []", f"related: [{TOPIC}]"),
        [f"knowledge/{TOPIC_FILE}:12: the topic is related to itself. Take this out."],
    ),
    "whom to ask": (
        facts(MONEY + "  ask: nobody\n", use="fee"),
        [
            (
                f'knowledge/facts.yaml:{LAST + 8}: there is no contact "nobody" in facts.yaml. '
                "Add it, or correct the name."
            )
        ],
    ),
    "asking a figure": (
        facts(MONEY + "  ask: travel_fee\n", use="fee"),
        [
            (
                f'knowledge/facts.yaml:{LAST + 8}: the fact "travel_fee" is not a contact. '
                "Name one of kind: contact."
            )
        ],
    ),
    "kinds of danger": (
        tree(
            files={
                "danger/kinds.yaml": "- {id: fire, level: now, topics: [help/x], contacts: [abc]}",
                "danger/en.yaml": 'fires: ["fire"]',
            }
        ),
        [
            (
                'knowledge/danger/en.yaml:1: there is no kind of danger "fires" in '
                "danger/kinds.yaml. "
                'Did you mean "fire"?'
            ),
            (
                'knowledge/danger/kinds.yaml:1: there is no contact "abc" in facts.yaml. '
                "Add it, or correct the name."
            ),
            (
                'knowledge/danger/kinds.yaml:1: there is no topic "help/x". '
                "Add it, or correct the name."
            ),
        ],
    ),
    "number only in the translation": (
        vietnamese("Hỏi tổ chức", "Trong 48 giờ hỏi tổ chức"),
        [
            (
                f"knowledge/{VI}:{VI_BODY + 3}: the number 48 is not in the English page. "
                "Correct it, or use a fact."
            )
        ],
    ),
    "number in other digits": (
        vietnamese("Hỏi tổ chức", "Trong ၄၈ giờ hỏi tổ chức"),
        [
            (
                f"knowledge/{VI}:{VI_BODY + 3}: the number 48 is not in the English page. "
                "Correct it, or use a fact."
            )
        ],
    ),
    "number only in English": (
        samples.with_english(
            ENGLISH.replace("Ask the organisation", "Within 48 hours ask the organisation"),
            ja=samples.BODIES["ja"].replace("会社", "４８時間、会社", 1),
        ),
        [
            (
                f"knowledge/{VI}:{VI_BODY}: the number 48 of the English page is missing here. "
                "Correct it, or use a fact."
            )
        ],
    ),
    "telephone number": (
        vietnamese("- {{ hotline }}", f"- {{{{ hotline }}}}: {EIGHT}"),
        [
            (
                f"knowledge/{VI}:{VI_BODY + 7}: the telephone number 0120531406 is not "
                "in the English "
                "page. Use a fact for it."
            )
        ],
    ),
    "link": (
        vietnamese("- {{ hotline }}", "- {{ hotline }}: [trang](https://b.jp/9)"),
        [
            (
                f"knowledge/{VI}:{VI_BODY + 7}: the link https://b.jp/9 is not in the "
                "English page. "
                "Use the same link in both."
            )
        ],
    ),
    "link missing": (
        samples.with_english(
            ENGLISH + ", [page](https://a.jp)",
            ja=samples.BODIES["ja"] + "、[ページ](https://a.jp)",
        ),
        [
            (
                f"knowledge/{VI}:{VI_BODY}: the link https://a.jp of the English page "
                "is missing here. "
                "Use the same link in both."
            )
        ],
    ),
    "japanese page in english": (
        tree(page("ja", body=ENGLISH)),
        [
            (
                f"knowledge/{JA}:{VI_BODY}: the page is not written in やさしい日本語. "
                "Translate it, or move it."
            )
        ],
    ),
    "vietnamese page in english": (
        tree(page("vi", title="Another title altogether", body=ENGLISH.replace("Ask", "Call"))),
        [
            (
                f"knowledge/{VI}:{VI_BODY}: the page is in English, not in Tiếng Việt. "
                "Translate it, or move it."
            )
        ],
    ),
    "vietnamese page in thai": (
        tree(page("vi", body="ขอเอกสารของคุณจากบริษัทก่อนกลับบ้าน")),
        [
            (
                f"knowledge/{VI}:{VI_BODY}: the page is not written in Tiếng Việt. "
                "Translate it, or move it."
            )
        ],
    ),
    "sentence left in english": (
        vietnamese("Hỏi tổ chức về vé máy bay.", "Ask the organisation for the ticket."),
        [
            (
                f'knowledge/{VI}:{VI_BODY + 3}: "Ask the organisation for the ticket." is still '
                "English. Translate it."
            )
        ],
    ),
    "title left in english": (
        tree(page("vi", title=samples.TITLES["en"])),
        [f'knowledge/{VI}:2: "Who pays the trip home" is still English. Translate it.'],
    ),
    "golden question on a page": (
        tree(files={"golden/vi.yaml": f'{TOPIC}: ["vé?", "Ai trả tiền vé về nước!"]'}),
        [
            (
                'knowledge/golden/vi.yaml:1: the question "Ai trả tiền vé về nước!" is also in '
                f"{VI}, from which the bot learns. Ask in other words here."
            )
        ],
    ),
    "golden question of no topic": (
        tree(files={"golden/vi.yaml": '"-": ["mưa không"]\nleave/x: ["vé?"]'}),
        [('knowledge/golden/vi.yaml:2: there is no topic "leave/x". Add it, or correct the name.')],
    ),
    "page too long": (
        english("Ask the organisation for the ticket.", "Ask them for the ticket. " * 80),
        [
            (
                f"knowledge/{EN}:{EN_BODY}: the page has 2162 characters as a phone shows it, "
                "at most 2000 fit. Shorten it, or make two topics."
            )
        ],
    ),
    "short answer too long": (
        english("Ask it before you book anything yourself.", "Ask it before you book. " * 12),
        [
            (
                f"knowledge/{EN}:{EN_BODY}: the short answer has 330 characters as a "
                "phone shows it, "
                "at most 260 fit. Shorten the first paragraph."
            )
        ],
    ),
    "same question in two topics": (
        tree(
            page(topic="leave/other", questions=("Who pays my  ticket home?!", *"abcde")),
            files={"leave/other/topic.yaml": TOPIC_YAML},
        ),
        [
            (
                f'knowledge/{EN}:4: the question "who pays my ticket home" is also on '
                "leave/other/en.md. Keep it where its answer is."
            )
        ],
    ),
    "same question twice": (
        tree(page(questions=(*"abcde", "Ｆ？", "f"))),
        [f'knowledge/{EN}:10: the question "f" stands on this page twice. Take one out.'],
    ),
    "too few questions": (
        tree(page("vi", questions=("một", "hai"))),
        [
            (
                f"knowledge/{VI}:3: the page has too few questions (2), at least 6 are needed. "
                "Add how people ask for this."
            )
        ],
    ),
    "no english page": (
        {path: content for path, content in tree().items() if path != EN},
        [f"knowledge/{TOPIC_FILE}:1: the topic has no English page (en.md). Write it."],
    ),
    "source from the future": (
        topic("checked: 2026-11-20", "checked: 2026-11-25"),
        [
            (
                f"knowledge/{TOPIC_FILE}:9: the source was read on 2026-11-25, in the future. "
                "Write the day on which it was read."
            )
        ],
    ),
    "review in the future": (
        topic("date: 2026-11-24", "date: 2026-11-26"),
        [
            (
                f"knowledge/{TOPIC_FILE}:10: the last review, 2026-11-26, is in the future. "
                "Correct the day."
            )
        ],
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_refused_with_file_line_reason_and_remedy(name: str) -> None:
    files, expected = ERRORS[name]

    assert said(files) == expected


FEW = "Keep the paper about the {{ travel_fee }}."
HTML = "a phone cannot show HTML. Use Markdown: **bold**, *italic*, [text](https://…)."
SHAPES = {
    "## Step": (
        '"Step" is not one of the four headings. Use these, in English in every language: '
        "## Steps, ## Good to know, ## Beware, ## Contacts."
    ),
    "# Steps": (
        '"Steps" is not one of the four headings. Use these, in English in every language: '
        "## Steps, ## Good to know, ## Beware, ## Contacts."
    ),
    "##Steps": "a heading has no space after ##. Write ## Steps.",
    "## Steps\n\nx": 'the heading "Steps" stands twice. Join the two sections.',
    "| a | b |\n|---|---|\n| c | d |": (
        "a phone cannot show a table. Write a list, or a fact that is a table."
    ),
    "![x](https://a.jp/i.png)": "a phone cannot show an image. Write a "
    "link instead: [text](https://…).",
    "a <b>bold</b>": HTML,
    "<div>x</div>": HTML,
    "> said": "a phone cannot show a quotation (> at the start of a line). "
    "Write a plain paragraph.",
    "`code`": "a phone cannot show code between backticks. Take the "
    "backticks out, or use **bold**.",
    "```\ncode\n```": "a phone cannot show a block of code (```). Write a plain paragraph.",
    "***": "a phone cannot show a line across the page. Take it out, or use a section.",
    "~~old~~": "a phone cannot show struck-out text. Take the words out.",
    "[x](tel:110)": 'the link "tel:110" does not begin with https://. Write the whole address.',
    "[x](https://a.jp b)": "a link is not complete. Write [text](https://…).",
    "** bold **": (
        "the signs of bold text stay visible. "
        "Put them directly around the words, without punctuation inside."
    ),
    "- a\n  - b": "a list stands inside a list. Make it one list, of one level.",
    "- a\n\n  b": "a point of a list has two paragraphs. Make two points of it.",
    "- ## Steps": "a heading stands inside a list. Begin it at the margin.",
}


@pytest.mark.parametrize("text", SHAPES)
def test_markdown_that_telegram_cannot_show_is_refused(text: str) -> None:
    english_text = f"Short answer.\n\n## Steps\n\nGo.\n\n{text}\n\n{FEW} {{{{ hotline }}}}"
    files = tree(page(body=english_text))
    files = {path: content for path, content in files.items() if path not in {JA, VI}}

    found = said(files)

    assert any(SHAPES[text] in problem for problem in found), found
    assert found[0].startswith(f"knowledge/{EN}:{EN_BODY + 6}") or "- a" in text, found


def test_sections_have_an_order_and_a_text() -> None:
    body = "Short {{ travel_fee }} {{ hotline }}.\n\n## Beware\n\n## Steps\n1. x"
    files = tree(page(body=body))
    files = {path: content for path, content in files.items() if path not in {JA, VI}}

    assert said(files) == [
        (
            f'knowledge/{EN}:{EN_BODY + 2}: the section "Beware" is empty. '
            "Write it, or take the heading out."
        ),
        (
            f'knowledge/{EN}:{EN_BODY + 4}: the heading "Steps" is out of order. '
            "The order is: ## Steps, ## Good to know, ## Beware, ## Contacts."
        ),
    ]


def test_page_begins_with_its_short_answer() -> None:
    files = tree(page(body="1. Ask {{ travel_fee }} {{ hotline }}."))
    files = {path: content for path, content in files.items() if path not in {JA, VI}}

    assert said(files) == [
        (
            f"knowledge/{EN}:{EN_BODY}: the page does not begin with its short answer. "
            "Write a paragraph first."
        )
    ]


def test_clean_base_has_neither_errors_nor_warnings() -> None:
    assert examine(tree(), today=TODAY)[1] == []
    assert check(samples.knowledge(), today=TODAY) == []


@pytest.mark.parametrize(
    ("english_text", "vietnamese_text"),
    [
        ("Within 1,000 days.", "Trong 1.000 ngày."),
        ("It takes 1.5 hours.", "Mất 1,5 giờ."),
        ("Call 0120-531-406.", "Gọi số 0120 531 406."),
        ("Status SSW (i) is meant.", "Đó là 特定技能1号."),
        ("You need the test N4.", "Bạn cần bài thi N4."),
        ("See https://a.jp/1.", "Xem https://a.jp/1。"),
        ("1. One\n2. Two", "3. Một\n4. Hai"),
    ],
)
def test_figures_written_in_another_way_are_the_same(
    english_text: str, vietnamese_text: str
) -> None:
    original = page(body=f"Short answer in English.\n\n{english_text}\n\n{ENGLISH}")
    translated = page(
        "vi",
        body=f"Câu trả lời ngắn.\n\n{vietnamese_text}\n\n{VIETNAMESE}",
        of=original.revision,
    )
    files = tree(
        original,
        translated,
        files={
            JA: None,
            "glossary.yaml": '- {term: 特定技能1号, reading: とくてい, forms: ["SSW (i)"]}',
        },
    )

    assert said(files) == []


WARNINGS = {
    "unused fact": (
        {**tree(), "facts.yaml": (FACTS_YAML + MONEY).encode()},
        [
            (
                f'knowledge/facts.yaml:{LAST + 1}: the fact "fee" is used nowhere. Use '
                "it, or take it out."
            )
        ],
    ),
    "fact past its day": (
        tree(files={"facts.yaml": FACTS_YAML.replace("2027-05-24", "2026-11-23")}),
        [
            (
                'knowledge/facts.yaml:7: the fact "travel_fee" should have been '
                "checked by 2026-11-23. "
                "Check it."
            )
        ],
    ),
    "fact on hold": (
        tree(
            files={
                "facts.yaml": FACTS_YAML.replace(
                    "  ask: hotline", "  hold: {since: 2026-11-20, reason: x}\n  ask: hotline"
                )
            }
        ),
        [
            (
                'knowledge/facts.yaml:8: the fact "travel_fee" is on hold since 2026-11-20. '
                "Check it, lift the hold."
            )
        ],
    ),
    "fact without a value today": (
        tree(
            files={
                "facts.yaml": FACTS_YAML.replace(
                    "value: 6000", "value: 6000\n      valid_until: 2026-11-01"
                )
            }
        ),
        [
            (
                'knowledge/facts.yaml:4: no value of the fact "travel_fee" holds today. '
                "Add the value, or value: unknown with valid_from."
            )
        ],
    ),
    "topic past its review": (
        topic(
            "date: 2026-11-24, by: Kaerimichi}\nreview_by: 2027-02-22",
            "date: 2026-08-24, by: Kaerimichi}\nreview_by: 2026-11-23",
        ),
        [
            (
                f"knowledge/{TOPIC_FILE}:11: the topic should have been reviewed by 2026-11-23. "
                "Review it."
            )
        ],
    ),
    "translation out of date": (
        tree(page("vi", of="0" * 12)),
        [
            (
                f"knowledge/{VI}:10: the English page has changed since this translation. "
                "Bring it up to date; or, if the meaning is the same, declare a small edit."
            )
        ],
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_warned_but_not_refused(name: str) -> None:
    files, expected = WARNINGS[name]

    assert said(files, Severity.WARNING) == expected
    assert said(files) == []


def test_every_problem_comes_at_once_of_form_and_of_content() -> None:
    files = tree(
        page("vi", questions=("một",)),
        files={f"{TOPIC}/ja.md": "no front matter", "glossary.yaml": "x"},
    )

    assert [problem.split(": ")[0] for problem in said(files)] == [
        "knowledge/glossary.yaml:1",
        f"knowledge/{JA}:1",
        f"knowledge/{VI}:3",
    ]


def test_naming_a_broken_fact_or_topic_is_no_second_problem() -> None:
    files = {
        **tree(files={TOPIC_FILE: TOPIC_YAML.replace("related: []", "related: [leave/broken]")}),
        "leave/broken/topic.yaml": b"countries: [XX]\n",
        "facts.yaml": FACTS_YAML.replace("value: 6000", "value: x").encode(),
    }

    assert {problem.split(":")[0] for problem in said(files)} == {
        "knowledge/facts.yaml",
        "knowledge/leave/broken/topic.yaml",
    }


def test_broken_english_page_is_not_also_missing() -> None:
    assert said(tree(files={EN: "broken"})) == [
        (
            f"knowledge/{EN}:1: the page does not begin with its title and questions between two "
            "lines of ---. Add them."
        )
    ]


@given(
    title=st.text(min_size=1, max_size=20),
    text=st.lists(
        st.sampled_from(
            ["{{ travel_fee }}", "{{", "## Steps\n", "- ", "1. ", "\n", "> ", "|", "**"]
        )
        | st.sampled_from(["https://a.jp", "[a](b)", "<b>", "4８၄", "0120-531-406", "```\n"])
        | st.text(max_size=30),
        max_size=12,
    ).map("".join),
    code=st.sampled_from(["en", "vi", "ja", "fil", "my"]),
)
def test_any_text_is_checked_without_a_crash(title: str, text: str, code: str) -> None:
    changed = replace(page("en" if code == "en" else "vi"), language=code, title=title, body=text)
    knowledge = samples.knowledge()
    pages = {**knowledge.topics[TOPIC].pages, code: changed}
    topics = {TOPIC: replace(knowledge.topics[TOPIC], pages=pages)}

    problems = check(replace(knowledge, topics=topics), today=TODAY, tree=tree())

    assert all(str(problem) for problem in problems)


def test_without_files_problems_have_no_line() -> None:
    knowledge = samples.knowledge(tree(page("vi", questions=("một",))))

    assert [str(problem) for problem in check(knowledge, today=TODAY)] == [
        (
            f"knowledge/{VI}: the page has too few questions (1), at least 6 are needed. "
            "Add how people ask for this."
        )
    ]


def test_texts_known_to_be_valid_are_not_read_again_and_others_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[tuple[str, str]] = []

    def note(one: Page, *_: object) -> tuple[()]:
        read.append((one.topic, one.language))
        return ()

    monkeypatch.setattr("bot.knowledge.checking._check_text", note)
    valid = samples.knowledge()
    changed = samples.knowledge(tree(page("vi", title="Ai trả tiền vé máy bay")))
    english = samples.knowledge(samples.with_english("Another text."))
    for after, expected in (
        (valid, []),
        (changed, ["vi"]),
        (english, ["en", "ja", "vi"]),
    ):
        read.clear()
        check(after, today=TODAY, valid=valid)
        assert sorted(language for _, language in read) == expected
    renamed = replace(valid, glossary=(Term("年金", "ねんきん"),))
    read.clear()
    check(renamed, today=TODAY, valid=valid)
    assert len(read) == 3


def test_one_page_is_checked_as_the_whole_would_be() -> None:
    body = VIETNAMESE.replace("{{ travel_fee }}", "{{ nothing }} 48")
    changed = page("vi", body=body, questions=("who pays my ticket home",))
    whole = samples.knowledge(tree(changed))

    alone = {finding.message for finding in check_page(whole, changed)}

    problems = check(whole, today=TODAY)
    assert alone == {one.message for one in problems if one.path == f"{TOPIC}/vi.md"}
    assert len(alone) >= 4
