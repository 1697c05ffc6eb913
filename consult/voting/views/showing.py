"""What every page about one ballot says: its proposal, state, rule, frozen text and deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kit.visitor import current_visitor
from consult.network.permissions import is_office
from consult.strategy.queries import Heading, headings
from consult.voting.phases import State, state
from consult.voting.queries import blocks, changes
from consult.voting.queries.ballots import Paper, rule_of
from consult.voting.queries.results import VerdictRow
from consult.voting.views.rule_words import is_assumption, one_sentence
from consult.voting.views.words import mark

if TYPE_CHECKING:
    from consult.voting.models import Ballot


NAMED = 3
"""So many numbers are written out."""


@dataclass(frozen=True)
class Accent:
    """The pillar whose colour a page wears."""

    title: str
    hue: str


def around(ballot: Ballot, at: datetime, found: VerdictRow | None = None) -> dict[str, Any]:
    """The frame of a page about a ballot: where it stands and what it is about.

    `heading` is the first of `asked`; for a block `parts` holds all its texts, those taken out too.
    """
    parts = blocks.parts(ballot.id) if ballot.block_size else []
    named = {part.proposal_id: part.heading for part in parts} or headings([ballot.proposal_id])
    together = [part.proposal_id for part in parts if part.together] or [ballot.proposal_id]
    asked = [named[id] for id in together]
    rule = rule_of(ballot.rule_text)
    return {
        "ballot": ballot,
        "heading": asked[0],
        "asked": asked,
        "number": numbers(asked),
        "parts": parts,
        "named": named,
        "pillar": Accent(asked[0].pillar_title, asked[0].hue),
        "rule": rule,
        "rule_sentence": one_sentence(rule),
        "assumption": is_assumption(rule),
        "state": state(ballot, at),
        "mark": mark(ballot, at, found),
        "at": at,
        "way": way_to(asked[0]) if len(asked) == 1 else [(_("Ballots"), url_for("voting.index"))],
    }


def numbers(asked: Sequence[Heading]) -> str:
    """The printed numbers of what is asked about: `2.1`, `2.1, 2.2`, `2.1 and 11 more`."""
    if len(asked) <= NAMED:
        return ", ".join(heading.number for heading in asked)
    others = len(asked) - 1
    return ngettext(
        "%(number)s and %(num)d more", "%(number)s and %(num)d more", others, number=asked[0].number
    )


def way_to(heading: Heading) -> list[tuple[str, str]]:
    """The crumbs down to a proposal."""
    return [
        (heading.pillar_title, url_for("pillars.pillar", pillar=heading.pillar_slug)),
        (heading.number, url_for("strategy.proposal", proposal=heading.id)),
    ]


def about(paper: Paper, at: datetime, found: VerdictRow | None = None) -> dict[str, Any]:
    """The same with the version whose text is frozen."""
    return {**around(paper.ballot, at, found), "version": paper.version}


def history(ballot: Ballot) -> dict[str, Any]:
    """What became of a ballot after it was scheduled, where anything did; what waits for a teller is office's."""
    office = is_office(current_visitor())
    changed = changes.of(ballot.id) if ballot.changes or office else []
    done = [change for change in changed if change.confirmed_at is not None]
    linked = bool(ballot.annulled_at or ballot.rerun_of_id or ballot.split_from_id)
    others = blocks.others_of(ballot) if linked else []
    return {
        "changes": done,
        "waiting_change": next((c for c in changed if c.confirmed_at is None), None) if office else None,
        "annulment": next((change for change in done if change.act == "annul"), None),
        "rerun_of": next((row for row in others if row.id == ballot.rerun_of_id), None),
        "split_from": next((row for row in others if row.id == ballot.split_from_id), None),
        "reruns": [row for row in others if row.rerun_of_id == ballot.id and row.scheduled_at],
    }


@dataclass(frozen=True)
class BallotLine:
    """A ballot in a list."""

    ballot: Ballot
    heading: Heading
    number: str
    state: State
    mark: tuple[str, str]


def lines(
    ballots: list[Ballot], at: datetime, found: dict[int, VerdictRow] | None = None
) -> list[BallotLine]:
    """Ballots for a list, with the headings of what they ask about: one statement, and one where there are blocks."""
    named = blocks.named(ballots)
    return [
        BallotLine(
            ballot,
            named[ballot.id][0],
            numbers(named[ballot.id]),
            state(ballot, at),
            mark(ballot, at, (found or {}).get(ballot.id)),
        )
        for ballot in ballots
        if named[ballot.id]
    ]
