"""What a question means: the four outcomes, the one missing question, danger first."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.examples import OUT_OF_SCOPE
from bot.answering.outcome import Asker, Missing, Outcome, Result, SmallTalk
from bot.answering.understanding import Understanding
from bot.languages import COUNTRY_LANGUAGES
from tests.answering.samples import (
    CHANGE_INTERN,
    CHANGE_SSW,
    EMERGENCY,
    JOBS,
    JOBS_PH,
    JOBS_VN,
    PENSION,
    TRAVEL,
    WAGES,
    knowledge,
    understanding,
)

BASE = knowledge()
WORKER = Asker(language="en")
QUESTION = "can you tell me what the rule is"


def understand(
    question: str = QUESTION,
    asker: Asker = WORKER,
    *,
    last_topic: str | None = None,
    **probabilities: float,
) -> Result:
    """Return what a question means that looks as *probabilities* say, the rest out of scope."""
    named = {NAMES[name]: value for name, value in probabilities.items()}
    rest = 1 - sum(named.values())
    made = understanding(BASE, {**named, OUT_OF_SCOPE: rest})
    result = made.understand(question, asker, vector=None)
    context = made.context(question, result, last_topic)
    if context is None or last_topic is None:
        return result
    return made.in_context(context, asker, result, last_topic, vector=None)


NAMES = {
    "wages": WAGES,
    "pension": PENSION,
    "travel": TRAVEL,
    "jobs": JOBS,
    "ssw": CHANGE_SSW,
    "intern": CHANGE_INTERN,
    "emergency": EMERGENCY,
}


def topics(result: Result) -> list[str]:
    return [match.topic for match in result.matches]


# The outcomes


def test_a_topic_that_is_likely_enough_is_the_answer() -> None:
    result = understand(wages=0.9)

    assert result.outcome is Outcome.ANSWER
    assert topics(result) == [WAGES]
    assert 0 < result.matches[0].score <= 1
    assert result.language == "en"


def test_titles_nearly_as_likely_are_shown_beside_the_answer() -> None:
    result = understand(wages=0.65, pension=0.3, travel=0.001)

    assert result.outcome is Outcome.ANSWER
    assert topics(result) == [WAGES, PENSION]


def test_where_none_is_likely_enough_up_to_three_are_suggested() -> None:
    result = understand(travel=0.15, wages=0.4, pension=0.25, emergency=0.1)

    assert result.outcome is Outcome.SUGGESTIONS
    assert result.missing is None
    assert topics(result) == [WAGES, PENSION, TRAVEL]
    scores = [match.score for match in result.matches]
    assert scores == sorted(scores, reverse=True)


def test_what_is_not_likely_at_all_is_not_guessed() -> None:
    assert understand(wages=0.1) == Result(Outcome.UNKNOWN, "en", language_sure=True)


def test_nothing_is_known_where_nothing_was_learned() -> None:
    made = understanding(BASE, {OUT_OF_SCOPE: 1.0})

    result = made.understand(QUESTION, WORKER, vector=None)

    assert result.outcome is Outcome.UNKNOWN


def test_a_topic_that_was_learned_and_is_no_more_is_not_shown() -> None:
    made = understanding(BASE, {"stay/retired": 0.5, WAGES: 0.4, OUT_OF_SCOPE: 0.1})

    result = made.understand(QUESTION, WORKER, vector=None)

    assert topics(result) == [WAGES]


# The one missing question


def test_the_country_is_asked_for_where_the_page_depends_on_it() -> None:
    result = understand("how do i find a job when i am back", jobs=0.9)

    assert result.outcome is Outcome.SUGGESTIONS
    assert result.missing is Missing.COUNTRY
    assert len(result.matches) == 1
    assert result.matches[0].topic in {JOBS_VN, JOBS_PH}


@pytest.mark.parametrize(
    ("question", "asker", "topic"),
    [
        (QUESTION, Asker(language="en", country="PH"), JOBS_PH),
        (QUESTION, Asker(language="en", country="VN"), JOBS_VN),
        ("how to find work in the Philippines", Asker(language="en"), JOBS_PH),
        ("về nước tôi tìm việc ở đâu", Asker(), JOBS_VN),
        (QUESTION, Asker(language="vi"), JOBS_VN),
        ("ベトナムで仕事をさがしたい", Asker(), JOBS_VN),
    ],
)
def test_a_country_that_is_saved_named_or_shown_by_the_language_decides(
    question: str, asker: Asker, topic: str
) -> None:
    result = understand(question, asker, jobs=0.9)

    assert result.outcome is Outcome.ANSWER
    assert topics(result) == [topic]


def test_the_saved_country_counts_more_than_the_language() -> None:
    result = understand("về nước tôi tìm việc ở đâu", Asker(country="PH"), jobs=0.9)

    assert topics(result) == [JOBS_PH]


def test_a_country_without_a_page_gets_none_of_another_country() -> None:
    result = understand(asker=Asker(language="en", country="TH"), jobs=0.9)

    assert result == Result(Outcome.UNKNOWN, "en", language_sure=True)


def test_the_status_is_asked_for_where_the_page_depends_on_it() -> None:
    result = understand(ssw=0.62, intern=0.3)

    assert result.outcome is Outcome.SUGGESTIONS
    assert result.missing is Missing.STATUS
    assert topics(result) == [CHANGE_SSW, CHANGE_INTERN]


@pytest.mark.parametrize(
    ("question", "asker"),
    [
        ("i am jisshusei, can i go elsewhere", WORKER),
        (QUESTION, Asker(language="en", status="technical-intern")),
        ("i am jisshusei, can i go elsewhere", Asker(language="en", status="ssw1")),
    ],
)
def test_a_status_that_is_told_or_known_decides(question: str, asker: Asker) -> None:
    result = understand(question, asker, ssw=0.25, intern=0.7)

    assert result.outcome is Outcome.ANSWER
    assert topics(result) == [CHANGE_INTERN]


def test_a_page_for_another_status_is_never_shown() -> None:
    asker = Asker(language="en", status="student")

    assert topics(understand(asker=asker, ssw=0.8, intern=0.1, wages=0.05)) == []


ASKERS = st.builds(
    Asker,
    language=st.sampled_from([None, "en", "vi", "fil", "ja"]),
    country=st.sampled_from([None, *COUNTRY_LANGUAGES]),
    status=st.sampled_from([None, "ssw1", "technical-intern", "student"]),
)
CHANCES = st.fixed_dictionaries({family: st.floats(0.001, 1) for family in (*NAMES.values(), "-")})


@given(ASKERS, CHANCES)
def test_whoever_asks_sees_only_pages_for_such_people(
    asker: Asker, chances: dict[str, float]
) -> None:
    total = sum(chances.values())
    made = understanding(BASE, {family: chance / total for family, chance in chances.items()})

    result = made.understand(QUESTION, asker, vector=None)

    shown = [BASE.topics[match.topic] for match in result.matches]
    assert len(shown) <= 3
    assert len(set(topics(result))) == len(shown)
    assert bool(shown) is (result.outcome is not Outcome.UNKNOWN)
    country = asker.country or {"vi": "VN", "fil": "PH"}.get(asker.language or "")
    for topic in shown:
        assert country is None or not topic.countries or country in topic.countries
        assert asker.status is None or not topic.statuses or asker.status in topic.statuses
    if result.outcome is Outcome.ANSWER:
        assert country is not None or not shown[0].countries


# Danger


def test_danger_comes_first_then_what_was_asked() -> None:
    result = understand("he will kill me, and he did not pay", wages=0.9)

    assert result.outcome is Outcome.URGENT
    assert result.danger is not None
    assert result.danger.id == "threats"
    assert topics(result) == [EMERGENCY, WAGES]


@pytest.mark.parametrize("chance", [0.3, 0.05])
def test_danger_is_not_mixed_with_guesses(chance: float) -> None:
    result = understand("he will kill me", wages=chance)

    assert result.outcome is Outcome.URGENT
    assert topics(result) == [EMERGENCY]


def test_danger_in_another_language_than_the_chosen_one_is_found() -> None:
    result = understand("ong chu noi se giet toi", Asker(language="en"), wages=0.05)

    assert result.outcome is Outcome.URGENT


def test_the_same_topic_is_not_shown_twice() -> None:
    result = understand("my friend is unconscious", emergency=0.9)

    assert topics(result) == [EMERGENCY]


def test_a_question_about_danger_that_is_none_is_answered() -> None:
    result = understand("where can i kill time with my friends", emergency=0.9)

    assert result.outcome is Outcome.ANSWER
    assert topics(result) == [EMERGENCY]


# Follow-ups

NOTHING_CLEAR = {"wages": 0.18, "pension": 0.17, "travel": 0.17, "emergency": 0.17, "ssw": 0.17}


def test_a_few_words_that_say_nothing_are_about_the_last_topic() -> None:
    result = understand("how long?", **NOTHING_CLEAR, last_topic=WAGES)

    assert result.outcome is Outcome.SUGGESTIONS
    assert topics(result) == [WAGES, PENSION]


@pytest.mark.parametrize(
    ("question", "last_topic"),
    [
        ("how long?", None),
        ("how long?", "stay/retired"),
        ("how long does the flight from tokyo to hanoi take with a stop", WAGES),
    ],
)
def test_other_questions_stay_unknown(question: str, last_topic: str | None) -> None:
    result = understand(question, **NOTHING_CLEAR, last_topic=last_topic)

    assert result.outcome is Outcome.UNKNOWN


def test_a_related_topic_may_be_what_a_few_words_are_about() -> None:
    result = understand("how much?", pension=0.6, wages=0.2, last_topic=WAGES)

    assert result.outcome is Outcome.ANSWER
    assert topics(result)[0] == PENSION


def test_what_is_plainly_out_of_scope_is_not_about_the_last_topic() -> None:
    assert understand("who won?", wages=0.01, last_topic=WAGES).outcome is Outcome.UNKNOWN


def test_what_may_be_out_of_scope_is_never_answered_with_the_last_topic() -> None:
    made = understanding(BASE, {WAGES: 0.1, OUT_OF_SCOPE: 0.9})
    alone = made.understand("rain?", WORKER, vector=None)
    context = made.context("rain?", alone, WAGES)
    assert context is not None

    sure = understanding(BASE, {WAGES: 0.99, OUT_OF_SCOPE: 0.01})
    result = sure.in_context(context, WORKER, alone, WAGES, vector=None)

    assert result.outcome is Outcome.SUGGESTIONS


def test_a_question_of_its_own_leaves_the_last_topic() -> None:
    assert topics(understand(wages=0.9, last_topic=PENSION)) == [WAGES]


def test_danger_after_a_topic_is_danger() -> None:
    result = understand("he will kill me", wages=0.05, last_topic=PENSION)

    assert result.outcome is Outcome.URGENT


# Small talk and words


@pytest.fixture(scope="module")
def plain() -> Understanding:
    return understanding(BASE, {WAGES: 0.5, OUT_OF_SCOPE: 0.5})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello!", SmallTalk.GREETING),
        ("xin chao", SmallTalk.GREETING),
        ("thanks a lot", SmallTalk.THANKS),
    ],
)
def test_small_talk_needs_no_page(text: str, kind: SmallTalk, plain: Understanding) -> None:
    result = plain.before_retrieval(text, Asker(language="vi"))

    assert result == Result(Outcome.UNKNOWN, "vi", language_sure=False, small_talk=kind)


def test_a_question_is_no_small_talk(plain: Understanding) -> None:
    assert plain.before_retrieval("hello, where is my salary", WORKER) is None


@pytest.mark.parametrize(
    ("word", "is_known"),
    [("Nenkin", True), ("luong", True), ("LƯƠNG", True), ("Nguyen", False), ("年金", False)],
)
def test_words_of_the_knowledge_base_are_known(
    word: str, is_known: bool, plain: Understanding
) -> None:
    assert plain.is_known_word(word) is is_known


def test_the_question_is_embedded_with_its_japanese_terms(plain: Understanding) -> None:
    assert re.fullmatch(r"nenkin back\s+年金", plain.expanded("nenkin back"))
