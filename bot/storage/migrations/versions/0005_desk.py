"""The tables of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_account",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_desk_account_login")),
    )
    op.create_table(
        "desk_action",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_action")),
    )
    with op.batch_alter_table("desk_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_action_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_action_at"), ["at"], unique=False)

    op.create_table(
        "desk_attempt",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_attempt")),
    )
    with op.batch_alter_table("desk_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_attempt_at"), ["at"], unique=False)
        batch_op.create_index("ix_desk_attempt_key_at", ["key", "at"], unique=False)

    op.create_table(
        "desk_draft",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("of", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("small", sa.Boolean(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("topic_file", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("commit", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_draft")),
    )
    with op.batch_alter_table("desk_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_draft_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_desk_draft_page", ["topic", "language"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_draft_state"), ["state"], unique=False)

    op.create_table(
        "desk_invitation",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("reader", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_desk_invitation")),
    )
    with op.batch_alter_table("desk_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_invitation_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "desk_mark",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_desk_mark")),
    )
    with op.batch_alter_table("desk_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_mark_at"), ["at"], unique=False)

    op.create_table(
        "desk_source",
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_desk_source")),
    )
    op.create_table(
        "desk_reading",
        sa.Column("invitation", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["invitation"], ["desk_invitation.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("invitation", "place", name=op.f("pk_desk_reading")),
    )
    op.create_table(
        "desk_session",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("new_secret", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["desk_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_desk_session")),
    )
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_session_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_desk_session_seen_at"), ["seen_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_session_seen_at"))
        batch_op.drop_index(batch_op.f("ix_desk_session_account_id"))

    op.drop_table("desk_session")
    op.drop_table("desk_reading")
    op.drop_table("desk_source")
    with op.batch_alter_table("desk_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_mark_at"))

    op.drop_table("desk_mark")
    with op.batch_alter_table("desk_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_invitation_expires_at"))

    op.drop_table("desk_invitation")
    with op.batch_alter_table("desk_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_draft_state"))
        batch_op.drop_index("ix_desk_draft_page")
        batch_op.drop_index(batch_op.f("ix_desk_draft_account_id"))

    op.drop_table("desk_draft")
    with op.batch_alter_table("desk_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_desk_attempt_key_at")
        batch_op.drop_index(batch_op.f("ix_desk_attempt_at"))

    op.drop_table("desk_attempt")
    with op.batch_alter_table("desk_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_action_at"))
        batch_op.drop_index(batch_op.f("ix_desk_action_account_id"))

    op.drop_table("desk_action")
    op.drop_table("desk_account")
