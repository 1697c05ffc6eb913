"""Pages of office: who may do what, and what waits for a second key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response

from consult.accounts.queries import names
from consult.kit.guard import enter
from consult.kit.pages import page
from consult.kit.subject import Shown, shown
from consult.kit.visitor import current_visitor
from consult.network import permissions, rules
from consult.network.forms.words import (
    APPROVAL_ACTS,
    BODY_KINDS,
    CATEGORIES,
    OFFICE_ACTS,
    RIGHTS,
    ROLES,
)
from consult.network.queries.approvals import waiting_approvals

bp = Blueprint("network_office", __name__)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a second key, as the list shows it."""

    subject: Shown | None
    act: str
    reason: str
    sha256: str
    asked_by: str
    asked_at: datetime
    own: bool


@bp.get("/secretariat/rights")
@enter(permissions.read_rights)
def rights() -> Response:
    """Who may do what: read off the very tables that the permissions ask."""
    from_category = [right for right in rules.RIGHTS if right not in rules.ROLE_ONLY]
    return page(
        "network/desk/rights.html",
        category_rights=[
            (
                CATEGORIES[name],
                [(RIGHTS[right], right in rules.CATEGORY_RIGHTS[name]) for right in from_category],
            )
            for name in rules.CATEGORIES
        ],
        category_columns=[RIGHTS[right] for right in from_category],
        role_rights=[
            (ROLES[name], [(RIGHTS[right], right in rules.ROLE_RIGHTS[name]) for right in rules.RIGHTS])
            for name in rules.ROLES
        ],
        role_columns=[RIGHTS[right] for right in rules.RIGHTS],
        votes=[
            (
                ROLES[role],
                [(CATEGORIES[name], "vote" in rules.rights_of(role, name)) for name in rules.CATEGORIES],
            )
            for role in rules.ROLES
        ],
        category_names=[CATEGORIES[name] for name in rules.CATEGORIES],
        office_rights=[
            (
                OFFICE_ACTS[act],
                [(BODY_KINDS[kind], act in given) for kind, given in rules.OFFICE_RIGHTS.items()],
            )
            for act in rules.OFFICE_ACTS
        ],
        office_columns=[BODY_KINDS[kind] for kind in rules.OFFICE_RIGHTS],
    )


@bp.get("/approvals")
@enter(permissions.read_approvals)
def approvals() -> Response:
    """What waits for a second key; it is turned on the page of the subject itself."""
    person = current_visitor()
    rows = waiting_approvals()
    known = names(row.asked_by_id for row in rows)
    waiting = [
        Waiting(
            subject=shown(person, row.subject_kind, row.subject_id),
            act=str(APPROVAL_ACTS.get(row.act, row.act)),
            reason=row.reason,
            sha256=row.sha256,
            asked_by=known.get(row.asked_by_id, ""),
            asked_at=row.asked_at,
            own=person is not None and row.asked_by_id == person.id,
        )
        for row in rows
    ]
    return page("network/desk/approvals.html", waiting=waiting, may_give=permissions.is_teller(person))
