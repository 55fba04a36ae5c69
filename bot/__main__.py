"""``python -m bot`` is the same as ``kaerimichi``."""

from bot.cli import main

main()
