"""Links on posters: they open a topic for years, whatever became of its name."""

import pytest

from bot.dialogue.turn import ChatState
from bot.languages import LANGUAGES
from tests.dialogue.talk import Talk


async def test_a_link_opens_its_topic_in_its_language_for_somebody_new():
    talk = Talk(language=None, hint="ne")

    await talk.command("start", "vi__leave__pension")

    assert talk.text.startswith("Lấy lại tiền nenkin")
    assert not talk.reply.in_place
    assert talk.state.language == "vi"
    assert talk.state.last_topic == "leave/pension"


async def test_a_retired_id_leads_to_what_took_its_place():
    talk = Talk(language=None)

    await talk.command("start", "en__leave__nenkin")

    assert talk.text.startswith("Pension money back")
    assert talk.state.last_topic == "leave/pension"


async def test_who_has_chosen_a_language_reads_in_it_whatever_the_poster_s():
    talk = Talk(language="en")

    await talk.command("start", "vi__leave__pension")

    assert talk.text.startswith("Pension money back")
    assert talk.state.language == "en"


async def test_a_link_without_a_page_in_its_language_can_be_read_in_another_at_once():
    talk = Talk(language=None)
    await talk.command("start", "en__leave__pension")

    await talk.tap("Language")
    await talk.tap("Tiếng Việt")

    assert talk.text.startswith("Lấy lại tiền nenkin")


PAYLOADS = [
    "x",
    "en__leave",
    "xx__leave__tax",
    "vi__gone__gone",
    "a" * 64,
    "en__leave__tax__1",
    "_",
]


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_an_unknown_link_starts_as_usual(payload: str):
    new, known = Talk(language=None), Talk(language="en")

    await new.command("start", payload)
    await known.command("start", payload)

    assert sorted(new.labels) == sorted(LANGUAGES.values())
    assert known.labels[0] == "My contract is ending"
    assert (new.state, known.state) == (ChatState(), ChatState(language="en"))


async def test_a_link_to_a_topic_that_is_gone_still_suggests_its_language():
    talk = Talk(language=None)

    await talk.command("start", "my__gone__gone")

    assert talk.labels[0] == LANGUAGES["my"]
