"""Having a text of a block voted on apart: any organisation that votes may ask for it until the ballot opens.

No new key is turned for it, and that is no gap in the two keys. What they confirm of a block says itself that any
organisation may have a text asked about apart until the opening (`separable` in the schedule's hash), and it holds
each text's own question, words, language and place beside the shared rule and times. So both what is left of the
block and the ballot of the text taken out are functions of what was confirmed and of the requests, and there is
nothing left for a third person to decide: a right that needed the leave of those it is a check on would be none.

The confirmed schedule is never rewritten. A request is written into the text's row once, with the organisation, the
mandate, the person, the moment and the reason, and into the journal that members read; the row cannot go back. The
new ballot's own hash is made of the block's and of its place in it. From the opening on nothing can be taken out,
so what was asked is fixed together with the roll, and the record shows both.

A block of which one text is left asks about that text by its own question: it is an ordinary ballot from then on,
and there is nothing to separate any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from consult.journal.actions import record
from consult.kit import subject
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.standing import HeldMandate
from consult.voting import occasions, phases
from consult.voting.actions import telling
from consult.voting.actions.scheduling import text_sha256
from consult.voting.models import Ballot, BallotItem, BlockPart
from consult.voting.phases import State
from consult.voting.queries import blocks, rolls


def separate_part(
    actor: Visitor,
    mandate: HeldMandate,
    ballot: Ballot,
    position: int,
    reason: str,
    clock: Callable[[], datetime],
) -> Ballot:
    """Take a text out of a block and give it a ballot of its own with the same times and rule; answers that ballot.

    The block's row must be held; the clock is read after that, so that waiting cannot carry a request over the
    opening. The last seconds before it are left out: whoever opens the paper then reads what is really asked.
    """
    at = clock()
    if phases.state(ballot, at) is not State.SCHEDULED or at >= ballot.opens_at - phases.SETTLING:
        raise Refused("block-has-opened")
    if not mandate.votes:
        raise Refused("separation-not-yours")
    if not reason.strip():
        raise Refused("reason-missing")
    entry = rolls.entry_of(ballot, mandate.organisation_id)
    if entry is None or not entry.votes:
        raise Refused("separation-not-yours")
    parts = blocks.rows(ballot.id)
    part = next((row for row in parts if row.position == position), None)
    if part is None or part.separated_at is not None:
        raise Refused("part-is-apart")
    if not ballot.is_block:
        raise Refused("part-is-alone")
    own = _own_ballot(ballot, part, at)
    part.separated_at, part.own_ballot_id, part.reason = at, own.id, reason
    part.organisation_id, part.mandate_id, part.person_id = (
        mandate.organisation_id,
        mandate.mandate_id,
        actor.id,
    )
    _close_ranks(ballot, [row for row in parts if row.separated_at is None])
    details: dict[str, object] = {
        "organisation": mandate.organisation_id,
        "mandate": mandate.mandate_id,
        "position": position,
        "own_ballot": own.id,
        "text_sha256": ballot.text_sha256,
    }
    record(actor, "part-separated", ("ballot", ballot.id), at, reason=reason, sensitive=True, details=details)
    subject.touch("ballot", ballot.id, own.id)
    telling.separated(ballot, own, mandate.short_name, at, actor.id)
    return own


def _own_ballot(block: Ballot, part: BlockPart, at: datetime) -> Ballot:
    """The ballot of a text that was taken out: what the two keys confirmed of it, and nothing else."""
    own = Ballot(
        proposal_id=part.proposal_id,
        version_id=part.version_id,
        question=part.question,
        language=part.language,
        opens_at=block.opens_at,
        closes_at=block.closes_at,
        rule_id=block.rule_id,
        rule_text=block.rule_text,
        rule_sha256=block.rule_sha256,
        text_sha256=part.text_sha256,
        schedule_sha256=digest(
            "separated",
            {"schedule": block.schedule_sha256, "position": part.position, "question": part.question},
        ),
        prepared_by_id=block.prepared_by_id,
        prepared_at=block.prepared_at,
        scheduled_at=block.scheduled_at,
        record_on=block.record_on,
        split_from_id=block.id,
        due_at=occasions.first(block),
    )
    db.session.add(own)
    db.session.flush()
    db.session.add(BallotItem(ballot_id=own.id, position=1, kind="version", version_id=part.version_id))
    db.session.flush()
    record(
        None, "ballot-split", ("ballot", own.id), at, sensitive=True,
        details={"block": block.id, "sha256": own.schedule_sha256},
    )  # fmt: skip
    return own


def _close_ranks(ballot: Ballot, left: Sequence[BlockPart]) -> None:
    """What the block asks about now; of a single text its own question."""
    ballot.apart += 1
    ballot.changes += 1
    ballot.proposal_id, ballot.version_id = left[0].proposal_id, left[0].version_id
    ballot.text_sha256 = text_sha256([row.text_sha256 for row in left])
    if len(left) == 1:
        ballot.question, ballot.language = left[0].question, left[0].language
    db.session.flush()
