"""Two keys: a secretary asks, a teller who is somebody else confirms exactly what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.actions.approvals import ask_approval, give_approval, withdraw_approval
from consult.network.models import Approval, Body, Seat
from consult.network.queries.approvals import approval, waiting_approvals
from consult.network.queries.standing import today
from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.network.conftest import VisitorOf, how_many

ClientOf = Callable[[str], Client]

FIRST, OTHER = "a1" * 32, "b2" * 32


def ask(actor: Visitor, clock: FixedClock, sha256: str = FIRST) -> int:
    with transaction(writing=True):
        return ask_approval(actor, "proposal", 1, "schedule", sha256, "The text is ready.", clock.now()).id


def give(actor: Visitor, id: int, clock: FixedClock, sha256: str = FIRST) -> None:
    with transaction(writing=True):
        give_approval(actor, db.session.get_one(Approval, id), sha256, clock.now())


def test_two_people_turn_the_two_keys(app: Flask, visitor_of: VisitorOf, clock: FixedClock) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        assert [row.id for row in waiting_approvals()] == [id]
        give(visitor_of("teller"), id, clock)
        found = approval("proposal", 1, "schedule", FIRST)
        assert found is not None
        assert (found.given_by_id, found.given_at) == (visitor_of("teller").id, clock.now())
        assert waiting_approvals() == []
        verbs = [entry.verb for entry in db.session.scalars(db.select(Entry).where(Entry.sensitive))]
        assert verbs == ["approval-asked", "approval-given"]


@pytest.mark.parametrize("name", ["teller", "board", "delegate", "stranger"])
def test_only_a_secretary_turns_the_first(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock, name: str
) -> None:
    with app.app_context():
        with pytest.raises(Refused, match="approval-not-secretary"):
            ask(visitor_of(name), clock)
        assert how_many(Approval) == 0


@pytest.mark.parametrize("name", ["board", "delegate", "stranger"])
def test_only_a_teller_turns_the_second(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock, name: str
) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        with pytest.raises(Refused, match="approval-not-teller"):
            give(visitor_of(name), id, clock)
        assert len(waiting_approvals()) == 1


def test_one_person_with_both_seats_turns_one_key_only(
    app: Flask, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        with transaction(writing=True):
            tellers = db.session.scalars(db.select(Body).where(Body.kind == "tellers")).one()
            both = Seat(
                person_id=stage.people["secretary"],
                body_id=tellers.id,
                office="teller",
                from_on=today(),
            )
            db.session.add(both)
        id = ask(visitor_of("secretary"), clock)
        with pytest.raises(Refused, match="approval-same-person"):
            give(visitor_of("secretary"), id, clock)


def test_what_has_changed_since_is_not_confirmed(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        with pytest.raises(Refused, match="approval-changed"):
            give(visitor_of("teller"), id, clock, OTHER)
        assert len(waiting_approvals()) == 1


def test_it_is_confirmed_once(app: Flask, visitor_of: VisitorOf, clock: FixedClock) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        give(visitor_of("teller"), id, clock)
        with pytest.raises(Refused, match="approval-given"):
            give(visitor_of("teller"), id, clock)


def test_asking_anew_for_changed_text_lets_the_former_asking_lapse(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        former = ask(visitor_of("secretary"), clock)
        newer = ask(visitor_of("secretary"), clock, OTHER)
        assert [row.id for row in waiting_approvals()] == [newer]
        with pytest.raises(Refused, match="approval-changed"):
            give(visitor_of("teller"), former, clock)
        # and back to the former text: asked again, it waits again
        assert ask(visitor_of("secretary"), clock) == former
        assert [row.id for row in waiting_approvals()] == [former]


def test_asking_twice_for_the_same_is_one_asking(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        assert ask(visitor_of("secretary"), clock) == ask(visitor_of("secretary"), clock)
        assert how_many(Approval) == 1


def test_a_key_can_be_taken_back_until_the_second_is_turned(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        with transaction(writing=True):
            row = db.session.get_one(Approval, id)
            withdraw_approval(visitor_of("secretary"), row, "Not yet.", clock.now())
        assert waiting_approvals() == []
        with pytest.raises(Refused, match="approval-changed"):
            give(visitor_of("teller"), id, clock)


def test_a_seat_that_ended_turns_no_key(app: Flask, visitor_of: VisitorOf, clock: FixedClock) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        with transaction(writing=True):
            db.session.execute(db.update(Seat).values(until_on=today().replace(day=1)))
        with pytest.raises(Refused, match="approval-not-teller"):
            give(visitor_of("teller"), id, clock)


@pytest.mark.parametrize("name", ["secretary", "teller", "board"])
def test_office_sees_what_waits_with_its_reason(
    app: Flask, client_of: ClientOf, stage: Stage, visitor_of: VisitorOf, clock: FixedClock, name: str
) -> None:
    assert "Nothing waits for a second key." in client_of(name).get("/secretariat/approvals").text
    with app.app_context(), transaction(writing=True):
        subject = ("organisation", stage.organisations["coceta"])
        ask_approval(visitor_of("secretary"), *subject, "schedule", FIRST, "<b>Ready</b>.", clock.now())
    page = client_of(name).get("/secretariat/approvals").text
    assert 'href="/network/coceta"' in page
    assert "&lt;b&gt;Ready&lt;/b&gt;." in page
    assert "Asked by Sofie Maes" in page
    assert ("Your key is turned" in page) == (name == "secretary")


def test_what_a_person_may_not_see_or_is_gone_is_not_named(
    app: Flask, client_of: ClientOf, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context(), transaction(writing=True):
        for kind, id in (("organisation", 99999), ("no-such-kind", 1)):
            ask_approval(visitor_of("secretary"), kind, id, "schedule", FIRST, "", clock.now())
    assert client_of("teller").get("/secretariat/approvals").text.count("Schedule the ballot") == 2


def test_nobody_else_sees_it(client_of: ClientOf) -> None:
    wanted = {"delegate": 403, "drafter": 403, "stranger": 403, "nobody": 401}
    assert {name: client_of(name).get("/secretariat/approvals").status_code for name in wanted} == wanted


def test_the_database_itself_refuses_one_person_with_both_keys(
    app: Flask, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        same = {"given_by_id": visitor_of("secretary").id, "given_at": clock.now()}
        with pytest.raises(IntegrityError), transaction(writing=True):
            db.session.execute(db.update(Approval).where(Approval.id == id).values(**same))


def test_an_actor_is_known_by_id_not_by_name(app: Flask, visitor_of: VisitorOf, clock: FixedClock) -> None:
    with app.app_context():
        id = ask(visitor_of("secretary"), clock)
        renamed = replace(visitor_of("secretary"), name="Somebody Else", email="else@cast.example")
        with pytest.raises(Refused, match="approval-same-person"):
            give(renamed, id, clock)


def test_what_was_given_or_withdrawn_stays_readable_in_pages(
    app: Flask, client_of: ClientOf, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    subject = ("organisation", stage.organisations["coceta"])
    with app.app_context(), transaction(writing=True):
        for n in range(25):
            row = ask_approval(
                visitor_of("secretary"), *subject, "schedule", f"{n:064x}", f"No. {n}.", clock.now()
            )
        give_approval(visitor_of("teller"), row, row.sha256, clock.now())
    first, second = (client_of("teller").get(f"/secretariat/approvals?page={n}").text for n in (1, 2))
    assert "Given by Teodor Nowak" in first
    assert first.count("Withdrawn, or asked anew") == 19
    assert second.count("Withdrawn, or asked anew") == 5
    assert "Given by" not in second
    assert client_of("teller").get("/approvals").location == "/secretariat/approvals"
