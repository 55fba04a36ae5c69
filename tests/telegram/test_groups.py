"""Groups: only when addressed, and nothing personal before others."""

from bot.dialogue.actions import Verb, dump
from tests.bot_api import BotApiServer, Person
from tests.knowledge import samples
from tests.telegram.fakes import ANSWER_START, RunningBot


async def test_group_is_answered_only_when_addressed(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    anna = server.user()
    group = server.group(people=[linh, anna])
    await group.send(linh, "who pays my ticket")
    await group.send(linh, "/help@another_bot")
    await group.send(linh, "/help")
    await group.send(linh, "the ticket", mention=anna)
    question = await group.send(linh, "who pays my ticket?", mention=True)

    (answer,) = await group.replies()

    assert answer.text.startswith(ANSWER_START)
    assert answer.json["reply_to_message"]["message_id"] == question.id
    assert len(group.messages) == 1


async def test_reply_to_the_bot_is_addressed_to_it(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh])
    await group.send(linh, "moon", mention=True)
    (first,) = await group.replies()

    await group.send(linh, "ticket", reply_to=first)

    assert (await group.replies())[-1].text.startswith(ANSWER_START)


async def test_answer_stays_in_its_forum_topic(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh], forum=True, administrator=True)
    from tests.bot_api.chats import Topic

    group.chat.topics[77] = Topic(77, "Money", 0)
    await group.send(linh, "ticket", mention=True, thread=77)

    assert (await group.replies())[-1].thread == 77


async def test_personal_commands_lead_to_the_private_chat(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh])
    for command in ("mydata", "settings", "forget", "clear"):
        await group.send(linh, f"/{command}@kaerimichi_test_bot")
        (answer,) = await group.replies()

        assert answer.text.startswith("This is personal.")
        assert answer.buttons[0].url == "https://t.me/kaerimichi_test_bot"


async def test_press_in_a_group_changes_the_message_there(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh])
    await group.send(linh, "ticket", mention=True)
    (answer,) = await group.replies()

    asked = await group.press(linh, "📄 Sources", answer)
    await asked.answered()
    await server.wait_for(lambda: answer.edits)

    assert "Where this comes from" in answer.text


async def test_being_added_and_removed_makes_no_noise(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh])
    await group.set_bot(linh, "administrator")
    await group.set_bot(linh, "kicked")
    await server.wait_until_confirmed()

    assert server.calls_of("sendMessage") == []


async def test_group_that_became_a_supergroup_is_still_answered(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh])
    await group.send(linh, "slow ticket", mention=True)
    await server.wait_for(lambda: running.answerer.asked)
    large = await group.upgrade(linh)

    running.answerer.go.set()

    assert (await large.replies())[-1].text.startswith(ANSWER_START)


async def test_old_button_in_a_group_does_not_clear_it(
    running: RunningBot, linh: Person, server: BotApiServer
) -> None:
    group = server.group(people=[linh], administrator=True)
    await group.send(linh, "ticket", mention=True)
    (answer,) = await group.replies()
    from tests.bot_api.people import press

    asked = press(server.world, linh.account, dump(Verb.CLEAR, "en"), answer)
    await asked.answered()
    await group.send(linh, "ticket", mention=True)
    await group.replies()

    assert not answer.deleted
    assert answer.text.startswith(samples.TITLES["en"])
