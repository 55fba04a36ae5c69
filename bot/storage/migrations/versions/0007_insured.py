"""What a worker may say for estimates: prefecture of work, periods of pension insurance."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prefecture", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("insured", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.drop_column("insured")
        batch_op.drop_column("prefecture")
