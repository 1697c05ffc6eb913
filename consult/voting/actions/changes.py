"""Extending a ballot, closing it early, annulling it: each asked for by the secretariat and confirmed by a teller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from consult.journal.actions import record
from consult.kit import subject
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network.actions.approvals import ask_approval, give_approval, withdraw_approval
from consult.network.queries.approvals import approval as approval_of
from consult.voting import changes as law
from consult.voting import occasions
from consult.voting.actions import telling
from consult.voting.actions.rolls import freeze_roll
from consult.voting.actions.scheduling import instant
from consult.voting.models import Ballot, BallotChange
from consult.voting.queries import ballots, casts
from consult.voting.queries import changes as kept

_DONE = {law.EXTEND: "ballot-extended", law.CLOSE_EARLY: "ballot-closed-early", law.ANNUL: "ballot-annulled"}


def change_sha256(ballot: Ballot, act: str, becomes: datetime | None, reason: str, asked_at: datetime) -> str:
    """The hash both keys are turned on: which ballot, what becomes of it from what, and why."""
    return digest(
        "ballot-change",
        {
            "ballot": ballot.id,
            "schedule_sha256": ballot.schedule_sha256,
            "act": act,
            "was": instant(ballot.closes_at),
            "becomes": None if becomes is None else instant(becomes),
            "reason": reason,
            "asked_at": instant(asked_at),
        },
    )


def check_change(ballot: Ballot, act: str, becomes: datetime | None, at: datetime) -> None:
    """Refuse what may not be changed now."""
    all_voted = act == law.CLOSE_EARLY and _all_voted(ballot)
    open_min = ballots.rule_of(ballot.rule_text).open_min
    found = law.problem(act, ballot, becomes, at, all_voted=all_voted, open_min=open_min)
    if found is not None:
        raise Refused(found)


def _all_voted(ballot: Ballot) -> bool:
    turnout = casts.turnouts([ballot])[ballot.id]
    return turnout.entitled > 0 and turnout.cast >= turnout.entitled


def ask_change(
    actor: Visitor, ballot: Ballot, act: str, becomes: datetime | None, reason: str, at: datetime
) -> BallotChange:
    """The first key. The ballot's row must be held. What waited for a teller before makes way for it."""
    if not reason.strip():
        raise Refused("reason-missing")
    check_change(ballot, act, becomes, at)
    drop_change(actor, ballot, "", at)
    sha256 = change_sha256(ballot, act, becomes, reason, at)
    change = BallotChange(
        ballot_id=ballot.id,
        act=act,
        was=ballot.closes_at,
        becomes=becomes,
        reason=reason,
        sha256=sha256,
        asked_by_id=actor.id,
        asked_at=at,
    )
    db.session.add(change)
    db.session.flush()
    ask_approval(actor, "ballot", ballot.id, act, sha256, reason, at)
    record(
        actor, "ballot-change-asked", ("ballot", ballot.id), at, reason=reason, sensitive=True,
        details={"act": act, "sha256": sha256},
    )  # fmt: skip
    telling.waits_for_teller(ballot, f"change-asked:{change.id}", at, actor.id)
    return change


def drop_change(actor: Visitor, ballot: Ballot, reason: str, at: datetime) -> None:
    """Take back what waits for a teller, if anything does."""
    change = kept.waiting(ballot.id)
    if change is None:
        return
    change.dropped_at = at
    asked = approval_of("ballot", ballot.id, change.act, change.sha256)
    if asked is not None and asked.given_at is None and asked.withdrawn_at is None:
        withdraw_approval(actor, asked, reason, at)
    db.session.flush()
    record(
        actor, "ballot-change-dropped", ("ballot", ballot.id), at, reason=reason, sensitive=True,
        details={"act": change.act, "sha256": change.sha256},
    )  # fmt: skip


def confirm_change(
    actor: Visitor, ballot: Ballot, change: BallotChange, sha256: str, clock: Callable[[], datetime]
) -> None:
    """The second key: a teller confirms exactly what was hashed, and it holds from that moment.

    Both rows must be held, and the clock is read after that. Who casts holds the ballot's row too, so a vote is
    either in before the closing moves or it is judged by the new one: none that was acknowledged is lost.
    """
    at = clock()
    if change.confirmed_at is not None:
        raise Refused("change-confirmed")
    if change.dropped_at is not None or change.ballot_id != ballot.id or sha256 != change.sha256:
        raise Refused("schedule-changed")
    check_change(ballot, change.act, change.becomes, at)
    if change_sha256(ballot, change.act, change.becomes, change.reason, change.asked_at) != sha256:
        raise Refused("schedule-changed")
    asked = approval_of("ballot", ballot.id, change.act, sha256)
    if asked is None:
        raise Refused("schedule-changed")
    give_approval(actor, asked, sha256, at)
    change.confirmed_by_id, change.confirmed_at = actor.id, at
    if ballot.roll_frozen_at is None:
        freeze_roll(ballot, at)
    _apply(ballot, change, at)
    db.session.flush()
    details: dict[str, object] = {"sha256": sha256, "was": instant(change.was)}
    if change.becomes is not None:
        details["becomes"] = instant(change.becomes)
    subject_of = ("ballot", ballot.id)
    record(actor, _DONE[change.act], subject_of, at, reason=change.reason, sensitive=True, details=details)
    subject.touch("ballot", ballot.id)
    telling.changed(ballot, change, at)


def _apply(ballot: Ballot, change: BallotChange, at: datetime) -> None:
    ballot.changes += 1
    if change.becomes is None:
        ballot.annulled_at, ballot.due_at = at, None
        return
    ballot.closes_at = change.becomes
    # everyone hears of it now; the reminders move with the closing
    ballot.told_until = at
    ballot.due_at = occasions.due(ballot, at, at).next_at
