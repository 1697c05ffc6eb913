"""Links as their reader finds them: from the rows of letters that wait."""

from __future__ import annotations

from flask import Flask

from consult.kit.db import db
from consult.kit.outbox import Letter


def waiting(app: Flask, kind: str) -> list[Letter]:
    """The letters of a kind that wait, the oldest first."""
    with app.app_context():
        query = db.select(Letter).where(Letter.kind == kind, Letter.state == "waiting").order_by(Letter.id)
        return list(db.session.scalars(query))


def token(app: Flask, kind: str) -> str:
    """The token of the newest letter of a kind."""
    return waiting(app, kind)[-1].secret
