"""Alembic's entry: runs on the connection `migrating.py` hands over, or compares a live store with the schema."""

from alembic import context

from onboarding.store.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
