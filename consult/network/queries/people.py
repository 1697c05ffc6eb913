"""Mandates and seats: who holds them, in a list and one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.network.models import Body, Mandate, Organisation, Seat


def hold(kind: type[Organisation] | type[Body], id: int) -> None:
    """Hold a row to the end of the transaction: of two who decide over its people one comes after the other."""
    db.session.execute(select(kind.id).where(kind.id == id).with_for_update(key_share=True))


def mandate(id: int) -> Mandate | None:
    return db.session.get(Mandate, id)


def mandate_title(id: int) -> str | None:
    """A mandate in words: `Dolores García · COCETA`."""
    query = select(Person.name, Organisation.short_name).join(Mandate, Mandate.person_id == Person.id)
    row = db.session.execute(
        query.join(Organisation, Organisation.id == Mandate.organisation_id).where(Mandate.id == id)
    ).first()
    return " · ".join(row) if row else None


def seat(id: int) -> Seat | None:
    return db.session.get(Seat, id)


def seat_title(id: int) -> str | None:
    """A seat in words: `Clara Wendeling · Secretariat`."""
    query = select(Person.name, Body.name).join(Seat, Seat.person_id == Person.id)
    row = db.session.execute(query.join(Body, Body.id == Seat.body_id).where(Seat.id == id)).first()
    return " · ".join(row) if row else None


def mandates_of(organisation_id: int) -> Sequence[Row[Mandate, str, str]]:
    """(mandate, name, e-mail) of everyone who speaks, spoke or will speak for an organisation, the newest first."""
    query = select(Mandate, Person.name, Person.email).join(Person, Person.id == Mandate.person_id)
    return db.session.execute(
        query.where(Mandate.organisation_id == organisation_id).order_by(
            Mandate.from_at.desc(), Mandate.id.desc()
        )
    ).all()


def mandated(
    organisation_ids: Collection[int] | None, roles: Collection[str], at: datetime
) -> list[tuple[int, int]]:
    """(organisation id, person id) of those who hold one of these roles at a moment; None asks for all members."""
    query = select(Mandate.organisation_id, Mandate.person_id).where(
        Mandate.role.in_(roles),
        Mandate.from_at <= at,
        (Mandate.until_at.is_(None)) | (Mandate.until_at > at),
    )
    if organisation_ids is not None:
        query = query.where(Mandate.organisation_id.in_(organisation_ids))
    rows = db.session.execute(query.distinct().order_by(Mandate.organisation_id, Mandate.person_id))
    return [(organisation, person) for organisation, person in rows]


def all_mandates() -> Sequence[Row[Mandate, str, str, str, str]]:
    """(mandate, name, e-mail, slug, short name) of all organisations, by name."""
    query = select(Mandate, Person.name, Person.email, Organisation.slug, Organisation.short_name)
    joined = query.join(Person, Person.id == Mandate.person_id).join(
        Organisation, Organisation.id == Mandate.organisation_id
    )
    return db.session.execute(joined.order_by(Person.name, Mandate.from_at.desc(), Mandate.id)).all()


def seats_of(body_id: int | None = None) -> Sequence[Row[Seat, str, str, Body]]:
    """(seat, name, e-mail, body) of one body or of all, the newest first."""
    query = select(Seat, Person.name, Person.email, Body)
    joined = query.join(Person, Person.id == Seat.person_id).join(Body, Body.id == Seat.body_id)
    if body_id is not None:
        joined = joined.where(Seat.body_id == body_id)
    return db.session.execute(joined.order_by(Seat.from_on.desc(), Seat.id.desc())).all()
