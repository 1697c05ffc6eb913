"""The board's one page: decided, open and coming, who took part, who was silent, what was said on what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from consult.board.lines import Part
from consult.board.queries.asked import (
    LATEST,
    Asked,
    Missing,
    Rolls,
    asked,
    held,
    latest,
    live,
    silent,
    unwritten,
    without_votes,
)
from consult.deliberation.queries import counts as said
from consult.deliberation.queries.rounds import rounds_of
from consult.deliberation.rules import RoundTimes, round_state
from consult.deliberation.talk import Target, Voice
from consult.kit.db import db
from consult.network.queries.organisations import organisations
from consult.strategy import queries as strategy
from consult.strategy.lines import Heading, PillarLine
from consult.strategy.models import Strategy
from consult.voting import phases
from consult.voting.models import Ballot, Cast, RollEntry
from consult.voting.phases import State

_EVER = (datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Chapter:
    """A pillar with the number of comments on it and on each of its proposals."""

    pillar: PillarLine
    comments: int
    proposals: list[tuple[Heading, int]]

    @property
    def total(self) -> int:
        return self.comments + sum(count for _heading, count in self.proposals)


@dataclass(frozen=True)
class Sheet:
    """Everything on the board's page."""

    decided: list[Asked]
    decided_in_all: int
    open: list[Asked]
    coming: list[Asked]
    rounds: list[RoundTimes]
    parts: list[Part]
    silent: list[Missing]
    chapters: list[Chapter]


def chosen(slug: str) -> tuple[Strategy | None, list[Strategy]]:
    """The strategy asked for, else the newest; None while there is none. And all there are."""
    known = list(strategy.strategies())
    return next((row for row in known if row.slug == slug), known[0] if known else None), known


def sheet(strategy_id: int, at: datetime) -> Sheet:
    """The board's page on one strategy."""
    headings = {heading.id: heading for heading in strategy.all_headings(strategy_id)}
    ballots, computed, decided_in_all = _ballots(strategy_id, headings, at)
    decided = [one for one in ballots if one.state is State.CLOSED]
    opened = _open(ballots)
    counts, voices = said.said_within(strategy_id, *_EVER)
    return Sheet(
        decided=decided,
        decided_in_all=decided_in_all,
        open=opened,
        coming=sorted(
            (one for one in ballots if one.state in (State.SCHEDULED, State.PREPARED)),
            key=lambda one: one.ballot.opens_at,
        ),
        rounds=_coming_rounds(strategy_id, at),
        parts=_parts(_votes(strategy_id, computed), voices),
        silent=silent([*opened, *decided[:1]], computed),
        chapters=_chapters(strategy_id, headings.values(), counts),
    )


def parts(strategy_id: int, at: datetime) -> list[Part]:
    """What each of today's members has contributed to a strategy."""
    computed = unwritten(without_votes(strategy_id), at)
    return _parts(_votes(strategy_id, computed), said.organisations_spoken(strategy_id))


def missing(strategy_id: int, at: datetime) -> list[Missing]:
    """Who is silent in the open ballots and in the one decided last."""
    headings = {heading.id: heading for heading in strategy.all_headings(strategy_id)}
    ballots, computed, _decided = _ballots(strategy_id, headings, at)
    return silent([*_open(ballots), *[one for one in ballots if one.state is State.CLOSED][:1]], computed)


def chapters(strategy_id: int) -> list[Chapter]:
    """The pillars of a strategy with the number of comments."""
    counts, _voices = said.said_within(strategy_id, *_EVER)
    return _chapters(strategy_id, strategy.all_headings(strategy_id), counts)


def _ballots(strategy_id: int, headings: dict[int, Heading], at: datetime) -> tuple[list[Asked], Rolls, int]:
    """Ballots open, coming and decided lately, the latest closing first; how many are decided in all."""
    rows, decided = latest(strategy_id, at)
    computed = unwritten(rows, at)
    kept = [row.id for row in rows if phases.countable(row, at)][:LATEST]
    shown = [row for row in rows if row.id in kept or not phases.countable(row, at)]
    return asked(shown, headings, computed, at), computed, decided


def _open(ballots: Iterable[Asked]) -> list[Asked]:
    opened = [one for one in ballots if one.state in (State.OPEN, State.COUNTING)]
    return sorted(opened, key=lambda one: one.ballot.closes_at)


def _coming_rounds(strategy_id: int, at: datetime) -> list[RoundTimes]:
    """Rounds that are open or will open, the next to close first."""
    rounds = rounds_of(strategy_id)
    kept = [row for row in rounds if round_state(row.opens_at, row.closes_at, at) != "closed"]
    return sorted(kept, key=lambda row: row.closes_at)


def _votes(strategy_id: int, computed: Rolls) -> dict[int, tuple[int, int]]:
    """By organisation: in how many opened ballots it may vote, and in how many it has."""
    query = (
        select(RollEntry.organisation_id, func.count(RollEntry.id), func.count(Cast.id))
        .join(Ballot, Ballot.id == RollEntry.ballot_id)
        .outerjoin(Cast, live())
        .where(*held(strategy_id), RollEntry.votes)
        .group_by(RollEntry.organisation_id)
    )
    found = {id: (may_vote, voted) for id, may_vote, voted in db.session.execute(query)}
    for roll in computed.values():
        for entry in roll.entries:
            may_vote, voted = found.get(entry.organisation_id, (0, 0))
            found[entry.organisation_id] = (may_vote + entry.votes, voted)
    return found


def _parts(votes: dict[int, tuple[int, int]], voices: dict[int, Voice]) -> list[Part]:
    nothing = Voice(0, 0)
    found = []
    for row in organisations():
        may_vote, voted = votes.get(row.id, (0, 0))
        voice = voices.get(row.id, nothing)
        found.append(
            Part(
                row.slug,
                row.short_name,
                row.country,
                row.region,
                row.category,
                may_vote=may_vote,
                voted=voted,
                spoken=voice.organisation,
                personal=voice.personal,
            )
        )
    return found


def _chapters(strategy_id: int, headings: Collection[Heading], said: dict[Target, int]) -> list[Chapter]:
    return [
        Chapter(
            pillar,
            said.get(("pillar", pillar.id), 0),
            [(row, said.get(("proposal", row.id), 0)) for row in headings if row.pillar_id == pillar.id],
        )
        for pillar in strategy.outline(strategy_id)
    ]
