"""Mandates: given to people known or new, with a term; ended at once with a reason."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

from flask import Flask

from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.journal.models import Entry
from consult.kit.db import db
from consult.network import permissions
from consult.network.models import Mandate
from tests.cast import Stage, email
from tests.client import Client
from tests.conftest import FixedClock
from tests.network.conftest import VisitorOf, how_many

ClientOf = Callable[[str], Client]

GIVE = "/secretariat/network/organisations/cwcf/mandates/new"
SIGNED = b"%PDF-1.7 the signed word"
NEWCOMER = {
    "email": "New.Person@coop.example",
    "name": "Ngozi Ọbí",
    "language": "fr",
    "time_zone": "Africa/Lagos",
    "role": "voter",
}


def mandates_of(address: str) -> list[Mandate]:
    person = person_by_email(address)
    assert person is not None
    return list(db.session.scalars(db.select(Mandate).where(Mandate.person_id == person.id)))


def test_a_new_person_is_made_with_the_mandate(app: Flask, client_of: ClientOf, clock: FixedClock) -> None:
    answer = client_of("secretary").send(
        GIVE, {**NEWCOMER, "signatory": "The president", "document": (BytesIO(SIGNED), "../../word.html")}
    )
    assert (answer.status_code, answer.location) == (303, "/secretariat/network/organisations/cwcf")
    with app.app_context():
        person = person_by_email("new.person@coop.example")
        assert person is not None
        assert (person.name, person.language, person.time_zone) == ("Ngozi Ọbí", "fr", "Africa/Lagos")
        [mandate] = mandates_of(NEWCOMER["email"])
        assert (mandate.role, mandate.from_at, mandate.until_at) == ("voter", clock.now(), None)
        assert (mandate.signatory, mandate.document_sha256) == ("The president", sha256(SIGNED).hexdigest())
        assert mandate.verified_at == clock.now()
        [noted] = db.session.scalars(db.select(Entry).where(Entry.verb == "mandate-given"))
        assert noted.sensitive


def test_someone_known_keeps_their_own_name_and_settings(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    filled = {**NEWCOMER, "email": email("stranger").upper(), "name": "Another Name"}
    assert client_of("secretary").send(GIVE, filled).status_code == 303
    with app.app_context():
        person = db.session.get_one(Person, stage.people["stranger"])
        assert (person.name, person.language) == ("Sam Doe", "en")
        assert len(mandates_of(email("stranger"))) == 1


def test_times_are_read_in_the_secretarys_own_zone(app: Flask, client_of: ClientOf) -> None:
    filled = {**NEWCOMER, "from_at": "2026-12-01T09:00", "until_at": "2027-12-01T09:00"}
    assert client_of("secretary").send(GIVE, filled).status_code == 303
    with app.app_context():
        [mandate] = mandates_of(NEWCOMER["email"])
        assert mandate.until_at is not None
        assert mandate.from_at.isoformat() == "2026-12-01T08:00:00+00:00"
        assert mandate.until_at.isoformat() == "2027-12-01T08:00:00+00:00"


WRONG = [
    ({"email": "not an address"}, "This is not an e-mail address."),
    ({"email": ""}, "Please fill this in."),
    ({"name": ""}, "give the person&#39;s name too"),
    ({"role": "king"}, "Please choose one of these."),
    ({"language": "xx"}, "Please choose one of these."),
    ({"time_zone": "Mars/Olympus"}, "Please choose one of these."),
    (
        {"from_at": "2026-12-02T10:00", "until_at": "2026-12-02T10:00"},
        "The end has to come after the beginning.",
    ),
    ({"from_at": "soon"}, "Not a valid datetime value."),
    ({"from_at": "1850-01-01T00:00"}, "This year cannot be right."),
    ({"email": email("neighbour"), "role": "lead"}, "has this role in that time already"),
]


def test_what_is_wrong_is_said_and_nobody_is_made(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for wrong, said in WRONG:
        answer = secretary.send(GIVE, {**NEWCOMER, **wrong})
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    odd = secretary.send(GIVE, {**NEWCOMER, "document": (BytesIO(b"<html>"), "word.pdf")})
    assert odd.status_code == 422
    assert "This is not a PDF, JPEG or PNG file" in odd.text
    with app.app_context():
        assert how_many(Mandate) == 8
        assert person_by_email(NEWCOMER["email"]) is None


def end(stage: Stage, name: str) -> str:
    return f"/secretariat/network/mandates/{stage.mandates[name]}/end"


def test_a_mandate_ends_at_once_and_with_it_every_right(
    app: Flask, client_of: ClientOf, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    delegate = client_of("delegate")
    assert "/for/coceta" in delegate.get("/network").text
    page = client_of("secretary").get(end(stage, "delegate"))
    assert "Dolores García · COCETA" in page.text
    answer = client_of("secretary").send(end(stage, "delegate"), {"reason": "COCETA named somebody else."})
    assert answer.status_code == 303
    assert "/for/coceta" not in delegate.get("/network").text
    with app.app_context():
        assert permissions.may_for(visitor_of("delegate"), stage.organisations["coceta"], "vote") is None
        assert db.session.get_one(Mandate, stage.mandates["delegate"]).until_at == clock.now()
        [noted] = db.session.scalars(db.select(Entry).where(Entry.verb == "mandate-ended"))
        assert (noted.sensitive, noted.reason) == (True, "COCETA named somebody else.")


def test_it_ends_once_and_only_with_a_reason(client_of: ClientOf, stage: Stage) -> None:
    secretary = client_of("secretary")
    assert secretary.send(end(stage, "second"), {"reason": " "}).status_code == 422
    assert secretary.send(end(stage, "second"), {"reason": "Gone."}).status_code == 303
    again = secretary.send(end(stage, "second"), {"reason": "Gone."})
    assert again.status_code == 422
    assert "This mandate has ended already." in again.text


def test_a_mandate_that_has_not_begun_never_begins(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    assert secretary.send(GIVE, {**NEWCOMER, "from_at": "2027-01-01T09:00"}).status_code == 303
    with app.app_context():
        [mandate] = mandates_of(NEWCOMER["email"])
    answer = secretary.send(f"/secretariat/network/mandates/{mandate.id}/end", {"reason": "A mistake."})
    assert answer.status_code == 303
    with app.app_context():
        [mandate] = mandates_of(NEWCOMER["email"])
        assert mandate.until_at == mandate.from_at


def test_only_the_secretariat_gives_and_ends(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    wanted = dict.fromkeys(("board", "teller", "neighbour", "drafter"), 403) | {"nobody": 401}
    for name, status in wanted.items():
        visitor = client_of(name)
        for path in (GIVE, end(stage, "delegate")):
            assert visitor.get(path).status_code == status, (name, path)
            assert visitor.send(path, {**NEWCOMER, "reason": "Mine."}).status_code == status, (name, path)
        assert visitor.get("/secretariat/people").status_code == status, name
    with app.app_context():
        assert how_many(Mandate) == 8
        assert db.session.get_one(Mandate, stage.mandates["delegate"]).until_at is None


def test_a_mandate_that_is_not_there_has_no_page(client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for number in (0, 999999, 2**31, "x", "-1"):
        assert secretary.get(f"/secretariat/network/mandates/{number}/end").status_code == 404, number


def test_people_are_found_by_name_address_or_organisation(client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    found = secretary.get("/secretariat/people?q=alvaro").text
    assert "Álvaro Gil" in found
    assert "Dolores García" not in found
    assert secretary.get("/secretariat/people?q=coceta").text.count("@cast.example") == 5
    assert "Nobody fits this." in secretary.get("/secretariat/people?q=zzz").text
