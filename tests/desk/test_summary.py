"""The weekly lines to the support chat: once, on Monday, with numbers and nobody's words."""

from datetime import date, timedelta

from sqlalchemy import select

from bot.desk.summary import send_if_due
from bot.storage.models import AnswerGiven, OutboxMessage, UnansweredQuestion
from tests.desk.browser import Everything

CHAT = -100123


async def test_summary_is_sent_once_on_monday_morning(desk: Everything) -> None:
    database, knowledge = desk.shared.database, desk.shared.answerer.knowledge
    async with database.transaction() as session:
        session.add(
            AnswerGiven(
                week=date(2026, 11, 23),
                topic="leave/travel-cost",
                language="vi",
                revision="x",
                confidence=1,
                outcome="answer",
            )
        )
        session.add(
            UnansweredQuestion(
                week=date(2026, 11, 23), language="vi", outcome="unknown", text="my secret words"
            )
        )
    assert not await send_if_due(database, knowledge, CHAT, desk.clock())  # a Tuesday
    desk.clock.move(timedelta(days=6))

    sent = [await send_if_due(database, knowledge, CHAT, desk.clock()) for _ in range(2)]

    assert sent == [True, False]
    async with database.transaction() as session:
        (row,) = await session.scalars(select(OutboxMessage))
    assert row.chat_id == CHAT
    assert row.payload == [
        {
            "action": "send",
            "text": (
                "The week from 23 November 2026:\n• 1 page shown\n"
                "• 1 question without an answer\nWaiting at the desk:\n"
                "• 0 for a second person\n"
                "• 0 facts or pages past their day, or with a changed source\n"
                "• 0 translations out of date"
            ),
        }
    ]
