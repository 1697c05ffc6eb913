"""The people of the demonstration, by what they are, and the letters they got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, literal, select, union

from consult.accounts.models import Person, Session
from consult.journal.models import Entry
from consult.kit.clock import now
from consult.kit.db import db
from consult.kit.outbox import SENT, WAITING, Letter
from consult.network.models import Body, Mandate, Organisation, Seat
from consult.strategy.models import Proposal
from consult.voting.models import Ballot, BlockPart, Cast

VOTED = "voted"
"""Not a verb of the journal, which notes no votes."""
CAME, CAME_AFTER = "came", "came-after"
"""Somebody signed in; somebody signed in after the ballot of the story had closed."""


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
        .where(Mandate.from_at <= now(), (Mandate.until_at.is_(None)) | (Mandate.until_at > now()))
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


def letters_due(at: datetime) -> int:
    """How many letters go with the next run."""
    due = select(func.count()).select_from(Letter).where(Letter.state == WAITING, Letter.due_at <= at)
    return db.session.scalar(due) or 0


def sent_letter(id: int) -> Letter | None:
    found = db.session.get(Letter, id)
    return found if found is not None and found.state == SENT else None


def name_of(person_id: int) -> str:
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""


@dataclass(frozen=True)
class Place:
    """What the story is about: its open ballot, a proposal in consultation, and a final one without a ballot.

    The ballot is an ordinary one on a single text: neither a block nor a part voted on apart.
    """

    ballot: int
    discussed: int
    final: int
    closes_at: datetime


def place(loaded_at: datetime) -> Place | None:
    """What the newcomer's story is about, as it was when the demonstration was loaded."""
    opened = (Ballot.opens_at <= loaded_at, Ballot.closes_at > loaded_at, Ballot.scheduled_at.is_not(None))
    alone = (
        Ballot.withdrawn_at.is_(None),
        Ballot.split_from_id.is_(None),
        Ballot.id.not_in(select(BlockPart.ballot_id)),
    )
    discussed = select(func.min(Proposal.id)).where(Proposal.state == "consultation").scalar_subquery()
    asked = select(Ballot.proposal_id).where(Ballot.prepared_at <= loaded_at)
    parts = select(BlockPart.proposal_id).join(Ballot, Ballot.id == BlockPart.ballot_id)
    free = (
        Proposal.state == "final",
        Proposal.id.not_in(asked),
        Proposal.id.not_in(parts.where(Ballot.prepared_at <= loaded_at)),
    )
    final = select(func.min(Proposal.id)).where(*free).scalar_subquery()
    query = select(Ballot.id, discussed, final, Ballot.closes_at).where(*opened, *alone).order_by(Ballot.id)
    found = db.session.execute(query.limit(1)).first()
    return None if found is None or None in found else Place(*found)


def traces(since: datetime, closes_at: datetime) -> set[tuple[str, str]]:
    """(address, verb) of what people have done since a moment; casts tell of voting, sessions of being there."""
    noted = select(Person.email, Entry.verb).join(Entry, Person.id == Entry.actor_id).where(Entry.at > since)
    voted = select(Person.email, literal(VOTED)).join(Cast, Cast.person_id == Person.id)
    came = select(Person.email, literal(CAME)).join(Session, Session.person_id == Person.id)
    after = select(Person.email, literal(CAME_AFTER)).join(Session, Session.person_id == Person.id)
    rows = db.session.execute(
        union(
            noted,
            voted.where(Cast.cast_at > since),
            came.where(Session.started_at > since),
            after.where(Session.started_at > closes_at),
        )
    )
    return {(email, verb) for email, verb in rows}
