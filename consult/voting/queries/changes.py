"""Reading what two keys changed of a ballot after it had opened, and what waits for the second one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.kit.db import db, is_writing
from consult.voting.models import Ballot, BallotChange


@dataclass(frozen=True)
class Change:
    """A change as everyone reads it, with the two people behind it."""

    id: int
    act: str
    was: datetime
    becomes: datetime | None
    reason: str
    sha256: str
    asked_by: str
    asked_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None


def of(ballot_id: int) -> list[Change]:
    """What was changed, and what waits to be; the oldest first."""
    asked, confirmed = aliased(Person), aliased(Person)
    query = (
        select(
            BallotChange.id, BallotChange.act, BallotChange.was, BallotChange.becomes, BallotChange.reason,
            BallotChange.sha256, asked.name, BallotChange.asked_at, confirmed.name, BallotChange.confirmed_at,
        )
        .join(asked, asked.id == BallotChange.asked_by_id)
        .outerjoin(confirmed, confirmed.id == BallotChange.confirmed_by_id)
        .where(BallotChange.ballot_id == ballot_id, BallotChange.dropped_at.is_(None))
        .order_by(BallotChange.asked_at, BallotChange.id)
    )  # fmt: skip
    return [Change(*row[:8], row[8] or "", row[9]) for row in db.session.execute(query)]


def waiting(ballot_id: int) -> BallotChange | None:
    """The change of a ballot that waits for a teller; at most one."""
    where = (BallotChange.ballot_id == ballot_id, *_unconfirmed())
    return db.session.scalar(select(BallotChange).where(*where))


def all_waiting() -> Sequence[BallotChange]:
    """Every change that waits for a teller."""
    return db.session.scalars(select(BallotChange).where(*_unconfirmed())).all()


def change(id: int) -> BallotChange | None:
    """A change by its number; held while a writing request decides over it."""
    query = select(BallotChange).where(BallotChange.id == id)
    if is_writing():
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def _unconfirmed() -> tuple[ColumnElement[bool], ...]:
    return (BallotChange.confirmed_at.is_(None), BallotChange.dropped_at.is_(None))


def annulment(ballot: Ballot) -> Change | None:
    """Why, by whom and when a ballot was annulled."""
    found = (row for row in of(ballot.id) if row.act == "annul" and row.confirmed_at is not None)
    return next(found, None)
