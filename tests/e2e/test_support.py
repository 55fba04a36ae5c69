"""A conversation with a person while the program is killed: nothing lost, nothing twice."""

from tests.bot_api import BotApiServer, Group, Person, hang
from tests.e2e.conftest import Program
from tests.e2e.test_run import WAIT_S, met


async def connected(program: Program, server: BotApiServer, linh: Person) -> tuple[Group, int]:
    """Start the program and connect a worker; return the group and the topic."""
    group = server.group("Helpers", [server.user(first_name="Anna")], forum=True)
    group.chat.bot_status = "administrator"
    program.environment["KAERIMICHI_SUPPORT_CHAT_ID"] = str(group.id)
    await program.start()
    await linh.start("en__leave__travel-cost")
    await linh.reply(timeout_s=WAIT_S)
    await linh.press_data("I|en|-", linh.last)
    await server.wait_for(lambda: written(group, "Case 1"), timeout_s=WAIT_S)
    (thread,) = group.chat.topics
    await quiet(program)
    return group, thread


async def quiet(program: Program) -> None:
    """Wait until nothing waits to be sent."""
    import asyncio

    async with asyncio.timeout(WAIT_S):
        while program.count("outbox"):
            await asyncio.sleep(0.02)


def written(group: Group, text: str) -> int:
    return sum(text in message.text for message in group.messages)


async def test_killed_between_receiving_and_copying(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    group, thread = await connected(program, server, linh)
    server.faults.next("copyMessage", hang())
    await linh.send("they keep my passport")
    await met(server)
    await program.kill()
    assert program.count("outbox") == 1
    assert written(group, "passport") == 0

    await program.start()
    await server.wait_for(lambda: written(group, "passport"), timeout_s=WAIT_S)
    await linh.send("second")
    await server.wait_for(lambda: written(group, "second"), timeout_s=WAIT_S)
    await quiet(program)

    assert [written(group, text) for text in ("passport", "second")] == [1, 1]
    assert [m.thread for m in group.messages if "passport" in m.text] == [thread]

    anna = Person(server.world, server.world.accounts[next(iter(group.chat.members))])
    server.faults.next("copyMessage", hang())
    await group.send(anna, "we will help", thread=thread)
    await met(server)
    await program.kill()

    await program.start()
    await linh.wait_for(lambda one: "we will help" in one.last.text, timeout_s=WAIT_S)
    await quiet(program)

    assert sum("we will help" in message.text for message in linh.messages) == 1
    assert program.count("case_message") == 3
    for secret in ("passport", "we will help", str(linh.id), "Linh", "Anna", str(group.id)):
        assert secret not in program.errors


async def test_killed_while_an_album_waits_for_its_parts(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    group, _ = await connected(program, server, linh)
    await linh.send_album(3)
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    await program.kill()
    assert program.count("case_message") == 3

    await program.start()
    await server.wait_for(
        lambda: sum("photo" in m.json for m in group.messages) == 3, timeout_s=WAIT_S
    )
    await quiet(program)

    (call,) = server.calls_of("copyMessages")
    assert len(call.fields["message_ids"]) == 3
    assert sum("photo" in message.json for message in group.messages) == 3


async def test_killed_before_the_topic_is_made(
    program: Program, server: BotApiServer, linh: Person
) -> None:
    group = server.group("Helpers", [server.user()], forum=True)
    group.chat.bot_status = "administrator"
    program.environment["KAERIMICHI_SUPPORT_CHAT_ID"] = str(group.id)
    await program.start()
    await linh.start("en__leave__travel-cost")
    await linh.reply(timeout_s=WAIT_S)
    server.faults.next("createForumTopic", hang())
    await linh.press_data("I|en|-", linh.last)
    await met(server)
    await linh.send("hello")
    await server.wait_until_confirmed(timeout_s=WAIT_S)
    await program.kill()

    await program.start()
    await server.wait_for(lambda: written(group, "hello"), timeout_s=WAIT_S)
    await quiet(program)

    assert len(group.chat.topics) == 1
    assert [written(group, text) for text in ("Case 1", "hello")] == [1, 1]
