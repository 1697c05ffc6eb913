"""What is done in the room: opening and extending rounds, posting comments, writing and settling drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from consult.deliberation import queries, rules
from consult.deliberation.models import Comment, Round
from consult.deliberation.queries import DRAFT, POSTED, Target
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.markup import clean
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.standing import HeldMandate
from consult.strategy.models import Passage, Strategy


def open_round(
    actor: Visitor | None,
    strategy_id: int,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
) -> Round:
    """A round of consultation on a strategy; a strategy has one at a time."""
    others = _other_rounds(strategy_id, None)
    fault = rules.opening_fault(others, opens_at, closes_at, at)
    if fault is not None:
        raise Refused(fault)
    row = Round(strategy_id=strategy_id, title=title, opens_at=opens_at, closes_at=closes_at)
    db.session.add(row)
    db.session.flush()
    details: dict[str, object] = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    record(actor, "round-opened", ("round", row.id), at, sensitive=True, details=details)
    return row


def extend_round(actor: Visitor | None, round: Round, closes_at: datetime, reason: str, at: datetime) -> None:
    """Move a deadline to later, before it has passed and with a reason that members can read."""
    others = _other_rounds(round.strategy_id, round.id)
    db.session.refresh(round)
    fault = rules.extension_fault(others, round.opens_at, round.closes_at, closes_at, at)
    if fault is not None:
        raise Refused(fault)
    if not reason.strip():
        raise Refused("round-reason")
    details: dict[str, object] = {"was": round.closes_at.isoformat(), "closes_at": closes_at.isoformat()}
    round.closes_at = closes_at
    db.session.flush()
    record(actor, "round-extended", ("round", round.id), at, reason=reason, sensitive=True, details=details)


def _other_rounds(strategy_id: int, but: int | None) -> list[tuple[datetime, datetime]]:
    # the strategy's row is held, so that two rounds cannot be entered beside each other at the same moment
    held = db.session.scalar(select(Strategy.id).where(Strategy.id == strategy_id).with_for_update())
    if held is None:
        raise Refused("strategy-gone")
    return [(known.opens_at, known.closes_at) for known in queries.rounds_of(strategy_id) if known.id != but]


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
    _may_post(mandate, wording)
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
        reply_to_id=_opening_of(target, reply_to_id),
    )
    _aim(row, target)
    _write(row, text, wording, language, None if reply_to_id else paragraph_id, at)
    db.session.add(row)
    db.session.flush()
    details: dict[str, object] = {"organisation": mandate.organisation_id, "stands_for": stands_for}
    record(actor, "comment-posted", ("comment", row.id), at, details=details)
    return row


def save_draft(
    actor: Visitor,
    mandate: HeldMandate,
    target: Target,
    text: str,
    at: datetime,
    *,
    draft: Comment | None = None,
    language: str = "en",
    wording: str = "",
    paragraph_id: int | None = None,
    reply_to_id: int | None = None,
) -> Comment:
    """Write a comment for the organisation that its lead or voter may post; or change such a draft."""
    if "draft" not in mandate.rights:
        raise Refused("draft-not-allowed")
    must_be_open(target, at)
    if draft is not None:
        _hold_draft(draft, mandate, actor)
        _write(draft, text, wording, language, paragraph_id, at)
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
        reply_to_id=_opening_of(target, reply_to_id),
    )
    _aim(row, target)
    _write(row, text, wording, language, paragraph_id, at)
    db.session.add(row)
    db.session.flush()
    record(
        actor, "comment-drafted", ("comment", row.id), at, details={"organisation": mandate.organisation_id}
    )
    return row


def post_draft(actor: Visitor, mandate: HeldMandate, draft: Comment, at: datetime) -> None:
    """Make a draft the organisation's comment: by its lead or voter, once, while the discussion is open."""
    _may_post(mandate, draft.wording)
    target = target_of(draft)
    must_be_open(target, at)
    _hold_draft(draft, mandate, actor)
    _opening_of(target, draft.reply_to_id)
    draft.state, draft.posted_at = POSTED, at
    draft.posted_by_id, draft.mandate_id = actor.id, mandate.mandate_id
    db.session.flush()
    details: dict[str, object] = {"organisation": mandate.organisation_id, "written_by": draft.author_id}
    record(actor, "comment-draft-posted", ("comment", draft.id), at, details=details)


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


def must_be_open(target: Target, at: datetime) -> None:
    """Refuse when nothing can be said on this at a moment."""
    situation = queries.situation(target)
    if situation is None:
        raise Refused("target-gone")
    phase = rules.phase(situation.rounds, situation.state, at)
    if not phase.is_open:
        raise Refused(rules.closed_code(phase))


def target_of(comment: Comment) -> Target:
    """What a comment is about."""
    if comment.proposal_id is not None:
        return "proposal", comment.proposal_id
    return "pillar", comment.pillar_id or 0


def _may_post(mandate: HeldMandate, wording: str) -> None:
    if "comment" not in mandate.rights:
        raise Refused("comment-not-allowed")
    if wording and "amend" not in mandate.rights:
        raise Refused("wording-not-allowed")


def _hold_draft(draft: Comment, mandate: HeldMandate, actor: Visitor) -> None:
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


def _opening_of(target: Target, reply_to_id: int | None) -> int | None:
    """The comment that opens the thread: a reply to a reply is one to the opening."""
    if reply_to_id is None:
        return None
    opening = queries.comment(reply_to_id)
    if opening is None or target_of(opening) != target:
        raise Refused("reply-gone")
    return opening.reply_to_id or opening.id


def _aim(row: Comment, target: Target) -> None:
    kind, id = target
    if kind == "proposal":
        row.proposal_id = id
    else:
        row.pillar_id = id


def _write(
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
