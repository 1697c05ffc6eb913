"""Migrations run up, down and up again with data, and end where the models are, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from consult.app import create_app
from consult.kit import migrating
from consult.kit.db import Model, db
from consult.network.models import Organisation
from consult.settings import Settings
from tests.cast import ORGANISATIONS, set_stage


def _app(url: str, tmp_path: Path) -> Flask:
    app = create_app(
        Settings(data=tmp_path / "data", database_url=url, secret_key="x" * 40, cheap_passwords=True)
    )
    migrating.init_app(app)
    return app


def _no_index_by_hand(name: str | None, kind: str, parents: object) -> bool:
    """Full-text indices are of each database's own kind: no model speaks of them."""
    return kind != "table" or not (name or "").startswith("search_text")


def test_up_with_data_down_and_up_again(empty_database_url: str, tmp_path: Path) -> None:
    app = _app(empty_database_url, tmp_path)
    with app.app_context():
        upgrade()
        set_stage()
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == len(ORGANISATIONS)
        db.session.remove()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        set_stage()
        db.session.remove()
        db.engine.dispose()


def test_after_all_migrations_the_tables_are_those_of_the_models(
    empty_database_url: str, tmp_path: Path
) -> None:
    app = _app(empty_database_url, tmp_path)
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            options = {"compare_type": True, "include_name": _no_index_by_hand}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, Model.metadata) == []
            assert len(Model.metadata.tables) > 20
        db.engine.dispose()
