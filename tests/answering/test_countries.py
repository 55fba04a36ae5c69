"""A message names a home country in any language, as a word of its own."""

import pytest
from babel import Locale

from bot.answering.countries import named_country
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", COUNTRY_LANGUAGES)
def test_every_country_is_known_by_its_name_in_every_language(country: str, language: str) -> None:
    name = str(Locale.parse(language).territories[country])

    assert named_country(name) == country
    assert named_country(f"... {name.upper()}?") == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("jobs in Vietnam please", "VN"),
        ("ve Viet Nam lam gi", "VN"),
        ("i am from Burma", "MM"),
        ("ベトナムへ帰りたい", "VN"),
        ("タイで働きたい", "TH"),
        ("งานที่ประเทศไทย", "TH"),
        ("नेपालमा काम", "NP"),
        ("монголд ажил", "MN"),
        ("回中国以后", "CN"),
        ("from Nepal or from Bangladesh", None),
        ("indochina", None),
        ("タイムカードを押させてくれません", None),
        ("スタイルとタイヤ", None),
        ("प्राचीन मन्दिर", None),
        ("প্রাচীন", None),
        ("where do i work", None),
        ("", None),
    ],
)
def test_a_country_is_named_when_it_is_just_one(text: str, country: str | None) -> None:
    assert named_country(text) == country
