"""The people of the demonstration, by what they are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.network.models import Body, Mandate, Organisation, Seat


@dataclass(frozen=True)
class Player:
    """Someone a visitor of the demonstration may be."""

    email: str
    name: str
    place: str
    """The body, or the organisation's short name."""
    role: str
    region: str


def people() -> list[Player]:
    """People in office first, then delegates by organisation."""
    seats = (
        select(Person.email, Person.name, Body.name, Seat.office, Body.region)
        .join(Seat, Seat.person_id == Person.id)
        .join(Body, Body.id == Seat.body_id)
        .order_by(Seat.id)
    )
    mandates = (
        select(Person.email, Person.name, Organisation.short_name, Mandate.role, Organisation.region)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Organisation, Organisation.id == Mandate.organisation_id)
        .order_by(Organisation.region, Organisation.short_name, Mandate.id)
    )
    rows = [*db.session.execute(seats), *db.session.execute(mandates)]
    return [Player(email, name, place, role, region or "") for email, name, place, role, region in rows]
