"""What is done to the network: organisations and their history, mandates, seats, and approvals by two keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.actions import add_person
from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.languages import federation_zone
from consult.kit.refusal import Refused
from consult.kit.room import announce
from consult.kit.visitor import Visitor
from consult.network import queries, rules
from consult.network.events import AboutToChange, Changed
from consult.network.models import Approval, Body, Mandate, Membership, Organisation, Seat

EDITABLE = (
    "name", "short_name", "name_as_printed", "acronym", "country", "country_as_printed", "region", "region_body_id",
    "sub_region_body_id", "region_basis", "affiliated_2017", "note", "source",
)  # fmt: skip


def day_of(at: datetime) -> date:
    """The day of a moment in the federation's zone."""
    return at.astimezone(federation_zone()).date()


def _journal(
    actor: Visitor | None, verb: str, kind: str, id: int, at: datetime, reason: str = "", **details: object
) -> None:
    # nearly every act of this room decides who may vote for whom
    record(actor, verb, (kind, id), at, reason=reason, sensitive=True, details=details)


def add_organisation(
    actor: Visitor | None,
    slug: str,
    values: Mapping[str, object],
    status: rules.Status,
    reason: str,
    at: datetime,
) -> Organisation:
    """A new organisation with the first entry of its history. `values` are named as in EDITABLE."""
    if not rules.slug_holds(slug):
        raise Refused("slug-odd", slug=slug)
    _check_bodies(values)
    announce(AboutToChange(at))
    row = Organisation(slug=slug, **values)
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise Refused("slug-taken", slug=slug) from error
    _enter(actor, row.id, status, reason, at)
    announce(Changed(at))
    _journal(actor, "organisation-added", "organisation", row.id, at, reason, **_said(status))
    return row


def edit_organisation(
    actor: Visitor | None, row: Organisation, values: Mapping[str, object], at: datetime
) -> tuple[str, ...]:
    """Change what is said of an organisation; answers the names of what changed. Its slug stays for good."""
    changed = tuple(name for name in EDITABLE if name in values and getattr(row, name) != values[name])
    if not changed:
        return ()
    _check_bodies(values)
    announce(AboutToChange(at))
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    db.session.flush()
    announce(Changed(at))
    # the region decides in which scope a vote counts
    sensitive = bool({"region", "country", "region_body_id", "sub_region_body_id"} & set(changed))
    details: dict[str, object] = {"changed": list(changed), "before": before}
    record(actor, "organisation-edited", ("organisation", row.id), at, sensitive=sensitive, details=details)
    return changed


def _check_bodies(values: Mapping[str, object]) -> None:
    wanted = {"region_body_id": "region", "sub_region_body_id": "sub_region"}
    for name, kind in wanted.items():
        id = values.get(name)
        found = queries.body_by_id(id) if isinstance(id, int) else None
        if id is not None and (found is None or found.kind != kind):
            raise Refused("body-unknown")


def add_status(
    actor: Visitor | None, row: Organisation, status: rules.Status, reason: str, at: datetime
) -> Membership:
    """Add to an organisation's history: category and standing from a day on, past or to come."""
    announce(AboutToChange(at))
    entry = _enter(actor, row.id, status, reason, at)
    announce(Changed(at))
    _journal(actor, "status-entered", "organisation", row.id, at, reason, **_said(status))
    return entry


def _said(status: rules.Status) -> dict[str, object]:
    return {"category": status.category, "standing": status.standing, "from": status.from_on.isoformat()}


def _enter(
    actor: Visitor | None, organisation_id: int, status: rules.Status, reason: str, at: datetime
) -> Membership:
    entry = Membership(
        organisation_id=organisation_id,
        from_on=status.from_on,
        category=status.category,
        standing=status.standing,
        reason=reason,
        recorded_at=at,
        recorded_by_id=actor.id if actor else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
            db.session.flush()
    except IntegrityError as error:
        raise Refused("status-day-taken", day=status.from_on.isoformat()) from error
    return entry


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
    queries.hold(Organisation, organisation.id)
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
    _journal(actor, "mandate-given", "mandate", row.id, at, **details)
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
    _journal(actor, "mandate-ended", "mandate", mandate.id, at, reason)


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
    queries.hold(Body, body.id)
    held = [Seat.person_id == person.id, Seat.body_id == body.id]
    held += [Seat.office == office, Seat.ended_at.is_(None)]
    open_end = (Seat.until_on.is_(None)) | (Seat.until_on >= from_on)
    before_end = Seat.from_on <= (until_on or date.max)
    if db.session.scalar(select(Seat.id).where(*held, open_end, before_end).limit(1)) is not None:
        raise Refused("seat-held", name=person.name)
    row = Seat(person_id=person.id, body_id=body.id, office=office, from_on=from_on, until_on=until_on)
    db.session.add(row)
    db.session.flush()
    _journal(actor, "seat-given", "body", body.id, at, seat=row.id, office=office, since=from_on.isoformat())
    return row


def end_seat(actor: Visitor | None, seat: Seat, reason: str, at: datetime) -> None:
    """End a seat before its term, at once. The last seat of the secretariat stays: nobody could give another."""
    day = day_of(at)
    queries.hold(Body, seat.body_id)
    db.session.refresh(seat)
    if seat.ended_at is not None or (seat.until_on is not None and seat.until_on < day):
        raise Refused("seat-over")
    secretariat = select(Seat.id).join(Body, Body.id == Seat.body_id).where(Body.kind == "secretariat")
    holding = set(db.session.scalars(secretariat.where(*queries.seat_holds(day))))
    if holding == {seat.id}:
        raise Refused("seat-last")
    seat.ended_at = at
    db.session.flush()
    _journal(actor, "seat-ended", "body", seat.body_id, at, reason, seat=seat.id, office=seat.office)


def seat_first_secretary(person_id: int, at: datetime) -> None:
    """A seat in the secretariat for someone made secretary on the command line; the body is made if need be."""
    found = db.session.scalar(select(Body).where(Body.kind == "secretariat").order_by(Body.id).limit(1))
    if found is None:
        found = Body(slug="secretariat", name="Secretariat", kind="secretariat")
        db.session.add(found)
        db.session.flush()
    person = db.session.get_one(Person, person_id)
    give_seat(None, found, person, "secretary", day_of(at), None, at)


def ask_approval(
    actor: Visitor, kind: str, id: int, act: str, sha256: str, reason: str, at: datetime
) -> Approval:
    """The first key: a secretary asks for an act on exactly what was hashed. What was asked before for it lapses."""
    if not queries.sits_in(actor.id, "secretariat", day_of(at)):
        raise Refused("approval-not-secretary")
    known = queries.approval(kind, id, act, sha256)
    if known is not None and known.withdrawn_at is None:
        return known
    same = (Approval.subject_kind == kind, Approval.subject_id == id, Approval.act == act)
    waiting = (Approval.given_at.is_(None), Approval.withdrawn_at.is_(None))
    db.session.execute(update(Approval).where(*same, *waiting).values(withdrawn_at=at))
    row = known or Approval(subject_kind=kind, subject_id=id, act=act, sha256=sha256)
    row.reason, row.asked_by_id, row.asked_at, row.withdrawn_at = reason, actor.id, at, None
    db.session.add(row)
    db.session.flush()
    _journal(actor, "approval-asked", kind, id, at, reason, act=act, sha256=sha256)
    return row


def give_approval(actor: Visitor, approval: Approval, sha256: str, at: datetime) -> None:
    """The second key: a teller, not the person who asked, confirms what still has the same hash."""
    fresh = select(Approval).where(Approval.id == approval.id).with_for_update()
    held = db.session.scalars(fresh.execution_options(populate_existing=True)).one()
    if held.withdrawn_at is not None or held.sha256 != sha256:
        raise Refused("approval-changed")
    if held.given_at is not None:
        raise Refused("approval-given")
    if held.asked_by_id == actor.id:
        raise Refused("approval-same-person")
    if not queries.sits_in(actor.id, "tellers", day_of(at)):
        raise Refused("approval-not-teller")
    held.given_by_id, held.given_at = actor.id, at
    db.session.flush()
    _journal(actor, "approval-given", held.subject_kind, held.subject_id, at, act=held.act, sha256=sha256)


def withdraw_approval(actor: Visitor, approval: Approval, reason: str, at: datetime) -> None:
    """Take the first key back before the second was turned."""
    if approval.given_at is not None:
        raise Refused("approval-given")
    approval.withdrawn_at = at
    db.session.flush()
    kind, id = approval.subject_kind, approval.subject_id
    _journal(actor, "approval-withdrawn", kind, id, at, reason, act=approval.act)
