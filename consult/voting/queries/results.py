"""Reading what was decided: the verdicts, and every organisation's vote. Sealed until closing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, func, select

from consult.kit.db import db
from consult.network.models import Organisation
from consult.voting import phases
from consult.voting.models import Ballot, Cast, RollEntry
from consult.voting.queries.ballots import Asked, rule_of
from consult.voting.queries.groups import GroupRow, Rows, grouped, merged, unseal
from consult.voting.queries.rolls import roll_of
from consult.voting.roll import scopes
from consult.voting.ruling import Rule
from consult.voting.tally import CastGroup, Choice, RollGroup, Tally, count
from consult.voting.verdict import Verdict, judge

REGION = "region:"
CATEGORY = "category:"


@dataclass(frozen=True)
class VerdictRow:
    """What a closed ballot decided, with the count and the rule behind it."""

    ballot_id: int
    rule: Rule
    tally: Tally
    verdict: Verdict


@dataclass(frozen=True)
class VoteLine:
    """An organisation's vote as it stands in the record; `choice` is None for those who did not vote."""

    slug: str
    name: str
    country: str
    region: str
    category: str
    weight: Fraction
    choice: str | None
    explanation: str
    language: str
    cast_at: datetime | None
    receipt: str = ""


def counted(rule: Rule, rows: Iterable[GroupRow]) -> Tally:
    """Hand the groups to the count. Regions and categories are scopes too, for the table beside the verdict."""
    casts, roll = [], []
    places: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        place = (row.region, row.category)
        if place not in places:
            places[place] = (*scopes(rule, *place), REGION + row.region, CATEGORY + row.category)
        roll.append(RollGroup(row.voters, row.weight, places[place]))
        if row.choice is not None:
            choice = Choice(row.choice)
            casts.append(CastGroup(choice, row.voters, row.weight, places[place], row.has_reason))
    return count(casts, roll, negatives_need_reason=rule.negatives_need_reason)


# A closed ballot's votes do not change any more, so the same groups are not weighed again for every reader.
# What they say depends on nothing else.
@lru_cache(maxsize=256)
def _decided(rule_text: str, rows: Rows) -> tuple[Rule, Tally, Verdict]:
    rule = rule_of(rule_text)
    tally = counted(rule, merged(rows))
    return rule, tally, judge(rule, tally)


def verdicts(ballots: Iterable[Asked], at: datetime) -> dict[int, VerdictRow]:
    """What closed ballots decided, by id, in a constant number of statements."""
    asked = list(ballots)
    rows = grouped(asked, at)
    return {row.id: VerdictRow(row.id, *_decided(row.rule_text, rows[row.id])) for row in asked}


def verdict_of(ballot: Asked, at: datetime) -> VerdictRow:
    """What one closed ballot decided."""
    return verdicts([ballot], at)[ballot.id]


def votes(ballot: Ballot, at: datetime) -> list[VoteLine]:
    """Every organisation's vote in a closed, recorded ballot; those who may vote and did not are in it too."""
    unseal([ballot], at)
    if ballot.roll_frozen_at is None:
        return [
            VoteLine(e.slug, e.name, e.country, e.region, e.category, e.weight, None, "", "", None)
            for e in roll_of(ballot).entries
            if e.votes
        ]
    columns: tuple[Any, ...] = (
        Organisation.slug,
        RollEntry.name,
        RollEntry.country,
        RollEntry.region,
        RollEntry.category,
        RollEntry.weight,
        Cast.choice,
        func.coalesce(Cast.explanation, ""),
        func.coalesce(Cast.language, ""),
        Cast.cast_at,
        func.coalesce(Cast.receipt, ""),
    )
    query = (
        select(*columns)
        .select_from(RollEntry)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .outerjoin(Cast, and_(Cast.entry_id == RollEntry.id, Cast.superseded_at.is_(None)))
        .where(RollEntry.ballot_id == ballot.id, RollEntry.votes)
        .order_by(RollEntry.name)
    )
    return [VoteLine(*row) for row in db.session.execute(query)]


def record_of(organisation_id: int, at: datetime, most: int) -> list[tuple[Ballot, str | None]]:
    """How an organisation voted in the last closed ballots it was asked in; None where it did not vote."""
    query = (
        select(Ballot, Cast.choice)
        .join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .outerjoin(Cast, and_(Cast.entry_id == RollEntry.id, Cast.superseded_at.is_(None)))
        .where(
            RollEntry.organisation_id == organisation_id,
            RollEntry.votes,
            Ballot.scheduled_at.is_not(None),
            Ballot.withdrawn_at.is_(None),
            Ballot.annulled_at.is_(None),
            Ballot.closes_at <= at - phases.SETTLING,
        )
        .order_by(Ballot.closes_at.desc(), Ballot.id.desc())
        .limit(most)
    )
    found: list[tuple[Ballot, str | None]] = [(row[0], row[1]) for row in db.session.execute(query)]
    unseal([ballot for ballot, _choice in found], at)
    return found
