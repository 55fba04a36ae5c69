"""Coverage and freshness."""

from datetime import date

from bot.knowledge.status import FactStatus, LanguageStatus, State, render, status
from bot.knowledge.translation import TranslationStatus
from bot.languages import LANGUAGES
from tests.knowledge import samples
from tests.knowledge.samples import FACTS_YAML, TODAY, TOPIC, TOPIC_YAML, page, tree

REVIEWED = tree(
    page("vi", of="0" * 12),
    page(topic="home/vn-jobs", questions=samples.numbered("jobs at home")),
    files={
        f"{TOPIC}/ja.md": tree()[f"{TOPIC}/ja.md"].replace(b"draft", b"reviewed"),
        "home/vn-jobs/topic.yaml": TOPIC_YAML.replace("countries: []", "countries: [VN]").replace(
            "2027-02-22", "2026-12-01"
        ),
        "facts.yaml": FACTS_YAML.replace("2027-05-24", "2026-12-20"),
    },
)


def test_states_by_topic_and_language() -> None:
    found = status(samples.knowledge(REVIEWED), date(2026, 12, 5))

    general, country = found.topics
    assert general.id == TOPIC
    assert set(general.pages) == set(LANGUAGES)
    assert general.pages["en"] is State.ORIGINAL
    assert general.pages["ja"] is State.REVIEWED
    assert general.pages["vi"] is State.OUTDATED
    assert general.pages["my"] is State.MISSING
    assert not general.past_review
    assert country.pages == {
        "en": State.ORIGINAL,
        "ja": State.MISSING,
        "vi": State.MISSING,
    }
    assert country.past_review
    assert found.languages[:3] == (
        LanguageStatus("en", 2, 0, 0, 0, 0, 1),
        LanguageStatus("ja", 1, 1, 0, 1, 0, 0),
        LanguageStatus("vi", 1, 1, 0, 0, 1, 0),
    )
    assert found.facts == (FactStatus("travel_fee", date(2026, 12, 20), past=False, on_hold=False),)


def test_draft_is_counted() -> None:
    found = status(samples.knowledge(), TODAY)

    assert samples.page("vi").translation is not None
    assert samples.page("vi").translation.status is TranslationStatus.DRAFT
    assert found.topics[0].pages["vi"] is State.DRAFT
    assert found.facts == ()


def test_status_is_rendered_as_tables() -> None:
    text = render(status(samples.knowledge(REVIEWED), date(2026, 12, 25)))

    lines = text.splitlines()
    assert lines[:4] == [
        "2 topics, 2 facts, on 2026-12-25",
        "",
        "language  pages  missing  draft  reviewed  outdated  past review",
        "en            2        0      0         0         0            1",
    ]
    assert "home/vn-jobs       2026-12-01 !  en   -   -" in text
    assert lines[-1] == "travel_fee  2026-12-20  5 days late"
    assert "No fact must be checked within 30 days." in render(status(samples.knowledge(), TODAY))
