"""What is done about people: mandates and seats, given and ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from consult.accounts.actions.people import add_person
from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network import rules
from consult.network.actions.entries import day_of, journal
from consult.network.models import Body, Mandate, Organisation, Seat
from consult.network.queries.people import hold
from consult.network.queries.standing import seat_holds


def person_for(email: str, name: str, language: str, time_zone: str, at: datetime) -> Person:
    """The person with this address, or a new one; someone known keeps their own name and settings."""
    known = person_by_email(email)
    if known is not None:
        return known
    if not name.strip():
        raise Refused("person-nameless", email=email)
    return add_person(email, name.strip(), language, time_zone, at)


def give_mandate(
    actor: Visitor | None,
    organisation: Organisation,
    person: Person,
    role: str,
    from_at: datetime,
    until_at: datetime | None,
    at: datetime,
    *,
    document_sha256: str = "",
    signatory: str = "",
) -> Mandate:
    """An organisation's word for a person, from a moment on."""
    if until_at is not None and until_at <= from_at:
        raise Refused("term-upside-down")
    hold(Organisation, organisation.id)
    if _overlaps(organisation.id, person.id, role, from_at, until_at):
        raise Refused("mandate-held", name=person.name)
    row = Mandate(
        organisation_id=organisation.id,
        person_id=person.id,
        role=role,
        from_at=from_at,
        until_at=until_at,
        document_sha256=document_sha256,
        signatory=signatory,
        verified_by_id=actor.id if actor else None,
        verified_at=at if actor else None,
    )
    db.session.add(row)
    db.session.flush()
    details = {"organisation": organisation.slug, "role": role, "from": from_at.isoformat()}
    journal(actor, "mandate-given", "mandate", row.id, at, **details)
    return row


def _overlaps(
    organisation_id: int, person_id: int, role: str, from_at: datetime, until_at: datetime | None
) -> bool:
    m = Mandate
    where = [m.organisation_id == organisation_id, m.person_id == person_id, m.role == role]
    where.append((m.until_at.is_(None)) | (m.until_at > from_at))
    if until_at is not None:
        where.append(m.from_at < until_at)
    return db.session.scalar(select(m.id).where(*where).limit(1)) is not None


def end_mandate(actor: Visitor | None, mandate: Mandate, reason: str, at: datetime) -> None:
    """Take an organisation's word back, at once."""
    if mandate.until_at is not None and mandate.until_at <= at:
        raise Refused("mandate-over")
    mandate.until_at = max(at, mandate.from_at)
    db.session.flush()
    journal(actor, "mandate-ended", "mandate", mandate.id, at, reason)


def give_seat(
    actor: Visitor | None,
    body: Body,
    person: Person,
    office: str,
    from_on: date,
    until_on: date | None,
    at: datetime,
) -> Seat:
    """A place in a body with its term, both days included."""
    if office not in rules.OFFICES[body.kind]:
        raise Refused("office-unknown", office=office)
    if until_on is not None and until_on < from_on:
        raise Refused("term-upside-down")
    hold(Body, body.id)
    held = [Seat.person_id == person.id, Seat.body_id == body.id]
    held += [Seat.office == office, Seat.ended_at.is_(None)]
    open_end = (Seat.until_on.is_(None)) | (Seat.until_on >= from_on)
    before_end = Seat.from_on <= (until_on or date.max)
    if db.session.scalar(select(Seat.id).where(*held, open_end, before_end).limit(1)) is not None:
        raise Refused("seat-held", name=person.name)
    row = Seat(person_id=person.id, body_id=body.id, office=office, from_on=from_on, until_on=until_on)
    db.session.add(row)
    db.session.flush()
    journal(actor, "seat-given", "body", body.id, at, seat=row.id, office=office, since=from_on.isoformat())
    return row


def end_seat(actor: Visitor | None, seat: Seat, reason: str, at: datetime) -> None:
    """End a seat before its term, at once. The last seat of the secretariat stays: nobody could give another."""
    day = day_of(at)
    hold(Body, seat.body_id)
    db.session.refresh(seat)
    if seat.ended_at is not None or (seat.until_on is not None and seat.until_on < day):
        raise Refused("seat-over")
    secretariat = select(Seat.id).join(Body, Body.id == Seat.body_id).where(Body.kind == "secretariat")
    holding = set(db.session.scalars(secretariat.where(*seat_holds(day))))
    if holding == {seat.id}:
        raise Refused("seat-last")
    seat.ended_at = at
    db.session.flush()
    journal(actor, "seat-ended", "body", seat.body_id, at, reason, seat=seat.id, office=seat.office)


def seat_first_secretary(person_id: int, at: datetime) -> None:
    """A seat in the secretariat for someone made secretary on the command line; the body is made if need be."""
    found = db.session.scalar(select(Body).where(Body.kind == "secretariat").order_by(Body.id).limit(1))
    if found is None:
        found = Body(slug="secretariat", name="Secretariat", kind="secretariat")
        db.session.add(found)
        db.session.flush()
    person = db.session.get_one(Person, person_id)
    give_seat(None, found, person, "secretary", day_of(at), None, at)
