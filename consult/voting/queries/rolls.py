"""Reading rolls: the one that was written down, or the same one computed from the members of the record day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from consult.kit.canonical import digest
from consult.kit.db import db, is_writing
from consult.kit.refusal import Refused
from consult.network.models import Organisation
from consult.network.queries import roll_source
from consult.voting import roll as law
from consult.voting.models import Ballot, RollEntry
from consult.voting.queries.ballots import rule_of
from consult.voting.roll import Entry, Roll, RollError
from consult.voting.ruling import Rule


def computed(rule: Rule, opens_at: datetime) -> Roll:
    """The roll of a ballot that opens at this moment, from the members as we know them now."""
    try:
        record_on = law.record_day(rule, opens_at)
        return law.build(rule, roll_source(record_on), record_on)
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


def record_day(ballot: Ballot) -> date:
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
