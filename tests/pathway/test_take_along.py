"""What is taken along: two languages, the days, and names that tell nobody anything."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from bot.i18n import catalogue
from bot.languages import COUNTRY_LANGUAGES, LANGUAGES
from bot.pathway.planning import DONE
from bot.pathway.take_along import to_calendar, to_print
from tests.pathway.test_planning import KNOWLEDGE, planned

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def printed(language: str = "vi", **more: str) -> str:
    return to_print(
        KNOWLEDGE,
        planned(-120, marks={"goal": DONE}),
        language=language,
        country="VN",
        today=date(2026, 12, 1),
        link=more.get("link", "https://t.me/kaerimichi_bot"),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_stands_in_the_workers_language_and_in_japanese(language: str) -> None:
    html = printed(language)

    for code in (language, "ja" if language != "ja" else "en"):
        assert KNOWLEDGE.ways.words[code].steps["city-office"].title in html
    assert "{{" not in html
    assert "転出届" in html
    assert catalogue(language).date(date(2029, 3, 30)) in html  # the pension's last day


def test_each_step_has_a_picture_that_opens_its_page() -> None:
    assert printed().count("<svg") == len(planned(-120).counted)
    assert "<svg" not in printed(link="")


def test_what_is_done_is_ticked() -> None:
    assert printed().count("✓") == 1


def test_the_calendar_has_the_days_ahead_and_says_nothing() -> None:
    found = planned(-120)

    calendar = Calendar.from_ical(to_calendar(found, catalogue("en"), NOW))

    events = list(calendar.walk("VEVENT"))
    days = {event.decoded("dtstart") for event in events}
    assert date(2029, 3, 30) in days
    assert min(days) >= NOW.date()
    titles = {str(event["summary"]) for event in events}
    assert all(title.startswith("Note ") for title in titles)
    assert len({str(event["uid"]) for event in events}) == len(events)
    text = to_calendar(found, catalogue("en"), NOW).lower()
    assert not any(word in text for word in ("pension", "japan", "immigration", "wage"))


def test_a_step_has_the_same_number_in_every_file() -> None:
    before = to_print(
        KNOWLEDGE, planned(-3), language="en", country="VN", today=date(2027, 3, 28), link=""
    )
    after = Calendar.from_ical(to_calendar(planned(10), catalogue("en"), NOW))

    number = next(n for n in range(1, 40) if f">{n}. Claim the pension lump sum" in before)
    assert f"Note {number}, last day" in {str(one["summary"]) for one in after.walk("VEVENT")}


def test_the_calendar_read_in_twice_has_the_same_entries() -> None:
    first, second = (
        {str(event["uid"]) for event in Calendar.from_ical(text).walk("VEVENT")}
        for text in (to_calendar(planned(-120), catalogue(code), NOW) for code in ("en", "vi"))
    )

    assert first == second


def test_every_country_has_a_plan_to_print() -> None:
    for country, language in COUNTRY_LANGUAGES.items():
        html = to_print(
            KNOWLEDGE,
            planned(-120, country=country),
            language=language,
            country=country,
            today=date(2026, 12, 1),
            link="https://t.me/x",
        )
        assert html.count("<svg") > 20
