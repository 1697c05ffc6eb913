"""Where a ballot stands, by the clock and its own times alone; and whether its times keep what the rule asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

SETTLING = timedelta(seconds=5)
"""After closing nothing is counted for so long: a vote acknowledged just before must be in the count."""

_PERIOD = re.compile(
    r"P(?:(?P<weeks>\d+)W|(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?)", re.ASCII
)


class State(StrEnum):
    """What may become of a ballot."""

    PREPARED = "prepared"  # waits for the second key
    SCHEDULED = "scheduled"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the second key did not come before the opening
    ANNULLED = "annulled"  # by two keys, after it had opened: it decides nothing


LIVE = frozenset({State.PREPARED, State.SCHEDULED, State.OPEN, State.COUNTING})
"""A proposal has at most one ballot in these states."""
SHOWN = frozenset({State.SCHEDULED, State.OPEN, State.COUNTING, State.CLOSED, State.ANNULLED})
"""Ballots everyone may read about."""


class Times(Protocol):
    """The times of a ballot."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def scheduled_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def annulled_at(self) -> datetime | None: ...


def state(ballot: Times, at: datetime) -> State:
    """Where the ballot stands at a moment. At `closes_at` it is no longer open."""
    if ballot.withdrawn_at is not None:
        return State.WITHDRAWN
    if ballot.annulled_at is not None and ballot.annulled_at <= at:
        return State.ANNULLED
    if ballot.scheduled_at is None:
        return State.PREPARED if at < ballot.opens_at else State.LAPSED
    if at < ballot.opens_at:
        return State.SCHEDULED
    if at < ballot.closes_at:
        return State.OPEN
    return State.COUNTING if at < ballot.closes_at + SETTLING else State.CLOSED


def may_cast(ballot: Times, at: datetime) -> bool:
    """Whether a vote at this moment counts."""
    return state(ballot, at) is State.OPEN


def countable(ballot: Times, at: datetime) -> bool:
    """Whether the ballot may be counted: nobody knows a tally before.

    What was annulled after closing stays open to everyone's eyes, as annulled. What was annulled before it closed
    is never counted: its votes would tell those who vote again how the others did.
    """
    closed = at >= ballot.closes_at + SETTLING
    if ballot.annulled_at is not None and ballot.annulled_at <= at:
        return closed and ballot.annulled_at >= ballot.closes_at
    return state(ballot, at) is State.CLOSED


def roll_is_due(ballot: Times, at: datetime) -> bool:
    """Whether the roll holds from now on, written down or not."""
    return state(ballot, at) in {State.OPEN, State.COUNTING, State.CLOSED, State.ANNULLED}


def live(ballots: Iterable[Times], at: datetime) -> bool:
    """Whether one of them is prepared, coming, open or being counted."""
    return any(state(ballot, at) in LIVE for ballot in ballots)


def period(text: str) -> timedelta:
    """The length of a period such as P21D, P2W or PT36H."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a period.")
    return timedelta(**{unit: int(number) for unit, number in found.groupdict(default="0").items()})


def shortfalls(
    notice: str | None, open_min: str | None, announced_at: datetime, opens_at: datetime, closes_at: datetime
) -> tuple[str, ...]:
    """Which of the rule's periods are not kept: `notice` (from the announcement to the opening), `open_min`."""
    short = []
    if notice is not None and opens_at - announced_at < period(notice):
        short.append("notice")
    if open_min is not None and closes_at - opens_at < period(open_min):
        short.append("open_min")
    return tuple(short)
