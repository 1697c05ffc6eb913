"""Writing rolls down: at the first vote, before the network changes, or by command."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from consult.journal.actions import record
from consult.kit import subject
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.network.events import AboutToChange, Changed
from consult.voting import phases
from consult.voting.models import Ballot, RollEntry
from consult.voting.queries import ballots, rolls
from consult.voting.roll import Roll


def freeze_roll(ballot: Ballot, at: datetime) -> Roll:
    """Write down the roll of a ballot that has opened. The ballot's row must be held."""
    if not phases.roll_is_due(ballot, at):
        raise Refused("roll-not-due")
    found = rolls.roll_of(ballot)
    if ballot.roll_frozen_at is not None:
        return found
    cohorts = found.cohorts
    rows = [
        {
            "ballot_id": ballot.id,
            "organisation_id": entry.organisation_id,
            "name": entry.name,
            "country": entry.country,
            "region": entry.region,
            "category": entry.category,
            "votes": entry.votes,
            "weight": entry.weight,
            "reason": str(entry.reason),
            "cohort": cohorts[entry.alike] if entry.votes else 0,
        }
        for entry in found.entries
    ]
    if rows:
        db.session.execute(insert(RollEntry), rows)
    ballot.roll_sha256, ballot.roll_frozen_at = rolls.roll_sha256(found), at
    ballot.record_on = found.record_on
    db.session.flush()
    details: dict[str, object] = {"sha256": ballot.roll_sha256, "voters": found.voters}
    record(None, "roll-frozen", ("ballot", ballot.id), at, details=details)
    return found


def recover_ballot(ballot: Ballot, reason: str, at: datetime) -> bool:
    """Take back a ballot whose roll cannot be made, even at or after its opening: nobody could ever vote in it.

    Answers False, and leaves it alone, when its roll can be made or was written: then people may have voted.
    """
    if ballot.roll_frozen_at is not None or ballot.withdrawn_at is not None:
        return False
    try:
        rolls.roll_of(ballot)
    except Refused as refused:
        ballot.withdrawn_at, ballot.due_at = at, None
        ballot.changes += 1
        db.session.flush()
        why: dict[str, object] = {"roll": refused.code}
        record(
            None, "ballot-withdrawn", ("ballot", ballot.id), at, reason=reason, sensitive=True, details=why
        )
        subject.touch("ballot", ballot.id)
        return True
    return False


def freeze_due_rolls(at: datetime) -> int:
    """Write down every roll that holds by now; answers how many."""
    due = [ballot for ballot in ballots.unwritten_rolls() if phases.roll_is_due(ballot, at)]
    for ballot in due:
        freeze_roll(ballot, at)
    return len(due)


def after_network_changed(event: Changed) -> None:
    """Refuse a change under which the roll of a coming ballot could not be made: nobody could vote in it."""
    for ballot in ballots.coming(event.at):
        try:
            rolls.roll_of(ballot)
        except Refused as refused:
            raise Refused("coming-roll-impossible", question=ballot.question) from refused


def before_network_changes(event: AboutToChange) -> None:
    """Hold fast what a change of the membership could otherwise reach."""
    freeze_due_rolls(event.at)
