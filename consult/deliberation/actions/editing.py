"""Editing a posted comment for a quarter of an hour; what it said before is kept."""

from __future__ import annotations

from datetime import datetime

from consult.deliberation import editing
from consult.deliberation.actions.comments import Words, mark_of, may_post, must_be_open, write
from consult.deliberation.models import Comment, CommentWording
from consult.deliberation.queries.comments import is_replied
from consult.deliberation.talk import POSTED, target_of
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network.standing import HeldMandate


def edit_comment(
    actor: Visitor,
    mandate: HeldMandate,
    comment: Comment,
    words: Words,
    at: datetime,
    seen: str | None = None,
) -> bool:
    """Say it otherwise: by who wrote or posted it, while they may still speak for the organisation.

    Answers whether anything changed. For whom it stands and what it replies to stays as it was posted.
    """
    may_post(mandate, words.wording)
    # held to the end: of two who edit at once, or one who edits and one who replies, one comes after the other
    db.session.refresh(comment, with_for_update=True)
    posted_at = comment.posted_at
    if comment.state != POSTED or posted_at is None:
        raise Refused("comment-gone")
    if not editing.may_edit(actor.id, comment.author_id, comment.posted_by_id):
        raise Refused("edit-not-allowed")
    fault = editing.fault(posted_at, at, replied=is_replied(comment.id), hidden=comment.hidden_at is not None)
    if fault is not None:
        raise Refused(fault)
    must_be_open(target_of(comment), at)
    before = mark_of(comment)
    if seen is not None and seen != before:
        raise Refused("comment-changed")
    earlier = CommentWording(
        comment_id=comment.id,
        text=comment.text,
        wording=comment.wording,
        language=comment.language,
        stance=comment.stance,
        kind=comment.kind,
        since_at=comment.edited_at or posted_at,
        until_at=at,
        edited_by_id=actor.id,
    )
    # on the version it was posted on, whatever was published in the meantime
    write(comment, words, posted_at)
    if mark_of(comment) == before:
        return False
    comment.edited_at = at
    db.session.add(earlier)
    db.session.flush()
    record(actor, "comment-edited", ("comment", comment.id), at)
    touch("comment", comment.id)
    return True
