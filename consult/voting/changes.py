"""What may still be changed of a ballot that has opened, and on which terms: extending, closing early, annulling."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.voting.phases import State, Times, period, state

EXTEND, CLOSE_EARLY, ANNUL = ACTS = ("extend", "close-early", "annul")
FAIR = timedelta(hours=24)
"""Whoever has not voted has at least so long after an earlier closing was confirmed."""
LONGEST = timedelta(days=366)


def problem(
    act: str, ballot: Times, becomes: datetime | None, at: datetime, *, all_voted: bool, open_min: str | None
) -> str | None:
    """Why two keys may not do this now, as the code of a refusal; None when they may.

    A ballot is extended or closed early only while it is open, so a closed one never opens again and nobody has
    seen a count when its time is moved. An earlier closing keeps the rule's shortest time of voting and leaves a
    day to those who have not voted; once all have voted it may come as soon as the keys are turned. A ballot is
    annulled once it has opened (before, it is withdrawn), and only once.
    """
    now = state(ballot, at)
    if now is State.ANNULLED:
        return "annulled-already"
    if act == ANNUL:
        return None if now in {State.OPEN, State.COUNTING, State.CLOSED} else "annul-not-opened"
    if now is not State.OPEN:
        return "change-not-open"
    if becomes is None:
        return "change-needs-time"
    if act == EXTEND:
        return _extending(ballot, becomes)
    return _closing(ballot, becomes, at, all_voted=all_voted, open_min=open_min)


def _extending(ballot: Times, becomes: datetime) -> str | None:
    if becomes <= ballot.closes_at:
        return "extend-later"
    return "extend-too-long" if becomes > ballot.closes_at + LONGEST else None


def _closing(
    ballot: Times, becomes: datetime, at: datetime, *, all_voted: bool, open_min: str | None
) -> str | None:
    if becomes >= ballot.closes_at:
        return "close-earlier"
    if becomes <= at:
        return "close-in-the-past"
    if all_voted:
        return None
    if open_min is not None and becomes < ballot.opens_at + period(open_min):
        return "close-under-rule"
    return "close-too-soon" if becomes < at + FAIR else None
