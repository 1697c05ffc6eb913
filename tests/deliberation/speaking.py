"""The cast speaking: visitors, their mandates, and comments posted by the room's own actions."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy import event

from consult.deliberation.actions.comments import post_comment
from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.network.queries.standing import standing_of
from consult.network.standing import HeldMandate
from tests.cast import NAMES, Stage, email


def visitor(stage: Stage, name: str) -> Visitor:
    """One of the cast as the actions know them."""
    return Visitor(stage.people[name], NAMES[name], email(name), "en", "Europe/Brussels", 0, "")


def held(stage: Stage, name: str) -> HeldMandate:
    """The mandate by which one of the cast speaks; within an application context."""
    return standing_of(visitor(stage, name)).mandates[0]


def say(
    app: Flask, stage: Stage, name: str, text: str, at: datetime, target: tuple[str, int], **more: object
) -> int:
    """Post a comment; answers its id."""
    with app.app_context(), transaction(writing=True):
        posted = post_comment(visitor(stage, name), held(stage, name), target, text, at, **more)  # type: ignore[arg-type]
        return posted.id


class Statements:
    """Counts the SQL statements of what happens inside it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.told: list[str] = []

    def __enter__(self) -> Statements:
        with self.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, connection: object, cursor: object, statement: str, *more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            self.told.append(statement)

    @property
    def count(self) -> int:
        return len(self.told)
