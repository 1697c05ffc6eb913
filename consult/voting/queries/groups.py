"""Reading closed ballots for the count: voters grouped alike, from two indexes alone. Sealed until closing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    String,
    bindparam,
    cast,
    func,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.voting import phases
from consult.voting.exact import write_fraction
from consult.voting.models import BallotItem, Cast, RollEntry
from consult.voting.queries.ballots import Asked, rule_of
from consult.voting.queries.rolls import computed_rolls
from consult.voting.roll import Roll

Row = tuple[Any, ...]
"""(cohort, voters, region, category, weight as text) of the roll; (cohort, voters, three times None, choice,
whether it has a reason) of the casts."""
Rows = tuple[Row, ...]

_BALLOTS: BindParameter[Any] = bindparam("ballots", expanding=True)
_ENTRY, _CAST, _ITEM = RollEntry.__table__.c, Cast.__table__.c, BallotItem.__table__.c


@dataclass(frozen=True)
class GroupRow:
    """Voters of a ballot who are alike: so many, with this choice or, when None, without a vote."""

    region: str
    category: str
    weight: Fraction
    choice: str | None
    has_reason: bool
    voters: int


def unseal(ballots: Iterable[Asked], at: datetime) -> None:
    """Refuse unless every one of the ballots is closed: nobody groups casts by choice before."""
    for ballot in ballots:
        if not phases.countable(ballot, at):
            raise Refused("tally-sealed")


def groups(ballots: Iterable[Asked], at: datetime) -> dict[int, list[GroupRow]]:
    """The voters of closed ballots, grouped alike."""
    return {id: merged(rows) for id, rows in grouped(ballots, at).items()}


def grouped(ballots: Iterable[Asked], at: datetime) -> dict[int, Rows]:
    """The same as they are read: one statement for all whose roll is written, and one for all others."""
    asked = list(ballots)
    unseal(asked, at)
    # where nobody voted nothing changed either: the roll is still a function
    rolls = computed_rolls(ballot for ballot in asked if not ballot.roll_sha256)
    found: dict[int, Rows] = {id: _rows(roll) for id, roll in rolls.items()}
    written: dict[int, list[Row]] = {ballot.id: [] for ballot in asked if ballot.roll_sha256}
    if written:
        reasons = any(rule_of(ballot.rule_text).negatives_need_reason for ballot in asked)
        for id, *row in db.session.execute(_GROUPED[reasons], {"ballots": list(written)}).all():
            written[id].append(tuple(row))
    return found | {id: tuple(rows) for id, rows in written.items()}


def _rows(roll: Roll) -> Rows:
    numbers = roll.cohorts
    voters = dict.fromkeys(numbers, 0)
    for entry in roll.entries:
        if entry.votes:
            voters[entry.alike] += 1
    return tuple(
        (numbers[alike], many, alike[0], alike[1], write_fraction(alike[2]), None, True)
        for alike, many in voters.items()
    )


def _roll_by_cohort() -> Select[Any]:
    """The voters by cohort: counted in the index, and what they share looked up in any one of them."""
    cohorts = (
        select(_ENTRY.ballot_id, _ENTRY.cohort, func.count().label("voters"))
        .where(_ENTRY.ballot_id.in_(_BALLOTS), _ENTRY.cohort > 0)
        .group_by(_ENTRY.ballot_id, _ENTRY.cohort)
        .subquery("cohorts")
    )
    one = RollEntry.__table__.alias("one")
    any_one = (
        select(one.c.id)
        .where(one.c.ballot_id == cohorts.c.ballot_id, one.c.cohort == cohorts.c.cohort)
        .limit(1)
        .correlate(cohorts)
        .scalar_subquery()
    )
    weight = type_coerce(_ENTRY.weight, String)  # as it is written: only a count that is new reads the number
    alike = (_ENTRY.region, _ENTRY.category, weight, cast(null(), String), true())
    return select(cohorts.c.ballot_id, cohorts.c.cohort, cohorts.c.voters, *alike).join_from(
        cohorts, RollEntry.__table__, _ENTRY.id == any_one
    )


def _casts_by_cohort(*, reasons: bool) -> Select[Any]:
    """The casts that count by cohort and choice; by whether they have a reason only where a rule asks for it."""
    kind: tuple[Any, ...] = (_CAST.cohort, _CAST.choice)
    if reasons:
        kind = (*kind, (_CAST.explanation != "").label("has_reason"))
    items = select(_ITEM.id).where(_ITEM.ballot_id.in_(_BALLOTS))
    counted = (
        select(_CAST.item_id, func.count().label("voters"), *kind)
        .where(_CAST.item_id.in_(items), _CAST.superseded_at.is_(None))
        .group_by(_CAST.item_id, *kind)
        .subquery("counted")
    )
    nothing = cast(null(), String)
    has_reason = counted.c.has_reason if reasons else true()
    read = (_ITEM.ballot_id, counted.c.cohort, counted.c.voters, nothing, nothing, nothing)
    return select(*read, counted.c.choice, has_reason).join_from(
        counted, BallotItem.__table__, _ITEM.id == counted.c.item_id
    )


# built once, with and without reasons: putting it together takes longer than asking it
_GROUPED = {
    reasons: union_all(_roll_by_cohort(), _casts_by_cohort(reasons=reasons)) for reasons in (False, True)
}


def merged(rows: Rows) -> list[GroupRow]:
    """What the two groupings say together. Who has cast no vote is what the casts leave of the roll."""
    left = {row[0]: row for row in rows if row[5] is None}
    silent = {cohort: row[1] for cohort, row in left.items()}
    found = []
    for cohort, voters, _region, _category, _weight, choice, has_reason in rows:
        if choice is not None:
            silent[cohort] -= voters
            alike = left[cohort]
            found.append(GroupRow(alike[2], alike[3], Fraction(alike[4]), choice, bool(has_reason), voters))
    # a negative number stays in: the count refuses it
    return found + [
        GroupRow(row[2], row[3], Fraction(row[4]), None, False, silent[cohort])
        for cohort, row in left.items()
        if silent[cohort]
    ]
