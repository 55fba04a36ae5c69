"""Facts as a reader sees them, and contacts with their hours."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.i18n import catalogue
from bot.knowledge.facts import contact_lines, open_now, show
from bot.knowledge.model import (
    Contact,
    Duration,
    Fact,
    FactKind,
    FactValue,
    Hold,
    Hours,
    Money,
    Phone,
    Source,
    Value,
)
from bot.languages import LANGUAGES

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 11, 24)
SOURCE = Source("https://a.jp", "Office", "Page", "ja", TODAY)
WORKDAYS = Hours((0, 1, 2, 3, 4), "09:00", "17:00")
ALWAYS = Hours((0, 1, 2, 3, 4, 5, 6), "00:00", "24:00")
LINE = Contact(name={"en": "Line", "ja": "ライン"}, phones=(Phone("0120-1"),), free=True)


def fact(kind: FactKind, *values: FactValue, ask: str | None = None) -> Fact:
    return Fact("x", "About", kind, values, TODAY, ask=ask)


def value(of: Value | None, first: date | None = None, last: date | None = None) -> FactValue:
    return FactValue(of, SOURCE, first, last)


def shown(found: Fact, reference: str = "x", *, on: date = TODAY, language: str = "en") -> str:
    facts = {"x": found, "line": replace(fact(FactKind.CONTACT, value(LINE)), name="line")}
    return show(reference, on=on, t=catalogue(language), facts=facts)


@pytest.mark.parametrize(
    ("kind", "of", "expected"),
    [
        (FactKind.MONEY, Money(Decimal(6000)), "¥6,000"),
        (FactKind.MONEY, Money(Decimal(500000), "VND"), "500,000 VND"),
        (FactKind.DURATION, Duration(years=1), "1 year"),
        (FactKind.DURATION, Duration(years=2, months=10), "2 years 10 months"),
        (
            FactKind.DURATION,
            Duration(weeks=2, days=1, hours=3, minutes=5),
            "2 weeks 1 day 3 hours 5 minutes",
        ),
        (FactKind.NUMBER, Decimal("1.25"), "1.25"),
        (FactKind.NUMBER, Decimal(1200), "1,200"),
        (FactKind.PERCENT, Decimal("20.42"), "20.42%"),
        (FactKind.DATE, date(2027, 4, 1), "1 April 2027"),
        (FactKind.PHONE, "110", "110"),
        (FactKind.URL, "https://a.jp/x", "https://a.jp/x"),
        (FactKind.TEXT, "22:00", "22:00"),
        (FactKind.CONTACT, LINE, "Line: 0120-1 (free of charge)"),
    ],
)
def test_value_is_shown_by_its_kind(kind: FactKind, of: Value, expected: str) -> None:
    assert shown(fact(kind, value(of))) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_latin_digits_in_every_language(language: str) -> None:
    for kind, of in (
        (FactKind.MONEY, Money(Decimal(6000))),
        (FactKind.DURATION, Duration(years=2, months=10)),
        (FactKind.DATE, date(2027, 4, 1)),
        (FactKind.PERCENT, Decimal("20.42")),
    ):
        text = shown(fact(kind, value(of)), language=language)

        digits = [char for char in text if char.isdecimal()]
        assert digits
        assert "".join(digits).isascii()


CHANGING = fact(
    FactKind.MONEY,
    value(Money(Decimal(4000)), None, date(2027, 3, 31)),
    value(Money(Decimal(6000)), date(2027, 4, 1)),
)


def test_value_of_the_day_is_shown() -> None:
    assert shown(CHANGING, on=date(2027, 3, 31)) == "¥4,000"
    assert shown(CHANGING, on=date(2027, 4, 1)) == "¥6,000"
    assert shown(CHANGING, "x@2027-04-01", on=TODAY) == "¥6,000"


@pytest.mark.parametrize("ask", [None, "line"])
def test_old_value_is_never_shown(ask: str | None) -> None:
    whom = ": ask Line 0120-1" if ask else ""
    old = value(Money(Decimal(4000)), None, date(2026, 10, 31))
    unknown = fact(FactKind.MONEY, old, value(None, date(2026, 11, 1)), ask=ask)
    ended = fact(FactKind.MONEY, old, ask=ask)
    not_begun = fact(FactKind.MONEY, value(Money(Decimal(4000)), date(2027, 1, 1)), ask=ask)
    held = replace(
        fact(FactKind.MONEY, value(Money(Decimal(4000))), ask=ask), hold=Hold(TODAY, "disputed")
    )

    changed = f"(changed on 1 November 2026, the new figure is not confirmed yet{whom})"
    assert shown(unknown) == changed
    assert shown(ended) == changed
    assert shown(not_begun) == f"(the figure is not confirmed yet{whom})"
    assert shown(held) == f"(being checked since 24 November 2026{whom})"


def test_table_is_a_row_or_a_list() -> None:
    table = Fact(
        "x",
        "Wages",
        FactKind.TABLE,
        (
            FactValue(
                None,
                SOURCE,
                rows={"tokyo": Money(Decimal(1226)), "akita": Money(Decimal(1031))},
            ),
        ),
        TODAY,
        row_kind=FactKind.MONEY,
        labels={"tokyo": {"en": "Tokyo", "ja": "東京都"}, "akita": {"en": "Akita"}},
    )

    assert shown(table, "x.tokyo") == "¥1,226"
    assert shown(table) == "Tokyo: ¥1,226; Akita: ¥1,031"
    assert shown(table, language="ja") == "東京都: ¥1,226; Akita: ¥1,031"
    assert shown(table, "x.osaka") == "{{ x.osaka }}"


@pytest.mark.parametrize("reference", ["y", "X", "x.", ""])
def test_reference_to_nothing_comes_back(reference: str) -> None:
    assert shown(CHANGING, reference) == f"{{{{ {reference} }}}}"


MANY = Contact(
    name={"en": "Office", "ja": "事務所", "vi": "Văn phòng"},
    phones=(
        Phone("03-1", ("en",), (WORKDAYS,)),
        Phone("03-2", ("vi", "id"), (Hours((2, 4, 5), "17:00", "22:00"),)),
        Phone("03-3"),
    ),
    abroad="+81-3-3",
    web="https://a.jp",
    chat="https://c.jp",
    closed_on_holidays=True,
    note={"en": "for interns", "ja": "実習生のため"},
)


def test_contact_shows_the_numbers_that_speak_the_language() -> None:
    assert contact_lines(MANY, catalogue("en")) == (
        (
            "Office: 03-1, from abroad +81-3-3, chat https://c.jp, https://a.jp "
            "(Mon–Fri 09:00–17:00; closed on public holidays; for interns)"
        ),
    )
    (line,) = contact_lines(MANY, catalogue("vi"))
    assert line.startswith("Văn phòng: 03-2, ")
    assert "Th 4, Th 6, Th 7 17:00–22:00" in line


def test_contact_falls_back_to_numbers_for_anybody_then_english_then_all() -> None:
    (line,) = contact_lines(MANY, catalogue("my"))
    assert line.startswith("Office: 03-3, ")

    only = replace(MANY, phones=MANY.phones[:2])
    (line,) = contact_lines(only, catalogue("th"))
    assert ": 03-1, " in line
    assert "(อังกฤษ; จ.–ศ. 09:00–17:00; " in line

    (line,) = contact_lines(replace(MANY, phones=MANY.phones[1:2]), catalogue("th"))
    assert ": 03-2, " in line
    assert "(เวียดนาม, อินโดนีเซีย; " in line


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((ALWAYS,), "Line: 1 (24 hours)"),
        ((Hours(ALWAYS.days, "08:00", "22:00"),), "Line: 1 (every day 08:00–22:00)"),
        ((Hours((5,), "00:00", "24:00"),), "Line: 1 (Sat 24 hours)"),
        (
            (WORKDAYS, Hours((5, 6), "10:00", "15:00")),
            "Line: 1 (Mon–Fri 09:00–17:00, Sat, Sun 10:00–15:00)",
        ),
        ((Hours((0, 1, 2, 4), "09:00", "12:00"),), "Line: 1 (Mon–Wed, Fri 09:00–12:00)"),
        ((), "Line: 1"),
    ],
)
def test_hours_are_short(hours: tuple[Hours, ...], expected: str) -> None:
    contact = Contact(name={"en": "Line", "ja": "ら"}, phones=(Phone("1", (), hours),))

    assert contact_lines(contact, catalogue("en")) == (expected,)


TUESDAY = datetime(2026, 11, 24, 16, 59, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("hours", "when", "expected"),
    [
        ((WORKDAYS,), TUESDAY, True),
        ((WORKDAYS,), TUESDAY.replace(hour=17, minute=0), False),
        ((WORKDAYS,), TUESDAY.replace(day=28), False),
        ((ALWAYS,), TUESDAY, True),
        ((ALWAYS,), TUESDAY.replace(hour=0, minute=0), True),
        ((Hours((0,), "22:00", "05:00"),), TUESDAY.replace(hour=4), True),
        ((Hours((0,), "22:00", "05:00"),), TUESDAY.replace(hour=22), False),
        ((Hours((1,), "22:00", "05:00"),), TUESDAY.replace(hour=23), True),
        ((), TUESDAY, None),
    ],
)
def test_open_now(hours: tuple[Hours, ...], when: datetime, expected: bool | None) -> None:
    phone = Phone("1", (), hours)

    assert open_now(phone, when) is expected
    assert open_now(Contact(name={}, phones=(phone,)), when, "en") is expected


def test_open_now_asks_the_numbers_of_the_language() -> None:
    assert open_now(MANY, TUESDAY, "en") is True
    assert open_now(MANY, TUESDAY, "vi") is False
    assert open_now(MANY, TUESDAY, "my") is None
    assert open_now(MANY, TUESDAY) is True
    assert open_now(replace(MANY, phones=()), TUESDAY) is None


def test_line_says_whether_it_is_open() -> None:
    contact = Contact(name={"en": "Line", "ja": "ら"}, phones=(Phone("1", (), (WORKDAYS,)),))
    t = catalogue("en")

    assert contact_lines(contact, t, TUESDAY) == ("Line: 1 (Mon–Fri 09:00–17:00) · open now",)
    assert contact_lines(contact, t, TUESDAY.replace(hour=20)) == (
        "Line: 1 (Mon–Fri 09:00–17:00) · closed now",
    )
    assert contact_lines(LINE, t, TUESDAY) == ("Line: 0120-1 (free of charge)",)
