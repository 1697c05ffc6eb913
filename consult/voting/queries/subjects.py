"""What the search finds of ballots and rules."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from consult.kit.db import db
from consult.kit.subject import Words
from consult.strategy.models import Proposal
from consult.voting.models import Ballot, BallotChange, Rule


def ballot_words(ids: Sequence[int]) -> dict[int, Words]:
    """A ballot by its question and by why it was changed; its texts are found as proposals. Two statements."""
    known = select(Ballot, Proposal.pillar_id).join(Proposal, Proposal.id == Ballot.proposal_id)
    rows = db.session.execute(known.where(Ballot.id.in_(ids))).all()
    why: dict[int, list[str]] = {}
    query = select(BallotChange.ballot_id, BallotChange.reason).where(
        BallotChange.ballot_id.in_(ids), BallotChange.confirmed_at.is_not(None)
    )
    for id, reason in db.session.execute(query.order_by(BallotChange.id)):
        why.setdefault(id, []).append(reason)
    return {
        row.id: Words(
            row.question,
            "\n".join(why.get(row.id, [])),
            row.language,
            "office" if row.scheduled_at is None else "public",
            row.opens_at,
            (("pillar", pillar_id), ("proposal", row.proposal_id)),
        )
        for row, pillar_id in rows
    }


def rules(ids: Sequence[int]) -> Sequence[Rule]:
    """Some versions of rules."""
    return db.session.scalars(select(Rule).where(Rule.id.in_(ids)).order_by(Rule.id)).all()


def rule_ids() -> Sequence[int]:
    """The ids of all versions of all rules."""
    return db.session.scalars(select(Rule.id).order_by(Rule.id)).all()
