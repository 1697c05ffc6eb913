"""What the home page shows, put together from the rooms' own queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from consult.deliberation.queries.counts import organisations_spoken
from consult.deliberation.queries.rounds import present_round
from consult.deliberation.rules import RoundTimes
from consult.kit.clock import now
from consult.network.queries.organisations import organisations
from consult.strategy import queries as strategy
from consult.strategy.lines import Heading, PillarLine
from consult.strategy.models import Strategy
from consult.voting import phases
from consult.voting.models import Ballot
from consult.voting.queries import ballots, casts, results
from consult.voting.queries.casts import Turnout
from consult.voting.queries.results import VerdictRow

DECIDED_SHOWN = 3
EVER = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asking:
    """A ballot on the home page: what it is on, how many have voted, and once closed what it decided."""

    ballot: Ballot
    heading: Heading
    turnout: Turnout | None = None
    verdict: VerdictRow | None = None


@dataclass(frozen=True)
class Present:
    """What is going on: the strategy in work, its round, and the ballots by phase."""

    strategy: Strategy | None
    pillars: Sequence[PillarLine]
    round: RoundTimes | None
    spoken: int
    open: list[Asking]
    coming: list[Asking]
    decided: list[Asking]


def present() -> Present:
    """The home page's content, in a constant number of statements."""
    at = now()
    by_phase: dict[phases.State, list[Ballot]] = {}
    for ballot in (*ballots.under_way(at), *ballots.lately(EVER, at, DECIDED_SHOWN + 1)):
        by_phase.setdefault(phases.state(ballot, at), []).append(ballot)
    opened = sorted(by_phase.get(phases.State.OPEN, []), key=lambda ballot: ballot.closes_at)
    coming = sorted(by_phase.get(phases.State.SCHEDULED, []), key=lambda ballot: ballot.opens_at)
    decided = by_phase.get(phases.State.CLOSED, [])[:DECIDED_SHOWN]  # the latest to close first
    headings = strategy.headings(ballot.proposal_id for ballot in (*opened, *coming, *decided))
    turnouts, verdicts = casts.turnouts([*opened, *decided]), results.verdicts(decided, at)

    def asked(rows: list[Ballot]) -> list[Asking]:
        return [
            Asking(row, headings[row.proposal_id], turnouts.get(row.id), verdicts.get(row.id))
            for row in rows
            if row.proposal_id in headings
        ]

    strategies = strategy.strategies()
    first = strategies[0] if strategies else None
    round = present_round(at)
    open_round = round if round is not None and round.opens_at <= at < round.closes_at else None
    return Present(
        strategy=first,
        pillars=strategy.outline(first.id) if first else [],
        round=open_round,
        spoken=_spoken(first.id, open_round) if first and open_round else 0,
        open=asked(opened),
        coming=asked(coming),
        decided=asked(decided),
    )


def _spoken(strategy_id: int, round: RoundTimes) -> int:
    voices = organisations_spoken(strategy_id, round.opens_at, round.closes_at)
    return sum(1 for voice in voices.values() if voice.organisation)


@dataclass(frozen=True)
class RegionCount:
    """How many members a region has, by category."""

    region: str
    full: int
    associate: int


@dataclass(frozen=True)
class NetworkCounts:
    """The network as counted in the directory; what the federation states stands on the network's page."""

    regions: list[RegionCount]
    organisations: int
    countries: int


def network_counts() -> NetworkCounts:
    """Members counted by region and category."""
    rows = organisations()
    counted = Counter((row.region, row.category) for row in rows)
    regions = sorted(
        {row.region for row in rows},
        key=lambda region: -sum(counted[region, c] for c in ("full", "associate")),
    )
    found = [RegionCount(region, counted[region, "full"], counted[region, "associate"]) for region in regions]
    return NetworkCounts(found, len(rows), len({row.country for row in rows}))
