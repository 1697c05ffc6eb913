"""What every page about one ballot says: its proposal, state, rule, frozen text and deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import url_for

from consult.strategy.queries import Heading, headings
from consult.voting.phases import State, state
from consult.voting.queries.ballots import Paper, rule_of
from consult.voting.queries.results import VerdictRow
from consult.voting.views.rule_words import is_assumption, one_sentence
from consult.voting.views.words import mark

if TYPE_CHECKING:
    from consult.voting.models import Ballot


@dataclass(frozen=True)
class Accent:
    """The pillar whose colour a page wears."""

    title: str
    hue: str


def around(ballot: Ballot, at: datetime, found: VerdictRow | None = None) -> dict[str, Any]:
    """The frame of a page about a ballot: where it stands and what it is about."""
    heading = headings([ballot.proposal_id])[ballot.proposal_id]
    rule = rule_of(ballot.rule_text)
    return {
        "ballot": ballot,
        "heading": heading,
        "pillar": Accent(heading.pillar_title, heading.hue),
        "rule": rule,
        "rule_sentence": one_sentence(rule),
        "assumption": is_assumption(rule),
        "state": state(ballot, at),
        "mark": mark(ballot, at, found),
        "at": at,
        "way": way_to(heading),
    }


def way_to(heading: Heading) -> list[tuple[str, str]]:
    """The crumbs down to a proposal."""
    return [
        (heading.pillar_title, url_for("pillars.pillar", pillar=heading.pillar_slug)),
        (heading.number, url_for("strategy.proposal", proposal=heading.id)),
    ]


def about(paper: Paper, at: datetime, found: VerdictRow | None = None) -> dict[str, Any]:
    """The same with the version whose text is frozen."""
    return {**around(paper.ballot, at, found), "version": paper.version}


@dataclass(frozen=True)
class BallotLine:
    """A ballot in a list."""

    ballot: Ballot
    heading: Heading
    state: State
    mark: tuple[str, str]


def lines(
    ballots: list[Ballot], at: datetime, found: dict[int, VerdictRow] | None = None
) -> list[BallotLine]:
    """Ballots for a list, with their proposals' headings in one statement."""
    named = headings({ballot.proposal_id for ballot in ballots})
    return [
        BallotLine(
            ballot,
            named[ballot.proposal_id],
            state(ballot, at),
            mark(ballot, at, (found or {}).get(ballot.id)),
        )
        for ballot in ballots
        if ballot.proposal_id in named
    ]
