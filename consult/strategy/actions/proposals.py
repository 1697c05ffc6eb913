"""Proposals are added, renumbered, addressed and moved from state to state."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.room import announce
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.strategy import finding, queries, rules
from consult.strategy.actions.versions import lock
from consult.strategy.events import ProposalStateChanged, may_leave_final, state_label
from consult.strategy.models import Pillar, Proposal


def add_proposal(
    actor: Visitor | None,
    pillar: Pillar,
    *,
    addressee: str,
    at: datetime,
    number: int | None = None,
    ref: str = "",
) -> Proposal:
    """A new proposal at the end of its pillar (or at a free number), a draft until its first version is out."""
    if number is None:
        query = select(func.max(Proposal.number)).where(Proposal.pillar_id == pillar.id)
        number = (db.session.scalar(query) or 0) + 1
    if not 1 <= number <= rules.LARGEST_NUMBER:
        raise Refused("number-out-of-range", most=rules.LARGEST_NUMBER)
    proposal = Proposal(
        pillar_id=pillar.id,
        number=number,
        ref=ref or f"added/{secrets.token_hex(8)}",
        state=rules.DRAFT,
        addressee=addressee,
        former_numbers=[],
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(proposal)
    except IntegrityError:
        raise Refused("number-taken", number=rules.printed_number(pillar.position, number)) from None
    record(
        actor,
        "proposal-added",
        ("proposal", proposal.id),
        at,
        details={"pillar": pillar.slug, "number": number},
    )
    return proposal


def address_to(actor: Visitor | None, proposal: Proposal, addressee: str, at: datetime) -> None:
    """Say to whom the proposal is addressed."""
    if addressee == proposal.addressee:
        return
    details: dict[str, object] = {"was": proposal.addressee, "now": addressee}
    proposal.addressee, proposal.addressee_basis = addressee, ""
    record(actor, "proposal-addressed", ("proposal", proposal.id), at, sensitive=True, details=details)
    touch("proposal", proposal.id)


def move(actor: Visitor | None, proposal: Proposal, to: str, reason: str, at: datetime) -> None:
    """Move a proposal to another state, if the table of states has that step."""
    lock(proposal)
    was = proposal.state
    step = rules.step(was, to)
    if step is None:
        raise Refused("step-not-allowed", was=state_label(was), now=state_label(to))
    if step.needs_reason and not reason.strip():
        raise Refused("reason-missing")
    if step.needs_no_draft and queries.draft(proposal.id) is not None:
        raise Refused("draft-waiting")
    if step.unless_voted and not all(may_leave_final.ask(proposal.id)):
        raise Refused("ballot-holds-text")
    proposal.state = to
    db.session.flush()
    details: dict[str, object] = {"was": was, "now": to}
    record(
        actor, "proposal-moved", ("proposal", proposal.id), at, reason=reason, sensitive=True, details=details
    )
    touch("proposal", proposal.id)
    announce(ProposalStateChanged(proposal.id, was, to))


def renumber(
    actor: Visitor | None,
    proposal: Proposal,
    pillar: Pillar,
    number: int,
    at: datetime,
    *,
    shift: bool = False,
) -> None:
    """Give a proposal another printed number, also in another pillar of its strategy; its address stays.

    With `shift` the others make room, otherwise a taken number is refused. Every number that changes is kept
    as a former one.
    """
    if pillar.strategy_id != proposal.pillar.strategy_id:
        raise Refused("pillar-of-another-strategy")
    if not 1 <= number <= rules.LARGEST_NUMBER:
        raise Refused("number-out-of-range", most=rules.LARGEST_NUMBER)
    lock(proposal)
    query = select(Proposal).where(Proposal.pillar_id == pillar.id).with_for_update(of=Proposal)
    there = {row.id: row for row in db.session.scalars(query)} | {proposal.id: proposal}
    numbers = {id: row.number for id, row in there.items() if row.pillar_id == pillar.id}
    changed = rules.shifted(numbers, proposal.id, number)
    if not changed:
        raise Refused("number-unchanged")
    if len(changed) > 1 and not shift:
        raise Refused("number-taken", number=rules.printed_number(pillar.position, number))
    if max(changed.values()) > rules.LARGEST_NUMBER:
        raise Refused("number-out-of-range", most=rules.LARGEST_NUMBER)
    reassign(actor, [(there[id], pillar, new) for id, new in changed.items()], at)


def reassign(actor: Visitor | None, places: list[tuple[Proposal, Pillar, int]], at: datetime) -> None:
    """Write new numbers of several proposals at once, keeping and journalling the former ones."""
    former = [queries.printed_number(proposal) for proposal, _pillar, _number in places]
    try:
        with db.session.begin_nested():
            for proposal, _pillar, _number in places:
                keep_former_number(proposal)
                proposal.number = -proposal.id  # out of the way first: the database checks row by row
            db.session.flush()
            for proposal, pillar, number in places:
                proposal.pillar_id, proposal.number = pillar.id, number
            db.session.flush()
    except IntegrityError:
        raise Refused("written-meanwhile") from None
    for was, (proposal, _pillar, _number) in zip(former, places, strict=True):
        db.session.refresh(proposal)
        details: dict[str, object] = {"was": was, "now": queries.printed_number(proposal)}
        record(actor, "proposal-renumbered", ("proposal", proposal.id), at, sensitive=True, details=details)
    touch_proposals([proposal.id for proposal, _pillar, _number in places])


def touch_proposals(ids: Sequence[int]) -> None:
    """Their printed numbers have changed, and those of all their versions with them."""
    if ids:
        touch("proposal", *ids)
        touch("version", *finding.versions_of(ids))


def keep_former_number(proposal: Proposal) -> None:
    """Note the number a proposal has now among those it had, if anybody could have seen it."""
    present = queries.printed_number(proposal)
    if rules.is_public(proposal.state) and proposal.former_numbers[-1:] != [present]:
        proposal.former_numbers = [*proposal.former_numbers, present]
