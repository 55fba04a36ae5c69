"""Logging: events with fields, to the standard error; nothing of persons, nothing secret."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set the level and the form: readable on a terminal, JSON lines elsewhere."""
    for name in ("httpx", "httpcore", "telegram", "uvicorn.access", "asyncio", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)  # httpx logs addresses with the token
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
