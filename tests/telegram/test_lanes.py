"""One chat in order, chats side by side."""

import asyncio

from bot.telegram.lanes import Lanes


async def test_one_chat_in_order_and_another_meanwhile() -> None:
    lanes, seen, go = Lanes(at_once=3), [], asyncio.Event()

    async def work(chat: int, name: str, *, waits: bool = False) -> None:
        async with lanes.turn(chat):
            if waits:
                await go.wait()
            seen.append(name)

    tasks = [
        asyncio.create_task(work(1, "first", waits=True)),
        asyncio.create_task(work(1, "second")),
        asyncio.create_task(work(2, "other chat")),
    ]
    await tasks[2]
    go.set()
    await asyncio.gather(*tasks)

    assert seen == ["other chat", "first", "second"]


async def test_no_more_than_allowed_at_once() -> None:
    lanes, running, most = Lanes(at_once=2), 0, 0

    async def work(chat: int) -> None:
        nonlocal running, most
        async with lanes.turn(chat):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(work(chat) for chat in range(6)))

    assert most == 2
