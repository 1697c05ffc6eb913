"""Preparing a ballot, confirming it with the second key, and withdrawing it before it opens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from consult.journal.actions import record
from consult.kit import subject
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.actions.approvals import ask_approval, give_approval, withdraw_approval
from consult.network.queries.approvals import approval as approval_of
from consult.strategy.actions.versions import text_hash
from consult.strategy.models import Proposal, Version
from consult.strategy.queries import passages
from consult.voting import occasions, phases
from consult.voting.actions import telling
from consult.voting.models import Ballot, BallotItem, BlockPart, Rule
from consult.voting.phases import State
from consult.voting.queries import ballots, blocks, rolls
from consult.voting.roll import Roll

SCHEDULE = "schedule"
MOST_ITEMS = 60
"""A block is read by people before they vote."""


@dataclass(frozen=True)
class Item:
    """A text that is asked about, and the question it is asked by when it stands alone."""

    proposal: Proposal
    version: Version
    question: str


@dataclass(frozen=True)
class Plan:
    """What the secretariat wants to ask: everything the second key confirms.

    With a `block` several texts are asked about by the one `question`; `proposal` and `version` are its first.
    """

    proposal: Proposal
    version: Version
    question: str
    rule: Rule
    opens_at: datetime
    closes_at: datetime
    block: tuple[Item, ...] = ()
    rerun_of: int | None = None
    """The annulled ballot that is run again."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Every text that is asked about, in its order."""
        return self.block or (Item(self.proposal, self.version, self.question),)


def schedule_sha256(plan: Plan) -> str:
    """The hash both keys are turned on: of every text its words, place, language and question; rule and times.

    For a block it says too that any organisation may have a text asked about apart until the opening (see
    actions.blocks): that is part of what the two keys confirm.
    """
    return digest(
        "schedule",
        {
            "items": [
                {
                    "proposal": item.proposal.id,
                    "version": item.version.number,
                    "text_sha256": item.version.sha256,
                    "language": item.version.language,
                    "question": item.question,
                }
                for item in plan.items
            ],
            "question": plan.question,
            "language": plan.version.language,
            "separable": "until opening" if plan.block else None,
            "rerun_of": plan.rerun_of,
            "rule": f"{plan.rule.slug}/{plan.rule.number}",
            "rule_sha256": plan.rule.sha256,
            "opens_at": instant(plan.opens_at),
            "closes_at": instant(plan.closes_at),
            "record_on": _record_on(plan).isoformat(),
        },
    )


def _record_on(plan: Plan) -> date:
    return rolls.record_on(ballots.rule_of(plan.rule.document), plan.opens_at)


def instant(at: datetime) -> str:
    """A moment as it enters a hash."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text_sha256(hashes: Sequence[str]) -> str:
    """The hash of what is asked: of one text its own, of a block that of the hashes of its texts in order."""
    return hashes[0] if len(hashes) == 1 else digest("block", list(hashes))


def check_plan(plan: Plan, at: datetime) -> Roll:
    """Refuse what cannot be asked; answers the roll as it would be today."""
    for item in plan.items:
        if item.proposal.state != "final":
            raise Refused("proposal-not-final")
        if item.version.proposal_id != item.proposal.id or item.version.published_at is None:
            raise Refused("text-not-published")
        if phases.live(ballots.ballots_of(item.proposal.id), at):
            raise Refused("ballot-already")
    if plan.block and not 1 < len({item.proposal.id for item in plan.block}) == len(plan.block) <= MOST_ITEMS:
        raise Refused("block-too-small")
    if len({item.proposal.pillar.strategy_id for item in plan.items}) > 1:
        raise Refused("block-of-strategies")
    _check_rerun(plan)
    if plan.opens_at <= at:
        raise Refused("opens-in-the-past")
    if plan.closes_at <= plan.opens_at:
        raise Refused("closes-before-opening")
    return rolls.computed(ballots.rule_of(plan.rule.document), plan.opens_at)


def _check_rerun(plan: Plan) -> None:
    """Only an annulled ballot is run again, and about the same proposals."""
    if plan.rerun_of is None:
        return
    before = ballots.ballot(plan.rerun_of)
    asked = {item.proposal.id for item in plan.items}
    if before is None or before.annulled_at is None:
        raise Refused("rerun-not-annulled")
    if set(blocks.proposals_of([before])[before.id]) != asked:
        raise Refused("rerun-of-others")


def prepare_ballot(actor: Visitor, plan: Plan, reason: str, at: datetime) -> Ballot:
    """The first key: write down what is to be asked and ask a teller to confirm it. `reason` explains short times."""
    asked = [item.proposal.id for item in plan.items]
    held = select(Proposal).where(Proposal.id.in_(asked)).order_by(Proposal.id).with_for_update(of=Proposal)
    # nobody else may prepare a ballot on the same proposals meanwhile
    db.session.scalars(held.execution_options(populate_existing=True)).all()
    check_plan(plan, at)
    rule = ballots.rule_of(plan.rule.document)
    short = phases.shortfalls(rule.notice, rule.open_min, at, plan.opens_at, plan.closes_at)
    if short and not reason.strip():
        raise Refused("times-need-reason")
    ballot = Ballot(
        proposal_id=plan.proposal.id,
        version_id=plan.version.id,
        question=plan.question,
        language=plan.version.language,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        rule_id=plan.rule.id,
        rule_text=plan.rule.document,
        rule_sha256=plan.rule.sha256,
        text_sha256=text_sha256([item.version.sha256 for item in plan.items]),
        schedule_sha256=schedule_sha256(plan),
        prepared_by_id=actor.id,
        prepared_at=at,
        record_on=_record_on(plan),
        block_size=len(plan.block),
        rerun_of_id=plan.rerun_of,
    )
    db.session.add(ballot)
    db.session.flush()
    _write_items(ballot, plan)
    ask_approval(actor, "ballot", ballot.id, SCHEDULE, ballot.schedule_sha256, reason, at)
    record(
        actor, "ballot-prepared", ("ballot", ballot.id), at, reason=reason, sensitive=True,
        details={"sha256": ballot.schedule_sha256, "short": list(short), "texts": len(plan.items)},
    )  # fmt: skip
    subject.touch("ballot", ballot.id)
    return ballot


def _write_items(ballot: Ballot, plan: Plan) -> None:
    """What is voted on is one thing, a text or a whole block, so that an organisation votes once; and its parts."""
    alone = None if plan.block else plan.version.id
    db.session.add(
        BallotItem(
            ballot_id=ballot.id, position=1, kind="block" if plan.block else "version", version_id=alone
        )
    )
    db.session.add_all(
        BlockPart(
            ballot_id=ballot.id,
            position=position,
            proposal_id=item.proposal.id,
            version_id=item.version.id,
            text_sha256=item.version.sha256,
            language=item.version.language,
            question=item.question,
        )
        for position, item in enumerate(plan.block, 1)
    )
    db.session.flush()


def confirm_ballot(actor: Visitor, ballot: Ballot, sha256: str, at: datetime) -> None:
    """The second key: a teller confirms exactly what was hashed; from now on nothing of it changes."""
    _check_waiting(ballot, at)
    approval = approval_of("ballot", ballot.id, SCHEDULE, ballot.schedule_sha256)
    if approval is None or sha256 != ballot.schedule_sha256 or _hash_of(ballot) != sha256:
        raise Refused("schedule-changed")
    give_approval(actor, approval, sha256, at)
    ballot.scheduled_at, ballot.due_at = at, occasions.first(ballot)
    db.session.flush()
    record(actor, "ballot-scheduled", ("ballot", ballot.id), at, sensitive=True, details={"sha256": sha256})
    subject.touch("ballot", ballot.id)
    telling.scheduled(ballot, at)


def _check_waiting(ballot: Ballot, at: datetime) -> None:
    now = phases.state(ballot, at)
    if now is State.LAPSED:
        raise Refused("schedule-lapsed")
    if now is State.WITHDRAWN:
        raise Refused("ballot-withdrawn")
    if now is not State.PREPARED:
        raise Refused("ballot-confirmed")


def _hash_of(ballot: Ballot) -> str:
    """The schedule's hash computed again from what stands in the rows now; empty when something was tampered with."""
    rule = db.session.get_one(Rule, ballot.rule_id)
    same_rule = (ballot.rule_sha256, ballot.rule_text) == (rule.sha256, rule.document)
    kept = [(ballot.proposal_id, ballot.version_id, ballot.question, ballot.text_sha256)]
    if ballot.block_size:
        parts = blocks.rows(ballot.id)
        kept = [(row.proposal_id, row.version_id, row.question, row.text_sha256) for row in parts]
    items = [
        (Item(db.session.get_one(Proposal, proposal), db.session.get_one(Version, version), question), sha256)
        for proposal, version, question, sha256 in kept
    ]
    same_texts = all(_unchanged(item.version, sha256) for item, sha256 in items)
    if not same_rule or not same_texts or digest("rule", json.loads(rule.document)) != rule.sha256:
        return ""
    asked = tuple(item for item, _sha256 in items)
    plan = Plan(
        asked[0].proposal,
        asked[0].version,
        ballot.question,
        rule,
        ballot.opens_at,
        ballot.closes_at,
        asked if ballot.block_size else (),
        ballot.rerun_of_id,
    )
    same = ballot.text_sha256 == text_sha256([sha256 for _item, sha256 in items])
    return schedule_sha256(plan) if same else ""


def _unchanged(version: Version, sha256: str) -> bool:
    """Whether a version's words themselves, not only what is said of them, are those that were hashed."""
    parts = [passage.text for passage in passages(version.id)]
    return sha256 == version.sha256 == text_hash(version.title, version.language, parts)


def withdraw_ballot(actor: Visitor, ballot: Ballot, reason: str, at: datetime) -> None:
    """Take back a ballot that is not open yet, for a reason everyone can read."""
    now = phases.state(ballot, at)
    if now is State.WITHDRAWN:
        raise Refused("ballot-withdrawn")
    if now not in {State.PREPARED, State.SCHEDULED}:
        raise Refused("ballot-has-opened")
    if not reason.strip():
        raise Refused("reason-missing")
    approval = approval_of("ballot", ballot.id, SCHEDULE, ballot.schedule_sha256)
    if approval is not None and approval.given_at is None and approval.withdrawn_at is None:
        withdraw_approval(actor, approval, reason, at)
    told = ballot.scheduled_at is not None
    ballot.withdrawn_at, ballot.due_at = at, None
    ballot.changes += 1
    db.session.flush()
    record(actor, "ballot-withdrawn", ("ballot", ballot.id), at, reason=reason, sensitive=True)
    subject.touch("ballot", ballot.id)
    if told:
        telling.withdrawn(ballot, reason, at, actor.id)
