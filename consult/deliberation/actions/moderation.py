"""Hiding a comment for a reason that stays to be read, showing it again, and the author's one appeal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from consult.deliberation import moderation
from consult.deliberation.actions.telling import tell_authors, tell_of_appeal
from consult.deliberation.models import Comment, CommentHiding
from consult.deliberation.queries.moderation import secretaries, steps
from consult.deliberation.talk import POSTED
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.languages import federation_zone
from consult.kit.markup import clean
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor


def hide_comment(actor: Visitor, comment: Comment, rule: str, reason: str, at: datetime) -> CommentHiding:
    """Take the words of a comment from everyone's sight; its place stays and says since when and why."""
    if rule not in moderation.RULES:
        raise Refused("hiding-rule-unknown")
    reason = _reason(reason)
    db.session.refresh(comment, with_for_update=True)
    if comment.state != POSTED:
        raise Refused("comment-gone")
    if comment.hidden_at is not None:
        raise Refused("comment-hidden-already")
    hiding = CommentHiding(
        comment_id=comment.id, rule=rule, reason=reason, hidden_at=at, hidden_by_id=actor.id
    )
    comment.hidden_at = at
    db.session.add(hiding)
    db.session.flush()
    record(
        actor, "comment-hidden", ("comment", comment.id), at, reason=reason, sensitive=True,
        details={"rule": rule},
    )  # fmt: skip
    tell_authors("comment-hidden", actor, comment, hiding, reason, at)
    touch("comment", comment.id)
    return hiding


def show_comment(actor: Visitor, comment: Comment, reason: str, at: datetime) -> None:
    """Undo a hiding, for a reason; an appeal that waited is granted by that."""
    reason = _reason(reason)
    hiding = _present(comment)
    if steps(hiding).awaits_decision:
        _decided(hiding, actor, reason, at)
    _show(hiding, comment, actor, reason, at)
    record(actor, "comment-shown", ("comment", comment.id), at, reason=reason, sensitive=True)
    tell_authors("comment-shown", actor, comment, hiding, reason, at)


def appeal_hiding(actor: Visitor, comment: Comment, text: str, at: datetime) -> None:
    """Answer the secretariat's reason: by who wrote or posted the comment, once."""
    if actor.id not in {comment.author_id, comment.posted_by_id}:
        raise Refused("appeal-not-allowed")
    hiding = _present(comment)
    text = clean(text).strip()
    if not text:
        raise Refused("appeal-empty")
    fault = moderation.appeal_fault(steps(hiding))
    if fault is not None:
        raise Refused(fault)
    hiding.appeal, hiding.appealed_at, hiding.appealed_by_id = text, at, actor.id
    db.session.flush()
    record(actor, "comment-appealed", ("comment", comment.id), at, sensitive=True)
    tell_of_appeal(actor, comment, hiding, at)


def decide_appeal(actor: Visitor, comment: Comment, show: bool, reason: str, at: datetime) -> None:
    """Say whether the comment is shown again: by a colleague of who hid it, where there is one."""
    reason = _reason(reason)
    hiding = _present(comment)
    known = secretaries(at.astimezone(federation_zone()).date())
    fault = moderation.decision_fault(steps(hiding), actor.id, known)
    if fault is not None:
        raise Refused(fault)
    _decided(hiding, actor, reason, at)
    if show:
        _show(hiding, comment, actor, reason, at)
    db.session.flush()
    verb = "appeal-granted" if show else "appeal-rejected"
    record(actor, verb, ("comment", comment.id), at, reason=reason, sensitive=True)
    tell_authors(verb, actor, comment, hiding, reason, at)


def _reason(reason: str) -> str:
    reason = clean(reason).strip()
    if not reason:
        raise Refused("moderation-reason")
    return reason


def _present(comment: Comment) -> CommentHiding:
    """The hiding that stands, held to the end of the transaction."""
    where = (CommentHiding.comment_id == comment.id, CommentHiding.shown_at.is_(None))
    found = db.session.scalar(
        select(CommentHiding).where(*where).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise Refused("comment-shown")
    return found


def _decided(hiding: CommentHiding, actor: Visitor, reason: str, at: datetime) -> None:
    hiding.decided_at, hiding.decided_by_id, hiding.decision = at, actor.id, reason


def _show(hiding: CommentHiding, comment: Comment, actor: Visitor, reason: str, at: datetime) -> None:
    hiding.shown_at, hiding.shown_by_id, hiding.shown_reason = at, actor.id, reason
    comment.hidden_at = None
    db.session.flush()
    touch("comment", comment.id)
