"""Reading the network: who may speak for whom today, organisations as of a day, mandates, seats, approvals, figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.kit.clock import now
from consult.kit.db import Instant, db
from consult.kit.languages import federation_zone
from consult.kit.visitor import Visitor
from consult.network import rules
from consult.network.models import Approval, Body, Figure, Mandate, Membership, Organisation, Remark, Seat
from consult.network.standing import HeldMandate as HeldMandate
from consult.network.standing import OrganisationRow as OrganisationRow
from consult.network.standing import Standing as Standing

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


def members_on(day: date) -> Select[*tuple[Any, ...]]:
    """The select behind every list of members: one row an organisation that has begun and not left."""
    region_body, sub_region_body = aliased(Body), aliased(Body)
    o = Organisation
    columns = (
        o.id, o.slug, o.name, o.short_name, o.country, o.region, Membership.category, Membership.standing,
        func.coalesce(region_body.slug, ""), func.coalesce(sub_region_body.slug, ""), o.affiliated_2017,
        o.country_as_printed, func.coalesce(region_body.name, ""), func.coalesce(sub_region_body.name, ""),
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(o)
        .join(Membership, membership_on(day))
        .outerjoin(region_body, region_body.id == o.region_body_id)
        .outerjoin(sub_region_body, sub_region_body.id == o.sub_region_body_id)
        .where(Membership.standing != "left")
    )


def roll_source(day: date) -> list[OrganisationRow]:
    """The members as of a day, ordered by slug; those suspended are there and say so, those who left are not."""
    return [OrganisationRow(*row) for row in db.session.execute(members_on(day).order_by(Organisation.slug))]


def roll_sources(days: Collection[date]) -> dict[date, list[OrganisationRow]]:
    """The same for each of some days, in one statement however many days there are."""
    found: dict[date, list[OrganisationRow]] = {day: [] for day in days}
    if found:
        dated = [members_on(day).add_columns(literal(day, Date)) for day in sorted(found)]
        for *columns, day in db.session.execute(union_all(*dated)):
            found[day].append(OrganisationRow(*columns))
    return {day: sorted(rows, key=lambda row: row.slug) for day, rows in found.items()}


def organisations() -> list[OrganisationRow]:
    """The members as of today, ordered by slug."""
    return roll_source(today())


def organisation(slug: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def organisation_by_id(id: int) -> Organisation | None:
    return db.session.get(Organisation, id)


def history(organisation_id: int) -> Sequence[Membership]:
    """Category and standing by date, the newest entry first."""
    query = select(Membership).where(Membership.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Membership.from_on.desc())).all()


def body(slug: str) -> Body | None:
    return db.session.scalar(select(Body).where(Body.slug == slug))


def body_by_id(id: int) -> Body | None:
    return db.session.get(Body, id)


def bodies() -> Sequence[Body]:
    """All bodies, parents before their parts."""
    order = {kind: rank for rank, kind in enumerate(rules.BODY_KINDS)}
    rows = db.session.scalars(select(Body).order_by(Body.name)).all()
    return sorted(rows, key=lambda row: (order[row.kind], row.region, row.name))


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


def figures_of(organisation_id: int | None) -> Sequence[Figure]:
    """The stated figures of one organisation, or with None those of the federation."""
    return db.session.scalars(
        select(Figure).where(Figure.organisation_id == organisation_id).order_by(Figure.position, Figure.id)
    ).all()


def remarks() -> Sequence[Remark]:
    """What is said about the figures, in its order."""
    return db.session.scalars(select(Remark).order_by(Remark.position, Remark.id)).all()


def approval(kind: str, id: int, act: str, sha256: str) -> Approval | None:
    """The approval of exactly this, asked for or given; None when it was never asked."""
    where = (
        Approval.subject_kind == kind,
        Approval.subject_id == id,
        Approval.act == act,
        Approval.sha256 == sha256,
    )
    return db.session.scalar(select(Approval).where(*where))


def waiting_approvals() -> list[Approval]:
    """What waits for a second key, the oldest first."""
    waiting = (Approval.given_at.is_(None), Approval.withdrawn_at.is_(None))
    return list(db.session.scalars(select(Approval).where(*waiting).order_by(Approval.asked_at, Approval.id)))
