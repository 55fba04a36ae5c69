"""No way home is NULL: earlier versions wrote the text 'null'."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text("UPDATE chat SET way = NULL WHERE CAST(way AS TEXT) = 'null'"))


def downgrade() -> None:
    """Nothing to do: earlier versions read NULL as well."""
