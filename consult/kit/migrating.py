"""Bringing the database up to date: for commands only, because Alembic takes long to import."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate, upgrade

from consult.kit.db import db
from consult.kit.files import shipped

__all__ = ["init_app", "upgrade"]


def init_app(app: Flask) -> None:
    """Let `consult db ...` and `upgrade` find our migrations."""
    Migrate(app, db, directory=str(shipped("migrations")), render_as_batch=True)
