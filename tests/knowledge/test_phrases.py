"""The grammar of danger phrases, as docs/knowledge-format.md describes it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import KnowledgeError
from bot.knowledge.checking import examine
from bot.knowledge.phrases import Phrase
from bot.text import fold
from tests.knowledge import samples
from tests.knowledge.samples import TODAY


def found(phrase: str, text: str) -> bool:
    return Phrase(phrase).occurs(fold(text))


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        # words in order
        ("hit me", "they HIT  me", True),
        ("hit me", "me they hit", False),
        ("don't breathe", "i don’t breathe", True),
        # gaps
        ("hit * me", "hit me", True),
        ("hit * me", "they hit both of me", True),
        ("hit * me", "hit. me", False),
        ("hit * me", "he hit? and me", False),
        ("血 * 止まらない", "血がぜんぜん止まらない", True),
        ("血 * 止まらない", "血がたくさん出て洗っても全然止まらない", False),
        ("血 * 止まらない", "血です。止まらない", False),
        ("သွေး * ထွက်", "သွေးများ ထွက်", True),
        ("သွေး * ထွက်", "သွေး။ ထွက်", False),
        ("खून * रोकिएन", "खून। रोकिएन", False),
        # choices
        ("(hit|beat up) me", "they beat up me", True),
        ("(hit|beat up) me", "they beat me", False),
        ("no (air|water)", "no water here", True),
        # whole words and stems
        ("rape", "grape juice", False),
        ("rape", "rapes", False),
        ("rape", "rape.", True),
        ("threat-", "threatened", True),
        ("threat-", "a thread", False),
        ("(threat-|kill) me", "killed me", False),
        # scripts without spaces: anywhere
        ("殴", "社長に殴られた", True),
        ("ตี", "เขาตีฉัน", True),
        # scripts with spaces: the beginning of a word
        ("цал", "цалингаа аваагүй", True),
        ("цал", "нэгцалин", False),
        ("मार", "मारेको छ", True),
        ("मार", "कुमार आयो", False),
        ("মার", "মারছে", True),
        ("মার", "কুমার", False),
        ("මර", "මරනවා", True),
        # accents and capitals
        ("giết tôi", "GIET TOI", True),
        ("giet toi", "giết tôi", True),
        ("GIẾT tôi", "giet tôi", True),
        # gaps at the edges say nothing
        ("* hit me *", "hit me", True),
    ],
)
def test_phrase(phrase: str, text: str, stands: bool) -> None:
    assert found(phrase, text) is stands


@pytest.mark.parametrize(
    "text", ["hit wonderful young colleagues with me", "hit my grandmother, me"]
)
def test_up_to_four_long_words_fit_into_a_gap(text: str) -> None:
    assert found("hit * me", text)


def test_five_words_do_not_fit_into_a_gap() -> None:
    text = "hit people whom nobody really likes me"

    assert not found("hit * me", text)
    assert found("hit * * me", text)


def test_taken_out_words_end_a_sentence() -> None:
    folded = Phrase("kill time").taken_out(fold("He will kill time with me"))

    assert "kill" not in folded
    assert not Phrase("will * me").occurs(folded)


@pytest.mark.parametrize(
    "phrase", ["(hit me", "hit) me", "(hit|) me", "(|) me", "* *", "", "   ", "((a|b) c)", "()"]
)
def test_a_malformed_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(KnowledgeError, match="danger phrase"):
        Phrase(phrase)


@pytest.mark.parametrize(
    "phrase",
    ["(hit me", "hit) me", "(hit|) me", "* *", "(hit|\u200b) me", "hit | me ("],
)
def test_a_malformed_phrase_is_found_by_the_check(phrase: str) -> None:
    danger = f'threats:\n  - "fine words"\n  - "{phrase}"\n'
    files = {
        "danger/kinds.yaml": (
            f"- {{id: threats, level: serious, topics: [{samples.TOPIC}], contacts: [hotline]}}\n"
        )
    }
    clean, no_problems = examine(
        samples.tree(files={**files, "danger/en.yaml": 'threats: ["fine words"]\n'}), today=TODAY
    )

    knowledge, problems = examine(
        samples.tree(files={**files, "danger/en.yaml": danger}), today=TODAY
    )

    assert clean is not None, no_problems
    assert knowledge is None
    assert [(p.path, p.line, p.is_error) for p in problems] == [("danger/en.yaml", 3, True)]


WORDS = st.sampled_from(["hit", "me", "kill", "nobody", "ตี", "殴", "no", "air", "mẹ", "."])


@given(st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS, max_size=3).map(" ".join))
def test_a_phrase_of_plain_words_stands_wherever_its_words_do(before: str, after: str) -> None:
    assert found("beat (me|him)", f"{before} beat me {after}")


PARTS = st.sampled_from(["hit", "(me|no air)", "*", "(殴|ตี)", "kill-", "(mẹ|no)", "ta"])


@given(st.lists(PARTS, min_size=1, max_size=4), st.lists(WORDS, max_size=8))
def test_a_phrase_is_not_overlooked_for_its_anchors(parts: list[str], words: list[str]) -> None:
    """What may not occur is not searched for: that must be seen without searching."""
    assume(set(parts) != {"*"})
    phrase, text = Phrase(" ".join(parts)), fold(" ".join(words))

    assert phrase.occurs(text) is (phrase.pattern.search(text) is not None)


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_phrase_is_refused_or_can_be_looked_for(phrase: str, text: str) -> None:
    try:
        made = Phrase(phrase)
    except KnowledgeError:
        return

    assert made.occurs(fold(text)) is (made.taken_out(fold(text)) != fold(text))
