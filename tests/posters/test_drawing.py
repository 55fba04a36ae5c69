"""Posters: one page of A4 in each script, with the link of the topic in the code."""

import re
from pathlib import Path

import pytest
import segno

from bot.dialogue.poster import Poster, poster
from bot.dialogue.scene import Scene
from bot.languages import LANGUAGES
from bot.posters.drawing import draw, draw_all
from tests.dialogue import samples
from tests.test_printing import LINES, fonts_in, needs_fonts, streams_of


def made(language: str, **changed: str) -> Poster:
    line = LINES[language]
    texts = {
        "heading": line[:20],
        "title": line,
        "summary": f"{line} {line} {line}",
        "scan": line,
        "about": line,
        "japanese": LINES["ja"],
    }
    return Poster(
        language,
        **{**texts, **changed},
        bot_name="@kaerimichi_bot",
        link=f"https://t.me/kaerimichi_bot?start={language}__leave__pension",
    )


@needs_fonts
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_poster_is_one_page_of_a4_in_every_script(language: str) -> None:
    written = draw(made(language))

    everything = streams_of(written)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", everything)) == 1
    assert re.search(rb"/MediaBox\s*\[\s*0\s+0\s+595\.\d+\s+841\.\d+", everything)
    assert all(name.startswith("Noto-Sans") for name in fonts_in(written))


def test_poster_says_what_the_page_says_and_links_to_it() -> None:
    scene = Scene(samples.knowledge(), "en", None, samples.NOW, bot_url="https://t.me/some_bot")

    found = poster(scene, "leave/pension")

    assert found is not None
    assert found.title == "Pension money back"
    assert found.summary == "You can get five years of pension money back."
    assert found.link == "https://t.me/some_bot?start=en__leave__pension"
    assert found.bot_name == "@some_bot"
    assert segno.make(found.link, error="q").error == "Q"


def test_there_is_no_poster_in_a_language_without_a_page() -> None:
    scene = Scene(samples.knowledge(), "my", None, samples.NOW, bot_url="https://t.me/some_bot")

    assert poster(scene, "leave/pension") is None
    assert poster(scene, "leave/nothing") is None


@needs_fonts
def test_files_are_called_after_language_and_topic(tmp_path: Path) -> None:
    wrote: list[Path] = []

    draw_all([made("vi")], tmp_path / "new", wrote.append)

    assert wrote == [tmp_path / "new" / "vi-leave-pension.pdf"]
    assert wrote[0].read_bytes().startswith(b"%PDF-")


@needs_fonts
def test_text_of_a_page_is_no_markup() -> None:
    plain, marked = made("en", title="a b c"), made("en", title="a <b>b</b> & c")

    assert len(fonts_in(draw(marked))) == len(fonts_in(draw(plain)))
