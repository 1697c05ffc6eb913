"""Approvals by two keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.actions.entries import day_of, journal
from consult.network.models import Approval
from consult.network.queries.approvals import approval
from consult.network.queries.standing import sits_in


def ask_approval(
    actor: Visitor, kind: str, id: int, act: str, sha256: str, reason: str, at: datetime
) -> Approval:
    """The first key: a secretary asks for an act on exactly what was hashed. What was asked before for it lapses."""
    if not sits_in(actor.id, "secretariat", day_of(at)):
        raise Refused("approval-not-secretary")
    known = approval(kind, id, act, sha256)
    if known is not None and known.withdrawn_at is None:
        return known
    same = (Approval.subject_kind == kind, Approval.subject_id == id, Approval.act == act)
    waiting = (Approval.given_at.is_(None), Approval.withdrawn_at.is_(None))
    db.session.execute(update(Approval).where(*same, *waiting).values(withdrawn_at=at))
    row = known or Approval(subject_kind=kind, subject_id=id, act=act, sha256=sha256)
    row.reason, row.asked_by_id, row.asked_at, row.withdrawn_at = reason, actor.id, at, None
    db.session.add(row)
    db.session.flush()
    journal(actor, "approval-asked", kind, id, at, reason, act=act, sha256=sha256)
    return row


def give_approval(actor: Visitor, approval: Approval, sha256: str, at: datetime) -> None:
    """The second key: a teller, not the person who asked, confirms what still has the same hash."""
    fresh = select(Approval).where(Approval.id == approval.id).with_for_update()
    held = db.session.scalars(fresh.execution_options(populate_existing=True)).one()
    if held.withdrawn_at is not None or held.sha256 != sha256:
        raise Refused("approval-changed")
    if held.given_at is not None:
        raise Refused("approval-given")
    if held.asked_by_id == actor.id:
        raise Refused("approval-same-person")
    if not sits_in(actor.id, "tellers", day_of(at)):
        raise Refused("approval-not-teller")
    held.given_by_id, held.given_at = actor.id, at
    db.session.flush()
    journal(actor, "approval-given", held.subject_kind, held.subject_id, at, act=held.act, sha256=sha256)


def withdraw_approval(actor: Visitor, approval: Approval, reason: str, at: datetime) -> None:
    """Take the first key back before the second was turned."""
    if approval.given_at is not None:
        raise Refused("approval-given")
    approval.withdrawn_at = at
    db.session.flush()
    kind, id = approval.subject_kind, approval.subject_id
    journal(actor, "approval-withdrawn", kind, id, at, reason, act=approval.act)
