"""`python -m tests.bot_api`: a bot is talked to by hand."""

import asyncio
import sys
from pathlib import Path

import telegram


async def test_a_conversation_by_hand() -> None:
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot_api",
        "--token=1:a",
        "--language=vi",
        cwd=root,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip().partition("=")[2]
    assert await process.stdout.readline() == b"KAERIMICHI_TELEGRAM_TOKEN=1:a\n"

    async with telegram.Bot("1:a", base_url=f"{url}/bot") as bot:
        process.stdin.write(b"hello\n")
        (update,) = await bot.get_updates(timeout=5)
        assert update.effective_user is not None
        assert update.effective_user.language_code == "vi"
        button = telegram.InlineKeyboardButton("Yes", callback_data="y")
        await bot.send_message(
            update.effective_user.id,
            "Xin chào",
            reply_markup=telegram.InlineKeyboardMarkup.from_button(button),
        )
        process.stdin.write(b"[No]\n[Yes]\n")
        (pressed,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        assert pressed.callback_query is not None
        assert pressed.callback_query.data == "y"
        await bot.answer_callback_query(pressed.callback_query.id)

    output, _ = await process.communicate(b"")  # without input, Python 3.11 leaves it open
    assert output.decode().splitlines() == [
        "--- sent 2",
        "Xin chào",
        "[Yes]",
        "no button 'No'; there are: 'Yes' (y)",
    ]
    assert process.returncode == 0
