"""The way into pages: closed by default, one transaction, reading never writes, a form counts once."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from sqlalchemy import func, select, text, update

from consult.accounts.models import Person
from consult.journal.actions import record
from consult.journal.models import Entry
from consult.kit.clock import now
from consult.kit.db import WriteOnRead, db, transaction
from consult.kit.guard import afterwards, enter, everyone
from consult.kit.pages import go, page, say
from tests.cast import NAMES, Stage
from tests.client import client


def _people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


@pytest.fixture
def apps() -> dict[str, Flask]:
    """No shelf: each test gets an application of its own, because it adds pages to it."""
    return {}


@pytest.fixture
def house(app: Flask, stage: Stage) -> Flask:
    """The application with a few rooms of the test's own."""

    @app.get("/test/unguarded")
    def unguarded() -> str:
        return "open"

    @app.get("/test/writes")
    @enter(everyone)
    def writes() -> str:
        record(None, "tested", ("person", 1), now())
        db.session.flush()
        return "written"

    @app.get("/test/executes")
    @enter(everyone)
    def executes() -> str:
        db.session.execute(update(Person).values(name="X"))
        return "written"

    @app.post("/test/note")
    @enter(everyone)
    def note() -> Response:
        record(None, "tested", ("person", 1), now())
        say("Noted.")
        return go("public.home")

    @app.post("/test/mend")
    @enter(everyone)
    def mend() -> Response:
        record(None, "tested", ("person", 1), now())
        return page("errors/problem.html", status=422, title="Mend", text="Mend it.", fields=[])

    @app.post("/test/fail")
    @enter(everyone)
    def fail() -> Response:
        record(None, "tested", ("person", 1), now())
        afterwards(lambda: record(None, "tested-and-failed", ("person", 1), now()))
        raise RuntimeError("a defect")

    return app


def _entries(app: Flask, verb: str) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.verb == verb)) or 0


def test_a_route_that_names_no_right_is_closed(house: Flask) -> None:
    assert client(house).get("/test/unguarded").status_code == 403


@pytest.mark.parametrize("path", ["/test/writes", "/test/executes"])
def test_reading_never_writes(house: Flask, path: str) -> None:
    house.testing = False
    house.config["PROPAGATE_EXCEPTIONS"] = False
    assert client(house).get(path).status_code == 500
    assert _entries(house, "tested") == 0
    with house.app_context():
        assert db.session.scalar(select(func.count()).where(Person.name == "X")) == 0


def test_outside_a_writing_transaction_nothing_is_written(house: Flask) -> None:
    with house.app_context():
        with pytest.raises(WriteOnRead), transaction(writing=False):
            db.session.execute(text("DELETE FROM journal_entry"))
        assert _people() == len(NAMES)


def test_the_same_form_sent_twice_is_one_effect_with_the_same_answer(house: Flask) -> None:
    visitor = client(house)
    first = visitor.send("/test/note", {"once": "key-1"})
    second = visitor.send("/test/note", {"once": "key-1"})
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, "/")
    assert _entries(house, "tested") == 1
    assert visitor.send("/test/note", {"once": "key-2"}).status_code == 303
    assert _entries(house, "tested") == 2


def test_other_words_under_the_same_key_are_another_form(house: Flask) -> None:
    visitor = client(house)
    for words in ("One.", "One.", "Another."):
        assert visitor.send("/test/note", {"once": "key", "text": words}).status_code == 303
    assert _entries(house, "tested") == 2


def test_a_form_that_must_be_mended_saves_nothing_and_can_be_sent_again(house: Flask) -> None:
    visitor = client(house)
    assert visitor.send("/test/mend", {"once": "key"}).status_code == 422
    assert visitor.send("/test/mend", {"once": "key"}).status_code == 422
    assert _entries(house, "tested") == 0


def test_a_defect_saves_nothing_but_what_must_survive(house: Flask) -> None:
    house.testing = False
    house.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client(house).send("/test/fail")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "a defect" not in answer.text
    assert (_entries(house, "tested"), _entries(house, "tested-and-failed")) == (0, 1)


def test_every_answer_carries_the_security_headers(house: Flask) -> None:
    for path in ("/", "/sign-in", "/no-such-page", "/static/icon.svg"):
        headers = client(house).get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
    assert client(house).get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/%00", "/network/%00", "/proposals/99999999999999999999", "/proposals/-1", "/%ff%fe"]
)
def test_odd_addresses_are_no_such_page(house: Flask, path: str) -> None:
    assert client(house).get(path).status_code == 404
