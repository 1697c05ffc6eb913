"""The people of the demonstration, by what they are, and the letters they got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, func, select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.kit.outbox import SENT, WAITING, Letter
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


@dataclass(frozen=True)
class Mailbox:
    """One page of the demonstration's mailbox."""

    rows: Sequence[Row[Letter, str]]
    """(letter, name of its reader), the newest first."""
    number: int
    pages: int
    readers: Sequence[Row[int, str, int]]
    """(person id, name, letters) of everybody who got one."""


def mailbox(reader: int | None, number: int, per_page: int) -> Mailbox:
    """Letters that were sent, to one reader or to all, in two statements."""
    counted = (
        select(Person.id, Person.name, func.count())
        .join(Letter, Letter.person_id == Person.id)
        .where(Letter.state == SENT)
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )
    readers = db.session.execute(counted).all()
    total = sum(count for id, _name, count in readers if reader is None or id == reader)
    pages = max(1, -(-total // per_page))
    number = min(max(number, 1), pages)
    query = (
        select(Letter, Person.name).join(Person, Person.id == Letter.person_id).where(Letter.state == SENT)
    )
    if reader is not None:
        query = query.where(Letter.person_id == reader)
    page = query.order_by(Letter.sent_at.desc(), Letter.id.desc())
    found = db.session.execute(page.limit(per_page).offset((number - 1) * per_page)).all()
    return Mailbox(found, number, pages, readers)


def waiting_letters() -> int:
    """How many letters are still on their way."""
    return db.session.scalar(select(func.count()).select_from(Letter).where(Letter.state == WAITING)) or 0


def sent_letter(id: int) -> Letter | None:
    found = db.session.get(Letter, id)
    return found if found is not None and found.state == SENT else None


def name_of(person_id: int) -> str:
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""
