"""The sheet for employers: what the paper says, at what level, in two languages."""

from datetime import date

import pytest

from bot.knowledge.papers import Worth
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from bot.pathway.certificates import Certificates, sheet
from tests.pathway.test_planning import KNOWLEDGE

TODAY = date(2026, 11, 25)
PAPERS = KNOWLEDGE.papers


def printed(paper_id: str, language: str = "vi", link: str = "https://t.me/kaerimichi_bot") -> str:
    paper = PAPERS.paper(paper_id)
    assert paper is not None
    return sheet(KNOWLEDGE, paper, language=language, today=TODAY, link=link)


def test_every_paper_says_for_every_country_where_its_worth_comes_from() -> None:
    assert len(PAPERS.papers) >= 10
    for paper in PAPERS.papers:
        assert paper.worth.keys() == COUNTRY_LANGUAGES.keys()
        for country, standing in paper.worth.items():
            source = Certificates(KNOWLEDGE, "en", TODAY).source(paper, country)
            assert source is not None or standing.worth is Worth.UNKNOWN, (paper.id, country)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_stands_in_the_employers_language_and_beside_it_in_japanese(
    language: str,
) -> None:
    for paper in PAPERS.papers:
        html = printed(paper.id, language)

        assert paper.japanese in html
        for code in (language, "ja" if language != "ja" else "en"):
            assert PAPERS.words[code].papers[paper.id].name in html
        for level in paper.levels:
            assert Certificates(KNOWLEDGE, language, TODAY).level(paper, level) in html
        assert "{{" not in html


def test_the_sheet_says_what_it_is_not_and_where_it_comes_from() -> None:
    html = printed("jlpt", "en")

    assert "It is no certificate itself, and no official translation." in html
    assert "https://www.jlpt.jp/e/cefrlevel/cefrnews.html" in html
    assert "CEFR B2 / C1" in html
    assert "Draft translation" not in html


def test_the_picture_opens_the_page_about_the_paper() -> None:
    assert printed("jlpt").count("<svg") == 1
    assert "<svg" not in printed("jlpt", link="")
