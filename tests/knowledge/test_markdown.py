"""The blocks of a page, for any text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.markdown import (
    Body,
    ListItem,
    Paragraph,
    Reference,
    Span,
    parse_body,
    parse_reference,
    plain,
    references,
    render_plain,
)
from bot.knowledge.model import Section


def test_page_becomes_short_answer_opening_and_sections() -> None:
    body = parse_body(
        "Short **answer**.\n\nMore.\n\n- point\n\n## Steps\n1. One\n2. Two\n\n"
        "## Contacts\n- {{ police }}: now"
    )

    assert body == Body(
        short=(Span("Short "), Span("answer", bold=True), Span(".")),
        opening=(Paragraph((Span("More."),)), ListItem((Span("point"),))),
        sections={
            Section.STEPS: (ListItem((Span("One"),), 1), ListItem((Span("Two"),), 2)),
            Section.CONTACTS: (ListItem((Span("{{ police }}", fact="police"), Span(": now"))),),
        },
    )


def test_styles_and_links_are_kept() -> None:
    assert parse_body("*a **b*** [c {{ d }}](https://e.jp)").short == (
        Span("a ", italic=True),
        Span("b", bold=True, italic=True),
        Span(" "),
        Span("c ", href="https://e.jp"),
        Span("{{ d }}", href="https://e.jp", fact="d"),
    )


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("one\ntwo", "one two"),
        ("はい\nそう", "はいそう"),
        ("ကျွန်\nတော်", "ကျွန်တော်"),
        ("one  \ntwo", "one\ntwo"),
    ],
)
def test_line_break_is_a_space_only_where_the_script_has_spaces(source: str, shown: str) -> None:
    assert plain(parse_body(source).short) == shown


def test_numbers_of_a_list_go_on_from_its_first() -> None:
    items = parse_body("a\n\n3. x\n1. y").opening

    assert [item.number for item in items if isinstance(item, ListItem)] == [3, 4]


def test_rendered_text_shows_facts_markers_and_headings() -> None:
    body = parse_body("A {{ x }}.\n\n## Steps\n1. B\n\n## Beware\n- C")

    assert render_plain(body, str.upper) == "A X.\nSteps\n1. B\nBeware\n• C"
    assert list(references(body)) == ["x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fee", Reference("fee")),
        ("wage.tokyo", Reference("wage", "tokyo")),
        ("fee@2027-04-01", Reference("fee", None, date(2027, 4, 1))),
        ("wage.tokyo@2027-04-01", Reference("wage", "tokyo", date(2027, 4, 1))),
        ("fee@2027-02-30", None),
        ("Fee", None),
        ("fee.", None),
        ("", None),
    ],
)
def test_reference(text: str, expected: Reference | None) -> None:
    assert parse_reference(text) == expected


markdown = st.lists(
    st.sampled_from(
        [
            "\n",
            "\n\n",
            "## Steps\n",
            "# x",
            "- ",
            "  - ",
            "1. ",
            "**",
            "*",
            "_",
            "`",
            "```\n",
            ">",
            "{{ a }}",
            "{{",
            "}}",
            "[x](https://a.jp)",
            "](",
            "<b>",
            "|a|b|\n|-|-|\n",
            "    ",
            "\\",
        ]
    )
    | st.text(max_size=5),
    max_size=25,
).map("".join)


@given(text=markdown)
def test_any_text_has_blocks(text: str) -> None:
    body = parse_body(text)

    assert all(span.text for block in body.blocks for span in block.spans)
    assert render_plain(body, str) is not None


@given(text=st.text("abc 12.,-–あမ", min_size=1).filter(lambda t: t.strip() and "\n" not in t))
def test_plain_words_stay_as_they_are(text: str) -> None:
    word = "x" + " ".join(text.split()) + "x"

    assert plain(parse_body(word).short) == word
