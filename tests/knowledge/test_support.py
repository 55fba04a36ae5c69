"""``support.yaml`` and ``phrases/``: read, and everything wrong with them named."""

from dataclasses import replace

import pytest

from bot.knowledge.checking import check
from bot.knowledge.model import Hours, Phrases, Support
from bot.knowledge.parsing import parse
from bot.languages import LANGUAGES
from tests.knowledge.samples import TODAY, knowledge, tree

SUPPORT = """name: {en: "Helpers", ja: "たすける人"}
languages: [ja, en]
hours:
  - {days: [mon, fri], from: "10:00", to: "18:00"}
group_language: ja
"""
PHRASES = """questions:
  safe: "Are you safe?"
sentences:
  wait: "Call 110."
answers:
  "yes": "Yes"
"""


def parsed(path: str, text: str):
    return parse({**tree(), path: text.encode()})


def test_support_is_read() -> None:
    found, problems = parsed("support.yaml", SUPPORT)

    assert problems == []
    assert found is not None
    hours = (Hours((0, 4), "10:00", "18:00"),)
    assert found.support == Support(
        {"en": "Helpers", "ja": "たすける人"}, ("ja", "en"), hours, "ja"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("languages: [ja, en]", "languages: []", "no language is given"),
        ("[ja, en]", "[ja, xx]", '"xx" is not a known language'),
        ("group_language: ja", "group_language: vi", '"vi" is not a known language of the group'),
        ('to: "18:00"', 'to: "10:00"', "opens and closes at the same time"),
        ('ja: "たすける人"', 'vi: "Người"', "name has no text in: ja"),
        ("group_language: ja", "phone: 1", '"phone" is not a known field'),
    ],
)
def test_what_is_wrong_with_support_is_said(old: str, new: str, message: str) -> None:
    _, problems = parsed("support.yaml", SUPPORT.replace(old, new))

    assert any(message in problem.message for problem in problems)


def test_phrases_are_read_and_their_names_fit_a_button() -> None:
    found, problems = parsed("phrases/en.yaml", PHRASES)
    assert problems == []
    assert found is not None
    assert found.phrases["en"].questions == {"safe": "Are you safe?"}

    _, problems = parsed("phrases/en.yaml", PHRASES.replace("wait:", "Wait 1:"))
    assert [p.message for p in problems if "is no name of a phrase" in p.message]
    _, problems = parsed("phrases/xx.yaml", PHRASES)
    assert any('"xx" is not a known language' in p.message for p in problems)


def checked(**phrases: Phrases) -> list[str]:
    found = check(replace(knowledge(), phrases=phrases), today=TODAY)
    return [f"{problem.path}: {problem.message}" for problem in found if "phrases/" in problem.path]


def test_every_language_says_every_phrase_in_its_own_letters() -> None:
    english = Phrases({"safe": "Are you safe?"}, {"danger": "Call 110."}, {"yes": "Yes"})
    nepali = Phrases({"safe": "सुरक्षित हुनुहुन्छ?"}, {"danger": "119 मा फोन गर्नुहोस्।"}, {"yes": "Yes"})
    khmer = Phrases({}, {"danger": "ទូរស័ព្ទទៅ 110។", "more": "ទេ"}, {"yes": "បាទ"})

    found = checked(en=english, ne=nepali, km=khmer)

    assert len([line for line in found if "there are no phrases in" in line]) == len(LANGUAGES) - 3
    assert [line for line in found if "there are no phrases" not in line] == [
        "phrases/km.yaml: questions are missing: safe. Translate them from en.yaml.",
        "phrases/km.yaml: this phrase is not in en.yaml. Add it there, or take it out.",
        "phrases/ne.yaml: the digits are not those of the English phrase. Correct them.",
        "phrases/ne.yaml: the phrase is not written in नेपाली. Translate it.",
    ]


def test_phrases_without_english_and_too_long_ones_are_named() -> None:
    assert checked(vi=Phrases()) == [
        "phrases/en.yaml: there is no phrases/en.yaml, which the others translate. Add it."
    ]
    long = Phrases({"safe": "a" * 201}, {}, {})
    assert any("201 characters" in line for line in checked(en=long))
