"""What is done about people: mandates and seats, given and ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from consult.accounts.actions import people as accounts
from consult.accounts.actions.invitations import invite
from consult.accounts.actions.people import add_person
from consult.accounts.models import Person
from consult.accounts.queries import ever_signed_in, person_by_email
from consult.kit import outbox
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network import rules
from consult.network.actions.entries import day_of, journal
from consult.network.models import Body, Mandate, Organisation, Seat
from consult.network.queries.people import hold
from consult.network.queries.standing import seat_holds, sits_in


def person_for(email: str, name: str, language: str, time_zone: str, at: datetime) -> Person:
    """The person with this address, or a new one; someone known keeps their own name and settings."""
    known = person_by_email(email)
    if known is not None:
        if known.disabled_at is not None:
            raise Refused("person-disabled", email=email)
        return known
    if not name.strip():
        raise Refused("person-nameless", email=email)
    return add_person(email, name.strip(), language, time_zone, at)


def correct_person(
    actor: Visitor, person: Person, name: str, email: str, reason: str, at: datetime
) -> tuple[str, ...]:
    """Put a name or address right; answers what changed. A teller's address is changed by the teller alone.

    Whoever holds an address can have a new password sent to it: the first key would otherwise reach the second.
    """
    if email.strip().lower() != person.email and sits_in(person.id, "tellers", day_of(at)):
        raise Refused("address-of-teller", name=person.name)
    return accounts.correct_person(actor, person, name, email, reason, at)


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
    document_name: str = "",
    signatory: str = "",
    scope: str = "",
    note: str = "",
    verified: bool = True,
) -> Mandate:
    """An organisation's word for a person, from a moment on. `verified`: the secretariat has seen the word itself."""
    if until_at is not None and until_at <= from_at:
        raise Refused("term-upside-down")
    hold(Organisation, organisation.id)
    if overlaps(organisation.id, person.id, role, from_at, until_at):
        raise Refused("mandate-held", name=person.name)
    row = Mandate(
        organisation_id=organisation.id,
        person_id=person.id,
        role=role,
        from_at=from_at,
        until_at=until_at,
        document_sha256=document_sha256,
        document_name=document_name,
        signatory=signatory,
        scope=scope,
        note=note,
        given_by_id=actor.id if actor else None,
        given_at=at,
        verified_by_id=actor.id if actor and verified else None,
        verified_at=at if actor and verified else None,
    )
    db.session.add(row)
    db.session.flush()
    details = {"organisation": organisation.slug, "role": role, "from": from_at.isoformat()}
    journal(actor, "mandate-given", "mandate", row.id, at, note, **details)
    return row


def overlaps(
    organisation_id: int, person_id: int, role: str, from_at: datetime, until_at: datetime | None
) -> bool:
    """Whether a person holds this role of an organisation at any moment of a term."""
    m = Mandate
    where = [m.organisation_id == organisation_id, m.person_id == person_id, m.role == role]
    where.append((m.until_at.is_(None)) | ((m.until_at > from_at) & (m.until_at > m.from_at)))
    if until_at is not None:
        where.append(m.from_at < until_at)
    return db.session.scalar(select(m.id).where(*where).limit(1)) is not None


def end_mandate(actor: Visitor | None, mandate: Mandate, reason: str, at: datetime) -> None:
    """Take an organisation's word back, at once."""
    hold(Organisation, mandate.organisation_id)
    db.session.refresh(mandate)
    if mandate.until_at is not None and mandate.until_at <= at:
        raise Refused("mandate-over")
    cut(actor, mandate, reason, at)
    journal(actor, "mandate-ended", "mandate", mandate.id, at, reason)


def cut(actor: Visitor | None, mandate: Mandate, reason: str, at: datetime) -> None:
    """Let a term end now, and say who ended it and why; one that has not begun never begins."""
    mandate.until_at = max(at, mandate.from_at)
    mandate.ended_at, mandate.ended_by_id, mandate.end_note = at, actor.id if actor else None, reason
    db.session.flush()


def tell_given(actor: Visitor | None, mandate: Mandate, person: Person, at: datetime) -> None:
    """Write to whoever has a new mandate: an invitation to somebody new, a letter to somebody known."""
    if ever_signed_in(person.id):
        key = f"mandate-given:{mandate.id}"
        outbox.put("network/mandate-given", {person.id: key}, at, values={"mandate": mandate.id})
    elif actor is None or actor.id != person.id:
        invite(actor, person, at)


def tell_ended(mandate: Mandate, at: datetime) -> None:
    """Write to whoever's mandate has ended, and why."""
    letter = {mandate.person_id: f"mandate-ended:{mandate.id}"}
    outbox.put("network/mandate-ended", letter, at, values={"mandate": mandate.id})


def give_to_colleague(
    actor: Visitor,
    organisation: Organisation,
    person: Person,
    role: str,
    until_at: datetime | None,
    at: datetime,
) -> Mandate:
    """A lead delegate has a colleague speak for their own organisation, from now on; so many a day and no more."""
    if role not in rules.COLLEAGUE_ROLES:
        raise Refused("role-not-yours-to-give")
    hold(Organisation, organisation.id)
    given = (Mandate.organisation_id == organisation.id, Mandate.given_by_id == actor.id)
    lately = select(func.count()).where(*given, Mandate.given_at > at - timedelta(days=1))
    if (db.session.scalar(lately) or 0) >= rules.COLLEAGUES_A_DAY:
        raise Refused("colleagues-enough", most=rules.COLLEAGUES_A_DAY)
    mandate = give_mandate(actor, organisation, person, role, at, until_at, at, verified=False)
    tell_given(actor, mandate, person, at)
    return mandate


def verify_mandate(actor: Visitor, mandate: Mandate, at: datetime) -> None:
    """The secretariat has seen the organisation's word and stands for it."""
    if mandate.verified_at is not None:
        raise Refused("mandate-verified")
    mandate.verified_by_id, mandate.verified_at = actor.id, at
    db.session.flush()
    journal(actor, "mandate-verified", "mandate", mandate.id, at, document=mandate.document_sha256)


def keep_document(
    actor: Visitor, mandate: Mandate, sha256: str, name: str, signatory: str, at: datetime, *, verified: bool
) -> None:
    """Put a signed document to a mandate; another document has to be verified again."""
    mandate.document_sha256, mandate.document_name = sha256, name[:200]
    mandate.signatory = signatory or mandate.signatory
    mandate.verified_by_id = actor.id if verified else None
    mandate.verified_at = at if verified else None
    db.session.flush()
    journal(actor, "mandate-document-kept", "mandate", mandate.id, at, sha256=sha256)


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
    row = Seat(
        person_id=person.id,
        body_id=body.id,
        office=office,
        from_on=from_on,
        until_on=until_on,
        given_by_id=actor.id if actor else None,
        given_at=at,
    )
    db.session.add(row)
    db.session.flush()
    journal(actor, "seat-given", "body", body.id, at, seat=row.id, office=office, since=from_on.isoformat())
    return row


def tell_seat(actor: Visitor | None, person: Person, at: datetime) -> None:
    """Invite whoever has a new seat and has never signed in; the others see it when they come."""
    if not ever_signed_in(person.id):
        invite(actor, person, at)


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
