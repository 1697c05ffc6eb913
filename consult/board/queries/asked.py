"""Ballots as the board sees them: turnout once they have opened, the count only once they are closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from consult.board.lines import Attendance, Voter
from consult.kit.db import db
from consult.network.models import Organisation
from consult.strategy import queries as strategy
from consult.strategy.lines import Heading
from consult.strategy.models import Pillar, Proposal
from consult.voting import phases
from consult.voting.models import Ballot, Cast, RollEntry
from consult.voting.phases import State
from consult.voting.queries import casts, results, rolls
from consult.voting.queries.casts import Turnout
from consult.voting.queries.results import VerdictRow
from consult.voting.roll import Roll
from consult.voting.ruling import MEMBERS, OVERALL

LATEST = 6
"""How many decided ballots the board's one page shows."""
OPENED = (State.OPEN, State.COUNTING, State.CLOSED)

Rolls = Mapping[int, Roll]
"""Rolls that are not written down, by ballot: nobody has voted, so they are still a function of their day."""


@dataclass(frozen=True)
class Asked:
    """A ballot with what it is on and where it stands; its count only once it is closed."""

    ballot: Ballot
    heading: Heading
    state: State
    turnout: Turnout | None = None
    verdict: VerdictRow | None = None


@dataclass(frozen=True)
class Missing:
    """The organisations whose vote is missing in one ballot."""

    asked: Asked
    voters: list[Voter]


def of_strategy(strategy_id: int) -> ColumnElement[bool]:
    """Ballots on the proposals of one strategy."""
    proposals = select(Proposal.id).join(Pillar, Pillar.id == Proposal.pillar_id)
    return Ballot.proposal_id.in_(proposals.where(Pillar.strategy_id == strategy_id))


def held(strategy_id: int) -> tuple[ColumnElement[bool], ...]:
    """Ballots that are, were or will be really put to the members; annulled ones decide nothing and do not count."""
    return (
        of_strategy(strategy_id),
        Ballot.scheduled_at.is_not(None),
        Ballot.withdrawn_at.is_(None),
        Ballot.annulled_at.is_(None),
    )


def live() -> ColumnElement[bool]:
    """Joins an entry of a roll with the one vote of it that counts."""
    return and_(Cast.entry_id == RollEntry.id, Cast.superseded_at.is_(None))


def latest(strategy_id: int, at: datetime) -> tuple[Sequence[Ballot], int]:
    """Ballots not decided yet, the latest decided ones, and those nobody has voted in; and how many are decided.

    The latest closing comes first.
    """
    counted = (*held(strategy_id), Ballot.closes_at <= at - phases.SETTLING)
    newest = (
        select(Ballot.id).where(*counted).order_by(Ballot.closes_at.desc(), Ballot.id.desc()).limit(LATEST)
    )
    decided = select(func.count(Ballot.id)).where(*counted).scalar_subquery()
    query = select(Ballot, decided).where(
        of_strategy(strategy_id),
        Ballot.withdrawn_at.is_(None),
        Ballot.annulled_at.is_(None),
        or_(
            Ballot.closes_at > at - phases.SETTLING,
            Ballot.id.in_(newest),
            and_(Ballot.scheduled_at.is_not(None), Ballot.roll_frozen_at.is_(None)),
        ),
    )
    rows = db.session.execute(query.order_by(Ballot.closes_at.desc(), Ballot.id.desc())).all()
    return [row for row, _decided in rows], rows[0][1] if rows else 0


def page_of(strategy_id: int, skip: int, most: int | None) -> tuple[Sequence[Ballot], int]:
    """Some ballots of every state, the latest opening first; and how many there are."""
    total = select(func.count(Ballot.id)).where(of_strategy(strategy_id)).scalar_subquery()
    query = select(Ballot, total).where(of_strategy(strategy_id))
    query = query.order_by(Ballot.opens_at.desc(), Ballot.id.desc()).offset(skip).limit(most)
    rows = db.session.execute(query).all()
    return [row for row, _total in rows], rows[0][1] if rows else 0


def without_votes(strategy_id: int) -> Sequence[Ballot]:
    """Ballots whose roll is not written down."""
    query = select(Ballot).where(*held(strategy_id), Ballot.roll_frozen_at.is_(None))
    return db.session.scalars(query).all()


def unwritten(ballots: Sequence[Ballot], at: datetime) -> Rolls:
    """The rolls of opened ballots in which nobody has voted, computed from the members of their days."""
    opened = (row for row in ballots if row.roll_frozen_at is None and phases.state(row, at) in OPENED)
    return rolls.computed_rolls(opened)


def asked(
    ballots: Sequence[Ballot], headings: Mapping[int, Heading], computed: Rolls, at: datetime
) -> list[Asked]:
    """The ballots with their count and turnout where they are closed, with turnout alone while they are open."""
    known = [ballot for ballot in ballots if ballot.proposal_id in headings]
    states = {ballot.id: phases.state(ballot, at) for ballot in known}
    verdicts = results.verdicts([row for row in known if states[row.id] is State.CLOSED], at)
    opened = [row for row in known if states[row.id] in (State.OPEN, State.COUNTING)]
    turnouts = {id: Turnout(0, roll.voters) for id, roll in computed.items()}
    turnouts |= {id: _turnout(found) for id, found in verdicts.items()}
    turnouts |= casts.turnouts([row for row in opened if row.id not in computed])
    return [
        Asked(
            ballot,
            headings[ballot.proposal_id],
            states[ballot.id],
            turnouts.get(ballot.id),
            verdicts.get(ballot.id),
        )
        for ballot in known
    ]


def _turnout(found: VerdictRow) -> Turnout:
    """How many took part in a decided ballot: a by-product of its count."""
    counts = found.tally.at(OVERALL, MEMBERS)
    return Turnout(int(counts.entitled - counts.not_voted), int(counts.entitled))


def listed(
    strategy_id: int, at: datetime, skip: int = 0, most: int | None = None
) -> tuple[list[Asked], Rolls, int]:
    """Ballots of every state, with the rolls nobody has voted in yet; and how many ballots there are."""
    rows, total = page_of(strategy_id, skip, most)
    computed = unwritten(rows, at)
    headings = strategy.headings(row.proposal_id for row in rows)
    return asked(rows, headings, computed, at), computed, total


def attendances(ballots: Sequence[Asked], computed: Rolls) -> dict[int, list[Attendance]]:
    """For each opened ballot how many have voted of each region and category: never how."""
    found: dict[int, list[Attendance]] = {}
    for id, roll in computed.items():
        kinds = sorted({(entry.region, entry.category) for entry in roll.entries if entry.votes})
        found[id] = [
            Attendance(*kind, 0, sum(e.votes and (e.region, e.category) == kind for e in roll.entries))
            for kind in kinds
        ]
    written = [one.ballot.id for one in ballots if one.turnout is not None and one.ballot.id not in computed]
    kind = (RollEntry.ballot_id, RollEntry.region, RollEntry.category)
    query = (
        select(*kind, func.count(Cast.id), func.count(RollEntry.id))
        .outerjoin(Cast, live())
        .where(RollEntry.ballot_id.in_(written), RollEntry.votes)
        .group_by(*kind)
        .order_by(*kind)
    )
    for ballot_id, region, category, voted, may_vote in db.session.execute(query) if written else ():
        found.setdefault(ballot_id, []).append(Attendance(region, category, voted, may_vote))
    return found


def silent(ballots: Sequence[Asked], computed: Rolls) -> list[Missing]:
    """Who may vote and has not, in each of some opened ballots."""
    missing: dict[int, list[Voter]] = {one.ballot.id: [] for one in ballots}
    for id in missing.keys() & computed.keys():
        missing[id] = [Voter(e.slug, e.name, e.region) for e in computed[id].entries if e.votes]
    written = missing.keys() - computed.keys()
    query = (
        select(RollEntry.ballot_id, Organisation.slug, RollEntry.name, RollEntry.region)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .outerjoin(Cast, live())
        .where(RollEntry.ballot_id.in_(written), RollEntry.votes, Cast.id.is_(None))
    )
    for ballot_id, slug, name, region in db.session.execute(query) if written else ():
        missing[ballot_id].append(Voter(slug, name, region))
    return [Missing(one, missing[one.ballot.id]) for one in ballots]
