"""The secretariat sees which letters wait, went and came back, why, and whether sending works at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import event, select

from consult.journal.models import Entry
from consult.kit import jobs
from consult.kit.db import db, transaction
from tests.cast import Stage, email
from tests.client import Client
from tests.conftest import FixedClock
from tests.kit.letter_room import kept, put, with_letters
from tests.mailing import mailing

LETTERS = "/secretariat/letters"


def deliver_one_of_each(app: Flask, stage: Stage) -> None:
    """A letter sent, one needless, one refused, one that had a secret and was refused, one that waits."""
    put(
        app,
        "sent",
        stage.people["delegate"],
        {"subject": "Your receipt", "text": "Keep it."},
        secret="tok-en",
    )
    put(app, "needless", stage.people["second"], {"needless": True})
    put(app, "refused", stage.people["neighbour"], {"subject": "A call"})
    put(app, "invitation", stage.people["faraway"], secret="tok-en-2")
    with with_letters(app), mailing(app) as mail:
        mail.box.at_reader = lambda address: (
            None if address == email("delegate") else "550 5.1.1 <who> is unknown"
        )
        mail.deliver()
    put(app, "waits", stage.people["second"])


def test_only_the_secretariat_reads_letters(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    put(app, "waits", stage.people["second"])
    one = f"{LETTERS}/{kept(app, 'waits').id}"
    for name in ("teller", "board", "delegate", "second"):
        client = client_of(name)
        assert client.get(LETTERS).status_code == 403
        assert client.get(one).status_code == 403
        assert client.send(f"{one}/hold-back").status_code == 403
    assert client_of("nobody").get(LETTERS).status_code == 401
    assert kept(app, "waits").state == "waiting"
    assert client_of("secretary").get(f"{LETTERS}/999").status_code == 404


def test_letters_are_listed_by_where_they_stand_and_found_by_name(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    deliver_one_of_each(app, stage)
    secretary = client_of("secretary")
    page = secretary.get(LETTERS).get_data(as_text=True)
    assert page.count("mailbox-line") == 5
    assert "COCETA" in page
    assert "The mail server refused it." in page
    for state, count in {"waiting": 1, "sent": 1, "failed": 2, "dropped": 1, "nonsense": 5}.items():
        found = secretary.get(f"{LETTERS}?state={state}").get_data(as_text=True)
        assert found.count("mailbox-line") == count, state
    for words in ("dolores", "GARCÍA", "Delegate@cast"):
        assert secretary.get(f"{LETTERS}?q={words}").get_data(as_text=True).count("mailbox-line") == 1, words
    assert (
        secretary.get(f"{LETTERS}?q={email('second')}&state=waiting")
        .get_data(as_text=True)
        .count("mailbox-line")
        == 1
    )
    nobody = secretary.get(f"{LETTERS}?q=%25_%5C&page=99").get_data(as_text=True)
    assert "No letter to anybody of this name" in nobody


def test_a_letter_shows_what_it_said_but_never_its_secret(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    deliver_one_of_each(app, stage)
    page = client_of("secretary").get(f"{LETTERS}/{kept(app, 'sent').id}").get_data(as_text=True)
    assert "Keep it." in page
    assert "••••••••" in page
    assert "tok-en" not in page
    refused = client_of("secretary").get(f"{LETTERS}/{kept(app, 'refused').id}").get_data(as_text=True)
    assert "550 5.1.1 &lt;who&gt; is unknown" in refused


def test_a_failed_letter_goes_again_unless_its_link_is_gone_and_a_waiting_one_is_held_back(
    app: Flask, stage: Stage, client_of: Callable[[str], Client], clock: FixedClock
) -> None:
    deliver_one_of_each(app, stage)
    secretary = client_of("secretary")
    ids = {key: kept(app, key).id for key in ("sent", "refused", "invitation", "waits")}
    for key in ("sent", "waits", "invitation"):
        assert secretary.send(f"{LETTERS}/{ids[key]}/send-again").status_code == 409, key
    assert secretary.send(f"{LETTERS}/{ids['refused']}/send-again").status_code == 303
    assert secretary.send(f"{LETTERS}/{ids['sent']}/hold-back").status_code == 409
    assert secretary.send(f"{LETTERS}/{ids['waits']}/hold-back").status_code == 303
    with with_letters(app), mailing(app) as mail:
        mail.deliver()
        assert [letter.to for letter in mail.letters] == [email("neighbour")]
    assert (kept(app, "waits").state, kept(app, "waits").remark) == ("dropped", "held-back")
    with app.app_context(), transaction(writing=False):
        verbs = db.session.scalars(
            select(Entry.verb).where(Entry.subject_kind == "letter").order_by(Entry.id)
        )
        assert list(verbs) == ["letter-sent-again", "letter-held-back"]


def test_the_page_says_plainly_when_nothing_can_go(
    app: Flask, stage: Stage, client_of: Callable[[str], Client], clock: FixedClock
) -> None:
    secretary = client_of("secretary")
    page = secretary.get(LETTERS).get_data(as_text=True)
    assert "CONSULT_MAIL_URL" in page
    assert "The jobs have never run." in page
    before = app.extensions["consult.settings"]
    server = replace(before, mail_url="smtp://user:passwd@mail.example.org", mail_from="consult@example.org")
    app.extensions["consult.settings"] = server
    with app.app_context():
        app.extensions["consult.rooms"], rooms = (), app.extensions["consult.rooms"]
        jobs.run_minute(app)
        app.extensions["consult.rooms"] = rooms
    page = secretary.get(LETTERS).get_data(as_text=True)
    assert "CONSULT_MAIL_URL" not in page
    assert "mail.example.org" in page
    assert "passwd" not in page
    assert "notice-warning" not in page
    clock.advance(timedelta(minutes=6))
    assert "The jobs last ran 6 minutes ago." in secretary.get(LETTERS).get_data(as_text=True)


def test_the_number_of_statements_does_not_grow_with_the_letters(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")

    def statements() -> int:
        said: list[str] = []

        def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
            said.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", hear)
        secretary.get(LETTERS)
        event.remove(engine, "before_cursor_execute", hear)
        return len([line for line in said if line.startswith(("SELECT", "WITH"))])

    put(app, "first", stage.people["delegate"])
    few = statements()
    for number, person in enumerate([*stage.people.values()] * 3):
        put(app, f"more-{number}", person)
    assert statements() == few
    assert few <= 8
