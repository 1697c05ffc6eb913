"""Posting comments: for the organisation or personally, while the discussion is open."""

from __future__ import annotations

from datetime import datetime

from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries.rounds import situation
from consult.deliberation.talk import POSTED, Target
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.markup import clean
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.standing import HeldMandate
from consult.strategy.models import Passage


def post_comment(
    actor: Visitor,
    mandate: HeldMandate,
    target: Target,
    text: str,
    at: datetime,
    *,
    stands_for: str = rules.ORGANISATION,
    language: str = "en",
    wording: str = "",
    paragraph_id: int | None = None,
    reply_to_id: int | None = None,
) -> Comment:
    """Say something on a proposal or pillar, for the organisation of the mandate or personally under it."""
    may_post(mandate, wording)
    must_be_open(target, at)
    if stands_for not in rules.STANDS_FOR:
        raise Refused("stands-for-unknown")
    row = Comment(
        organisation_id=mandate.organisation_id,
        mandate_id=mandate.mandate_id,
        stands_for=stands_for,
        state=POSTED,
        author_id=actor.id,
        posted_by_id=actor.id,
        written_at=at,
        posted_at=at,
        reply_to_id=opening_of(target, reply_to_id),
    )
    aim(row, target)
    write(row, text, wording, language, None if reply_to_id else paragraph_id, at)
    db.session.add(row)
    db.session.flush()
    details: dict[str, object] = {"organisation": mandate.organisation_id, "stands_for": stands_for}
    record(actor, "comment-posted", ("comment", row.id), at, details=details)
    return row


def must_be_open(target: Target, at: datetime) -> None:
    """Refuse when nothing can be said on this at a moment."""
    found = situation(target)
    if found is None:
        raise Refused("target-gone")
    phase = rules.phase(found.rounds, found.state, at)
    if not phase.is_open:
        raise Refused(rules.closed_code(phase))


def target_of(comment: Comment) -> Target:
    """What a comment is about."""
    if comment.proposal_id is not None:
        return "proposal", comment.proposal_id
    return "pillar", comment.pillar_id or 0


def may_post(mandate: HeldMandate, wording: str) -> None:
    if "comment" not in mandate.rights:
        raise Refused("comment-not-allowed")
    if wording and "amend" not in mandate.rights:
        raise Refused("wording-not-allowed")


def opening_of(target: Target, reply_to_id: int | None) -> int | None:
    """The comment that opens the thread: a reply to a reply is one to the opening."""
    if reply_to_id is None:
        return None
    opening = queries.comment(reply_to_id)
    if opening is None or target_of(opening) != target:
        raise Refused("reply-gone")
    return opening.reply_to_id or opening.id


def aim(row: Comment, target: Target) -> None:
    kind, id = target
    if kind == "proposal":
        row.proposal_id = id
    else:
        row.pillar_id = id


def write(
    row: Comment, text: str, wording: str, language: str, paragraph_id: int | None, at: datetime
) -> None:
    text, wording = clean(text), clean(wording)
    if not text.strip():
        raise Refused("comment-empty")
    if language not in rules.LANGUAGES:
        raise Refused("language-unknown")
    version = queries.version_at(row.proposal_id, at) if row.proposal_id is not None else None
    if paragraph_id is not None:
        place = (version.id if version else 0, paragraph_id)
        if db.session.get(Passage, place) is None:
            raise Refused("paragraph-gone")
    row.text, row.wording, row.language = text, wording, language
    row.version_id, row.paragraph_id = version.id if version else None, paragraph_id
