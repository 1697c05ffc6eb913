"""A lead delegate has colleagues speak for their own organisation: known or new, so many a day, never for another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.accounts.queries import person_by_email
from consult.journal.models import Entry
from consult.kit.db import db
from consult.kit.outbox import Letter
from consult.network.models import Mandate
from consult.network.rules import COLLEAGUES_A_DAY
from tests.cast import Stage, email
from tests.client import Client
from tests.conftest import FixedClock
from tests.network.conftest import how_many

ClientOf = Callable[[str], Client]
OURS = "/for/coceta/people"
NEW = {"name": "Ngozi Ọbí", "email": "Ngozi@coop.example", "role": "voter", "language": "fr", "until_on": ""}


def letters(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        return [
            (row.kind, row.person_id) for row in db.session.scalars(db.select(Letter).order_by(Letter.id))
        ]


def test_somebody_new_is_invited_and_stands_in_the_list(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    lead = client_of("delegate")
    assert lead.send(f"{OURS}/invite", {**NEW, "until_on": "2026-12-31"}).status_code == 303
    page = lead.get(OURS).text
    for words in ("Ngozi Ọbí", "ngozi@coop.example", "has not come yet", "December 31, 2026"):
        assert words in page
    with app.app_context():
        person = person_by_email(NEW["email"])
        assert person is not None
        assert letters(app) == [("accounts/invitation", person.id)]
        mandate = db.session.scalars(db.select(Mandate).where(Mandate.person_id == person.id)).one()
        assert (mandate.role, mandate.given_by_id, mandate.verified_at) == (
            "voter", stage.people["delegate"], None,
        )  # fmt: skip
        noted = db.session.scalars(db.select(Entry).where(Entry.verb == "mandate-given")).one()
        assert (noted.actor_id, noted.sensitive) == (stage.people["delegate"], True)
    # the secretariat sees it, and ends it
    desk = client_of("secretary")
    assert "Ngozi Ọbí" in desk.get("/secretariat/people?q=ngozi").text
    assert (
        desk.send(f"/secretariat/network/mandates/{mandate.id}/end", {"reason": "Wrong."}).status_code == 303
    )
    page = desk.get(f"/mandates/{mandate.id}").text
    assert "Give it again" in page
    again = "/secretariat/network/organisations/coceta/mandates/new?email=ngozi@coop.example&role=drafter"
    assert 'value="ngozi@coop.example"' in desk.get(again).text


def test_somebody_known_elsewhere_is_told_and_keeps_their_name(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    client_of("neighbour")
    lead = client_of("delegate")
    assert lead.send(f"{OURS}/invite", {**NEW, "email": email("neighbour").upper()}).status_code == 303
    assert letters(app) == [("network/mandate-given", stage.people["neighbour"])]
    assert "Noah Tremblay" in lead.get(OURS).text


WRONG = [
    {"name": "", "email": "a@b.example"},
    {"email": "nobody"},
    {"email": "a@b.example\r\nBcc: c@d.example x"},
    {"role": "lead"},
    {"role": "king"},
    {"until_on": "2020-01-01"},
    {"until_on": "soon"},
    {"email": email("second"), "role": "voter"},
]


def test_what_is_wrong_is_said_and_nothing_is_given(app: Flask, client_of: ClientOf) -> None:
    lead = client_of("delegate")
    for wrong in WRONG:
        assert lead.send(f"{OURS}/invite", {**NEW, **wrong}).status_code == 422, wrong
    assert lead.send(f"{OURS}/invite", {**NEW, "name": "Eve\r\nBcc: x@y.example"}).status_code == 303
    with app.app_context():
        person = person_by_email(NEW["email"])
        assert person is not None
        assert person.name == "Eve Bcc: x@y.example"
        assert how_many(Mandate) == 9


def test_a_day_has_its_limit(app: Flask, client_of: ClientOf, clock: FixedClock) -> None:
    lead = client_of("delegate")
    for n in range(COLLEAGUES_A_DAY):
        assert lead.send(f"{OURS}/invite", {**NEW, "email": f"p{n}@coop.example"}).status_code == 303
    refused = lead.send(f"{OURS}/invite", NEW)
    assert refused.status_code == 422
    assert "20 colleagues a day are enough" in refused.text
    clock.advance(timedelta(days=1))
    assert client_of("delegate").send(f"{OURS}/invite", NEW).status_code == 303


def test_a_colleagues_mandate_ends_with_a_reason_and_never_the_leads(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    lead, second = client_of("delegate"), client_of("second")
    path = f"{OURS}/{stage.mandates['second']}/end"
    assert lead.send(path, {"reason": " "}).status_code == 422
    assert lead.send(path, {"reason": "Moved to another cooperative."}).status_code == 303
    assert second.get(OURS).status_code == 403
    assert letters(app) == [("network/mandate-ended", stage.people["second"])]
    assert "Moved to another cooperative." in lead.get(OURS).text
    assert lead.send(f"{OURS}/{stage.mandates['delegate']}/end", {"reason": "Me."}).status_code == 403
    assert lead.send(f"{OURS}/{stage.mandates['neighbour']}/end", {"reason": "Them."}).status_code == 404


@pytest.mark.parametrize(
    ("name", "reads", "invites"),
    [
        ("delegate", 200, 200), ("secretary", 200, 200), ("teller", 200, 403), ("second", 200, 403),
        ("observer", 200, 403), ("neighbour", 403, 403), ("stranger", 403, 403), ("nobody", 401, 401),
    ],
)  # fmt: skip
def test_the_page_is_the_organisations_own(
    app: Flask, client_of: ClientOf, name: str, reads: int, invites: int
) -> None:
    visitor = client_of(name)
    assert visitor.get(OURS).status_code == reads
    assert visitor.get(f"{OURS}/invite").status_code == invites
    if invites > 200:
        assert visitor.send(f"{OURS}/invite", NEW).status_code == invites
        with app.app_context():
            assert person_by_email(NEW["email"]) is None
    assert visitor.get("/for/nowhere/people").status_code == 404
