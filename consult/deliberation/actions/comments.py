"""Posting comments: for the organisation or personally, while the discussion is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from consult.deliberation import editing, rules, stances
from consult.deliberation.actions.telling import tell_of_comment
from consult.deliberation.models import Comment
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries.rounds import situation
from consult.deliberation.talk import POSTED, Target, target_of
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.markup import clean
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network.standing import HeldMandate
from consult.strategy.models import Passage


@dataclass(frozen=True)
class Words:
    """What somebody says in a comment."""

    text: str
    wording: str = ""
    language: str = "en"
    paragraph_id: int | None = None
    stance: str = stances.UNSTATED
    kind: str = stances.GENERAL


def post_comment(
    actor: Visitor,
    mandate: HeldMandate,
    target: Target,
    text: str,
    at: datetime,
    *,
    stands_for: str = rules.ORGANISATION,
    reply_to_id: int | None = None,
    **words: Any,
) -> Comment:
    """Say something on a proposal or pillar, for the organisation of the mandate or personally under it.

    `words` are further ones of Words: language, wording, paragraph_id, stance, kind.
    """
    said = Words(text, **words)
    may_post(mandate, said.wording)
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
    write(row, replace(said, paragraph_id=None) if reply_to_id else said, at)
    db.session.add(row)
    db.session.flush()
    details: dict[str, object] = {"organisation": mandate.organisation_id, "stands_for": stands_for}
    record(actor, "comment-posted", ("comment", row.id), at, details=details)
    tell_of_comment(actor, row, mandate.short_name, at)
    touch("comment", row.id)
    return row


def must_be_open(target: Target, at: datetime) -> None:
    """Refuse when nothing can be said on this at a moment."""
    found = situation(target)
    if found is None:
        raise Refused("target-gone")
    phase = rules.phase(found.rounds, found.state, at)
    if not phase.is_open:
        raise Refused(rules.closed_code(phase))


def mark_of(comment: Comment) -> str:
    """What a writer of this comment or draft has seen: another one as soon as it says something else."""
    c = comment
    return editing.mark([c.text, c.wording, c.language, c.paragraph_id, c.stance, c.kind])


def may_post(mandate: HeldMandate, wording: str) -> None:
    """Refuse whoever may not comment, or not suggest wording."""
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
    """Set what a comment is about."""
    kind, id = target
    if kind == "proposal":
        row.proposal_id = id
    else:
        row.pillar_id = id


def write(row: Comment, words: Words, at: datetime) -> None:
    """Put words into a comment or draft, on the version that was the published one at a moment."""
    text, wording = clean(words.text), clean(words.wording)
    if not text.strip():
        raise Refused("comment-empty")
    if words.language not in rules.LANGUAGES:
        raise Refused("language-unknown")
    fault = stances.fault(words.stance, words.kind)
    if fault is not None:
        raise Refused(fault)
    version = queries.version_at(row.proposal_id, at) if row.proposal_id is not None else None
    if words.paragraph_id is not None:
        place = (version.id if version else 0, words.paragraph_id)
        if db.session.get(Passage, place) is None:
            raise Refused("paragraph-gone")
    row.text, row.wording, row.language = text, wording, words.language
    row.stance, row.kind = words.stance, words.kind
    row.version_id, row.paragraph_id = version.id if version else None, words.paragraph_id
