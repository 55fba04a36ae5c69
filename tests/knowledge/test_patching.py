"""Small changes to YAML files: one fact, one hold, one question; every other line stays."""

from datetime import date

import pytest

from bot.knowledge.parsing import parse
from bot.knowledge.patching import (
    fact_block,
    fact_data,
    with_fact,
    with_fact_block,
    with_hold,
    with_out_of_scope,
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


def test_other_lines_are_left_as_they_are() -> None:
    after = with_fact_block(TEXT, "travel_fee", "travel_fee:\n  about: x")

    assert after == TEXT.replace(fact_block(TEXT, "travel_fee") or "", "travel_fee:\n  about: x")
    assert fact_block(TEXT, "hotline") == fact_block(after, "hotline")


def test_new_fact_stands_at_the_end() -> None:
    assert with_fact_block("a:\n  b: 1\n", "c", "c:\n  d: 2") == "a:\n  b: 1\nc:\n  d: 2\n"
    assert fact_block(TEXT, "nothing") is None
    assert fact_data(TEXT, "nothing") is None


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
