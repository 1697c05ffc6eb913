"""Mandates and seats: who holds them, in a list and one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person, Session
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


def mandate_of(id: int, organisation: Organisation) -> Mandate | None:
    """A mandate of this organisation; one of another is not there."""
    row = mandate(id)
    return row if row is not None and row.organisation_id == organisation.id else None


def mandate_held(slug: str, person_id: int, at: datetime) -> Mandate | None:
    """The mandate by which a person speaks for an organisation at a moment."""
    m = Mandate
    query = (
        select(m).join(Organisation, Organisation.id == m.organisation_id).where(Organisation.slug == slug)
    )
    query = query.where(m.person_id == person_id, m.from_at <= at, (m.until_at.is_(None)) | (m.until_at > at))
    return db.session.scalar(query.order_by(m.id).limit(1))


def still_holds(id: int, at: datetime) -> bool:
    """Whether a mandate holds at a moment, held fast to the end of the transaction.

    Whoever ends it meanwhile comes before, and then it does not; or waits until what is done by it is done.
    """
    m = Mandate
    where = (m.id == id, m.from_at <= at, (m.until_at.is_(None)) | (m.until_at > at))
    return db.session.scalar(select(m.id).where(*where).with_for_update(read=True)) is not None


@dataclass(frozen=True)
class Told:
    """A mandate with everyone who had to do with it, by name."""

    mandate: Mandate
    name: str
    email: str
    slug: str
    organisation: str
    signed_in: bool
    given_by: str
    ended_by: str
    verified_by: str
    instead_of: str
    """Whose place this is, when somebody stands in."""


def told(*where: ColumnElement[bool]) -> list[Told]:
    """Mandates with all names, the newest first, in one statement."""
    giver, ender, verifier = aliased(Person), aliased(Person), aliased(Person)
    replaced, away = aliased(Mandate), aliased(Person)
    signed_in = select(Session.id).where(Session.person_id == Mandate.person_id).exists()
    query = (
        select(
            Mandate, Person.name, Person.email, Organisation.slug, Organisation.short_name, signed_in,
            giver.name, ender.name, verifier.name, away.name,
        )
        .join(Person, Person.id == Mandate.person_id)
        .join(Organisation, Organisation.id == Mandate.organisation_id)
        .outerjoin(giver, giver.id == Mandate.given_by_id)
        .outerjoin(ender, ender.id == Mandate.ended_by_id)
        .outerjoin(verifier, verifier.id == Mandate.verified_by_id)
        .outerjoin(replaced, replaced.id == Mandate.stands_in_for_id)
        .outerjoin(away, away.id == replaced.person_id)
        .where(*where)
        .order_by(Mandate.from_at.desc(), Mandate.id.desc())
    )  # fmt: skip
    return [Told(*row[:6], *(name or "" for name in row[6:])) for row in db.session.execute(query)]


def told_of_organisation(organisation_id: int) -> list[Told]:
    """Everyone who speaks, spoke or will speak for an organisation."""
    return told(Mandate.organisation_id == organisation_id)


def told_of_person(person_id: int) -> list[Told]:
    """For whom a person speaks, spoke or will speak."""
    return told(Mandate.person_id == person_id)


def told_once(id: int) -> Told | None:
    """One mandate with all names."""
    return next(iter(told(Mandate.id == id)), None)


def seats_of_person(person_id: int) -> Sequence[Row[Seat, Body, str | None]]:
    """(seat, body, who gave it) of one person, the newest first."""
    query = select(Seat, Body, Person.name).join(Body, Body.id == Seat.body_id)
    joined = query.outerjoin(Person, Person.id == Seat.given_by_id).where(Seat.person_id == person_id)
    return db.session.execute(joined.order_by(Seat.from_on.desc(), Seat.id.desc())).all()


def posts(person_id: int, at: datetime, day: date) -> list[tuple[str, str, str]]:
    """(kind, place, role or office) of what a person holds or is to hold: `mandate` or `seat`, in two statements."""
    m = Mandate
    mandates = select(Organisation.short_name, m.role).join(m, m.organisation_id == Organisation.id)
    mandates = mandates.where(m.person_id == person_id, (m.until_at.is_(None)) | (m.until_at > at))
    seats = select(Body.name, Seat.office).join(Seat, Seat.body_id == Body.id)
    seats = seats.where(Seat.person_id == person_id, Seat.ended_at.is_(None))
    seats = seats.where((Seat.until_on.is_(None)) | (Seat.until_on >= day))
    found = [("mandate", place, role) for place, role in db.session.execute(mandates.order_by(m.id))]
    found += [("seat", place, office) for place, office in db.session.execute(seats.order_by(Seat.id))]
    return list(dict.fromkeys(found))


def speakers(ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """(person id, body or organisation, name): the body they sit or sat in, else whom they speak or spoke for."""
    seat = select(Body.name).join(Seat, Seat.body_id == Body.id).where(Seat.person_id == Person.id)
    seat = seat.where(Body.kind.in_(("secretariat", "tellers", "board")))
    spoken = select(Organisation.short_name).join(Mandate, Mandate.organisation_id == Organisation.id)
    spoken = spoken.where(Mandate.person_id == Person.id)
    standing = func.coalesce(
        seat.order_by(Seat.from_on.desc(), Seat.id.desc()).limit(1).correlate(Person).scalar_subquery(),
        spoken.order_by(Mandate.from_at.desc(), Mandate.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery(),
        "",
    )
    query = select(Person.id, standing, Person.name).where(Person.id.in_(set(ids)))
    return [(id, standing, name) for id, standing, name in db.session.execute(query)]
