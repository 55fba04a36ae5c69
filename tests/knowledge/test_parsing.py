"""Structure of the files: every problem at once, with its line and remedy; nothing crashes.

Long because it is mostly a table: one case for each message.
"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Page
from bot.knowledge.parsing import Parser, dump_page, parse, parse_page, revision_of
from bot.knowledge.translation import Translation, TranslationStatus
from tests.knowledge import samples
from tests.knowledge.samples import SOURCE, TODAY, TOPIC, TOPIC_YAML

FACTS = "facts.yaml"
TOPIC_FILE = f"{TOPIC}/topic.yaml"
VI = f"{TOPIC}/vi.md"
EN = f"{TOPIC}/en.md"
PAGE = '---\ntitle: "T"\nquestions: ["q"]\n---\nText.\n'


def said(tree: dict[str, bytes]) -> list[str]:
    knowledge, problems = parse(tree)
    assert (knowledge is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_clean_tree_has_no_problem() -> None:
    knowledge, problems = parse(samples.tree())

    assert problems == []
    assert knowledge is not None
    assert list(knowledge.topics) == [TOPIC]
    assert set(knowledge.topics[TOPIC].pages) == {"en", "ja", "vi"}
    assert knowledge.topics[TOPIC].pages["vi"] == samples.page("vi")
    assert set(knowledge.facts) == {"travel_fee", "hotline"}


def fact(text: str) -> dict[str, bytes]:
    return samples.tree(files={FACTS: samples.FACTS_YAML + text})


def topic(old: str, new: str) -> dict[str, bytes]:
    assert old in TOPIC_YAML
    return samples.tree(files={TOPIC_FILE: TOPIC_YAML.replace(old, new)})


def raw(path: str, content: str | bytes) -> dict[str, bytes]:
    return samples.tree(files={path: content})


def vi(translation: str) -> dict[str, bytes]:
    text = PAGE.replace("---\nText", f"translation: {translation}\n---\nText")
    return raw(VI, text)


MONEY = 'x:\n  about: "A"\n  kind: money\n  values:\n    - value: VALUE\n      source: ' + SOURCE
MONEY += "\n  check_by: 2027-05-24\n"


def money(value: str) -> str:
    return MONEY.replace("VALUE", value)


#: Lines of the sample facts, behind which the facts of a case stand.
LAST = samples.FACTS_YAML.count("\n")

CASES = {
    "not yaml": (
        raw(TOPIC_FILE, "countries: [\n"),
        [
            (
                f"knowledge/{TOPIC_FILE}:2: this cannot be read (did not find expected "
                "node content). "
                "Correct this line or the one before it."
            )
        ],
    ),
    "repeated key": (
        topic("urgent: false\n", "urgent: false\nurgent: true\n"),
        [
            (
                f'knowledge/{TOPIC_FILE}:4: "urgent" stands here a second time. '
                "Correct this line or the one before it."
            )
        ],
    ),
    "unknown key": (
        topic("urgent:", "urgnt:"),
        [
            (
                f'knowledge/{TOPIC_FILE}:3: "urgnt" is not a known field of the file. '
                "Take it out, or "
                "correct it to one of: countries, statuses, sources, reviewed, review_by, urgent, "
                "related, tools, aliases, hold."
            )
        ],
    ),
    "missing key": (
        topic("countries: []\n", ""),
        [f'knowledge/{TOPIC_FILE}:1: the field "countries" of the file is missing. Add it.'],
    ),
    "two problems at once": (
        topic("countries: []\nstatuses: []", "countries: [XX]\nstatuses: [ssw9]"),
        [
            (
                f'knowledge/{TOPIC_FILE}:1: "XX" is not a known home country. '
                "Write one of: VN, ID, PH, MM, NP, KH, TH, CN, MN, BD, LK."
            ),
            (
                f'knowledge/{TOPIC_FILE}:2: "ssw9" is not a known status of residence. '
                "Write one of: "
                "technical-intern, ikusei-shuro, ssw1, ssw2, engineer, care-worker, "
                "designated-activities, student, dependent, spouse, permanent, irregular."
            ),
        ],
    ),
    "wrong type": (
        topic("urgent: false", "urgent: maybe"),
        [f'knowledge/{TOPIC_FILE}:3: urgent is "maybe". Write true or false.'],
    ),
    "list expected": (
        topic("related: []", "related: leave/checklist"),
        [
            (
                f'knowledge/{TOPIC_FILE}:12: related is "leave/checklist". '
                "Write a list, or [] for an empty one."
            )
        ],
    ),
    "no source": (
        raw(
            TOPIC_FILE,
            TOPIC_YAML[: TOPIC_YAML.index("sources")]
            + "sources: []\n"
            + TOPIC_YAML[TOPIC_YAML.index("reviewed") :],
        ),
        [
            (
                f"knowledge/{TOPIC_FILE}:4: the topic has no source. "
                "Add at least one page that was read."
            )
        ],
    ),
    "source without a link": (
        topic("https://www.example.go.jp/a.html", "www.example.go.jp"),
        [
            (
                f'knowledge/{TOPIC_FILE}:5: url is "www.example.go.jp". '
                "Write a link that begins with https:// or http://, without spaces."
            )
        ],
    ),
    "source in an unknown language": (
        topic("language: ja", "language: jp"),
        [
            (
                f'knowledge/{TOPIC_FILE}:8: "jp" is not a known language. Write one of: '
                "en, ja, vi, id, fil, my, ne, km, th, zh_Hans, mn, bn, si."
            )
        ],
    ),
    "day that does not exist": (
        topic("review_by: 2027-02-22", "review_by: 2027-02-30"),
        [
            (
                f'knowledge/{TOPIC_FILE}:11: review_by is "2027-02-30", a day that does not exist. '
                "Correct it."
            )
        ],
    ),
    "time instead of a day": (
        topic("review_by: 2027-02-22", "review_by: 2027-02-22 10:00:00"),
        [
            (
                f'knowledge/{TOPIC_FILE}:11: review_by is "2027-02-22 10:00:00". '
                "Write a day as YYYY-MM-DD."
            )
        ],
    ),
    "review too far away": (
        topic("review_by: 2027-02-22", "review_by: 2028-02-22"),
        [
            (
                f"knowledge/{TOPIC_FILE}:11: review_by is more than a year after the last review. "
                "Write a nearer day."
            )
        ],
    ),
    "review before the last": (
        topic("review_by: 2027-02-22", "review_by: 2026-02-22"),
        [f"knowledge/{TOPIC_FILE}:11: review_by is before the day of the last review. Correct it."],
    ),
    "related twice": (
        topic("related: []", "related: [leave/a, leave/a]"),
        [f'knowledge/{TOPIC_FILE}:12: "leave/a" stands here twice. Take one out.'],
    ),
    "tool name": (
        topic("tools: []", "tools: [Pension Calculator]"),
        [
            (
                f'knowledge/{TOPIC_FILE}:13: tools is "Pension Calculator". '
                "Write a name in small letters with hyphens."
            )
        ],
    ),
    "alias of a topic": (
        topic("aliases: []", f"aliases: [{TOPIC}]"),
        [f'knowledge/{TOPIC_FILE}: the alias "{TOPIC}" already leads to {TOPIC}. Take it out.'],
    ),
    "no topic file": (
        samples.tree(files={TOPIC_FILE: None}),
        [
            (
                f"knowledge/{TOPIC_FILE}: the topic has pages but no topic.yaml. "
                "Add it, with sources and review dates."
            )
        ],
    ),
    "nothing": (
        {"facts.yaml": b""},
        ["knowledge: there is no topic. Add one, or choose another folder."],
    ),
    "unknown area": (
        raw("money/tax/topic.yaml", TOPIC_YAML),
        [
            (
                'knowledge/money/tax/topic.yaml: "money" is not an area. '
                "Move the folder to one of: stay, work, leave, skills, home, help."
            )
        ],
    ),
    "folder name": (
        raw("leave/Tax_Refund/topic.yaml", TOPIC_YAML),
        [
            (
                'knowledge/leave/Tax_Refund/topic.yaml: the folder name "Tax_Refund" does not fit '
                "into links. Use small letters a to z, digits and single hyphens."
            )
        ],
    ),
    "folder name too long": (
        raw(f"leave/{'a' * 40}/topic.yaml", TOPIC_YAML),
        [
            (
                f"knowledge/leave/{'a' * 40}/topic.yaml: the name leave/{'a' * 40} has "
                "46 characters, "
                "too many for a button. Use at most 42."
            )
        ],
    ),
    "file of another kind": (
        raw("leave/travel-cost/notes.yaml", "a: 1"),
        [
            (
                "knowledge/leave/travel-cost/notes.yaml: this file has no place in the "
                "knowledge base. "
                "Rename it, or move it away."
            )
        ],
    ),
    "page in an unknown language": (
        raw(f"{TOPIC}/vn.md", PAGE),
        [
            (
                f'knowledge/{TOPIC}/vn.md: "vn" is not a known language. Rename the '
                "file to one of: "
                "en, ja, vi, id, fil, my, ne, km, th, zh_Hans, mn, bn, si."
            )
        ],
    ),
    "page without front matter": (
        raw(EN, "# Title\n\nText."),
        [
            (
                f"knowledge/{EN}:1: the page does not begin with its title and "
                "questions between two "
                "lines of ---. Add them."
            )
        ],
    ),
    "page without text": (
        raw(EN, '---\ntitle: "T"\nquestions: ["q"]\n---\n \n'),
        [f"knowledge/{EN}:2: the page has no text under its title and questions. Write it."],
    ),
    "page without title": (
        raw(EN, '---\nquestions: ["q"]\n---\nText.\n'),
        [f'knowledge/{EN}:2: the field "title" of the file is missing. Add it.'],
    ),
    "title that is a number": (
        raw(EN, '---\ntitle: 2027\nquestions: ["q"]\n---\nText.\n'),
        [f"knowledge/{EN}:2: title is 2027. Write text, in quotes."],
    ),
    "empty question": (
        raw(EN, '---\ntitle: "T"\nquestions:\n  - "q"\n  - ""\n---\nText.\n'),
        [f"knowledge/{EN}:5: questions is empty. Write it, or take it out."],
    ),
    "question of two lines": (
        raw(EN, '---\ntitle: "T"\nquestions:\n  - "q\\nr"\n---\nText.\n'),
        [f"knowledge/{EN}:4: questions has more than one line. Write it in one."],
    ),
    "english as a translation": (
        raw(EN, PAGE.replace("---\nText", "translation: {}\n---\nText")),
        [f"knowledge/{EN}:4: English is the original, not a translation. Take this line out."],
    ),
    "translation not noted": (
        raw(VI, PAGE),
        [
            (
                f'knowledge/{VI}:2: the field "translation" is missing. Add the revision of the '
                "English page that this one was made from, its status, by whom and when."
            )
        ],
    ),
    "translation without its revision": (
        vi('{status: draft, by: "K", date: 2026-11-24}'),
        [f'knowledge/{VI}:4: the field "of" of translation is missing. Add it.'],
    ),
    "revision without quotes": (
        vi("{of: 123456789012, status: draft, by: K, date: 2026-11-24}"),
        [f"knowledge/{VI}:4: of is 123456789012. Write text, in quotes."],
    ),
    "revision of the wrong length": (
        vi('{of: "abc", status: draft, by: K, date: 2026-11-24}'),
        [
            (
                f'knowledge/{VI}:4: of is "abc". '
                "Write the 12 characters of an English revision, in quotes."
            )
        ],
    ),
    "unknown status of a translation": (
        vi('{of: "123456789012", status: final, by: K, date: 2026-11-24}'),
        [f'knowledge/{VI}:4: status is "final". Write one of: draft, reviewed.'],
    ),
    "not utf-8": (
        raw(VI, b"---\n\xff\n---\n"),
        [f"knowledge/{VI}:2: the text is not UTF-8. Save the file as UTF-8."],
    ),
    "control character": (
        raw(VI, "---\n---\na\x00b"),
        [f"knowledge/{VI}:3: there is an invisible control character. Type the line anew."],
    ),
    "accents apart": (
        raw(VI, unicodedata.normalize("NFD", "---\n---\ntiền")),
        [
            (
                f"knowledge/{VI}:3: letters and their marks are stored in another form than "
                "elsewhere. Save the file in Unicode NFC."
            )
        ],
    ),
    "fact name": (
        fact(money("1").replace("x:", "X-1:")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 1}: the fact name "X-1" cannot be used. '
                "Use small letters, digits and underscores; begin with a letter."
            )
        ],
    ),
    "fact without values": (
        fact('x:\n  about: "A"\n  kind: money\n  values: []\n  check_by: 2027-05-24\n'),
        [
            (
                f"knowledge/facts.yaml:{LAST + 4}: the fact has no value. "
                "Add at least one, with its source."
            )
        ],
    ),
    "fact without check_by": (
        fact(money("1").replace("  check_by: 2027-05-24\n", "")),
        [f'knowledge/facts.yaml:{LAST + 1}: the field "check_by" of x is missing. Add it.'],
    ),
    "fact without source": (
        fact('x:\n  about: "A"\n  kind: money\n  values: [{value: 1}]\n  check_by: 2027-05-24\n'),
        [f'knowledge/facts.yaml:{LAST + 4}: the field "source" of values is missing. Add it.'],
    ),
    "fact of an unknown kind": (
        fact(money("1").replace("money", "yen")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 3}: kind is "yen". Write one of: money, duration, '
                "number, percent, date, phone, url, text, contact, table."
            )
        ],
    ),
    "money with a decimal": (
        fact(money("12.5")),
        [f"knowledge/facts.yaml:{LAST + 5}: value is 12.5. Write a whole number, such as 6000."],
    ),
    "money with a separator": (
        fact(money("6,000")),
        [f'knowledge/facts.yaml:{LAST + 5}: value is "6,000". Write a whole number, such as 6000.'],
    ),
    "money too big for anybody": (
        fact(money("{amount: 1.0e+999999, currency: VND}")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 5}: amount is "1.0e+999999". '
                "Write a number, such as 28 or 1.25."
            )
        ],
    ),
    "currency": (
        fact(money("{amount: 1, currency: dong}")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 5}: currency is "dong". '
                "Write a currency of three letters, like VND."
            )
        ],
    ),
    "empty duration": (
        fact(money("{years: 0}").replace("money", "duration")),
        [
            (
                f"knowledge/facts.yaml:{LAST + 5}: the duration is empty. "
                "Write it like {years: 2, months: 6}."
            )
        ],
    ),
    "telephone number": (
        fact(money('"call us"').replace("money", "phone")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 5}: value is "call us". '
                "Write a telephone number in quotes, like 0120-531-406."
            )
        ],
    ),
    "unknown without a day": (
        fact(money("unknown")),
        [
            (
                f"knowledge/facts.yaml:{LAST + 5}: the value is unknown, but not since when. "
                "Add valid_from, the first day."
            )
        ],
    ),
    "overlap": (
        fact(
            money("1").replace("  check_by", f"    - value: 2\n      source: {SOURCE}\n  check_by")
        ),
        [
            (
                f"knowledge/facts.yaml:{LAST + 7}: two values hold on the same days. "
                "Give the earlier one valid_until, the later one valid_from."
            )
        ],
    ),
    "period that ends first": (
        fact(money("1\n      valid_from: 2027-01-02\n      valid_until: 2027-01-01")),
        [
            (
                f"knowledge/facts.yaml:{LAST + 7}: valid_until is before valid_from. "
                "Correct one of them."
            )
        ],
    ),
    "labels without a table": (
        fact(money("1") + "  labels: {}\n"),
        [
            (
                f'knowledge/facts.yaml:{LAST + 8}: only a table has "labels". '
                "Take it out, or write kind: table."
            )
        ],
    ),
    "table of nothing": (
        fact(money("{a: 1}").replace("money", "table")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 1}: the field "of" of the table is missing. '
                "Write of: money, or another kind."
            )
        ],
    ),
    "table without rows": (
        fact(money("{}").replace("money", "table\n  of: money")),
        [f"knowledge/facts.yaml:{LAST + 6}: the table has no rows. Add at least one."],
    ),
    "table of tables": (
        fact(money("{a: 1}").replace("money", "table\n  of: table")),
        [f"knowledge/facts.yaml:{LAST + 4}: a table cannot hold tables. Write another kind."],
    ),
    "row name": (
        fact(money("{Tokyo To: 1}").replace("money", "table\n  of: money")),
        [
            (
                f'knowledge/facts.yaml:{LAST + 6}: the row name "Tokyo To" cannot be used. '
                "Use small letters, digits, hyphens and underscores."
            )
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_problem_has_file_line_reason_and_remedy(name: str) -> None:
    tree, expected = CASES[name]

    assert said(tree) == expected


NAME = 'name: {en: "A", ja: "あ"}'


def calls(number: str, hours: str) -> str:
    return f'{{{NAME}, phones: [{{number: "{number}", hours: [{{{hours}}}]}}]}}'


def contact(value: str) -> dict[str, bytes]:
    return fact(money(value).replace("money", "contact"))


CONTACTS = {
    f"{{{NAME}}}": "nothing says how to reach this contact. Add phones, abroad, web or chat.",
    '{name: {en: "A"}, web: "https://a.jp"}': "name has no text in: ja. Add it.",
    f"{{{NAME}, phones: [{{number: 110, hours: []}}]}}": "number is 110. Write text, in quotes.",
    f'{{{NAME}, phones: [{{number: "110", languages: [vn]}}]}}': (
        '"vn" is not a known language. Write one of: '
        "en, ja, vi, id, fil, my, ne, km, th, zh_Hans, mn, bn, si."
    ),
    calls("110", 'days: [mo], from: "09:00", to: "17:00"'): (
        '"mo" is not a known weekday. Write one of: mon, tue, wed, thu, fri, sat, sun.'
    ),
    calls("110", 'days: [], from: "09:00", to: "17:00"'): (
        "no weekday is given. Write for example [mon, tue]."
    ),
    calls("110", 'days: [mon], from: 09:00, to: "17:00"'): (None),
    calls("110", 'days: [mon], from: "9", to: "17:00"'): (
        'from is "9". Write a time in quotes, like "09:00".'
    ),
    calls("1", 'days: [mon], from: "09:00", to: "09:00"'): (
        'it opens and closes at the same time. For always write "00:00" to "24:00".'
    ),
    f'{{{NAME}, web: "https://a.jp", note: {{en: "only 2 days", ja: "あ"}}}}': (
        "a note of a contact has digits. Write it in words, or make a fact of it."
    ),
    f'{{{NAME}, web: "https://a.jp", reports_status: maybe}}': (
        'reports_status is "maybe". Write one of: yes, no, unknown.'
    ),
    f'{{{NAME}, web: "https://a.jp", reports_status: no}}': None,
}


@pytest.mark.parametrize("value", CONTACTS)
def test_contact_of_the_wrong_form_is_refused(value: str) -> None:
    expected = CONTACTS[value]

    assert said(contact(value)) == (
        [] if expected is None else [f"knowledge/facts.yaml:{LAST + 5}: {expected}"]
    )


LONG = "a" * 43
LISTS = {
    ("situations.yaml", "- {id: a, title: {en: A}, topics: []}"): (
        "1: title has no text in: ja, vi, id, fil, my, ne, km, th, zh_Hans, mn, bn, si. Add it."
    ),
    ("glossary.yaml", "- {term: 入管, reading: a}\n- {term: 入管, reading: b}"): (
        '2: "入管" stands in this file twice. Take one out.'
    ),
    ("glossary.yaml", "- {term: 入管, reading: a, status: visa}"): (
        '1: "visa" is not a known status of residence. Write one of: technical-intern, '
        "ikusei-shuro, ssw1, ssw2, engineer, care-worker, designated-activities, student, "
        "dependent, spouse, permanent, irregular."
    ),
    ("danger/kinds.yaml", "- {id: a, level: soon, topics: [], contacts: []}"): (
        '1: level is "soon". Write one of: now, serious.'
    ),
    ("danger/kinds.yaml", f"- {{id: {LONG}, level: now, topics: [], contacts: []}}"): (
        f'1: id is "{LONG}". Write a name in small letters with hyphens, at most 42 characters.'
    ),
    ("danger/xx.yaml", "a: []"): (
        ' "xx" is not a known language. Rename the file to one of: '
        "en, ja, vi, id, fil, my, ne, km, th, zh_Hans, mn, bn, si."
    ),
    ("danger/en.yaml", 'violence:\n  - "(hit|beat me"'): (
        '2: the phrase "(hit|beat me" has brackets that do not fit. Write a choice as (a|b c).'
    ),
    ("danger/en.yaml", 'violence: ["(hit|) me"]'): (
        '1: the phrase "(hit|) me" has an empty choice. Take out the | that is too many.'
    ),
    ("danger/en.yaml", 'violence: ["* *"]'): (
        '1: the phrase "* *" has no word. Write at least one beside the *.'
    ),
    ("speech/en.yaml", 'greeting: ["hello"]'): (
        '1: "greeting" is not a known field of the file. '
        "Take it out, or correct it to one of: latin, greetings, thanks, out_of_scope."
    ),
}


@pytest.mark.parametrize(("path", "text"), LISTS)
def test_smaller_files_are_checked_too(path: str, text: str) -> None:
    expected = LISTS[path, text]

    found = said(samples.tree(files={path: text}))

    assert found == [f"knowledge/{path}:{expected}"]


def test_line_breaks_and_byte_order_mark_of_windows_change_nothing() -> None:
    tree = samples.tree()
    windows = {
        path: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n") for path, content in tree.items()
    }

    knowledge, problems = parse(windows)

    assert problems == []
    assert knowledge is not None
    assert knowledge.topics == samples.knowledge().topics


def test_alias_leads_to_the_topic() -> None:
    knowledge = samples.knowledge(topic("aliases: []", "aliases: [leave/old-name]"))

    assert knowledge.topic("leave/old-name") is knowledge.topics[TOPIC]


def test_only_changed_files_are_parsed_again() -> None:
    parser = Parser()
    before = parser.parse(samples.tree()).knowledge.topics[TOPIC].pages

    after = parser.parse(samples.tree(samples.page("vi", title="Ai trả?"))).knowledge

    assert after.topics[TOPIC].pages["en"] is before["en"]
    assert after.topics[TOPIC].pages["vi"].title == "Ai trả?"


def test_revision_is_of_title_and_body_without_questions() -> None:
    assert revision_of("T", "B") == "e1725446192b"


@pytest.mark.parametrize("name", ["facts.yaml", "glossary.yaml", TOPIC_FILE, VI, "danger/en.yaml"])
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_without_a_crash(name: str, content: bytes) -> None:
    knowledge, problems = parse(samples.tree(files={name: content}))

    assert knowledge is not None or problems


yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["about", "kind", "values", "value", "source", "labels", "name", "phones", "hours"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(value=yaml_values, kind=st.sampled_from(["money", "contact", "table", "duration"]))
def test_any_yaml_is_read_without_a_crash(value: object, kind: str) -> None:
    import yaml

    text = yaml.safe_dump(
        {"a": value, "b": {"kind": kind, "of": kind, "values": [{"value": value}]}},
        allow_unicode=True,
    )

    knowledge, problems = parse(samples.tree(files={FACTS: text}))

    assert knowledge is None
    assert all(problem.path == FACTS for problem in problems)


def plain_text(text: str) -> str:
    kept = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


line = st.text(max_size=40).map(plain_text).filter(bool)
body = (
    st.lists(line, min_size=1, max_size=5)
    .map("\n".join)
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(bool)
)
translations = st.builds(
    Translation,
    of=st.text("0123456789abcdef", min_size=12, max_size=12),
    status=st.sampled_from(TranslationStatus),
    by=line,
    date=st.dates(),
)


@given(title=line, questions=st.lists(line, max_size=4), text=body, made=translations)
def test_page_written_and_read_is_the_same(
    title: str, questions: list[str], text: str, made: Translation
) -> None:
    page = Page(TOPIC, "vi", title, tuple(questions), text, revision_of(title, text), made)

    tree = samples.tree(files={VI: dump_page(page)})
    knowledge, problems = parse(tree)

    assert problems == []
    assert knowledge is not None
    assert knowledge.topics[TOPIC].pages["vi"] == page
    assert parse_page(VI, dump_page(page).decode()) == (page, [])


def test_days_are_the_days_of_the_sample() -> None:
    """The cases above rest on it."""
    assert samples.page("vi").translation is not None
    assert samples.page("vi").translation.date == TODAY
