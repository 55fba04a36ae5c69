"""Alembic's entry: migrates on the connection that the database module opened."""

from alembic import context

from bot.storage import desk_models
from bot.storage.models import Base

assert desk_models.Base is Base  # its tables belong to the same metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    compare_type=True,
)
context.run_migrations()
