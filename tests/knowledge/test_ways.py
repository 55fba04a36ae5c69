"""The files of the ways home: read as they are meant, and every mistake said with its line."""

import pytest

from bot.knowledge.checking import examine
from bot.knowledge.files import Tree
from bot.knowledge.parsing import Parser
from bot.knowledge.ways import Anchor, Moment
from bot.knowledge.words import parsed
from bot.languages import LANGUAGES
from tests.knowledge.samples import SOURCE, TODAY, TOPIC, tree

WAYS = f"""steps:
  - id: ticket
    topics: [{TOPIC}]
    from: leave -90
    due: leave -60
    last: leave +time_limit
    essential: true
    show: {{text: "だれが払いますか。", reading: "Dare ga haraimasu ka."}}
pathways:
  - id: intern
    steps: [ticket]
    staying: []
    unsure: [{TOPIC}]
    remembered: true
    statuses: [technical-intern]
"""
ENGLISH = """pathways:
  intern:
    title: "Home after training"
    opening: "You decide."
steps:
  ticket:
    title: "Ask who pays"
    do: "Ask before {{ time_limit }}, in writing."
    why: "Money is hard to get back."
    show: "Who pays?"
"""
VIETNAMESE = """translation: {of: "000000000000", status: draft, by: "A", date: 2026-11-20}
pathways:
  intern:
    title: "Về nước"
    opening: "Bạn quyết định."
steps:
  ticket:
    title: "Hỏi ai trả tiền"
    do: "Hỏi bằng văn bản, trước {{ time_limit }}."
    why: "Tiền khó đòi lại."
    show: "Ai trả tiền?"
"""
OLD = "000000000000"
FACT = f"""time_limit:
  about: "A time limit"
  kind: duration
  values:
    - value: {{years: 2}}
      source: {SOURCE}
  check_by: 2027-05-24
"""


def content(ways: str = WAYS, english: str = ENGLISH, vietnamese: str = VIETNAMESE) -> Tree:
    files = tree()
    return {
        **files,
        "facts.yaml": files["facts.yaml"] + FACT.encode(),
        "pathways/pathways.yaml": ways.encode(),
        "pathways/en.yaml": english.encode(),
        "pathways/vi.yaml": vietnamese.encode(),
    }


def said(files: Tree) -> list[str]:
    _, problems = examine(files, today=TODAY)
    return [str(problem) for problem in problems if "pathways" in str(problem)]


def test_a_way_is_read_as_it_is_meant() -> None:
    ways = Parser().parse(content()).knowledge.ways

    step = ways.steps["ticket"]
    assert step.start == Moment(Anchor.LEAVE, 90, before=True)
    assert step.last == Moment(Anchor.LEAVE, fact="time_limit")
    assert step.essential
    assert step.sentence.reading == "Dare ga haraimasu ka."
    assert ways.pathway("intern").statuses == {"technical-intern"}
    assert ways.words["vi"].steps["ticket"].title == "Hỏi ai trả tiền"
    assert ways.words_in("km") is ways.words["en"]


def offering(tool: str, ways: str = WAYS) -> Tree:
    files = content(ways)
    text = files[f"{TOPIC}/topic.yaml"].decode().replace("tools: []", f"tools: [{tool}]")
    return {**files, f"{TOPIC}/topic.yaml": text.encode()}


def test_a_topic_may_offer_a_way_that_exists() -> None:
    def problems(files: Tree) -> list[str]:
        return [str(one) for one in examine(files, today=TODAY)[1] if "topic.yaml" in str(one)]

    assert problems(offering("intern")) == []
    assert 'there is no calculator or pathway "inter".' in problems(offering("inter"))[0]
    assert problems(offering("inter", ways="steps: [\n")) == []  # told where it is broken


def test_a_way_is_not_named_like_a_calculator() -> None:
    found = said(
        {name: text.replace(b"id: intern", b"id: card") for name, text in content().items()}
    )

    assert any('"card" is the name of a calculator. Give the way another' in one for one in found)


def test_a_translation_of_older_words_is_told() -> None:
    found = said(content())

    assert any("pathways/vi.yaml:1: the English words have changed since." in one for one in found)


def test_a_language_without_words_is_told() -> None:
    found = said(content())

    told = [line for line in found if "there are no words in" in line]
    assert len(told) == len(LANGUAGES) - 2  # English and Vietnamese are there


def test_two_steps_of_one_name_are_refused() -> None:
    twice = WAYS.replace("pathways:\n", f"  - id: ticket\n    topics: [{TOPIC}]\npathways:\n")

    assert any('"ticket" stands in this file twice.' in line for line in said(content(twice)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("leave -90", "tomorrow", 'from is "tomorrow". Write an anchor and how far from it'),
        ("leave -90", "leave 90", 'from is "leave 90". Write an anchor'),
        ("+time_limit", "+travel_fee", '"travel_fee" is no duration in facts.yaml.'),
        ("+time_limit", "+gone", '"gone" is no duration in facts.yaml.'),
        ("steps: [ticket]", "steps: [tickets]", 'there is no step "tickets".'),
        ("unsure: [leave", "unsure: [gone", 'there is no topic "gone/travel-cost".'),
        (f"topics: [{TOPIC}]", 'topics: ["home/{cc}-jobs"]', 'there is no topic "home/vn-jobs".'),
        ("essential: true", "essential: often", "essential is neither true nor false."),
        ("    remembered: true\n", "", 'the field "remembered" of pathways is missing'),
        ("id: intern", "id: Intern", 'id is "Intern". Write a name in small letters'),
        (
            "statuses: [technical-intern]",
            "statuses: [trainee]",
            '"trainee" is not a known status of residence.',
        ),
    ],
)
def test_mistakes_in_the_ways_are_told(old: str, new: str, message: str) -> None:
    assert old in WAYS

    assert any(message in line for line in said(content(ways=WAYS.replace(old, new))))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{ time_limit }}", "2", "the facts differ from English"),
        ("văn bản", "văn bản 3", "the numbers differ from English"),
        ('    show: "Ai trả tiền?"\n', "", "a Japanese sentence needs its meaning"),
        ("Hỏi ai trả tiền", "Hỏi " * 12, "the title is longer than 34 characters."),
        ("  ticket:", "  tickets:", 'there are no words for "ticket" of the steps.'),
        ("time_limit", "time_limits", 'there is no fact "time_limits" in facts.yaml.'),
        ("why:", "reason:", '"reason" is not a known field'),
        ('translation: {of: "000000000000", status: draft, by: "A", date: 2026-11-20}\n', "", ""),
    ],
)
def test_mistakes_in_the_words_are_told(old: str, new: str, message: str) -> None:
    revision = parsed("pathways", "en", ENGLISH)[0].revision
    current = VIETNAMESE.replace(OLD, revision)
    old = old.replace(OLD, revision)
    assert old in current

    found = said(content(vietnamese=current.replace(old, new)))

    assert any(message in line and "pathways/vi.yaml" in line for line in found), found


def test_an_edit_of_english_waits_for_no_translation() -> None:
    found = said(content(vietnamese=VIETNAMESE.replace("văn bản", "văn bản 3")))

    assert not any("differ from English" in line for line in found)


def test_words_of_an_unknown_language_are_refused() -> None:
    files = {**content(), "pathways/xx.yaml": ENGLISH.encode()}

    assert any('"xx" is not a known language' in line for line in said(files)), said(files)
