"""Preparing a ballot, confirming it with the second key, and withdrawing it before it opens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.actions.approvals import ask_approval, give_approval, withdraw_approval
from consult.network.queries.approvals import approval as approval_of
from consult.strategy.actions.versions import text_hash
from consult.strategy.models import Proposal, Version
from consult.strategy.queries import passages
from consult.voting import phases
from consult.voting.models import Ballot, BallotItem, Rule
from consult.voting.phases import State
from consult.voting.queries import ballots, rolls
from consult.voting.roll import Roll

SCHEDULE = "schedule"


@dataclass(frozen=True)
class Plan:
    """What the secretariat wants to ask: everything the second key confirms."""

    proposal: Proposal
    version: Version
    question: str
    rule: Rule
    opens_at: datetime
    closes_at: datetime


def schedule_sha256(plan: Plan) -> str:
    """The hash both keys are turned on."""
    return digest(
        "schedule",
        {
            "proposal": plan.proposal.id,
            "version": plan.version.number,
            "text_sha256": plan.version.sha256,
            "question": plan.question,
            "rule": f"{plan.rule.slug}/{plan.rule.number}",
            "rule_sha256": plan.rule.sha256,
            "opens_at": _instant(plan.opens_at),
            "closes_at": _instant(plan.closes_at),
        },
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def check_plan(plan: Plan, at: datetime) -> Roll:
    """Refuse what cannot be asked; answers the roll as it would be today."""
    if plan.proposal.state != "final":
        raise Refused("proposal-not-final")
    if plan.version.proposal_id != plan.proposal.id or plan.version.published_at is None:
        raise Refused("text-not-published")
    if phases.live(ballots.ballots_of(plan.proposal.id), at):
        raise Refused("ballot-already")
    if plan.opens_at <= at:
        raise Refused("opens-in-the-past")
    if plan.closes_at <= plan.opens_at:
        raise Refused("closes-before-opening")
    return rolls.computed(ballots.rule_of(plan.rule.document), plan.opens_at)


def prepare_ballot(actor: Visitor, plan: Plan, reason: str, at: datetime) -> Ballot:
    """The first key: write down what is to be asked and ask a teller to confirm it. `reason` explains short times."""
    held = select(Proposal).where(Proposal.id == plan.proposal.id).with_for_update(of=Proposal)
    # nobody else may prepare a ballot on the same proposal meanwhile
    db.session.scalars(held.execution_options(populate_existing=True)).one()
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
        text_sha256=plan.version.sha256,
        schedule_sha256=schedule_sha256(plan),
        prepared_by_id=actor.id,
        prepared_at=at,
    )
    db.session.add(ballot)
    db.session.flush()
    db.session.add(BallotItem(ballot_id=ballot.id, position=1, kind="version", version_id=plan.version.id))
    db.session.flush()
    ask_approval(actor, "ballot", ballot.id, SCHEDULE, ballot.schedule_sha256, reason, at)
    record(
        actor, "ballot-prepared", ("ballot", ballot.id), at, reason=reason, sensitive=True,
        details={"sha256": ballot.schedule_sha256, "short": list(short)},
    )  # fmt: skip
    return ballot


def confirm_ballot(actor: Visitor, ballot: Ballot, sha256: str, at: datetime) -> None:
    """The second key: a teller confirms exactly what was hashed; from now on nothing of it changes."""
    _check_waiting(ballot, at)
    approval = approval_of("ballot", ballot.id, SCHEDULE, ballot.schedule_sha256)
    if approval is None or sha256 != ballot.schedule_sha256 or _hash_of(ballot) != sha256:
        raise Refused("schedule-changed")
    give_approval(actor, approval, sha256, at)
    ballot.scheduled_at = at
    db.session.flush()
    record(actor, "ballot-scheduled", ("ballot", ballot.id), at, sensitive=True, details={"sha256": sha256})


def _check_waiting(ballot: Ballot, at: datetime) -> None:
    now = phases.state(ballot, at)
    if now is State.LAPSED:
        raise Refused("schedule-lapsed")
    if now is State.WITHDRAWN:
        raise Refused("ballot-withdrawn")
    if now is not State.PREPARED:
        raise Refused("ballot-confirmed")


def _hash_of(ballot: Ballot) -> str:
    """The schedule's hash computed again from what stands in the rows now."""
    proposal = db.session.get_one(Proposal, ballot.proposal_id)
    version = db.session.get_one(Version, ballot.version_id)
    rule = db.session.get_one(Rule, ballot.rule_id)
    copied = (ballot.rule_sha256, ballot.rule_text, ballot.text_sha256)
    if copied != (rule.sha256, rule.document, version.sha256):
        return ""
    parts = [passage.text for passage in passages(version.id)]
    read = (text_hash(version.title, version.language, parts), digest("rule", json.loads(rule.document)))
    if read != (version.sha256, rule.sha256):  # the words themselves, not only what is said of them
        return ""
    return schedule_sha256(Plan(proposal, version, ballot.question, rule, ballot.opens_at, ballot.closes_at))


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
    ballot.withdrawn_at = at
    db.session.flush()
    record(actor, "ballot-withdrawn", ("ballot", ballot.id), at, reason=reason, sensitive=True)
