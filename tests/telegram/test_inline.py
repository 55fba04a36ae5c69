"""Inline mode: public pages in any chat, with a link, and nothing remembered."""

from bot.storage.models import Chat
from tests.bot_api import BotApiServer, Person
from tests.knowledge import samples
from tests.telegram.fakes import ANSWER_START, RunningBot
from tests.telegram.test_privacy import rows


async def test_words_offer_the_page_with_its_link(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    asked = await linh.ask_inline("ticket")

    (article,) = (await asked.answered())["results"]
    assert article["title"] == samples.TITLES["en"]
    assert article["input_message_content"]["message_text"].startswith(f"<b>{ANSWER_START}")
    ((button,),) = article["reply_markup"]["inline_keyboard"]
    assert button["url"] == "https://t.me/kaerimichi_test_bot?start=en__leave__travel-cost"
    assert await rows(running.database, Chat) == 0


async def test_unknown_words_and_none_at_all_are_answered_too(
    running: RunningBot, linh: Person
) -> None:
    unknown = await linh.ask_inline("moon")
    assert (await unknown.answered())["results"] == []

    nothing = await linh.ask_inline("")
    assert isinstance((await nothing.answered())["results"], list)


async def test_share_button_leads_to_the_topic_in_its_language(
    running: RunningBot, linh: Person
) -> None:
    await linh.send("ticket")
    answer = await linh.reply()

    assert answer.button("↗️ Share").url == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fkaerimichi_test_bot%3Fstart%3D"
        "en__leave__travel-cost&text=Who+pays+the+trip+home"
    )
