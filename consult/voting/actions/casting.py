"""Casting an organisation's vote and changing it: one live cast, whichever delegate casts it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from consult.kit import outbox
from consult.kit.db import db, is_sqlite
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.queries.people import still_holds
from consult.network.standing import HeldMandate
from consult.voting import phases
from consult.voting.actions.rolls import freeze_roll
from consult.voting.models import Ballot, Cast, RollEntry
from consult.voting.queries import ballots, casts, rolls
from consult.voting.tally import Choice

CHOICES = (Choice.YES, Choice.NO, Choice.ABSTAIN)


@dataclass(frozen=True)
class Vote:
    """What a delegate puts in. `seen` is the live cast their form showed them, None when there was none."""

    choice: str
    explanation: str = ""
    language: str = "en"
    seen: int | None = None


class Overtaken(Refused):
    """Another cast of the same organisation is live by now; it has to be changed openly."""

    def __init__(self, live: casts.CastRow | None) -> None:
        super().__init__("vote-overtaken")
        self.live = live


def cast_vote(
    actor: Visitor, mandate: HeldMandate, paper: ballots.Paper, vote: Vote, clock: Callable[[], datetime]
) -> str:
    """Cast or change an organisation's vote; answers the receipt's code.

    The ballot's row must be held (queries.ballots.paper_to_cast). The clock is read after the organisation's own
    row is held too, so that waiting for a colleague cannot carry a vote over the closing. No entry of the journal is
    written: a cast is itself a row that is never changed, with its person, mandate and moment.
    """
    ballot = paper.ballot
    rule = ballots.rule_of(ballot.rule_text)
    if not mandate.votes or vote.choice not in CHOICES:
        raise Refused("vote-not-yours")
    if ballot.roll_frozen_at is None:
        _check_open(ballot, clock())
        freeze_roll(ballot, clock())
    entry = rolls.entry_to_cast(ballot.id, mandate.organisation_id)
    at = clock()
    _check_open(ballot, at)
    if not still_holds(mandate.mandate_id, at):
        raise Refused("mandate-passed-over")
    if entry is None or not entry.votes:
        raise Refused("not-on-roll")
    if vote.seen is not None:
        _supersede(paper, entry, vote.seen, at, final=rule.revote == "final")
    code = secrets.token_urlsafe(18)
    row = {
        "item_id": paper.item_id,
        "entry_id": entry.id,
        "cohort": entry.cohort,
        "choice": vote.choice,
        "explanation": vote.explanation if rule.explanations else "",
        "language": vote.language,
        "person_id": actor.id,
        "mandate_id": mandate.mandate_id,
        "cast_at": at,
        "receipt": code,
    }
    if not _insert(row):
        raise Overtaken(casts.live(paper.item_id, entry.id))
    # no choice is ever mailed: the letter says that and when, and how to find it again
    receipt = {"ballot": ballot.id, "organisation": mandate.organisation_id, "code": code}
    outbox.put("voting/receipt", {actor.id: f"receipt:{code}"}, at, values=receipt)
    return code


def _check_open(ballot: Ballot, at: datetime) -> None:
    if not phases.may_cast(ballot, at):
        raise Refused("ballot-not-open-yet" if at < ballot.opens_at else "ballot-closed")


def _supersede(paper: ballots.Paper, entry: RollEntry, seen: int, at: datetime, *, final: bool) -> None:
    """Make way for a newer cast, if the one that was shown is still the one that counts."""
    if final:
        raise Refused("vote-final")
    where = (
        Cast.id == seen,
        Cast.entry_id == entry.id,
        Cast.item_id == paper.item_id,
        Cast.superseded_at.is_(None),
    )
    changed = update(Cast).where(*where).values(superseded_at=at).returning(Cast.id)
    if db.session.scalar(changed.execution_options(synchronize_session=False)) is None:
        raise Overtaken(casts.live(paper.item_id, entry.id))


def _insert(row: dict[str, object]) -> bool:
    """Write a cast down unless another one is live: the database's own constraint decides, not an earlier look."""
    new = (sqlite.insert if is_sqlite() else postgresql.insert)(Cast).values(row)
    alone = new.on_conflict_do_nothing(
        index_elements=["entry_id", "item_id"], index_where=Cast.superseded_at.is_(None)
    )
    return db.session.scalar(alone.returning(Cast.id)) is not None
