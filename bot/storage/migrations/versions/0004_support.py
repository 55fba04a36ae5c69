"""Conversations with a person, and news."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("chat", schema=None) as batch_op:
        for name in ("news", "unreachable"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
    # Not in a batch: SQLite would copy the table and number its rows anew.
    op.add_column("outbox", sa.Column("announcement_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_outbox_announcement_id"), "outbox", ["announcement_id"])

    op.create_table(
        "support_case",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("ended_by_worker", sa.Boolean(), nullable=False),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("away_told_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_case")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_support_case_chat_id"), "support_case", ["chat_id"])
    op.create_index(op.f("ix_support_case_ended_at"), "support_case", ["ended_at"])
    op.create_index("ix_support_case_thread", "support_case", ["group_id", "thread_id"])
    op.create_index(
        "uq_support_case_active",
        "support_case",
        ["chat_id"],
        unique=True,
        sqlite_where=sa.text("status != 'ended'"),
        postgresql_where=sa.text("status != 'ended'"),
    )

    op.create_table(
        "case_message",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_worker", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("copy_id", sa.BigInteger(), nullable=True),
        sa.Column("album", sa.String(length=64), nullable=True),
        sa.Column("claim", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "case_id", "from_worker", "message_id", name=op.f("pk_case_message")
        ),
    )
    op.create_index("ix_case_message_copy", "case_message", ["case_id", "from_worker", "copy_id"])

    op.create_table(
        "case_count",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("event", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_count")),
    )
    op.create_index(op.f("ix_case_count_week"), "case_count", ["week"])

    op.create_table(
        "announcement",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("announcement")
    op.drop_table("case_count")
    op.drop_table("case_message")
    op.drop_table("support_case")
    op.drop_index(op.f("ix_outbox_announcement_id"), "outbox")
    op.drop_column("outbox", "announcement_id")
    with op.batch_alter_table("chat", schema=None) as batch_op:
        for name in ("unreachable", "news"):
            batch_op.drop_column(name)
