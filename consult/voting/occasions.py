"""When members are told of a ballot: its opening, three reminders, its result. A function of its times alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from consult.voting.phases import SETTLING, State, Times, state


class Occasion(StrEnum):
    """What is told."""

    OPENED = "opened"
    WEEK = "week"
    TWO_DAYS = "two-days"
    SIX_HOURS = "six-hours"
    RESULT = "result"


BEFORE = {
    Occasion.WEEK: timedelta(days=7),
    Occasion.TWO_DAYS: timedelta(days=2),
    Occasion.SIX_HOURS: timedelta(hours=6),
}
"""The reminders, by their distance from the closing."""
LATE = timedelta(days=7)
"""A result that nobody was told within so long is no news any more: it stands on its page."""
COUNTED = SETTLING + timedelta(seconds=1)
"""The result is told a moment after everyone can read it."""


@dataclass(frozen=True)
class Due:
    """What is to be told now, if anything, up to when all is done with that, and when the next is due."""

    occasion: Occasion | None
    until: datetime
    next_at: datetime | None


def moments(ballot: Times) -> Iterator[tuple[datetime, Occasion]]:
    """All occasions of a ballot in order. A reminder whose distance is longer than the ballot itself falls out."""
    yield ballot.opens_at, Occasion.OPENED
    for occasion, before in BEFORE.items():
        if ballot.closes_at - before > ballot.opens_at:
            yield ballot.closes_at - before, occasion
    yield ballot.closes_at + COUNTED, Occasion.RESULT


def first(ballot: Times) -> datetime:
    """When the first is due, for a ballot that has just been scheduled."""
    return ballot.opens_at


def due(ballot: Times, told_until: datetime | None, at: datetime) -> Due:
    """What is due at a moment, everything up to `told_until` being done with.

    Of several that have fallen due together, as after a pause, only the last is told: it says how much time is
    really left. Nothing that asks for a vote is told once voting has ended.
    """
    if state(ballot, at) not in {State.SCHEDULED, State.OPEN, State.COUNTING, State.CLOSED}:
        return Due(None, at, None)
    open_now = state(ballot, at) is State.OPEN
    fallen = [
        found for found in moments(ballot) if found[0] <= at and (told_until is None or found[0] > told_until)
    ]
    told = [
        occasion
        for moment, occasion in fallen
        if (at - moment <= LATE if occasion is Occasion.RESULT else open_now)
    ]
    coming = [moment for moment, _occasion in moments(ballot) if moment > at]
    return Due(told[-1] if told else None, at, min(coming, default=None))
