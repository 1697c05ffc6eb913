"""Counting who took part in a period: in the database, in a number of statements that does not grow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select

from consult.accounts.models import Session
from consult.board import course as law
from consult.board.course import Attended, Member, Presence, Report, Said
from consult.board.period import Month, Period, Wish, months, period
from consult.board.queries.asked import Rolls, held, live, unwritten
from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.queries.comments import SHOWN
from consult.deliberation.queries.rounds import rounds_of
from consult.kit.db import db
from consult.kit.languages import federation_zone
from consult.network.models import Mandate, Membership, Organisation
from consult.network.queries.standing import membership_on, today
from consult.strategy import queries as strategy
from consult.strategy.models import Pillar, Proposal
from consult.voting.models import Ballot, Cast, RollEntry


@dataclass(frozen=True)
class Part:
    """Which organisations a report is on; empty is all."""

    region: str = ""
    category: str = ""


@dataclass(frozen=True)
class Asked:
    """The ballots of a period, with the rolls nobody has voted in yet."""

    period: Period
    ballots: list[law.Ballot]
    computed: Rolls

    @property
    def written(self) -> list[int]:
        return [row.id for row in self.ballots if row.id not in self.computed]


def period_of(strategy_id: int, wish: Wish, at: datetime) -> Period:
    """The period a reader means, on one strategy: two statements at the most."""
    return period(wish, rounds_of(strategy_id), lambda: _begun_at(strategy_id), at, federation_zone())


def _begun_at(strategy_id: int) -> datetime | None:
    """When the first ballot on a strategy opened or the first comment was posted."""
    first_ballot = select(func.min(Ballot.opens_at)).where(*held(strategy_id)).scalar_subquery()
    first_comment = select(func.min(Comment.posted_at)).where(*SHOWN, _on(strategy_id)).scalar_subquery()
    row = db.session.execute(select(first_ballot, first_comment)).one()
    return min((at for at in row if at is not None), default=None)


def _on(strategy_id: int) -> ColumnElement[bool]:
    """Comments on a strategy."""
    pillars = select(Pillar.id).where(Pillar.strategy_id == strategy_id)
    return or_(
        Comment.pillar_id.in_(pillars),
        Comment.proposal_id.in_(select(Proposal.id).where(Proposal.pillar_id.in_(pillars))),
    )


def asked(strategy_id: int, period: Period, at: datetime) -> Asked:
    """The ballots that closed in a period, or that are open in it; annulled ones decide nothing and are left out."""
    query = select(Ballot).where(
        *held(strategy_id),
        Ballot.opens_at <= at,
        Ballot.opens_at < period.ends_at,
        Ballot.closes_at >= period.begins_at,
    )
    rows = db.session.scalars(query.order_by(Ballot.closes_at, Ballot.id)).all()
    kept = [row for row in rows if period.holds(min(row.closes_at, at))]
    headings = strategy.headings(row.proposal_id for row in kept)
    ballots = [
        law.Ballot(
            row.id,
            headings[row.proposal_id].number + (f" +{row.texts - 1}" if row.is_block else ""),
            headings[row.proposal_id].title,
            headings[row.proposal_id].language,
            headings[row.proposal_id].hue,
            row.closes_at,
            min(row.closes_at, at),
            row.closes_at > at,
        )
        for row in kept
        if row.proposal_id in headings
    ]
    return Asked(period, ballots, unwritten(kept, at))


def report(strategy_id: int, period: Period, kind: str, part: Part, at: datetime) -> Report:
    """Voting and speaking in a period, by region, country or category."""
    zone = federation_zone()
    found, spans = asked(strategy_id, period, at), months(period, zone)
    known = members(part)
    return law.report(
        period,
        kind,
        spans,
        found.ballots,
        _attended(found, kind, part),
        _took(found, part),
        known,
        [line for line in _said(strategy_id, spans) if line.organisation_id in known],
    )


def members(part: Part) -> dict[int, Member]:
    """Every organisation that is or was a member, as it is today."""
    query = (
        select(
            Organisation.id, Organisation.slug, Organisation.short_name, Organisation.country,
            Organisation.region, Membership.category, Membership.standing,
        )
        .join(Membership, membership_on(today()))
        .order_by(Organisation.region, Organisation.slug)
    )  # fmt: skip
    rows = (Member(*row[:6], left=row[6] == "left") for row in db.session.execute(query))
    return {row.id: row for row in rows if _in(part, row.region, row.category)}


def _in(part: Part, region: str, category: str) -> bool:
    return part.region in ("", region) and part.category in ("", category)


def _entries(found: Asked, part: Part) -> list[ColumnElement[bool]]:
    """The voters of the written rolls of some ballots."""
    where: list[ColumnElement[bool]] = [RollEntry.ballot_id.in_(found.written), RollEntry.cohort > 0]
    if part.region:
        where.append(RollEntry.region == part.region)
    if part.category:
        where.append(RollEntry.category == part.category)
    return where


def _attended(found: Asked, kind: str, part: Part) -> list[Attended]:
    """Of each ballot, by region, country or category: how many have voted and how many may. Never how."""
    counts: dict[tuple[int, str], list[int]] = {}
    for ballot, roll in found.computed.items():
        for entry in roll.entries:
            if entry.votes and _in(part, entry.region, entry.category):
                counts.setdefault((ballot, getattr(entry, kind)), [0, 0])[1] += 1
    if found.written:
        group = (RollEntry.ballot_id, getattr(RollEntry, kind))
        query = select(*group, func.count(Cast.id), func.count(RollEntry.id)).outerjoin(Cast, live())
        for ballot, code, voted, may in db.session.execute(
            query.where(*_entries(found, part)).group_by(*group)
        ):
            counts[ballot, code] = [voted, may]
    return [(ballot, code, voted, may) for (ballot, code), (voted, may) in counts.items()]


def _took(found: Asked, part: Part) -> dict[int, tuple[int, int]]:
    """By organisation: in how many of the ballots it may vote, and in how many it has."""
    took: dict[int, tuple[int, int]] = {}
    if found.written:
        query = select(RollEntry.organisation_id, func.count(RollEntry.id), func.count(Cast.id))
        query = query.outerjoin(Cast, live()).where(*_entries(found, part))
        for id, may, voted in db.session.execute(query.group_by(RollEntry.organisation_id)):
            took[id] = (may, voted)
    for roll in found.computed.values():
        for entry in roll.entries:
            if entry.votes and _in(part, entry.region, entry.category):
                may, voted = took.get(entry.organisation_id, (0, 0))
                took[entry.organisation_id] = (may + 1, voted)
    return took


def _said(strategy_id: int, spans: Sequence[Month]) -> Iterable[Said]:
    """Comments on a strategy by month and organisation: the database sorts them into the months."""
    if not spans:
        return
    month: Any = literal(0)
    if len(spans) > 1:
        rungs = [(Comment.posted_at < span.ends_at, place) for place, span in enumerate(spans[:-1])]
        month = case(*rungs, else_=len(spans) - 1)
    inner = (
        select(month.label("month"), Comment.organisation_id, Comment.stands_for)
        .where(
            *SHOWN,
            _on(strategy_id),
            Comment.posted_at >= spans[0].begins_at,
            Comment.posted_at < spans[-1].ends_at,
        )
        .subquery("said")
    )
    group = (inner.c.month, inner.c.organisation_id, inner.c.stands_for)
    for place, organisation, stands_for, count in db.session.execute(
        select(*group, func.count()).group_by(*group)
    ):
        yield Said(place, organisation, stands_for == rules.ORGANISATION, count)


def presences(
    strategy_id: int, found: Asked, part: Part, only: Collection[int] | None = None
) -> list[Presence]:
    """Today's members over a period: ballot by ballot, what they said, when they were last heard of. In their order."""
    known = {id: row for id, row in members(part).items() if not row.left and (only is None or id in only)}
    attended = _ballot_by_ballot(found, known.keys())
    said = {(line.organisation_id, line.official): line.count for line in _said(strategy_id, [_whole(found)])}
    votes, comments, seen = _last_votes(strategy_id), _last_comments(strategy_id), _last_seen()
    return [
        Presence(
            member,
            attended.get(id, {}),
            said.get((id, True), 0),
            said.get((id, False), 0),
            votes.get(id),
            comments.get(id),
            seen.get(id),
        )
        for id, member in known.items()
    ]


def _whole(found: Asked) -> Month:
    period = found.period
    return Month(period.begins_at.date(), period.begins_at, period.ends_at)


def _ballot_by_ballot(found: Asked, organisations: Collection[int]) -> dict[int, dict[int, bool]]:
    attended: dict[int, dict[int, bool]] = {}
    if found.written and organisations:
        query = (
            select(RollEntry.organisation_id, RollEntry.ballot_id, Cast.id.is_not(None))
            .outerjoin(Cast, live())
            .where(RollEntry.ballot_id.in_(found.written), RollEntry.votes)
        )
        for organisation, ballot, voted in db.session.execute(query):
            attended.setdefault(organisation, {})[ballot] = bool(voted)
    for ballot, roll in found.computed.items():
        for entry in roll.entries:
            if entry.votes:
                attended.setdefault(entry.organisation_id, {})[ballot] = False
    order = [row.id for row in found.ballots]
    return {
        id: {ballot: taken[ballot] for ballot in order if ballot in taken}
        for id, taken in attended.items()
        if id in organisations
    }


def _last(query: Select[*tuple[Any, ...]]) -> Mapping[int, datetime]:
    return {id: at for id, at in db.session.execute(query) if at is not None}


def _last_votes(strategy_id: int) -> Mapping[int, datetime]:
    """When each organisation last voted on the strategy."""
    query = select(RollEntry.organisation_id, func.max(Cast.cast_at)).join(
        Cast, Cast.entry_id == RollEntry.id
    )
    ballots = select(Ballot.id).where(*held(strategy_id))
    return _last(query.where(RollEntry.ballot_id.in_(ballots)).group_by(RollEntry.organisation_id))


def _last_comments(strategy_id: int) -> Mapping[int, datetime]:
    """When each organisation, or somebody of it personally, last spoke on the strategy."""
    query = select(Comment.organisation_id, func.max(Comment.posted_at)).where(*SHOWN, _on(strategy_id))
    return _last(query.group_by(Comment.organisation_id))


def _last_seen() -> Mapping[int, datetime]:
    """When somebody with a present mandate of each organisation was last signed in, as far as sessions are kept."""
    query = (
        select(Mandate.organisation_id, func.max(Session.seen_at))
        .join(Session, Session.person_id == Mandate.person_id)
        .where(Mandate.until_at.is_(None))
    )
    return _last(query.group_by(Mandate.organisation_id))
