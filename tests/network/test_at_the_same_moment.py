"""Two secretaries at the same moment: no mandate twice, no body without its last secretary, no person twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.network.models import Mandate, Seat
from consult.network.queries.standing import seat_holds, today
from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock

PERSON = {"name": "Nuria Sanz", "language": "en", "time_zone": "Europe/Madrid"}
ROUNDS = 6


def together(app: Flask, browsers: list[Client], paths: list[str], fields: dict[str, str]) -> list[int]:
    """Send the same form from several browsers at once; answers the statuses."""
    app.testing = False
    start = Barrier(len(browsers))

    def send(browser: Client, path: str) -> int:
        data = {"csrf_token": browser.token(), **fields}
        start.wait()
        return browser.post(path, data=data).status_code

    with ThreadPoolExecutor(len(browsers)) as crowd:
        return sorted(crowd.map(send, browsers, paths))


@pytest.fixture
def secretaries(client_of: Callable[[str], Client]) -> list[Client]:
    return [client_of("secretary") for _place in range(2)]


def test_one_mandate_for_one_word(app: Flask, stage: Stage, secretaries: list[Client]) -> None:
    paths = ["/secretariat/network/organisations/coceta/mandates/new"] * 2
    for number in range(ROUNDS):
        address = f"nuria{number}@cast.example"
        statuses = together(app, secretaries, paths, {**PERSON, "email": address, "role": "voter"})
        assert statuses == [303, 422]
        with app.app_context():
            id = db.session.scalars(select(Person.id).where(Person.email == address)).one()
            assert db.session.scalar(select(func.count(Mandate.id)).where(Mandate.person_id == id)) == 1


def test_someone_known_gets_one_mandate(app: Flask, stage: Stage, secretaries: list[Client]) -> None:
    paths = ["/secretariat/network/organisations/cwcf/mandates/new"] * 2
    for name in ("stranger", "delegate", "second", "drafter"):
        fields = {**PERSON, "email": f"{name}@cast.example", "role": "observer"}
        assert together(app, secretaries, paths, fields) == [303, 422]


def test_one_secretary_stays(
    app: Flask, stage: Stage, clock: FixedClock, client_of: Callable[[str], Client]
) -> None:
    first = client_of("secretary")
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    seat = {**PERSON, "email": "second@cast.example", "office": "secretary", "from_on": day, "until_on": ""}
    assert first.send("/secretariat/network/bodies/secretariat/seats/new", seat).status_code == 303
    with app.app_context():
        held = select(Seat.id).where(
            Seat.office == "secretary",
            Seat.person_id.in_([stage.people["secretary"], stage.people["second"]]),
        )
        ids = list(db.session.scalars(held.order_by(Seat.id)))
    paths = [f"/secretariat/network/seats/{id}/end" for id in reversed(ids)]
    together(app, [first, client_of("second")], paths, {"reason": "Leaves."})
    with app.app_context():
        left = select(func.count(Seat.id)).where(Seat.id.in_(ids), *seat_holds(today()))
        assert db.session.scalar(left) == 1
