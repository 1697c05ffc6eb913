"""Reading rolls: the one that was written down, or the same one computed from the members of the record day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Date, func, literal, select, union_all

from consult.kit.canonical import digest
from consult.kit.db import db, is_writing
from consult.kit.languages import federation_zone
from consult.kit.refusal import Refused
from consult.network.models import Membership, Organisation
from consult.network.queries.organisations import roll_source, roll_sources
from consult.network.queries.standing import membership_on
from consult.voting import roll as law
from consult.voting.models import Ballot, RollEntry
from consult.voting.queries.ballots import Asked, rule_of
from consult.voting.roll import Entry, Roll, RollError
from consult.voting.ruling import Rule


def day_of(at: datetime) -> date:
    """The day a moment falls on for the federation: memberships go by it, and so do record days."""
    return at.astimezone(federation_zone()).date()


def record_on(rule: Rule, opens_at: datetime) -> date:
    """The record day of a ballot that is planned."""
    try:
        return law.record_day(rule, day_of(opens_at))
    except RollError as error:
        raise Refused(error.code) from error


def computed(rule: Rule, opens_at: datetime) -> Roll:
    """The roll of a ballot that opens at this moment, from the members as we know them now."""
    return _computed(rule, record_on(rule, opens_at))


def _computed(rule: Rule, day: date) -> Roll:
    try:
        return law.build(rule, roll_source(day), day)
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
    # a roll that was written before record days were kept went by the day in UTC
    day = ballot.record_on or law.record_day(
        rule_of(ballot.rule_text), ballot.opens_at.astimezone(UTC).date()
    )
    return Roll(day, tuple(sorted(entries, key=lambda entry: entry.slug)))


def record_day(ballot: Asked) -> date:
    """The day whose membership decides over a ballot's roll: fixed when it was prepared."""
    return ballot.record_on or record_on(rule_of(ballot.rule_text), ballot.opens_at)


def roll_of(ballot: Ballot) -> Roll:
    """The roll of a ballot, written or computed: the same either way."""
    if ballot.roll_frozen_at is not None:
        return written(ballot)
    return _computed(rule_of(ballot.rule_text), record_day(ballot))


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
        entries = roll_of(ballot).entries
        return next((entry for entry in entries if entry.organisation_id == organisation_id), None)
    query = (
        select(RollEntry, Organisation.slug)
        .join(Organisation, Organisation.id == RollEntry.organisation_id)
        .where(RollEntry.ballot_id == ballot.id, RollEntry.organisation_id == organisation_id)
    )
    found = db.session.execute(query).first()
    return _entry(*found) if found else None


def entitled(ballots: Iterable[Ballot], organisation_ids: Collection[int]) -> dict[int, set[int]]:
    """Which of some organisations each ballot lets vote: one statement for written rolls, one for all others."""
    asked = list(ballots)
    found: dict[int, set[int]] = {ballot.id: set() for ballot in asked}
    unwritten = computed_rolls(ballot for ballot in asked if not ballot.roll_sha256)
    for id, roll in unwritten.items():
        found[id] = {e.organisation_id for e in roll.entries if e.votes} & set(organisation_ids)
    written = [ballot.id for ballot in asked if ballot.roll_sha256]
    if written and organisation_ids:
        query = select(RollEntry.ballot_id, RollEntry.organisation_id).where(
            RollEntry.ballot_id.in_(written),
            RollEntry.organisation_id.in_(organisation_ids),
            RollEntry.votes,
        )
        for ballot_id, organisation_id in db.session.execute(query):
            found[ballot_id].add(organisation_id)
    return found


def voters_of(ballot: Ballot) -> set[int]:
    """Every organisation a ballot lets vote."""
    return {entry.organisation_id for entry in roll_of(ballot).entries if entry.votes}


def entry_to_cast(ballot_id: int, organisation_id: int) -> RollEntry | None:
    """An organisation's row of a written roll, held so that its delegates vote one after the other."""
    query = select(RollEntry).where(
        RollEntry.ballot_id == ballot_id, RollEntry.organisation_id == organisation_id
    )
    if is_writing():
        query = query.with_for_update(of=RollEntry)
    return db.session.scalar(query)
