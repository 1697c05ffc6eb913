"""What the tests of notices share: a room that has something to tell, and telling it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask
from flask_babel import lazy_gettext as _l

from consult.kit.clock import now
from consult.kit.db import db, transaction
from consult.kit.room import Room
from consult.notices.actions import choose_paces, tell
from consult.notices.events import notice_words
from consult.notices.jobs import write_digests
from consult.notices.models import Notice
from consult.notices.rules import FOLLOWS
from tests.cast import Stage

WORDS = {
    "tried": _l("%(who)s tried %(subject)s"),
    "tried-again": _l("%(who)s tried it again in %(within)s"),
}


@contextmanager
def talking(app: Flask) -> Iterator[None]:
    """The application with one room more, whose words are WORDS."""
    before = app.extensions["consult.rooms"]
    app.extensions["consult.rooms"] = (*before, Room("trying", answers={notice_words: lambda: WORDS}))
    try:
        yield
    finally:
        app.extensions["consult.rooms"] = before


def told(
    app: Flask,
    stage: Stage,
    name: str,
    key: str,
    *,
    code: str = "tried",
    about: str = "consultation",
    who: str = "COCETA",
    topic: str = FOLLOWS,
    within: tuple[str, int] | None = None,
    at: datetime | None = None,
) -> int:
    """Tell one of the cast something about a proposal; answers how many were told."""
    place = ("proposal", stage.proposals[about])
    with app.app_context(), transaction(writing=True):
        people, values = [stage.people[name]], {"who": who}
        return tell(code, people, place, at or now(), topic=topic, key=key, within=within, values=values)


def chosen(app: Flask, stage: Stage, name: str, **paces: str) -> None:
    """One of the cast wants letters otherwise."""
    with app.app_context(), transaction(writing=True):
        choose_paces(None, stage.people[name], paces, now())


def gather(app: Flask) -> None:
    """The job of digests, now."""
    with app.app_context():
        write_digests(now())


def notices_of(app: Flask, stage: Stage, name: str) -> list[Notice]:
    """What one of the cast was told, in order."""
    with app.app_context(), transaction(writing=False):
        query = db.select(Notice).where(Notice.person_id == stage.people[name]).order_by(Notice.id)
        found = list(db.session.scalars(query))
        db.session.expunge_all()
        return found
