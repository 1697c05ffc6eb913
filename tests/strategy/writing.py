"""What the tests of texts share: the secretary as the actions know her, writing and publishing, counted statements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.strategy import queries
from consult.strategy.actions import versions
from consult.strategy.models import Proposal, Version
from tests.cast import NAMES, START, Stage, email

PLATFORM = Path(__file__).resolve().parents[2] / "consult/cases/cicopa/platform.json"
FILE = PLATFORM.read_text(encoding="utf-8")
LATER = START + timedelta(hours=1)
DESK = "/secretariat/strategy"


def secretary(stage: Stage) -> Visitor:
    return Visitor(
        stage.people["secretary"], NAMES["secretary"], email("secretary"), "en", "Europe/Brussels", 0, ""
    )


def the(id: int) -> Proposal:
    """A proposal that is there."""
    found = queries.proposal(id)
    assert found is not None
    return found


def publish(stage: Stage, id: int, text: str, **more: Any) -> Version:
    """Publish a new version; call within a writing transaction."""
    words = {"title": "Work group", "language": "en", "note": "Said better.", "at": LATER} | more
    return versions.publish(secretary(stage), the(id), text=text, **words)


def published(app: Flask, stage: Stage, id: int, text: str, **more: Any) -> int:
    """The same in a transaction of its own; answers the version's number."""
    with app.app_context(), transaction(writing=True):
        return publish(stage, id, text, **more).number


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements of what happens within, without the framing of transactions."""
    told: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            told.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


def platform(**changes: Any) -> dict[str, Any]:
    """The platform's file as an object, to be changed."""
    found: dict[str, Any] = json.loads(PLATFORM.read_text(encoding="utf-8"))
    return found | changes
