"""What the desk reads of every room, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Exists, Row, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from consult.deliberation.models import Round
from consult.journal.models import Entry
from consult.kit.db import db
from consult.network.models import Mandate, Organisation
from consult.network.queries.organisations import organisations
from consult.network.standing import OrganisationRow
from consult.secretariat.lines import GapLine, Term, TextLine, Voter, gap
from consult.strategy import rules
from consult.strategy.lines import Heading
from consult.strategy.models import Pillar, Proposal, Strategy, Version
from consult.strategy.queries import headings
from consult.voting.models import Ballot, BlockPart, Cast, RollEntry
from consult.voting.phases import State, state


@dataclass(frozen=True)
class BallotLine:
    """A ballot that is prepared, scheduled or open; voters only once its roll is written, by the first vote."""

    ballot: Ballot
    heading: Heading
    state: State
    voters: list[Voter] = field(default_factory=list)

    @property
    def voted(self) -> int:
        return sum(voter.voted for voter in self.voters)


@dataclass(frozen=True)
class Members:
    """Organisations that need somebody, and those that are suspended."""

    gaps: list[GapLine]
    suspended: list[OrganisationRow]


def ballots(at: datetime) -> list[BallotLine]:
    """Ballots that are open or may come, the next to close or open first."""
    query = select(Ballot).where(
        Ballot.withdrawn_at.is_(None),
        Ballot.annulled_at.is_(None),
        Ballot.closes_at > at,
        or_(Ballot.scheduled_at.is_not(None), Ballot.opens_at > at),
    )
    rows = db.session.scalars(query.order_by(Ballot.closes_at, Ballot.id)).all()
    named = headings(row.proposal_id for row in rows)
    voters = _voters([row.id for row in rows if row.roll_frozen_at is not None])
    return [
        BallotLine(row, named[row.proposal_id], state(row, at), voters.get(row.id, []))
        for row in rows
        if row.proposal_id in named
    ]


def _voters(ballot_ids: Sequence[int]) -> Mapping[int, list[Voter]]:
    """Who may vote in some ballots and whether they have, without a look at any choice."""
    found: dict[int, list[Voter]] = {}
    if not ballot_ids:
        return found
    query = (
        select(RollEntry.ballot_id, Organisation.slug, RollEntry.name, RollEntry.region, Cast.id)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .outerjoin(Cast, and_(Cast.entry_id == RollEntry.id, Cast.superseded_at.is_(None)))
        .where(RollEntry.ballot_id.in_(ballot_ids), RollEntry.votes)
    )
    for ballot_id, slug, name, region, cast_id in db.session.execute(query):
        found.setdefault(ballot_id, []).append(Voter(slug, name, region, cast_id is not None))
    return found


def _newest() -> ScalarSelect[int]:
    """The number of a proposal's newest published version."""
    other = aliased(Version)
    found = select(func.max(other.number)).where(
        other.proposal_id == Proposal.id, other.published_at.is_not(None)
    )
    return found.correlate(Proposal).scalar_subquery()


def _moved() -> ScalarSelect[datetime]:
    """When a proposal came into its present state."""
    found = select(func.max(Entry.at)).where(
        Entry.subject_kind == "proposal", Entry.subject_id == Proposal.id, Entry.verb == "proposal-moved"
    )
    return found.correlate(Proposal).scalar_subquery()


def _asked(at: datetime) -> Exists:
    """Whether there is a ballot on a proposal, alone or in a block, that was held, is held or may be."""
    alive = (
        Ballot.withdrawn_at.is_(None),
        Ballot.annulled_at.is_(None),
        or_(Ballot.scheduled_at.is_not(None), Ballot.opens_at > at),
    )
    in_block = exists().where(
        BlockPart.ballot_id == Ballot.id,
        BlockPart.proposal_id == Proposal.id,
        BlockPart.separated_at.is_(None),
    )
    # an inner question looks only one step outwards by itself
    in_block = in_block.correlate(Ballot, Proposal)
    return exists().where(or_(Ballot.proposal_id == Proposal.id, in_block), *alive)


def texts(at: datetime) -> list[TextLine]:
    """Proposals that wait for the secretariat: drafts, texts in revision, final ones that nobody is asked about."""
    public, draft = aliased(Version), aliased(Version)
    columns = (
        Proposal.id, Pillar.position, Proposal.number, func.coalesce(public.title, draft.title, ""),
        func.coalesce(public.language, draft.language, "en"), Pillar.hue, Proposal.state, public.number,
        public.published_at, draft.number, draft.written_at, _moved(),
    )  # fmt: skip
    query = (
        select(*columns)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .outerjoin(public, and_(public.proposal_id == Proposal.id, public.number == _newest()))
        .outerjoin(draft, and_(draft.proposal_id == Proposal.id, draft.published_at.is_(None)))
        .where(
            or_(
                Proposal.state.in_((rules.DRAFT, rules.REVISION)),
                and_(Proposal.state == rules.FINAL, ~_asked(at)),
                and_(Proposal.state == rules.CONSULTATION, draft.id.is_not(None)),
            )
        )
        .order_by(Pillar.strategy_id.desc(), Pillar.position, Proposal.number)
    )
    return [
        TextLine(id, rules.printed_number(position, number), *rest)
        for id, position, number, *rest in db.session.execute(query)
    ]


def rounds(at: datetime) -> Sequence[Row[Round, str]]:
    """(round, title of its strategy) for rounds that are open or will open, the next to close first."""
    query = select(Round, Strategy.title).join(Strategy, Strategy.id == Round.strategy_id)
    return db.session.execute(query.where(Round.closes_at > at).order_by(Round.closes_at, Round.id)).all()


def without_round(at: datetime) -> Sequence[Strategy]:
    """Strategies with texts in consultation and no round that is open or will open."""
    consulted = exists().where(
        Pillar.strategy_id == Strategy.id,
        Proposal.pillar_id == Pillar.id,
        Proposal.state == rules.CONSULTATION,
    )
    present = exists().where(Round.strategy_id == Strategy.id, Round.closes_at > at)
    query = select(Strategy).where(consulted, ~present).order_by(Strategy.created_at.desc(), Strategy.id)
    return db.session.scalars(query).all()


def members(at: datetime) -> Members:
    """Which organisations lack somebody who speaks for them, and which are suspended."""
    query = select(Mandate.organisation_id, Mandate.role, Mandate.from_at, Mandate.until_at)
    terms: dict[int, list[Term]] = {}
    for id, role, from_at, until_at in db.session.execute(
        query.where(or_(Mandate.until_at.is_(None), Mandate.until_at > at))
    ):
        terms.setdefault(id, []).append(Term(role, from_at, until_at))
    found = Members([], [])
    for row in organisations():
        lacking = gap(terms.get(row.id, []), at)
        if lacking is not None:
            found.gaps.append(GapLine(row.slug, row.short_name, row.region, *lacking))
        if row.standing == "suspended":
            found.suspended.append(row)
    return found
