"""Drafts of an organisation: written, changed, posted once, discarded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from consult.deliberation import rules
from consult.deliberation.actions.comments import (
    Words,
    aim,
    mark_of,
    may_post,
    must_be_open,
    opening_of,
    write,
)
from consult.deliberation.actions.telling import tell_of_comment
from consult.deliberation.models import Comment
from consult.deliberation.talk import DRAFT, POSTED, Target, target_of
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network.standing import HeldMandate


def save_draft(
    actor: Visitor,
    mandate: HeldMandate,
    target: Target,
    text: str,
    at: datetime,
    *,
    draft: Comment | None = None,
    seen: str | None = None,
    reply_to_id: int | None = None,
    **words: Any,
) -> Comment:
    """Write a comment for the organisation that its lead or voter may post; or change such a draft.

    `seen` is the mark of what the writer started from: a draft that says something else now is not overwritten.
    """
    if "draft" not in mandate.rights:
        raise Refused("draft-not-allowed")
    must_be_open(target, at)
    said = Words(text, **words)
    if draft is not None:
        _hold_draft(draft, mandate, actor, seen)
        write(draft, said, at)
        db.session.flush()
        record(actor, "comment-draft-changed", ("comment", draft.id), at)
        return draft
    row = Comment(
        organisation_id=mandate.organisation_id,
        mandate_id=mandate.mandate_id,
        stands_for=rules.ORGANISATION,
        state=DRAFT,
        author_id=actor.id,
        written_at=at,
        reply_to_id=opening_of(target, reply_to_id),
    )
    aim(row, target)
    write(row, said, at)
    db.session.add(row)
    db.session.flush()
    record(
        actor, "comment-drafted", ("comment", row.id), at, details={"organisation": mandate.organisation_id}
    )
    return row


def post_draft(
    actor: Visitor, mandate: HeldMandate, draft: Comment, at: datetime, seen: str | None = None
) -> None:
    """Make a draft the organisation's comment: by its lead or voter, once, while the discussion is open."""
    may_post(mandate, draft.wording)
    target = target_of(draft)
    must_be_open(target, at)
    _hold_draft(draft, mandate, actor, seen)
    may_post(mandate, draft.wording)
    opening_of(target, draft.reply_to_id)
    draft.state, draft.posted_at = POSTED, at
    draft.posted_by_id, draft.mandate_id = actor.id, mandate.mandate_id
    db.session.flush()
    details: dict[str, object] = {"organisation": mandate.organisation_id, "written_by": draft.author_id}
    record(actor, "comment-draft-posted", ("comment", draft.id), at, details=details)
    tell_of_comment(actor, draft, mandate.short_name, at)
    touch("comment", draft.id)


def discard_draft(actor: Visitor, mandate: HeldMandate, draft: Comment, at: datetime) -> None:
    """Drop a draft: by its author, or by whoever might post it. Nothing that was posted goes."""
    _hold_draft(draft, mandate, actor)
    db.session.execute(delete(Comment).where(Comment.id == draft.id, Comment.state == DRAFT))
    record(
        actor,
        "comment-draft-discarded",
        ("comment", draft.id),
        at,
        details={"organisation": mandate.organisation_id},
    )


def _hold_draft(draft: Comment, mandate: HeldMandate, actor: Visitor, seen: str | None = None) -> None:
    # the update holds the row until the end, so that of two who settle a draft at once the second finds it gone
    mine = (
        Comment.id == draft.id,
        Comment.state == DRAFT,
        Comment.organisation_id == mandate.organisation_id,
    )
    held = db.session.scalar(update(Comment).where(*mine).values(state=DRAFT).returning(Comment.author_id))
    if held is None:
        raise Refused("draft-gone")
    if not rules.may_edit_draft(mandate.rights, actor.id, held):
        raise Refused("draft-not-allowed")
    db.session.refresh(draft)
    if seen is not None and seen != mark_of(draft):
        raise Refused("draft-changed")
