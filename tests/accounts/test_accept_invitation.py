"""Invitations: accepted once, in time, by the one who was invited; everything else leads to one kind page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from consult.accounts.actions.invitations import accept_invitation, invite
from consult.accounts.actions.people import add_person, disable_person
from consult.accounts.models import Credential, Invitation, Person, Session
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.actions.people import give_mandate
from consult.network.models import Organisation
from tests.accounts.letters import token, waiting
from tests.cast import NAMES, PASSWORD, Stage, email
from tests.client import Client, client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]
ADDRESS = "newcomer@coop.example"
SET = {
    "new_password": "nine quiet lanterns",
    "repeat_password": "nine quiet lanterns",
    "language": "es",
    "time_zone": "America/Lima",
}


def secretary(stage: Stage) -> Visitor:
    return Visitor(
        stage.people["secretary"], NAMES["secretary"], email("secretary"), "en", "Europe/Brussels", 0, ""
    )


def invited(app: Flask, stage: Stage, clock: FixedClock, name: str = "Ngozi Ọbí") -> str:
    """A newcomer with a mandate of COCETA and an invitation; answers its token."""
    with app.app_context(), transaction(writing=True):
        at = clock.now()
        person = add_person(ADDRESS, name, "fr", "Africa/Lagos", at)
        organisation = db.session.get_one(Organisation, stage.organisations["coceta"])
        give_mandate(secretary(stage), organisation, person, "voter", at, None, at)
        invite(secretary(stage), person, at)
    return token(app, "accounts/invitation")


def accept(app: Flask, given: str) -> tuple[Client, int]:
    visitor = client(app)
    assert visitor.get(f"/invitation/{given}").status_code == 303
    return visitor, visitor.send("/invitation", SET).status_code


def test_whoever_is_invited_reads_for_whom_and_goes_on_to_what_waits(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    visitor = client(app)
    answer = visitor.get(f"/invitation/{invited(app, stage, clock)}")
    assert answer.location == "/invitation"  # the token stands in no address that a page could pass on
    page = visitor.get("/invitation")
    assert '<html lang="fr">' in page.text
    for words in ("Ngozi Ọbí", "COCETA", "Sofie Maes", ADDRESS):
        assert words in page.text
    accepted = visitor.send("/invitation", SET)
    assert accepted.status_code == 303
    assert accepted.location in {"/for", "/tour/1"}  # the tour leads there in the end
    me = visitor.get("/me").text
    assert '<html lang="es">' in me
    assert 'value="America/Lima" selected' in me or 'selected value="America/Lima"' in me
    again = client(app)
    assert again.send("/sign-in", {"email": ADDRESS, "password": SET["new_password"]}).status_code == 303


def test_a_get_writes_nothing_and_a_weak_password_is_not_taken(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    visitor = client(app)
    visitor.get(f"/invitation/{invited(app, stage, clock)}")
    for wrong in ({"new_password": "short"}, {"repeat_password": "another one, longer"}, {"language": "tlh"}):
        assert visitor.send("/invitation", {**SET, **wrong}).status_code == 422
    with app.app_context():
        person = db.session.scalars(db.select(Person).where(Person.email == ADDRESS)).one()
        assert db.session.get(Credential, person.id) is None
        assert db.session.scalars(db.select(Invitation)).one().used_at is None
    assert visitor.send("/invitation", SET).status_code == 303


def gone(app: Flask, given: str) -> bool:
    visitor, status = accept(app, given)
    return status == 410 and "This invitation does not work any more" in visitor.get("/invitation").text


def test_it_works_once(app: Flask, stage: Stage, clock: FixedClock) -> None:
    given = invited(app, stage, clock)
    assert accept(app, given)[1] == 303
    assert gone(app, given)


def test_it_runs_out_after_fourteen_days_and_a_fresh_one_goes_to_the_same_address(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    given = invited(app, stage, clock)
    clock.advance(timedelta(days=14) - timedelta(seconds=1))
    visitor = client(app)
    visitor.get(f"/invitation/{given}")
    assert visitor.get("/invitation").status_code == 200
    clock.advance(timedelta(seconds=1))
    assert gone(app, given)
    for _time in range(2):  # asked for twice, sent once
        visitor = client(app)
        visitor.get(f"/invitation/{given}")
        assert visitor.send("/invitation/again").status_code == 303
    letters = waiting(app, "accounts/invitation")
    assert len(letters) == 2
    assert accept(app, letters[-1].secret)[1] == 303


def test_a_withdrawn_a_replaced_and_an_unknown_one_are_answered_alike(
    app: Flask, stage: Stage, client_of: ClientOf, clock: FixedClock
) -> None:
    first = invited(app, stage, clock)
    desk = client_of("secretary")
    with app.app_context():
        id = db.session.scalars(db.select(Person.id).where(Person.email == ADDRESS)).one()
    assert desk.send(f"/secretariat/people/{id}/invite").status_code == 303
    second = token(app, "accounts/invitation")
    assert desk.send(f"/secretariat/people/{id}/withdraw-invitation").status_code == 303
    pages = set()
    for given in (first, second, "never-made"):
        visitor = client(app)
        visitor.get(f"/invitation/{given}")
        page = visitor.get("/invitation")
        assert page.status_code == 410
        pages.add(page.text.split("<h1>")[1].split("<form")[0])
        assert visitor.send("/invitation/again").status_code == 303
    assert len(pages) == 1
    assert len(waiting(app, "accounts/invitation")) == 2  # a withdrawn one is not renewed by whoever holds it
    assert accept(app, second)[1] == 410


def test_a_disabled_account_is_opened_by_no_link(app: Flask, stage: Stage, clock: FixedClock) -> None:
    given = invited(app, stage, clock)
    with app.app_context(), transaction(writing=True):
        person = db.session.scalars(db.select(Person).where(Person.email == ADDRESS)).one()
        disable_person(secretary(stage), person, "Left.", clock.now())
        person.disabled_at = None  # enabled again: what was sent before stays worth nothing
    assert gone(app, given)
    with app.app_context(), transaction(writing=True):
        person = db.session.scalars(db.select(Person).where(Person.email == ADDRESS)).one()
        person.disabled_at = clock.now()
        with pytest.raises(Refused, match="invite-disabled"):
            invite(secretary(stage), person, clock.now())


def test_of_two_who_accept_at_the_same_moment_one_does(app: Flask, stage: Stage, clock: FixedClock) -> None:
    given = invited(app, stage, clock)
    ready, came = Barrier(2), []

    def take(secret: str) -> None:
        with app.app_context():
            ready.wait()
            with transaction(writing=True):
                came.append(accept_invitation(given, secret, "en", "Europe/Brussels", clock.now()))

    threads = [Thread(target=take, args=(f"hash {n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(id is None for id in came) == [False, True]


def test_nobody_who_has_signed_in_is_invited(app: Flask, stage: Stage, client_of: ClientOf) -> None:
    client_of("delegate")
    desk = client_of("secretary")
    answer = desk.send(f"/secretariat/people/{stage.people['delegate']}/invite", follow_redirects=True)
    assert "needs no invitation" in answer.text
    assert waiting(app, "accounts/invitation") == []
    assert client(app).send("/sign-in", {"email": email("delegate"), "password": PASSWORD}).status_code == 303
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Session)) == 3
