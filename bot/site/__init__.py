"""All pages as a static web site, for where Telegram is blocked."""
