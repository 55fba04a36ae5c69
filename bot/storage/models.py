"""The tables. Nothing here says who somebody is: a chat's number and what was chosen, no texts."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC without zone so that every database compares it the same way."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


#: SQLite numbers rows by itself only in a column that is declared INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Chat(Base):
    """What a worker chose to save, the last topic for 48 hours, and a form in progress.

    ``insured`` holds periods of pension insurance: which pension, first and last day. ``way`` holds
    the way home that was chosen, its days and ticks; ``remind_at`` is when to send the next
    reminder, for those who asked for them.
    """

    __tablename__ = "chat"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(8))
    country: Mapped[str | None] = mapped_column(String(2))
    last_topic: Mapped[str | None] = mapped_column(String(100))
    last_topic_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    awaiting: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str | None] = mapped_column(String(24))
    prefecture: Mapped[str | None] = mapped_column(String(16))
    insured: Mapped[list[list[str | None]] | None] = mapped_column(JSON(none_as_null=True))
    way: Mapped[dict[str, Any] | None] = mapped_column(  # Any: see telegram.storing
        JSON(none_as_null=True)
    )
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    news: Mapped[bool] = mapped_column(default=False)
    unreachable: Mapped[bool] = mapped_column(default=False)
    last_used: Mapped[date] = mapped_column(index=True)


class ChatMessage(Base):
    """The number of a message, kept 48 hours: as long as Telegram lets a bot delete it."""

    __tablename__ = "chat_message"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class HandledUpdate(Base):
    """An update whose effects are stored: it is never handled a second time."""

    __tablename__ = "handled_update"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class OutboxMessage(Base):
    """Something to send. A process holds it by a lease; the row goes when it was sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", "lease_until"),
        {"sqlite_autoincrement": True},  # the number of an erased row is never given again
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    payload: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # Any: one JSON object a message
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    announcement_id: Mapped[int | None] = mapped_column(BigInteger, index=True)


class AnswerGiven(Base):
    """That a page was shown, with its revision; dated by week, without person."""

    __tablename__ = "answer_given"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    week: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(8))
    revision: Mapped[str] = mapped_column(String(12))
    confidence: Mapped[float] = mapped_column(Float)
    outcome: Mapped[str] = mapped_column(String(12))


class Rating(Base):
    """That a page was helpful or not, with its revision; dated by week, without person."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    week: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(8))
    revision: Mapped[str] = mapped_column(String(12))
    helpful: Mapped[bool]


class UnansweredQuestion(Base):
    """A question without an answer: redacted, without author, dated by week, 90 days."""

    __tablename__ = "unanswered_question"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    week: Mapped[date] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)


class SupportCase(Base):
    """A conversation with a person: its chat and its topic in the group; no word of what is said.

    ``status`` is waiting, joined or ended. Rows go some days after the end (``storage.cases``).
    """

    __tablename__ = "support_case"
    __table_args__ = (
        Index("ix_support_case_thread", "group_id", "thread_id"),
        Index(
            "uq_support_case_active",
            "chat_id",
            unique=True,
            sqlite_where=text("status != 'ended'"),
            postgresql_where=text("status != 'ended'"),
        ),
        {"sqlite_autoincrement": True},  # the number of a case is never given again
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    group_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str | None] = mapped_column(String(100))
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(8))
    ended_by_worker: Mapped[bool] = mapped_column(default=False)
    rated: Mapped[bool] = mapped_column(default=False)
    taken_by: Mapped[int | None] = mapped_column(BigInteger)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    away_told_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseMessage(Base):
    """Which message belongs to which copy: for edits and replies. ``claim``: who copies it now."""

    __tablename__ = "case_message"
    __table_args__ = (Index("ix_case_message_copy", "case_id", "from_worker", "copy_id"),)

    case_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    from_worker: Mapped[bool] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    copy_id: Mapped[int | None] = mapped_column(BigInteger)
    album: Mapped[str | None] = mapped_column(String(64))
    claim: Mapped[int | None] = mapped_column(BigInteger)


class CaseCount(Base):
    """That something happened in a conversation with a person; dated by week, without person."""

    __tablename__ = "case_count"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    week: Mapped[date] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(8))
    event: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[int | None] = mapped_column(Integer)


class Announcement(Base):
    """News in several languages and how far they have gone; whom they reached is not kept."""

    __tablename__ = "announcement"
    __table_args__ = ({"sqlite_autoincrement": True},)  # old buttons must not open new news

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    stopped: Mapped[bool] = mapped_column(default=False)
    total: Mapped[int] = mapped_column(Integer)
    sent: Mapped[int] = mapped_column(Integer, default=0)
    blocked: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)
