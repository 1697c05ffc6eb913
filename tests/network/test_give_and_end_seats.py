"""Seats in bodies: given with a term, ended at once; the rights of office follow them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from consult.accounts.events import SecretaryCreated
from consult.accounts.models import Person
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.room import announce
from consult.network import permissions
from consult.network.models import Body, Seat
from tests.cast import Stage, email
from tests.client import Client
from tests.conftest import FixedClock
from tests.network.conftest import VisitorOf, how_many

ClientOf = Callable[[str], Client]

BODIES = "/secretariat/network/bodies"
GIVE = f"{BODIES}/tellers/seats/new"
FILLED = {
    "email": email("stranger"),
    "language": "en",
    "time_zone": "Europe/Brussels",
    "office": "teller",
    "from_on": "2026-11-23",
}


def seat_of(stage: Stage, name: str) -> Seat:
    return db.session.scalars(db.select(Seat).where(Seat.person_id == stage.people[name])).one()


def test_a_seat_gives_its_office_for_its_term_both_days_included(
    app: Flask, client_of: ClientOf, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    filled = {**FILLED, "from_on": "2026-11-25", "until_on": "2026-11-26"}
    answer = client_of("secretary").send(GIVE, filled)
    assert (answer.status_code, answer.location) == (303, BODIES)
    seen = []
    with app.app_context():
        for _day in range(6):
            seen.append((clock.now().day, permissions.is_teller(visitor_of("stranger"))))
            clock.advance(timedelta(days=1))
        [noted] = db.session.scalars(db.select(Entry).where(Entry.verb == "seat-given"))
        assert noted.sensitive
    assert seen == [(23, False), (24, False), (25, True), (26, True), (27, False), (28, False)]


def test_a_term_goes_by_the_federations_own_days(
    app: Flask, client_of: ClientOf, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    assert client_of("secretary").send(GIVE, {**FILLED, "until_on": "2026-11-23"}).status_code == 303
    with app.app_context():
        clock.set(clock.now().replace(hour=22, minute=59))
        assert permissions.is_teller(visitor_of("stranger"))
        clock.set(clock.now().replace(hour=23, minute=0))
        assert not permissions.is_teller(visitor_of("stranger"))


WRONG = [
    ({"office": "secretary"}, "Please choose one of these."),
    ({"from_on": ""}, "Please give a day."),
    ({"until_on": "2026-11-22"}, "The end has to come after the beginning."),
    ({"until_on": "9999-12-31"}, "from 1900 on"),
    ({"email": "new@coop.example"}, "give the person&#39;s name too"),
    ({"email": email("teller")}, "has this seat in that time already"),
]


def test_what_is_wrong_is_said_and_no_seat_is_given(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for wrong, said in WRONG:
        answer = secretary.send(GIVE, {**FILLED, **wrong})
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    with app.app_context():
        assert how_many(Seat) == 3


def test_a_seat_ends_at_once_with_its_rights(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    board = client_of("board")
    assert board.get("/secretariat/rights").status_code == 200
    with app.app_context():
        seat = seat_of(stage, "board")
    end = f"/secretariat/network/seats/{seat.id}/end"
    secretary = client_of("secretary")
    assert "Bianca Rossi · Board" in secretary.get(end).text
    assert secretary.send(end, {"reason": ""}).status_code == 422
    assert secretary.send(end, {"reason": "Resigned."}).status_code == 303
    assert board.get("/secretariat/rights").status_code == 403
    again = secretary.send(end, {"reason": "Resigned."})
    assert again.status_code == 422
    assert "This seat has ended already." in again.text
    with app.app_context():
        assert seat_of(stage, "board").ended_at == clock.now()
        [noted] = db.session.scalars(db.select(Entry).where(Entry.verb == "seat-ended"))
        assert (noted.sensitive, noted.reason) == (True, "Resigned.")


def test_the_last_secretary_cannot_lock_everybody_out(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    with app.app_context():
        own = f"/secretariat/network/seats/{seat_of(stage, 'secretary').id}/end"
    secretary = client_of("secretary")
    answer = secretary.send(own, {"reason": "Enough."})
    assert answer.status_code == 422
    assert "This is the last seat of the secretariat" in answer.text
    filled = {**FILLED, "office": "secretary"}
    assert secretary.send(f"{BODIES}/secretariat/seats/new", filled).status_code == 303
    assert secretary.send(own, {"reason": "Enough."}).status_code == 303
    assert secretary.get(BODIES).status_code == 403


def test_the_list_shows_seats_that_hold_or_are_to_come(client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    assert secretary.send(GIVE, {**FILLED, "from_on": "2027-01-01"}).status_code == 303
    page = secretary.get(BODIES).text
    for name in ("Sofie Maes", "Teodor Nowak", "Bianca Rossi", "Sam Doe"):
        assert name in page
    assert "to come" in page
    assert "Nobody has a seat here." in page


def test_only_the_secretariat_gives_and_ends(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    with app.app_context():
        end = f"/secretariat/network/seats/{seat_of(stage, 'teller').id}/end"
    wanted = dict.fromkeys(("board", "teller", "delegate", "observer"), 403) | {"nobody": 401}
    for name, status in wanted.items():
        visitor = client_of(name)
        for path in (BODIES, GIVE, end):
            assert visitor.get(path).status_code == status, (name, path)
        for path in (GIVE, end):
            assert visitor.send(path, {**FILLED, "reason": "Mine."}).status_code == status, (name, path)
    with app.app_context():
        assert how_many(Seat) == 3
        assert seat_of(stage, "teller").ended_at is None


@pytest.mark.parametrize("path", [f"{BODIES}/nobody/seats/new", "/secretariat/network/seats/99999/end"])
def test_what_is_not_there_has_no_page(client_of: ClientOf, path: str) -> None:
    assert client_of("secretary").get(path).status_code == 404


@pytest.mark.parametrize("bodies_there", [True, False])
def test_a_secretary_made_on_the_command_line_gets_a_seat(
    app: Flask, stage: Stage, visitor_of: VisitorOf, clock: FixedClock, bodies_there: bool
) -> None:
    with app.app_context():
        with transaction(writing=True):
            if not bodies_there:
                db.session.execute(db.delete(Seat))
                db.session.execute(db.delete(Body))
            announce(SecretaryCreated(stage.people["stranger"], clock.now()))
        assert permissions.is_secretary(visitor_of("stranger"))
        assert seat_of(stage, "stranger").from_on == date(2026, 11, 23)
        assert db.session.get_one(Person, stage.people["stranger"]).name == "Sam Doe"
