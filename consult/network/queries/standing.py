"""Who may speak for whom today, and who sits where."""

from __future__ import annotations

from datetime import date

from flask import has_request_context, request
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    null,
    select,
)
from sqlalchemy.orm import aliased

from consult.kit.clock import now
from consult.kit.db import Instant, db
from consult.kit.languages import federation_zone
from consult.kit.visitor import Visitor
from consult.network import rules
from consult.network.models import Body, Mandate, Membership, Organisation, Seat
from consult.network.standing import HeldMandate, Standing

Day = date | BindParameter[date]
"""A day, or the place of one in a statement that is built once."""
_KEPT = "consult.network.standing"


def today() -> date:
    """The day it is in the federation's own zone: memberships and terms go by it."""
    return now().astimezone(federation_zone()).date()


def standing_of(person: Visitor | None) -> Standing:
    """What a person may do now, in one statement; asked once a request."""
    if person is None:
        return Standing()
    if not has_request_context():
        return _standing(person.id)
    kept: dict[int, Standing] = request.environ.setdefault(_KEPT, {})
    if person.id not in kept:
        kept[person.id] = _standing(person.id)
    return kept[person.id]


def seat_holds(day: Day) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a seat counts on a day."""
    return (
        Seat.from_on <= day,
        (Seat.until_on.is_(None)) | (Seat.until_on >= day),
        Seat.ended_at.is_(None),
    )


def membership_on(day: Day) -> ColumnElement[bool]:
    """Joins each organisation with the entry of its history that holds on a day."""
    earlier = aliased(Membership)
    newest = (
        select(earlier.id)
        .where(earlier.organisation_id == Organisation.id, earlier.from_on <= day)
        .order_by(earlier.from_on.desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    return and_(Membership.organisation_id == Organisation.id, Membership.id == newest)


_PERSON = bindparam("person", type_=Integer)
_AT, _DAY = bindparam("at", type_=Instant), bindparam("day", type_=Date)
_NUMBER, _WORD = cast(null(), Integer), cast(null(), String)
_SEATS = (
    select(_NUMBER, _NUMBER, Body.kind, Seat.office, _WORD, _WORD, _WORD, _WORD)
    .select_from(Seat)
    .join(Body, Body.id == Seat.body_id)
    .where(Seat.person_id == _PERSON, *seat_holds(_DAY))
)
# every page of somebody signed in asks this: it is one statement, built once
_MANDATES_AND_SEATS = (
    select(
        Mandate.id, Organisation.id, Organisation.slug, Organisation.short_name, Organisation.name,
        Mandate.role, Membership.category, Membership.standing,
    )
    .select_from(Mandate)
    .join(Organisation, Organisation.id == Mandate.organisation_id)
    .join(Membership, membership_on(_DAY))
    .where(Mandate.person_id == _PERSON, Mandate.from_at <= _AT)
    .where((Mandate.until_at.is_(None)) | (Mandate.until_at > _AT), Membership.standing != "left")
    .union_all(_SEATS)
)  # fmt: skip


def _standing(person_id: int) -> Standing:
    given = {"person": person_id, "at": now(), "day": today()}
    mandates: list[HeldMandate] = []
    offices: set[tuple[str, str]] = set()
    for row in db.session.execute(_MANDATES_AND_SEATS, given):
        if row[0] is None:
            offices.add((row[2], row[3]))
        else:
            mandates.append(HeldMandate(*row))
    mandates.sort(key=lambda held: (held.slug, rules.ROLES.index(held.role), held.mandate_id))
    return Standing(tuple(mandates), frozenset(offices))


def sits_in(person_id: int, kind: str, day: date) -> bool:
    """Whether a person has a seat in a body of this kind on a day."""
    query = select(Seat.id).join(Body, Body.id == Seat.body_id)
    where = (Seat.person_id == person_id, Body.kind == kind, *seat_holds(day))
    return db.session.scalar(query.where(*where).limit(1)) is not None
