"""Telling people what was said: answers to what they said, news of what they follow, and calls to members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from consult.deliberation import calls
from consult.deliberation.models import Comment, CommentHiding, Round, RoundCall
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries.counts import organisations_spoken
from consult.deliberation.queries.moderation import secretaries
from consult.deliberation.queries.rounds import open_now
from consult.deliberation.talk import target_of
from consult.kit.db import db
from consult.kit.languages import federation_zone
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network.queries.organisations import organisations
from consult.network.queries.people import mandated
from consult.network.rules import ROLES
from consult.notices.actions import follow, tell
from consult.notices.queries import followers
from consult.notices.rules import ANSWERS, CALLS, FOLLOWS
from consult.strategy.models import Proposal

SPEAKERS = ("lead", "voter")
"""Who can speak for an organisation, and so is reminded that it has not."""


def tell_of_comment(actor: Visitor, comment: Comment, organisation: str, at: datetime) -> None:
    """Tell those whom a comment answers, and those who follow what it is on; its authors follow that from now on."""
    target, about, values = target_of(comment), ("comment", comment.id), {"organisation": organisation}
    answered = _answered(comment, at) - {actor.id}
    tell(
        "comment-answered", answered, about, at, topic=ANSWERS, key=f"answered:{comment.id}",
        within=target, values=values, letter="deliberation/answer",
    )  # fmt: skip
    others = followers(target, *_above(comment)) - answered - _authors(comment) - {actor.id}
    tell(
        "comment-posted", others, about, at, topic=FOLLOWS, key=f"posted:{comment.id}",
        within=target, values=values,
    )  # fmt: skip
    for person_id in _authors(comment):
        follow(person_id, *target, at)


def _authors(comment: Comment) -> set[int]:
    return {id for id in (comment.author_id, comment.posted_by_id) if id is not None}


def _above(comment: Comment) -> list[tuple[str, int]]:
    """The pillar of the proposal that a comment is on."""
    proposal = db.session.get(Proposal, comment.proposal_id) if comment.proposal_id is not None else None
    return [] if proposal is None else [("pillar", proposal.pillar_id)]


def _answered(comment: Comment, at: datetime) -> set[int]:
    """Who said what is answered, and the contact points of the organisation it was said for."""
    opening = queries.comment(comment.reply_to_id) if comment.reply_to_id is not None else None
    if opening is None:
        return set()
    leads = mandated([opening.organisation_id], ("lead",), at)
    return _authors(opening) | {person for _organisation, person in leads}


def tell_authors(
    code: str, actor: Visitor, comment: Comment, hiding: CommentHiding, reason: str, at: datetime
) -> None:
    """Tell who wrote and who posted a comment what the secretariat did with it, and why."""
    tell(
        code, _authors(comment) - {actor.id}, ("comment-hiding", hiding.id), at, topic=ANSWERS,
        key=f"{code}:{hiding.id}", within=target_of(comment), values={"reason": reason},
    )  # fmt: skip


def tell_of_appeal(actor: Visitor, comment: Comment, hiding: CommentHiding, at: datetime) -> None:
    """Tell the secretariat that an author has appealed."""
    known = secretaries(at.astimezone(federation_zone()).date()) - {actor.id}
    tell(
        "comment-appealed", known, ("comment-hiding", hiding.id), at, topic=CALLS,
        key=f"appealed:{hiding.id}", within=target_of(comment),
    )  # fmt: skip


def everyone(at: datetime, but: Visitor | None = None) -> set[int]:
    """All who hold a mandate of a member."""
    people = {person for _organisation, person in mandated(None, ROLES, at)}
    return people - {but.id} if but is not None else people


def tell_of_deadline(actor: Visitor | None, round: Round, at: datetime) -> None:
    """Tell everyone with a mandate that there is more time."""
    tell(
        "round-extended", everyone(at, actor), ("round", round.id), at, topic=CALLS,
        key=f"round-extended:{round.id}:{round.closes_at.isoformat()}", values={"round": round.title},
        letter="deliberation/round",
    )  # fmt: skip


def call_due(at: datetime) -> int:
    """Call members to the rounds that have opened or are about to close; answers how many people were told."""
    return sum(
        _call(round, call, at, told)
        for round, told in open_now(at)
        if (call := calls.due(round.opens_at, round.closes_at, at, told)) is not None
    )


def _call(round: Round, call: str, at: datetime, told: Iterable[str]) -> int:
    settle_calls(round, at, told)
    if call == calls.OPENED:
        touch("round", round.id)
        people, code, key = everyone(at), "round-opened", f"round-opened:{round.id}"
    else:
        people, code = _silent(round, at), "round-closes"
        key = f"round-closes:{round.id}:{call}:{round.closes_at.isoformat()}"
    return tell(
        code, people, ("round", round.id), at, topic=CALLS, key=key, values={"round": round.title},
        letter="deliberation/round",
    )  # fmt: skip


def settle_calls(round: Round, at: datetime, told: Iterable[str]) -> None:
    """Note that the calls whose moment has come need not be made any more for the present deadline."""
    for call in set(calls.reached(round.opens_at, round.closes_at, at)) - set(told):
        db.session.add(RoundCall(round_id=round.id, call=call, closes_at=round.closes_at, told_at=at))
    db.session.flush()


def _silent(round: Round, at: datetime) -> set[int]:
    """Who could speak for the members that have not yet in a round."""
    spoken = organisations_spoken(round.strategy_id, round.opens_at, round.closes_at)
    silent = [row.id for row in organisations() if row.id not in spoken or not spoken[row.id].organisation]
    return {person for _organisation, person in mandated(silent, SPEAKERS, at)}
