"""The law of notices: topics, how soon a letter follows, and what is due to whom when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

CALLS, ANSWERS, FOLLOWS = TOPICS = ("calls", "answers", "follows")
"""What asks for our voice (rounds, ballots and their results); answers to what we said; news of what we follow."""
AT_ONCE, DAILY, WEEKLY, NEVER = PACES = ("at-once", "daily", "weekly", "never")
DEFAULTS = {CALLS: AT_ONCE, ANSWERS: AT_ONCE, FOLLOWS: DAILY}
GATHERED = (DAILY, WEEKLY)
"""The paces whose notices wait for a digest."""
HOUR = time(7)
"""When digests go, by the reader's clock; weekly ones on this weekday."""
MONDAY = 0
TOO_OLD = timedelta(days=14)
"""What could not be mailed for so long is no news any more: it stays on the site."""


@dataclass(frozen=True)
class Wish:
    """How a person wants letters of a topic, and since when; None when they never said anything."""

    pace: str
    since: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """A notice that was left for a digest."""

    id: int
    topic: str
    told_at: datetime


def zone_of(name: str, otherwise: tzinfo) -> tzinfo:
    """A person's zone by its name; another one where the name says nothing."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (LookupError, ValueError, OSError):
        return otherwise


def wish_for(topic: str, said: Mapping[str, Wish]) -> Wish:
    """What holds for a topic: what the person said, else the topic's default."""
    return said.get(topic) or Wish(DEFAULTS[topic])


def next_digest(pace: str, zone: tzinfo, after: datetime) -> datetime:
    """The first moment of a daily or weekly digest after another moment, on the clocks of a zone."""
    day = after.astimezone(zone).date()
    if pace == WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    step = timedelta(days=7 if pace == WEEKLY else 1)
    # each day by its own clock: a day may have 23 or 25 hours
    while (moment := datetime.combine(day, HOUR, zone).astimezone(after.tzinfo)) <= after:
        day += step
    return moment


def last_digest(pace: str, zone: tzinfo, at: datetime) -> datetime:
    """The latest such moment that is not after another moment: what was told since then waits for the next."""
    length = timedelta(days=7 if pace == WEEKLY else 1)
    moment = next_digest(pace, zone, at - length - timedelta(hours=3))
    while (following := next_digest(pace, zone, moment)) <= at:
        moment = following
    return moment


def due_at(wish: Wish, zone: tzinfo, told_at: datetime) -> datetime | None:
    """When a waiting notice is to be mailed, by what its reader wants now; None for not at all."""
    start = max(told_at, wish.since) if wish.since else told_at
    if wish.pace in GATHERED:
        return next_digest(wish.pace, zone, start)
    return start if wish.pace == AT_ONCE else None


def sorted_out(
    waiting: Iterable[Waiting], said: Mapping[str, Wish], zone: tzinfo, at: datetime
) -> tuple[list[Waiting], list[Waiting]]:
    """Of one person's waiting notices, those to be mailed now, in one letter, and those that never will be."""
    mailed, dropped = [], []
    for notice in waiting:
        due = due_at(wish_for(notice.topic, said), zone, notice.told_at)
        if due is None or at - due > TOO_OLD:
            dropped.append(notice)
        elif due <= at:
            mailed.append(notice)
    return mailed, dropped
