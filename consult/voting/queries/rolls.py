"""Reading rolls: the one that was written down, or the same one computed from the members of the record day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, func, literal, select, union_all

from consult.kit.canonical import digest
from consult.kit.db import db, is_writing
from consult.kit.refusal import Refused
from consult.network.models import Membership, Organisation
from consult.network.queries.organisations import roll_source, roll_sources
from consult.network.queries.standing import membership_on
from consult.voting import roll as law
from consult.voting.models import Ballot, RollEntry
from consult.voting.queries.ballots import Asked, rule_of
from consult.voting.roll import Entry, Roll, RollError
from consult.voting.ruling import Rule


def computed(rule: Rule, opens_at: datetime) -> Roll:
    """The roll of a ballot that opens at this moment, from the members as we know them now."""
    try:
        record_on = law.record_day(rule, opens_at)
        return law.build(rule, roll_source(record_on), record_on)
    except RollError as error:
        raise Refused(error.code) from error


def computed_rolls(ballots: Iterable[Asked]) -> dict[int, Roll]:
    """The rolls of ballots by id, from the members of their days: one statement, however many they are."""
    asked = {ballot.id: (rule_of(ballot.rule_text), record_day(ballot)) for ballot in ballots}
    members = roll_sources({day for _rule, day in asked.values()})
    try:
        return {id: law.build(rule, members[day], day) for id, (rule, day) in asked.items()}
    except RollError as error:
        raise Refused(error.code) from error


class _Kind(NamedTuple):
    """What decides whether an organisation votes."""

    region: str
    country: str
    category: str
    standing: str


def computed_voters(ballots: Iterable[Asked]) -> dict[int, int]:
    """How many those rolls let vote: one statement, and no organisation is read for it."""
    asked = {ballot.id: (rule_of(ballot.rule_text), record_day(ballot)) for ballot in ballots}
    days = sorted({day for _rule, day in asked.values()})
    kinds: dict[date, list[tuple[_Kind, int]]] = {day: [] for day in days}
    if days:
        kind = (Organisation.region, Organisation.country, Membership.category, Membership.standing)
        counted = (
            select(literal(day, Date), func.count(), *kind)
            .join(Membership, membership_on(day))
            .group_by(*kind)
            for day in days
        )
        for day, many, *stated in db.session.execute(union_all(*counted)):
            kinds[day].append((_Kind(*stated), many))
    try:
        return {id: law.voters(rule, kinds[day]) for id, (rule, day) in asked.items()}
    except RollError as error:
        raise Refused(error.code) from error


def written(ballot: Ballot) -> Roll:
    """The roll that was written down."""
    query = (
        select(RollEntry, Organisation.slug)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .where(RollEntry.ballot_id == ballot.id)
        .order_by(Organisation.slug)
    )
    entries = [_entry(row, slug) for row, slug in db.session.execute(query)]
    return Roll(record_day(ballot), tuple(sorted(entries, key=lambda entry: entry.slug)))


def record_day(ballot: Asked) -> date:
    """The day whose membership decides over a ballot's roll."""
    return law.record_day(rule_of(ballot.rule_text), ballot.opens_at)


def roll_of(ballot: Ballot) -> Roll:
    """The roll of a ballot, written or computed: the same either way."""
    if ballot.roll_frozen_at is not None:
        return written(ballot)
    return computed(rule_of(ballot.rule_text), ballot.opens_at)


def roll_sha256(roll: Roll) -> str:
    """The hash of a roll's canonical bytes."""
    return digest("roll", roll.to_document())


def _entry(row: RollEntry, slug: str) -> Entry:
    return Entry(
        organisation_id=row.organisation_id,
        slug=slug,
        name=row.name,
        country=row.country,
        region=row.region,
        category=row.category,
        votes=row.votes,
        weight=row.weight,
        reason=row.reason,
    )


def entry_of(ballot: Ballot, organisation_id: int) -> Entry | None:
    """What the roll says of one organisation; None when it is not on it."""
    if ballot.roll_frozen_at is None:
        entries = computed(rule_of(ballot.rule_text), ballot.opens_at).entries
        return next((entry for entry in entries if entry.organisation_id == organisation_id), None)
    query = (
        select(RollEntry, Organisation.slug)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .where(RollEntry.ballot_id == ballot.id, RollEntry.organisation_id == organisation_id)
    )
    found = db.session.execute(query).first()
    return _entry(*found) if found else None


def entry_to_cast(ballot_id: int, organisation_id: int) -> RollEntry | None:
    """An organisation's row of a written roll, held so that its delegates vote one after the other."""
    query = select(RollEntry).where(
        RollEntry.ballot_id == ballot_id, RollEntry.organisation_id == organisation_id
    )
    if is_writing():
        query = query.with_for_update(of=RollEntry)
    return db.session.scalar(query)
