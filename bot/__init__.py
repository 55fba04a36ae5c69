"""Kaerimichi: answers for foreign workers in Japan, and the way home, in a Telegram bot."""

__version__ = "0.1.0"
