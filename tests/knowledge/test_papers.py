"""The table of papers and home countries: read as it is meant, every mistake said with its line."""

import pytest

from bot.knowledge.checking import examine
from bot.knowledge.files import Tree
from bot.knowledge.papers import Level, Worth
from bot.knowledge.parsing import Parser
from bot.knowledge.words import parsed
from bot.languages import COUNTRY_LANGUAGES
from tests.knowledge.samples import TODAY, TOPIC, tree

URL = "https://www.example.go.jp/a.html"
SEEN = "".join(f'  {code}: {{see: "An office", bring: "Papers"}}\n' for code in COUNTRY_LANGUAGES)
HOMES = "".join(f'  {code}: {{topic: {TOPIC}, source: "{URL}"}}\n' for code in COUNTRY_LANGUAGES)
OTHER = "".join(f"      {code}: {{worth: unknown}}\n" for code in COUNTRY_LANGUAGES if code != "VN")
PAPERS = f"""countries:
{HOMES}
papers:
  - id: trade-test
    japanese: "技能検定"
    reading: "ginō kentei"
    topics: [{TOPIC}]
    source: "{URL}"
    levels:
      - {{id: basic, japanese: "基礎級"}}
      - {{id: n5, japanese: "N5", beside: "CEFR A1"}}
    worth:
      VN: {{worth: test, notes: [hard]}}
{OTHER}"""
WORTHS = "".join(
    f'  {worth.value}: {{label: "L", text: "T", see: "S", bring: "B"}}\n' for worth in Worth
)
ENGLISH = f"""papers:
  trade-test:
    name: "Trade test"
    proves: "Passed for {{{{ travel_fee }}}}, grade 3."
    issuer: "The prefecture."
    levels:
      basic: "The first"
worths:
{WORTHS}
countries:
{SEEN}
notes:
  hard: "It is hard."
"""
VIETNAMESE = f"""translation: {{of: "000000000000", status: draft, by: "A", date: 2026-11-20}}
papers:
  trade-test:
    name: "Thi tay nghề"
    proves: "Đậu với {{{{ travel_fee }}}}, cấp 3."
    issuer: "Tỉnh."
    levels:
      basic: "Đầu tiên"
worths:
{WORTHS}
countries:
  VN: {{see: "Cơ quan", bring: "Giấy tờ"}}
notes:
  hard: "Khó."
"""


def content(papers: str = PAPERS, english: str = ENGLISH, vietnamese: str = VIETNAMESE) -> Tree:
    return {
        **tree(),
        "papers/papers.yaml": papers.encode(),
        "papers/en.yaml": english.encode(),
        "papers/vi.yaml": vietnamese.encode(),
    }


def said(files: Tree) -> list[str]:
    _, problems = examine(files, today=TODAY)
    return [str(problem) for problem in problems if "papers/" in str(problem)]


def test_the_table_is_read_as_it_is_meant() -> None:
    papers = Parser().parse(content()).knowledge.papers

    paper = papers.paper("trade-test")
    assert paper is not None
    assert paper.levels == (Level("basic", "基礎級"), Level("n5", "N5", "CEFR A1"))
    assert paper.worth["VN"].worth is Worth.TEST
    assert papers.words["vi"].papers["trade-test"].levels == {"basic": "Đầu tiên"}
    assert papers.source_of(paper, "VN") == URL
    assert papers.source_of(paper, "NP") is None  # nothing was found there


def test_a_translation_of_older_words_is_told_and_nothing_else() -> None:
    (line,) = [one for one in said(content()) if "there are no words in" not in one]

    assert line.startswith("knowledge/papers/vi.yaml:1: the English words have changed since.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("worth: test", "worth: gold", 'worth is "gold". Write one of: recognised, test,'),
        (f"topics: [{TOPIC}]", "topics: [leave/gone]", 'there is no topic "leave/gone".'),
        (
            f'source: "{URL}"\n    levels',
            'source: "https://example.org/x"\n    levels',
            f"this address is no source of {TOPIC}.",
        ),
        ("notes: [hard]", f'source: "{URL}x"', f"this address is no source of {TOPIC}, {TOPIC}."),
        ("      NP: {worth: unknown}\n", "", 'what "trade-test" is worth in NP is missing.'),
        ("      NP:", "      XX:", '"XX" is not a known home country.'),
        ("  NP: {topic", "  NP: {contacts: [nobody], topic", 'there is no contact "nobody"'),
        ("id: trade-test", "id: Trade", 'id is "Trade". Write a name in small letters'),
        ("reading:", "spoken:", '"spoken" is not a known field'),
    ],
)
def test_mistakes_in_the_table_are_told(old: str, new: str, message: str) -> None:
    assert old in PAPERS

    found = said(content(papers=PAPERS.replace(old, new)))

    assert any(message in line and "papers/papers.yaml:" in line for line in found), found


def test_a_paper_that_stands_twice_and_a_country_that_is_missing_are_told() -> None:
    twice = PAPERS + PAPERS.partition("papers:\n")[2]
    no_nepal = "\n".join(line for line in PAPERS.split("\n") if not line.startswith("  NP:"))

    assert any('"trade-test" stands here twice.' in line for line in said(content(papers=twice)))
    assert any(
        "these home countries are missing: NP." in line for line in said(content(papers=no_nepal))
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{ travel_fee }}", "5", "the facts differ from English"),
        ("cấp 3", "cấp 2", "the numbers differ from English"),
        ("Tỉnh.", "{{ gone }}", 'there is no fact "gone" in facts.yaml.'),
        ("Thi tay nghề", "Thi " * 12, "the title is longer than 34 characters."),
        ("  trade-test:", "  trade:", 'there are no words for "trade-test" of the papers.'),
        (
            "      basic:",
            "      first:",
            '"first" of the levels of "trade-test" is needed nowhere.',
        ),
        ("  hard:", "  easy:", 'there are no words for "hard" of the notes.'),
        ("  VN:", "  NP:", 'there are no words for "VN" of the countries.'),
        ("issuer:", "from:", '"from" is not a known field'),
        (
            'level: {label: "L", text: "T", see: "S", bring: "B"}',
            'level: {label: "L", text: "T"}',
            "it does not say whom to see and what to bring.",
        ),
    ],
)
def test_mistakes_in_the_words_are_told(old: str, new: str, message: str) -> None:
    current = VIETNAMESE.replace("000000000000", parsed("papers", "en", ENGLISH)[0].revision)
    assert old in current

    found = said(content(vietnamese=current.replace(old, new)))

    assert any(message in line and "papers/vi.yaml" in line for line in found), found


def test_without_english_words_or_in_an_unknown_language_nothing_is_served() -> None:
    files = dict(content())
    del files["papers/en.yaml"]
    files["papers/xx.yaml"] = b"papers: {}"

    found = said(files)

    assert any("the papers have no English words" in line for line in found)
    assert any('"xx" is not a known language' in line for line in found)
