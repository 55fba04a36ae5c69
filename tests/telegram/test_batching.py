"""Work that is done together."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.telegram.batching import Batcher


async def test_what_arrives_meanwhile_is_one_batch() -> None:
    batches: list[list[int]] = []
    go = asyncio.Event()

    async def double(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await go.wait()
        return [item * 2 for item in items]

    batcher = Batcher(double)
    first = asyncio.create_task(batcher.put(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(batcher.put(item)) for item in (2, 3)]
    await asyncio.sleep(0)
    go.set()

    assert await asyncio.gather(first, *others) == [2, 4, 6]
    assert batches == [[1], [2, 3]]


async def test_everyone_in_a_failed_batch_is_told_and_the_next_works() -> None:
    async def refuse(items: Sequence[int]) -> list[int]:
        if 1 in items:
            raise ValueError("one")
        return list(items)

    batcher = Batcher(refuse)

    with pytest.raises(ValueError, match="one"):
        await batcher.put(1)
    assert await batcher.put(2) == 2
