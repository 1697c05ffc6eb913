"""What waits for somebody that no ballot, round or text shows: letters, people, appeals, changes by two keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from consult.accounts.models import Credential, Invitation, Person, Session
from consult.deliberation.models import CommentHiding
from consult.kit.db import db
from consult.kit.outbox import FAILED, Letter
from consult.network.models import Mandate, Seat
from consult.network.queries.standing import seat_holds, today
from consult.strategy.models import Pillar, Proposal, Version
from consult.strategy.rules import printed_number
from consult.voting.models import Ballot, BallotChange, BlockPart


@dataclass(frozen=True)
class Counts:
    """How much of each sort waits."""

    letters: int
    """Letters that failed for good."""
    uninvited: int
    """People with a mandate or seat who have no password, have never signed in and have no good invitation."""
    invited: int
    """Those whose invitation is still good."""
    appeals: int
    """Hidden comments whose author appealed."""
    appealed_at: datetime | None
    """Since when the oldest appeal waits."""


@dataclass(frozen=True)
class ChangeLine:
    """An extension, an early close or an annulment that waits for a teller."""

    ballot: int
    act: str
    asked_at: datetime
    hue: str
    number: str
    title: str
    language: str


@dataclass(frozen=True)
class ApartLine:
    """A text that an organisation had taken out of a block; its own ballot has not closed yet."""

    block: int
    ballot: int
    separated_at: datetime
    hue: str
    number: str
    title: str
    language: str


def counts(at: datetime) -> Counts:
    """All of it in one statement."""
    came = select(Session.id).where(Session.person_id == Person.id).exists()
    password = select(Credential.person_id).where(Credential.person_id == Person.id).exists()
    mandate = select(Mandate.id).where(
        Mandate.person_id == Person.id,
        Mandate.from_at <= at,
        or_(Mandate.until_at.is_(None), Mandate.until_at > at),
    )
    seat = select(Seat.id).where(Seat.person_id == Person.id, *seat_holds(today()))
    new = (Person.disabled_at.is_(None), ~came, ~password, or_(mandate.exists(), seat.exists()))
    good = select(Invitation.id).where(
        Invitation.person_id == Person.id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > at,
    )
    appeals = (
        CommentHiding.appealed_at.is_not(None),
        CommentHiding.decided_at.is_(None),
        CommentHiding.shown_at.is_(None),
    )
    asked = (
        select(func.count(Letter.id)).where(Letter.state == FAILED),
        select(func.count(Person.id)).where(*new, ~good.exists()),
        select(func.count(Person.id)).where(*new, good.exists()),
        select(func.count(CommentHiding.id)).where(*appeals),
        select(func.min(CommentHiding.appealed_at)).where(*appeals),
    )
    return Counts(*db.session.execute(select(*(query.scalar_subquery() for query in asked))).one())


def changes() -> Sequence[ChangeLine]:
    """Changes of ballots that wait for the second key, the oldest first."""
    query = (
        select(
            Ballot.id, BallotChange.act, BallotChange.asked_at, Pillar.hue, Pillar.position, Proposal.number,
            Version.title, Version.language,
        )
        .join(Ballot, Ballot.id == BallotChange.ballot_id)
        .join(Version, Version.id == Ballot.version_id)
        .join(Proposal, Proposal.id == Ballot.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .where(BallotChange.confirmed_at.is_(None), BallotChange.dropped_at.is_(None))
        .order_by(BallotChange.asked_at, BallotChange.id)
    )  # fmt: skip
    return [
        ChangeLine(id, act, at, hue, printed_number(position, number), title, language)
        for id, act, at, hue, position, number, title, language in db.session.execute(query)
    ]


def apart(at: datetime) -> Sequence[ApartLine]:
    """Texts taken out of a block on request, as long as they can still be voted on."""
    query = (
        select(
            BlockPart.ballot_id, Ballot.id, BlockPart.separated_at, Pillar.hue, Pillar.position, Proposal.number,
            Version.title, Version.language,
        )
        .join(Ballot, Ballot.id == BlockPart.own_ballot_id)
        .join(Version, Version.id == BlockPart.version_id)
        .join(Proposal, Proposal.id == BlockPart.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .where(Ballot.closes_at > at, Ballot.withdrawn_at.is_(None), Ballot.annulled_at.is_(None))
        .order_by(BlockPart.separated_at)
    )  # fmt: skip
    return [
        ApartLine(block, id, when, hue, printed_number(position, number), title, language)
        for block, id, when, hue, position, number, title, language in db.session.execute(query)
        if when is not None
    ]
