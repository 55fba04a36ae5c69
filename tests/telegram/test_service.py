"""The bot as a worker meets it in the private chat."""

import asyncio

from bot.dialogue.actions import Verb, dump
from tests.bot_api import BotApiServer, Person
from tests.knowledge import samples
from tests.telegram.fakes import ANSWER_START, Bots, FakeAnswerer, RunningBot


async def test_question_is_answered_with_a_page(running: RunningBot, linh: Person) -> None:
    await linh.send("who pays my ticket")

    answer = await linh.reply()

    assert answer.text.startswith(ANSWER_START)
    assert answer.json["link_preview_options"] == {"is_disabled": True}
    assert "Language" in answer.labels[-1]


async def test_press_changes_the_message_and_is_acknowledged(
    running: RunningBot, linh: Person
) -> None:
    await linh.send("ticket")
    answer = await linh.reply()

    asked = await linh.press("📄 Sources")
    shown = await linh.shown()

    assert "text" not in await asked.answered()
    assert shown is answer
    assert "Where this comes from" in shown.text


async def test_rating_is_thanked_over_the_chat_and_counted(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("ticket")
    await linh.reply()

    asked = await linh.press("👍 Helpful")

    assert (await asked.answered())["text"] == "Thank you. Good to know."
    assert linh.chat.since_mark("sent", "edited") == []


async def test_same_screen_again_changes_nothing(running: RunningBot, linh: Person) -> None:
    await linh.send("ticket")
    answer = await linh.reply()
    await (await linh.press("📄 Sources")).answered()
    await linh.shown()

    data = dump(Verb.SOURCES, "en", samples.TOPIC)
    await (await linh.press_data(data, answer)).answered()
    await linh.send("ticket")
    await linh.reply()

    assert answer.edits == 1


async def test_answer_to_a_deleted_message_is_a_new_one(running: RunningBot, linh: Person) -> None:
    await linh.send("ticket")
    answer = await linh.reply()
    answer.deleted = True

    await linh.press_data(dump(Verb.TOPIC, "en", samples.TOPIC), answer)

    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_expired_press_is_still_followed(
    make_bot: Bots, server: BotApiServer, linh: Person
) -> None:
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await linh.send("ticket")
    answer = await linh.reply()
    await server.wait_until_confirmed()
    await bot.end()
    asked = await linh.press("📄 Sources")
    server.advance(20 * 60)

    bot.start()

    assert "Where this comes from" in (await linh.shown()).text
    assert answer.edits == 1
    assert asked.answer is None
    assert len(server.calls_of("answerCallbackQuery")) == 1


async def test_deep_link_opens_its_topic_in_its_language(running: RunningBot, linh: Person) -> None:
    await linh.start("vi__leave__travel-cost")

    assert (await linh.reply()).text.startswith(samples.TITLES["vi"])


async def test_language_of_the_phone_is_suggested_first(
    running: RunningBot, server: BotApiServer
) -> None:
    maria = server.user(language_code="tl")

    await maria.start()

    assert (await maria.reply()).labels[0] == "Filipino"


async def test_chosen_language_is_kept(running: RunningBot, linh: Person) -> None:
    await linh.start()
    await linh.reply()
    await linh.press("Tiếng Việt")
    await linh.shown()

    await linh.send("ticket")

    assert (await linh.reply()).text.startswith(samples.TITLES["vi"])


async def test_messages_of_one_chat_are_answered_in_order(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    server.faults.delay_s = 0.005
    for number in range(12):
        await linh.send("ticket" if number % 3 else "moon")
    await linh.wait_for(lambda person: len(person.messages) == 12)

    answered = [message.text.startswith(ANSWER_START) for message in linh.messages]
    assert answered == [bool(number % 3) for number in range(12)]


async def test_long_answer_keeps_its_keyboard_under_the_last_part(
    make_bot: Bots, server: BotApiServer, linh: Person
) -> None:
    body = "\n\n".join([samples.BODIES["en"].split("\n\n")[0], *["Long words. " * 200] * 4])
    page = samples.page(body=body)
    knowledge = samples.knowledge(samples.tree(page))
    bot = make_bot(answerer=FakeAnswerer(knowledge))
    await bot.database.open()
    bot.start()
    await linh.send("ticket")

    await linh.wait_for(lambda person: person.messages and person.last.labels)

    assert len(linh.messages) > 2
    assert [bool(message.labels) for message in linh.messages[:-1]] == [False] * (
        len(linh.messages) - 1
    )
    assert "📄 Sources" in linh.last.labels


async def test_flood_is_warned_once_then_left_unanswered(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    for _ in range(30):
        await linh.send("ticket")
    await server.wait_until_confirmed()
    anna = server.user()
    await anna.send("ticket")
    await anna.reply()
    await linh.wait_for(lambda person: len(person.messages) >= 21)

    texts = [message.text for message in linh.messages]
    assert sum(text.startswith("That was a lot at once.") for text in texts) == 1
    assert len(texts) < 25


async def test_typing_is_shown_only_when_an_answer_takes_long(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    await linh.send("ticket")
    await linh.reply()
    quick = list(linh.chat.actions)
    await linh.send("slow ticket")
    await server.wait_for(lambda: linh.chat.actions)
    running.answerer.go.set()
    await linh.reply()

    assert quick == []
    assert linh.chat.actions == ["typing"]


async def test_slow_answer_holds_nobody_else_up(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    anna = server.user()
    await linh.send("slow ticket")
    await server.wait_for(lambda: running.answerer.asked)
    waiting = server.unconfirmed
    running.answerer.go.set()
    await anna.send("ticket")

    assert (await anna.reply()).text.startswith(ANSWER_START)
    assert (await linh.reply()).text.startswith(ANSWER_START)
    assert len(waiting) == 1  # not confirmed before it was stored


async def test_photo_voice_and_edited_messages_are_answered(
    running: RunningBot, linh: Person
) -> None:
    await linh.send_photo()
    assert (await linh.reply()).text.startswith("I cannot look at pictures.")
    await linh.send_voice()
    assert (await linh.reply()).text.startswith("I cannot listen")
    message = await linh.send("moon")
    await linh.reply()
    await linh.edit(message, "ticket")
    assert (await linh.reply()).text.startswith(ANSWER_START)


async def test_failure_of_ours_is_answered_kindly(running: RunningBot, linh: Person) -> None:
    await linh.send("boom")

    assert (await linh.reply()).text.startswith("Something went wrong on my side")


async def test_stop_stores_and_sends_what_was_taken(
    make_bot: Bots, server: BotApiServer, linh: Person
) -> None:
    bot = make_bot()
    await bot.database.open()
    bot.start()
    await server.wait_until_polled()
    await linh.send("slow ticket")
    await server.wait_for(lambda: bot.answerer.asked)

    ending = asyncio.create_task(bot.end())
    await asyncio.sleep(0.01)
    bot.answerer.go.set()
    await ending

    assert (await linh.reply()).text.startswith(ANSWER_START)
