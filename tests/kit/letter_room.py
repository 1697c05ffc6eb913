"""A room for the tests of letters: its writers say what the letter's values tell them to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from consult.kit import outbox
from consult.kit.clock import now
from consult.kit.db import db, transaction
from consult.kit.outbox import Attachment, Draft, Letter
from consult.kit.room import Room
from consult.kit.visitor import Visitor

TEMPLATES = {
    "tests/mail/plain.subject": "{{ subject }}\n",
    "tests/mail/plain.txt": (
        '{% extends "parts/letter.txt" %}\n{% block content %}\n{{ text }}\n\n'
        '{% if secret %}{{ address("public.home") }}?token={{ secret }}{% endif %}\n{% endblock %}\n'
    ),
    "tests/mail/plain.html": (
        '{% extends "parts/letter.html" %}\n{% block content %}\n<h1>{{ subject }}</h1><p>{{ text }}</p>\n'
        "{% endblock %}\n"
    ),
}


def plain(letter: Letter, reader: Visitor) -> Draft | None:
    """A letter with the subject and text of its values."""
    told = letter.values
    if told.get("broken"):
        raise ZeroDivisionError("a defect of the writer")
    if told.get("needless"):
        return None
    files = (Attachment("vote.ics", "text/calendar", b"BEGIN:VCALENDAR"),) if told.get("file") else ()
    context = {
        "subject": told.get("subject", "News"),
        "text": told.get("text", "Something happened."),
        "secret": letter.secret,
    }
    return Draft("tests/mail/plain", context, told.get("unsubscribe", ""), files, told.get("to", ""))


room = Room("tests", letters={"tests/plain": plain})


@contextmanager
def with_letters(app: Flask) -> Iterator[None]:
    """The application with this room in it; the jobs of the others rest, so that no other letter is written."""
    rooms, loader = app.extensions["consult.rooms"], app.jinja_env.loader
    assert loader is not None
    app.extensions["consult.rooms"] = (*(replace(other, jobs=()) for other in rooms), room)
    app.jinja_env.loader = ChoiceLoader([loader, DictLoader(TEMPLATES)])
    try:
        yield
    finally:
        app.extensions["consult.rooms"], app.jinja_env.loader = rooms, loader


def put(app: Flask, key: str, person_id: int, values: Mapping[str, Any] | None = None, **more: Any) -> None:
    """Write one letter down."""
    with app.app_context(), transaction(writing=True):
        outbox.put("tests/plain", {person_id: key}, now(), values=values, **more)


def kept(app: Flask, key: str) -> Letter:
    """A letter as it stands in the outbox."""
    with app.app_context(), transaction(writing=False):
        found = db.session.query(Letter).filter_by(key=key).one()
        db.session.expunge(found)
        return found
