"""Alembic's entry: migrates on the connection that the database module opened."""

from alembic import context

import bot.storage.desk_models  # noqa: F401 -- its tables belong to the same metadata
from bot.storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    compare_type=True,
)
context.run_migrations()
