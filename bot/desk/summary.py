"""Once a week a few lines to the support chat: what waits at the desk, and how the bot was used."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.worklist import Use, Why, tasks
from bot.i18n import desk_catalogue
from bot.knowledge.model import Knowledge
from bot.knowledge.status import status
from bot.languages import JAPAN
from bot.storage import drafts, outbox
from bot.storage.chats import week_of
from bot.storage.database import Database
from bot.storage.desk_models import DeskMark

#: Monday from nine o'clock on, in Japan.
_HOUR: Final = 9
_URGENT: Final = frozenset({Why.FACT_LATE, Why.PAST_REVIEW, Why.SOURCE_GONE, Why.SOURCE_CHANGED})


async def send_if_due(
    database: Database, knowledge: Knowledge, chat_id: int, now: datetime
) -> bool:
    """Put this week's summary into the outbox, once for all processes; return whether it was."""
    moment = now.astimezone(JAPAN)
    if moment.weekday() != 0 or moment.hour < _HOUR:
        return False
    try:
        async with database.transaction() as session:
            session.add(DeskMark(key=f"summary {moment.date().isoformat()}", at=now))
            await session.flush()
            text = await _text(session, knowledge, moment.date())
            await outbox.put(session, [(chat_id, [{"action": "send", "text": text}])], now)
    except IntegrityError:  # another process was faster, or it was sent before a restart
        return False
    return True


async def _text(session: AsyncSession, knowledge: Knowledge, today: date) -> str:
    """Return the summary as plain text without signs that Telegram takes for markup."""
    t = desk_catalogue("en")
    last = week_of(today) - timedelta(weeks=1)
    shown, missed = (await drafts.by_week(session, last)).get(last, (0, 0))
    use = Use({}, {}, await drafts.sources(session))
    waiting = len(await drafts.to_look_at(session))
    urgent = sum(
        any(reason.why in _URGENT for reason in task.reasons)
        for task in tasks(knowledge, "en", use, today)
    )
    outdated = sum(one.outdated for one in status(knowledge, today).languages)
    lines = [
        t.gettext("The week from {date}:").format(date=t.date(last)),
        t.ngettext("{number} page shown", "{number} pages shown", shown),
        t.ngettext(
            "{number} question without an answer", "{number} questions without an answer", missed
        ),
        t.gettext("Waiting at the desk:"),
        t.ngettext("{number} for a second person", "{number} for a second person", waiting),
        t.ngettext(
            "{number} fact or page past its day, or with a changed source",
            "{number} facts or pages past their day, or with a changed source",
            urgent,
        ),
        t.ngettext(
            "{number} translation out of date", "{number} translations out of date", outdated
        ),
    ]
    numbers = (None, shown, missed, None, waiting, urgent, outdated)
    return "\n".join(
        line if number is None else "• " + line.format(number=t.number(number))
        for line, number in zip(lines, numbers, strict=True)
    )
