"""What is learned from does not depend on files, and topics of each country are one family."""

from dataclasses import replace

import pytest

from bot.answering.examples import (
    OUT_OF_SCOPE,
    digest,
    examples,
    family_of,
    latin_samples,
    members,
)
from bot.knowledge.model import DangerMessages, Knowledge, Speech, Topic
from tests.answering import samples
from tests.knowledge.samples import TODAY


def topic(topic_id: str, *countries: str) -> Topic:
    return Topic(topic_id, {}, (), TODAY, "Kaerimichi", TODAY, countries=frozenset(countries))


@pytest.mark.parametrize(
    ("topic_id", "countries", "family"),
    [
        ("home/vn-jobs", ("VN",), "home/{cc}-jobs"),
        ("skills/ph-recognition-of-tests", ("PH",), "skills/{cc}-recognition-of-tests"),
        ("home/vn-jobs", ("PH",), "home/vn-jobs"),
        ("home/vn-jobs", ("VN", "PH"), "home/vn-jobs"),
        ("home/vn-jobs", (), "home/vn-jobs"),
        ("home/vn", ("VN",), "home/vn"),
        ("work/unpaid-wages", (), "work/unpaid-wages"),
    ],
)
def test_family_leaves_the_country_open_where_the_topic_is_for_that_country_alone(
    topic_id: str, countries: tuple[str, ...], family: str
) -> None:
    assert family_of(topic(topic_id, *countries)) == family


def test_members_are_topics_by_country() -> None:
    topics = [topic("home/vn-jobs", "VN"), topic("home/ph-jobs", "PH"), topic("work/overtime")]

    assert members(topics) == {
        "home/{cc}-jobs": {"VN": "home/vn-jobs", "PH": "home/ph-jobs"},
        "work/overtime": {None: "work/overtime"},
    }


def test_titles_and_questions_of_all_languages_are_examples() -> None:
    base = samples.knowledge()

    learned = {(example.text, example.family): example for example in examples(base)}

    wages = base.topics[samples.WAGES]
    for language, page in wages.pages.items():
        for text in (page.title, *page.questions):
            assert learned[text, samples.WAGES].language == language
    assert ("who hires returned workers", samples.JOBS) in learned
    assert ("tell me a joke", OUT_OF_SCOPE) in learned


def test_vietnamese_is_learned_without_accents_too() -> None:
    texts = {example.text for example in examples(samples.knowledge())}

    assert "công ty không trả lương cho tôi" in texts
    assert "cong ty khong tra luong cho toi" in texts


def test_japanese_terms_are_added_to_what_is_learned() -> None:
    texts = {example.text for example in examples(samples.knowledge())}

    assert "nenkin refund after leaving japan 年金" in texts


def test_examples_and_digest_do_not_depend_on_the_order_of_files() -> None:
    base = samples.knowledge()

    other = _reversed(base)

    assert list(other.topics) != list(base.topics)
    assert examples(other) == examples(base)
    assert digest(other) == digest(base)
    assert latin_samples(other) == latin_samples(base)


def test_digest_tells_whether_other_things_would_be_learned() -> None:
    base = samples.knowledge()
    wages = base.topics[samples.WAGES]
    english = wages.pages["en"]
    asked = replace(english, questions=(*english.questions, "where is my money"))
    with_question = replace(
        base,
        topics={**base.topics, samples.WAGES: replace(wages, pages={**wages.pages, "en": asked})},
    )
    changes = [
        with_question,
        replace(base, glossary=base.glossary[1:]),
        replace(base, speech={**base.speech, "th": Speech(out_of_scope=("ใครชนะ",))}),
        replace(base, danger={}),
        replace(base, danger_messages={"en": DangerMessages({}, ("hello",))}),
        replace(base, topics={key: base.topics[key] for key in list(base.topics)[1:]}),
    ]

    digests = {digest(each) for each in (base, *changes)}

    assert len(digests) == 1 + len(changes)


def test_digest_does_not_change_with_what_is_not_learned() -> None:
    base = samples.knowledge()

    assert digest(
        replace(base, facts={}, situations=(), golden={"en": {"-": ("?",)}}, digest="other")
    ) == digest(base)


def test_latin_samples_are_sentences_as_people_type_them() -> None:
    found = latin_samples(samples.knowledge())

    assert "i am working here since three years" in found["en"]
    assert "sếp nợ lương hai tháng rồi" in found["vi"]


def _reversed(base: Knowledge) -> Knowledge:
    topics = {
        key: replace(base.topics[key], pages=dict(reversed(base.topics[key].pages.items())))
        for key in reversed(base.topics)
    }
    return replace(base, topics=topics, speech=dict(reversed(base.speech.items())))
