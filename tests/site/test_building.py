"""The static site: every page and link, nothing from elsewhere, nothing of others overwritten."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.knowledge.model import Hold
from bot.knowledge.papers import Home, HomeWords, Standing, Worth
from bot.languages import LANGUAGES
from bot.site.building import SiteError, build
from tests.dialogue import samples

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


class Links(HTMLParser):
    """Collects what a page links to and loads, and refuses what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "link", "input"}:
            self.open.append(tag)
        for name, value in attrs:
            if name == "href" and tag == "a":
                self.links.append(value or "")
            elif name in {"href", "src", "data-index"}:
                self.loaded.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site") / "out"
    build(samples.knowledge(), made, NOW)
    return made


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_page_is_reached_from_the_first(folder: Path) -> None:
    seen, waiting = set(), [folder / "index.html"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        links = Links(page.read_text(encoding="utf-8")).links
        waiting += [(page.parent / link).resolve() for link in links if "://" not in link]

    assert seen >= set(pages(folder))


def test_every_link_and_file_exists_and_nothing_is_loaded_from_elsewhere(folder: Path) -> None:
    for page in pages(folder):
        found = Links(page.read_text(encoding="utf-8"))
        for link in (*found.links, *found.loaded):
            if link.startswith("https://"):
                assert link in found.links  # a source to open, never something to load
            elif not link.endswith("help/emergency.html"):  # the sample has no such topic
                assert (page.parent / link).exists(), (page, link)


def test_a_page_shows_text_facts_and_sources(folder: Path) -> None:
    text = (folder / "en" / "leave" / "pension.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))

    assert "You can get five years of pension money back." in words
    assert "1. Go to the city office." in words
    assert "<strong>half</strong>" in text
    assert "https://www.example.go.jp/a.html" in text
    assert "As of 25 November 2026." in words


def test_text_cannot_break_out_of_its_page(tmp_path: Path) -> None:
    wicked = samples.topic("leave/tax", "<script>alert(1)</script>", "Ask </script> & go.")

    build(samples.knowledge(wicked), tmp_path / "out", NOW)

    page = (tmp_path / "out" / "en" / "leave" / "tax.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    index = (tmp_path / "out" / "en" / "search-data.js").read_text(encoding="utf-8")
    assert "</script" not in index


def test_search_knows_title_short_answer_and_questions_of_each_page(folder: Path) -> None:
    for language in LANGUAGES:
        script = (folder / language / "search-data.js").read_text(encoding="utf-8")
        rows = json.loads(script.removeprefix("window.TOPICS=").rstrip().rstrip(";"))
        assert all((folder / language / row[0]).exists() and row[1] for row in rows)
        assert len(rows) >= 4


def test_a_country_s_topics_are_only_in_its_languages(folder: Path) -> None:
    assert (folder / "en" / "home" / "vn-jobs.html").exists()
    assert not (folder / "th" / "home" / "vn-jobs.html").exists()
    assert (folder / "th" / "leave" / "tax.html").exists()


def test_papers_have_a_page_for_each_country_in_its_languages(folder: Path) -> None:
    text = (folder / "vi" / "papers" / "vn.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))

    assert "📝 JLPT (x)" in words
    assert "日本語能力試験 (nihongo nōryoku shiken)" in words
    assert "An office (x)" in words
    assert 'href="../leave/pension.html"' in text
    assert 'href="../../en/papers/vn.html"' in text
    assert not (folder / "th" / "papers").exists()


def test_start_and_skills_lead_to_the_papers_and_the_search_finds_them(tmp_path: Path) -> None:
    skills = samples.topic("skills/exams", "Exams")
    build(samples.knowledge(skills), tmp_path / "out", NOW)

    for page in ("index.html", "skills/exams.html"):
        text = (tmp_path / "out" / "vi" / page).read_text(encoding="utf-8")
        assert "papers/vn.html" in text, page
    assert "papers/vn.html" not in (tmp_path / "out/vi/leave/tax.html").read_text("utf-8")
    index = (tmp_path / "out" / "vi" / "search-data.js").read_text(encoding="utf-8")
    assert "日本語能力試験" in index


def test_languages_of_several_countries_list_them(tmp_path: Path) -> None:
    found = samples.knowledge()
    english, (paper,) = found.papers.words["en"], found.papers.papers
    papers = replace(
        found.papers,
        papers=(replace(paper, worth={**paper.worth, "PH": Standing(Worth.TEST)}),),
        countries={**found.papers.countries, "PH": Home("home/ph-jobs", samples.SOURCE.url)},
        words={
            **found.papers.words,
            "en": replace(english, countries={**english.countries, "PH": HomeWords("TESDA", "ID")}),
        },
    )

    build(replace(found, papers=papers), tmp_path / "out", NOW)

    listed = Links((tmp_path / "out/en/papers/index.html").read_text("utf-8")).links
    assert {"../papers/vn.html", "../papers/ph.html"} <= set(listed)
    assert "papers/index.html" in (tmp_path / "out/en/index.html").read_text("utf-8")
    assert "TESDA" in (tmp_path / "out/en/papers/ph.html").read_text("utf-8")
    assert not (tmp_path / "out/vi/papers/index.html").exists()


def test_a_former_site_is_replaced_and_other_folders_are_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(samples.knowledge(), out, NOW)
    (out / "old.html").write_text("old")
    build(samples.knowledge(), out, NOW)
    assert not (out / "old.html").exists()

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.jpg").write_text("x")
    with pytest.raises(SiteError, match="is not empty"):
        build(samples.knowledge(), tmp_path / "mine", NOW)
    assert (tmp_path / "mine" / "photo.jpg").exists()
    with pytest.raises(SiteError, match="is a file"):
        build(samples.knowledge(), tmp_path / "mine" / "photo.jpg", NOW)


def test_held_topic_shows_nothing_but_whom_to_ask(tmp_path: Path) -> None:
    held = replace(samples.TOPICS[0], hold=Hold(date(2026, 11, 20), "the office disagrees"))

    build(samples.knowledge(held), tmp_path / "out", NOW)

    page = (tmp_path / "out" / "en" / f"{held.id}.html").read_text("utf-8")
    assert "This page is being checked since 20 November 2026" in page
    assert "five years" not in page
    assert "disagrees" not in page
    assert "Labour hotline" in page
    assert "five years" not in (tmp_path / "out" / "en" / "search-data.js").read_text("utf-8")
