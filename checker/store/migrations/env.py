"""Runs the migrations inside the transaction that the store hands over."""

from alembic import context

from checker.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
