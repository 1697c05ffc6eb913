"""A forgotten password: the same answer and the same work for every address, a link that works once and for an hour."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from consult.accounts.actions.people import add_person
from consult.accounts.models import Credential, Person
from consult.accounts.rules import RESETS_BY_ACCOUNT, RESETS_BY_ADDRESS, WINDOW
from consult.kit.db import db, transaction
from tests.accounts.letters import token, waiting
from tests.cast import PASSWORD, Stage, email
from tests.client import Client, client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]
FRESH = {"new_password": "ten loud lanterns", "repeat_password": "ten loud lanterns"}


def ask(app: Flask, address: str) -> tuple[int, str, str, list[str]]:
    """Ask for a link; answers status, where to, the page there without its marks, and the statements it took."""
    visitor = client(app)
    csrf, said = visitor.token(), []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        word = statement.split(" ")[0]
        said.append("END" if word in {"RELEASE", "ROLLBACK"} else word)  # of the savepoint: kept or undone

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = visitor.post("/sign-in/forgotten", data={"email": address, "csrf_token": csrf})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    page = re.sub(r'value="[^"]*"', "", visitor.get(answer.location).text)
    return answer.status_code, answer.location, page, said


def test_known_unknown_disabled_and_uninvited_get_the_same_answer_for_the_same_work(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    with app.app_context(), transaction(writing=True):
        db.session.get_one(Person, stage.people["second"]).disabled_at = clock.now()
        add_person("never@came.example", "Never Came", "en", "Europe/Brussels", clock.now())
    addresses = (email("delegate"), "no@body.example", email("second"), "never@came.example")
    answers = [ask(app, address) for address in addresses]
    for answer in answers[1:]:
        assert answer[:3] == answers[0][:3]
        assert answer[3] == answers[0][3]
    [letter] = waiting(app, "accounts/reset")
    assert letter.person_id == stage.people["delegate"]
    with app.app_context():
        never = db.session.scalars(db.select(Person.id).where(Person.email == "never@came.example")).one()
        assert db.session.get(Credential, never) is None


def test_the_link_sets_a_password_once_and_ends_every_session(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    signed_in = client_of("delegate")
    assert ask(app, email("delegate").upper())[0] == 303
    given = token(app, "accounts/reset")
    visitor = client(app)
    assert visitor.get(f"/sign-in/new-password/{given}").location == "/sign-in/new-password"
    assert email("delegate") in visitor.get("/sign-in/new-password").text
    assert visitor.send("/sign-in/new-password", {**FRESH, "repeat_password": "x"}).status_code == 422
    assert visitor.send("/sign-in/new-password", FRESH).location == "/sign-in"
    assert signed_in.get("/me").status_code == 401
    entry = {"email": email("delegate"), "password": PASSWORD}
    assert client(app).send("/sign-in", entry).status_code == 422
    assert client(app).send("/sign-in", {**entry, "password": FRESH["new_password"]}).status_code == 303
    assert len(waiting(app, "accounts/password-changed")) == 1
    again = client(app)
    again.get(f"/sign-in/new-password/{given}")
    assert again.get("/sign-in/new-password").status_code == 410
    assert again.send("/sign-in/new-password", FRESH).status_code == 410


def test_it_holds_for_an_hour_and_only_the_newest_counts(app: Flask, stage: Stage, clock: FixedClock) -> None:
    ask(app, email("delegate"))
    first = token(app, "accounts/reset")
    ask(app, email("delegate"))
    second = token(app, "accounts/reset")
    clock.advance(timedelta(minutes=59))
    statuses = {}
    for given in (first, second):
        visitor = client(app)
        visitor.get(f"/sign-in/new-password/{given}")
        statuses[given] = visitor.get("/sign-in/new-password").status_code
    assert statuses == {first: 410, second: 200}
    clock.advance(timedelta(minutes=1))
    assert visitor.send("/sign-in/new-password", FRESH).status_code == 410


def test_nobody_is_flooded_with_letters(app: Flask, stage: Stage, clock: FixedClock) -> None:
    for _time in range(RESETS_BY_ACCOUNT + 2):
        assert ask(app, email("delegate"))[0] == 303
    assert len(waiting(app, "accounts/reset")) == RESETS_BY_ACCOUNT
    for n in range(RESETS_BY_ADDRESS - RESETS_BY_ACCOUNT - 2):
        assert client(app).send("/sign-in/forgotten", {"email": f"a{n}@b.example"}).status_code == 303
    assert client(app).send("/sign-in/forgotten", {"email": "a@b.example"}).status_code == 429
    clock.advance(WINDOW + timedelta(seconds=1))
    assert ask(app, email("delegate"))[0] == 303


@pytest.mark.parametrize("odd", ["", "not an address", "a@b.example\r\nBcc: c@d.example x", "x" * 300])
def test_what_is_no_address_is_said(app: Flask, odd: str) -> None:
    assert client(app).send("/sign-in/forgotten", {"email": odd}).status_code == 422
