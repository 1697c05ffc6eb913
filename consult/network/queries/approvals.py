"""What was asked and given by two keys."""

from __future__ import annotations

from sqlalchemy import select

from consult.kit.db import db
from consult.network.models import Approval


def approval(kind: str, id: int, act: str, sha256: str) -> Approval | None:
    """The approval of exactly this, asked for or given; None when it was never asked."""
    where = (
        Approval.subject_kind == kind,
        Approval.subject_id == id,
        Approval.act == act,
        Approval.sha256 == sha256,
    )
    return db.session.scalar(select(Approval).where(*where))


def waiting_approvals() -> list[Approval]:
    """What waits for a second key, the oldest first."""
    waiting = (Approval.given_at.is_(None), Approval.withdrawn_at.is_(None))
    return list(db.session.scalars(select(Approval).where(*waiting).order_by(Approval.asked_at, Approval.id)))
