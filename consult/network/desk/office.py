"""Pages of office: who may do what, and what waits for a second key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for

from consult.accounts.queries import names
from consult.kit.forms import asked_page
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.kit.subject import all_shown
from consult.kit.visitor import Visitor, current_visitor
from consult.network import permissions, rules
from consult.network.events import ApprovalWords, approval_words
from consult.network.forms.words import (
    APPROVAL_ACTS,
    BODY_KINDS,
    CATEGORIES,
    OFFICE_ACTS,
    RIGHTS,
    ROLES,
)
from consult.network.queries.approvals import settled_approvals, waiting_approvals

if TYPE_CHECKING:
    from consult.network.models import Approval

bp = Blueprint("network_office", __name__)


PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """Something that waits or waited for a second key, as the lists show it."""

    label: str
    url: str
    reason: str
    sha256: str
    asked_by: str
    asked_at: datetime
    own: bool
    given_by: str
    given_at: datetime | None
    withdrawn_at: datetime | None


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
def approvals_moved() -> Response:
    """Where the page was before."""
    return go("network_office.approvals")


@bp.get("/secretariat/approvals")
@enter(permissions.read_approvals)
def approvals() -> Response:
    """What waits for a second key, and what was given or withdrawn; a key is turned on the page of the subject."""
    person = current_visitor()
    waiting = waiting_approvals()
    settled = settled_approvals(asked_page(), PER_PAGE)
    lines = _lines(person, [*waiting, *settled.rows])
    return page(
        "network/desk/approvals.html",
        waiting=lines[: len(waiting)],
        settled=lines[len(waiting) :],
        number=settled.number,
        pages=settled.pages,
        page_url=lambda number: url_for("network_office.approvals", page=number, _anchor="settled"),
        may_give=permissions.is_teller(person),
    )


def _lines(person: Visitor | None, rows: Sequence[Approval]) -> list[Line]:
    """Approvals in words: as the room of their subject says it, else by the subject itself."""
    words: dict[int, ApprovalWords] = {}
    for answer in approval_words.ask(person, list(rows)):
        words |= answer
    known = names(id for row in rows for id in (row.asked_by_id, row.given_by_id) if id is not None)
    others = all_shown(person, {(row.subject_kind, row.subject_id) for row in rows if row.id not in words})
    lines = []
    for row in rows:
        act = str(APPROVAL_ACTS.get(row.act, row.act))
        said = words.get(row.id)
        subject = others.get((row.subject_kind, row.subject_id))
        if said is None:
            said = ApprovalWords(
                f"{act}: {subject.title}" if subject else act, subject.url if subject else ""
            )
        line = Line(
            label=said.label,
            url=said.url,
            reason=row.reason,
            sha256=row.sha256,
            asked_by=known.get(row.asked_by_id, ""),
            asked_at=row.asked_at,
            own=person is not None and row.asked_by_id == person.id,
            given_by=known.get(row.given_by_id or 0, ""),
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
        )
        lines.append(line)
    return lines
