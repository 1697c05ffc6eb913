"""The demonstration keeps its letters in a mailbox of its own, with links that work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from consult.app import create_app
from consult.kit.db import db
from consult.kit.delivery import Delivered, deliver
from consult.settings import Settings
from tests.cast import Stage
from tests.client import Client, client
from tests.conftest import FixedClock
from tests.kit.letter_room import kept, put, with_letters

MAILBOX = "/demo/letters"


@pytest.fixture
def demo(
    sqlite_url: str,
    stage: Stage,
    clock: FixedClock,
    tmp_path: Path,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Flask]:
    """A demonstration without a mail server, in which some letters have gone and others wait."""
    settings = Settings(data=tmp_path, database_url=sqlite_url, secret_key="x" * 40, demo=True)
    app = create_app(settings, clock)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    told = {"subject": "Your ballot <opens>", "unsubscribe": "http://127.0.0.1:8000/stop/abc"}
    put(app, "old", stage.people["second"], due_at=clock.now() - timedelta(days=20))
    put(app, "new", stage.people["delegate"], told, secret="tok-en_1")
    put(app, "later", stage.people["delegate"], due_at=clock.now() + timedelta(days=1))
    with with_letters(app), app.app_context():
        assert deliver(clock.now()) == Delivered(sent=2)
    put(app, "due", stage.people["neighbour"])
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(demo: Flask) -> Client:
    return client(demo)


def test_the_newest_letter_stands_first_and_each_person_has_their_own(visitor: Client, stage: Stage) -> None:
    page = visitor.get(MAILBOX).get_data(as_text=True)
    assert page.count("mailbox-line") == 2
    assert page.index("Your ballot &lt;opens&gt;") < page.index("to <bdi>Sergio Ruiz</bdi>")
    assert "1 letter is on its way" in page
    own = visitor.get(f"{MAILBOX}?to={stage.people['second']}").get_data(as_text=True)
    assert own.count("mailbox-line") == 1
    assert (
        visitor.get(f"{MAILBOX}?to={stage.people['faraway']}").get_data(as_text=True).count("mailbox-line")
        == 0
    )
    assert visitor.get(f"{MAILBOX}?to=nobody&page=x").get_data(as_text=True).count("mailbox-line") == 2


def test_a_letter_is_shown_as_its_reader_got_it_with_its_link_and_headers(
    visitor: Client, demo: Flask
) -> None:
    page = visitor.get(f"{MAILBOX}/{kept(demo, 'new').id}").get_data(as_text=True)
    assert '<a href="http://127.0.0.1:8000/?token=tok-en_1">' in page
    assert "List-Unsubscribe-Post" in page
    assert "http://127.0.0.1:8000/stop/abc" in page
    assert visitor.get(f"{MAILBOX}/{kept(demo, 'later').id}").status_code == 404
    assert visitor.get(f"{MAILBOX}/999").status_code == 404


def test_a_letter_of_the_story_bears_the_day_it_was_due(demo: Flask, clock: FixedClock) -> None:
    assert kept(demo, "old").sent_at == clock.now() - timedelta(days=20)


def test_a_real_installation_has_no_such_mailbox(app: Flask) -> None:
    assert client(app).get(MAILBOX).status_code == 404
