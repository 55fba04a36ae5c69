"""Small changes to YAML files: one fact, one hold, one question; every other line stays."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.parsing import Document, parse
from bot.knowledge.patching import (
    fact_block,
    fact_data,
    with_fact,
    with_hold,
    with_out_of_scope,
    with_values,
    without_fact,
)
from tests.knowledge.samples import FACTS_YAML, knowledge, tree

TEXT = f"# Figures\n\n# == Money ==\n\n{FACTS_YAML}"


def facts_of(text: str) -> dict[str, object]:
    found, problems = parse(tree(files={"facts.yaml": text}))
    assert found is not None, problems
    return dict(found.facts)


def test_fact_written_from_its_own_values_is_the_same_fact() -> None:
    for name in ("travel_fee", "hotline"):
        data = fact_data(TEXT, name)
        assert data is not None

        after = with_fact(TEXT, name, data)

        assert facts_of(after) == dict(knowledge().facts)
        assert after.startswith("# Figures\n\n# == Money ==\n\n")


def test_only_what_changes_changes_its_lines() -> None:
    data = fact_data(TEXT, "hotline")
    assert data is not None
    assert with_fact(TEXT, "hotline", data) == TEXT

    data["about"] = "A line"

    assert with_fact(TEXT, "hotline", data) == TEXT.replace('"A hotline"', '"A line"')


def test_new_fact_stands_at_the_end_and_goes_without_a_trace() -> None:
    data = {"about": "Share", "values": [{"value": Decimal("2.50"), "source": {"language": "ja"}}]}

    after = with_fact(TEXT, "share", data)

    added = """share:
  about: "Share"
  values:
    - value: 2.50
      source: {language: ja}
"""
    assert after == TEXT + added
    assert fact_data(after, "share") == data
    assert without_fact(after, "share") == TEXT
    assert without_fact(TEXT, "nothing") == TEXT
    assert fact_block(TEXT, "nothing") is None
    assert fact_data(TEXT, "nothing") is None


def test_texts_are_put_in_taken_out_and_left() -> None:
    text = "# Head\nsteps:\n  go:\n    title: 'A' # short\n    late: \"B\"\n"

    after = with_values(
        text,
        {
            ("steps", "go", "title"): "no",
            ("steps", "go", "late"): None,
            ("steps", "stay", "do"): 'say "no"',
        },
    )

    assert after == (
        '# Head\nsteps:\n  go:\n    title: "no" # short\n  stay:\n    do: "say \\"no\\""\n'
    )


@given(
    st.recursive(
        st.text(max_size=8) | st.integers(-9, 9) | st.decimals(0, 9, places=2) | st.dates(),
        lambda part: (
            st.lists(part, max_size=3)
            | st.dictionaries(
                st.sampled_from(["hours", "labels", "source", "a", "b"]), part, max_size=3
            )
        ),
        max_leaves=6,
    ),
    st.data(),
)
def test_any_values_are_read_back_as_they_were_written(first: object, data: st.DataObject) -> None:
    second = data.draw(st.sampled_from([first, "x", {"a": first}, [first, 1]]))

    once = with_values("", {("key",): first})
    twice = with_values(once, {("key",): second})

    assert Document(once).data == {"key": first}
    assert Document(twice).data == {"key": second}


@pytest.mark.parametrize("name", ["travel_fee", "hotline"])
def test_hold_comes_and_goes_without_a_trace(name: str) -> None:
    held = with_hold(TEXT, name, date(2026, 11, 24), 'they say: "no"\n or')

    fact = facts_of(held)[name]
    assert (str(fact.hold.since), fact.hold.reason) == ("2026-11-24", 'they say: "no" or')
    assert with_hold(held, name, date(2026, 11, 25), "again").count("hold:") == 1
    assert with_hold(held, name, None) == TEXT
    assert with_hold(TEXT, "nothing", None) == TEXT


def test_hold_written_over_several_lines_goes_as_a_whole() -> None:
    text = TEXT.replace(
        "  ask: hotline\n", "  hold:\n    since: 2026-11-20\n    reason: x\n  ask: hotline\n"
    )

    assert with_hold(text, "travel_fee", None) == TEXT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'out_of_scope:\n  - "a \\"b\\""\n'),
        ('latin:\n  - "x"\n', 'latin:\n  - "x"\nout_of_scope:\n  - "a \\"b\\""\n'),
        (
            'out_of_scope:\n  - "c"\nthanks: []\n',
            'out_of_scope:\n  - "a \\"b\\""\n  - "c"\nthanks: []\n',
        ),
        ("out_of_scope: []\n", 'out_of_scope:\n  - "a \\"b\\""\n'),
    ],
)
def test_question_out_of_scope_is_added(before: str, after: str) -> None:
    assert with_out_of_scope(before, 'a "b"') == after
