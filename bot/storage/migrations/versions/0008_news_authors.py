"""Who changed the texts of news: none of them may let the news out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_news", sa.Column("authors", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("desk_news", "authors")
