"""The tables of the desk: who may edit, what they are writing, what they did."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base, RowId, UtcDateTime


class DeskAccount(Base):
    """Somebody who may sign in. ``name`` stands in the history: a pseudonym is fine.

    ``login`` is the folded name; ``password`` an argon2 hash; ``totp_step`` the last time step
    whose code was used, so that no code works twice.
    """

    __tablename__ = "desk_account"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(60))
    login: Mapped[str] = mapped_column(String(120), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    languages: Mapped[list[str]] = mapped_column(JSON)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    language: Mapped[str] = mapped_column(String(8), default="en")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)


class DeskSession(Base):
    """A browser that is signed in; ``token`` is a hash of what its cookie holds.

    ``proven``: the second factor was given, or the account has none and needs none.
    """

    __tablename__ = "desk_session"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("desk_account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    proven: Mapped[bool]
    new_secret: Mapped[str | None] = mapped_column(String(64))


class DeskInvitation(Base):
    """A link that makes an account, or (with a topic) opens one page's review.

    ``token`` is a hash of what the link holds.
    """

    __tablename__ = "desk_invitation"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    languages: Mapped[list[str]] = mapped_column(JSON)
    topic: Mapped[str | None] = mapped_column(String(100))
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reader: Mapped[str] = mapped_column(String(60), default="")


class DeskAttempt(Base):
    """A sign-in that failed; ``key`` is a hash of the name or the address it came from."""

    __tablename__ = "desk_attempt"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (Index("ix_desk_attempt_key_at", "key", "at"),)


class DeskAction(Base):
    """Something that an account did, as its list shows it."""

    __tablename__ = "desk_action"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(Integer, index=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(24))
    target: Mapped[str] = mapped_column(String(160))


class DeskDraft(Base):
    """A page being written, from the first saved word until a second person has looked.

    ``base`` is the digest of the page file it was begun from (empty: there was none), ``of`` the
    English revision beside it. ``topic_file`` is the ``topic.yaml`` of a new topic.
    """

    __tablename__ = "desk_draft"
    __table_args__ = (Index("ix_desk_draft_page", "topic", "language"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(Integer, index=True)
    name: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12), index=True)
    base: Mapped[str] = mapped_column(String(64))
    of: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[str]] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(500))
    small: Mapped[bool] = mapped_column(Boolean, default=False)
    reviewed: Mapped[bool] = mapped_column(Boolean, default=False)
    topic_file: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    commit: Mapped[str] = mapped_column(String(64), default="")


class DeskReading(Base):
    """What a reader said of one paragraph of a page, by a review link."""

    __tablename__ = "desk_reading"

    invitation: Mapped[str] = mapped_column(
        ForeignKey("desk_invitation.token", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    good: Mapped[bool]
    remark: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeskSource(Base):
    """A source page as it was last fetched; ``state`` is same, changed, gone or unreadable.

    ``fingerprint`` is that of the text that the topics rest on, ``seen`` that of the last fetch.
    """

    __tablename__ = "desk_source"

    url: Mapped[str] = mapped_column(String(500), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    seen: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeskMark(Base):
    """That something was done which is done once: ``key`` says what, such as a week's summary."""

    __tablename__ = "desk_mark"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DeskNews(Base):
    """News being written, until a second person has let them out.

    ``account_id`` began them, ``authors`` are all accounts that changed what would be sent.
    ``version`` counts the changes of what would be sent: nobody decides on what they have not
    seen. ``tested`` is the version that the support chat got last, ``tests`` are the announcements
    that were tests, ``announcement_id`` is the one that went to workers.
    """

    __tablename__ = "desk_news"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old form must not send other news

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(Integer)
    authors: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    name: Mapped[str] = mapped_column(String(60))
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    countries: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    tested: Mapped[int] = mapped_column(Integer, default=0)
    tests: Mapped[list[int]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    announcement_id: Mapped[int | None] = mapped_column(Integer)

    def is_by(self, account_id: int) -> bool:
        """Whether an account began it or changed it since, so that it is no second person."""
        return account_id in {self.account_id, *self.authors}
