"""What was asked and given by two keys."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

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


@dataclass(frozen=True)
class Settled:
    """One page of approvals that wait no more: its rows, its number, and how many pages there are."""

    rows: list[Approval]
    number: int
    pages: int


def settled_approvals(number: int, per_page: int) -> Settled:
    """What was given or withdrawn, the newest first."""
    settled = func.coalesce(Approval.given_at, Approval.withdrawn_at)
    total = select(func.count()).where(settled.is_not(None)).scalar_subquery()
    query = select(Approval, total).where(settled.is_not(None)).order_by(settled.desc(), Approval.id.desc())
    rows = db.session.execute(query.offset((number - 1) * per_page).limit(per_page)).all()
    if not rows and number > 1:
        return settled_approvals(1, per_page)
    return Settled([row for row, _total in rows], number, -(-rows[0][1] // per_page) if rows else 1)
