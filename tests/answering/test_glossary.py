"""Japanese words are found in whatever letters they are written."""

from pathlib import Path

import pytest

from bot.answering.glossary import Glossary
from bot.knowledge.files import read_tree
from bot.knowledge.model import Term
from bot.knowledge.parsing import Parser
from bot.resources import packaged

TERMS = (
    Term("特定技能1号", "とくていぎのういちごう", ("tokutei ginou 1", "SSW(i)", "SSW (i)"), "ssw1"),
    Term("特定技能", "とくていぎのう", ("tokutei", "tokutei ginou")),
    Term("技能実習", "ぎのうじっしゅう", ("jisshusei", "thực tập sinh"), "technical-intern"),
    Term("年金", "ねんきん", ("nenkin", "เน็งกิ้ง")),
    Term("再入国許可", "さいにゅうこくきょか", ("re-entry permit",)),
)


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("my NENKIN money", "my NENKIN money 年金"),
        ("ねんきんはいつですか", "ねんきんはいつですか 年金"),
        ("ขอเน็งกิ้งคืน", "ขอเน็งกิ้งคืน 年金"),
        ("toi la thuc tap sinh", "toi la thuc tap sinh 技能実習"),
        ("a re-entry permit, please", "a re-entry permit, please 再入国許可"),
        ("年金をもらう", "年金をもらう"),
        ("nenkins and tokutein", "nenkins and tokutein"),
        ("nothing of that kind", "nothing of that kind"),
        ("", ""),
    ],
)
def test_terms_are_added_in_their_own_letters(text: str, expanded: str) -> None:
    assert Glossary(TERMS).expand(text) == expanded


def test_the_longest_form_wins() -> None:
    assert Glossary(TERMS).expand("tokutei ginou 1 visa") == "tokutei ginou 1 visa 特定技能1号"
    assert Glossary(TERMS).expand("tokutei ginou visa") == "tokutei ginou visa 特定技能"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("i have SSW(i)", "ssw1"),
        ("i have ssw (i) now", "ssw1"),
        ("jisshusei desu", "technical-intern"),
        ("tokutei desu", None),
        ("from jisshusei to tokutei ginou 1", None),
        ("nenkin", None),
    ],
)
def test_a_word_tells_the_status_unless_several_are_told(text: str, status: str | None) -> None:
    assert Glossary(TERMS).status(text) == status


def test_every_form_of_the_packaged_glossary_leads_to_its_term() -> None:
    terms = Parser().parse(read_tree(Path(packaged("knowledge")))).knowledge.glossary
    glossary = Glossary(terms)

    lost = [
        (term.term, form)
        for term in terms
        for form in (term.reading, *term.forms)
        if term.term not in glossary.expand(form)
    ]

    assert len(terms) > 50
    assert lost == []
