"""Reading casts: one organisation's own, and how many have voted. Never how many voted how."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.network.models import Organisation
from consult.voting.models import Ballot, BallotItem, Cast, RollEntry
from consult.voting.queries.ballots import Asked, Paper
from consult.voting.queries.rolls import computed_voters, roll_of
from consult.voting.queries.voices import Voice


@dataclass(frozen=True)
class CastRow:
    """One cast of an organisation, for those who may see its choice."""

    id: int
    item_id: int
    choice: str
    explanation: str
    language: str
    cast_at: datetime
    superseded_at: datetime | None
    receipt: str
    person_id: int
    person_name: str

    @property
    def live(self) -> bool:
        """Whether it is the one that counts."""
        return self.superseded_at is None


@dataclass(frozen=True)
class Turnout:
    """How many organisations have voted, of how many that may."""

    cast: int
    entitled: int


_COLUMNS: tuple[Any, ...] = (
    Cast.id,
    Cast.item_id,
    Cast.choice,
    Cast.explanation,
    Cast.language,
    Cast.cast_at,
    Cast.superseded_at,
    Cast.receipt,
    Cast.person_id,
    Person.name,
)


def _casts(*where: ColumnElement[bool]) -> list[CastRow]:
    query = (
        select(*_COLUMNS)
        .join(Person, Person.id == Cast.person_id)
        .join(RollEntry, RollEntry.id == Cast.entry_id)
        .where(*where)
        .order_by(Cast.cast_at.desc(), Cast.id.desc())
    )
    return [CastRow(*row) for row in db.session.execute(query)]


def live(item_id: int, entry_id: int) -> CastRow | None:
    """The cast that counts for a roll entry now."""
    found = _casts(Cast.item_id == item_id, Cast.entry_id == entry_id, Cast.superseded_at.is_(None))
    return found[0] if found else None


def history(ballot_id: int, organisation_id: int) -> list[CastRow]:
    """Every cast of an organisation in a ballot, the newest first."""
    return _casts(RollEntry.ballot_id == ballot_id, RollEntry.organisation_id == organisation_id)


def receipt(code: str, ballot: Paper, organisation: Voice) -> CastRow | None:
    """The cast a receipt was given for, if it is this organisation's in this ballot."""
    found = _casts(
        Cast.receipt == code,
        RollEntry.ballot_id == ballot.ballot.id,
        RollEntry.organisation_id == organisation.organisation_id,
    )
    return found[0] if found else None


def by_receipt(code: str) -> CastRow | None:
    """The cast a receipt was given for, whoever's it is."""
    found = _casts(Cast.receipt == code)
    return found[0] if found else None


def own_live(ballot_ids: Iterable[int], organisation_ids: Collection[int]) -> dict[tuple[int, int], CastRow]:
    """The live casts of some organisations by (ballot, organisation), in one statement."""
    wanted = set(ballot_ids)
    if not wanted or not organisation_ids:
        return {}
    query = (
        select(*_COLUMNS, RollEntry.ballot_id, RollEntry.organisation_id)
        .join(Person, Person.id == Cast.person_id)
        .join(RollEntry, RollEntry.id == Cast.entry_id)
        .where(
            RollEntry.ballot_id.in_(wanted),
            RollEntry.organisation_id.in_(organisation_ids),
            Cast.superseded_at.is_(None),
        )
    )
    width = len(_COLUMNS)
    return {(row[width], row[width + 1]): CastRow(*row[:width]) for row in db.session.execute(query)}


def _live_of_entry() -> ColumnElement[bool]:
    return and_(Cast.entry_id == RollEntry.id, Cast.superseded_at.is_(None))


def turnouts(ballots: Iterable[Asked]) -> dict[int, Turnout]:
    """How many organisations have voted in each ballot: one statement for written rolls, one for all others."""
    asked = list(ballots)
    # nobody has voted where the roll is not written: the first vote writes it
    unwritten = computed_voters(ballot for ballot in asked if not ballot.roll_sha256)
    found = {id: Turnout(0, voters) for id, voters in unwritten.items()}
    frozen = [ballot.id for ballot in asked if ballot.roll_sha256]
    if frozen:
        entitled = select(func.count()).where(RollEntry.ballot_id == Ballot.id, RollEntry.cohort > 0)
        items = select(BallotItem.id).where(BallotItem.ballot_id == Ballot.id).correlate(Ballot)
        cast = select(func.count()).where(Cast.item_id.in_(items), Cast.superseded_at.is_(None))
        query = select(
            Ballot.id,
            cast.correlate(Ballot).scalar_subquery(),
            entitled.correlate(Ballot).scalar_subquery(),
        ).where(Ballot.id.in_(frozen))
        found |= {id: Turnout(*counted) for id, *counted in db.session.execute(query)}
    return found


@dataclass(frozen=True)
class SilentRow:
    """An organisation that may vote and has not."""

    organisation_id: int
    slug: str
    name: str
    country: str
    region: str


def silent(ballot: Ballot) -> list[SilentRow]:
    """Who may vote and has not, by name."""
    if ballot.roll_frozen_at is None:
        entries = [entry for entry in roll_of(ballot).entries if entry.votes]
        return [
            SilentRow(entry.organisation_id, entry.slug, entry.name, entry.country, entry.region)
            for entry in entries
        ]
    query = (
        select(Organisation.id, Organisation.slug, RollEntry.name, RollEntry.country, RollEntry.region)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .outerjoin(Cast, _live_of_entry())
        .where(RollEntry.ballot_id == ballot.id, RollEntry.votes, Cast.id.is_(None))
        .order_by(RollEntry.name)
    )
    return [SilentRow(*row) for row in db.session.execute(query)]
