"""Runs migrations on the application's own database."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic import context
from sqlalchemy import Connection

import consult
from consult.kit.db import Model, db

# every room's tables, also of rooms that no page has imported yet
for tables in sorted(Path(consult.__file__).parent.glob("*/models.py")):
    import_module(f"consult.{tables.parent.name}.models")

for tables in ("once", "outbox", "pulse"):
    import_module(f"consult.kit.{tables}")

configuration = context.config


def ours(name: str | None, kind: str, parents: object) -> bool:
    """What the models speak of: not the full-text index, which migrations make by hand."""
    return kind != "table" or not (name or "").startswith("search_text")


def _named(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        include_name=ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Migrate; on SQLite without foreign keys meanwhile, because a changed table is written anew."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")
        _named(connection)
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Consult migrates a database it can reach; there is no offline mode.")
run()
