"""News that are written at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_news",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tested", sa.Integer(), nullable=False),
        sa.Column("tests", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_desk_news_state"), "desk_news", ["state"])


def downgrade() -> None:
    op.drop_index(op.f("ix_desk_news_state"), table_name="desk_news")
    op.drop_table("desk_news")
