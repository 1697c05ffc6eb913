"""The stretch of time that a report is on: a round, the last twelve months, everything, or days of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

ROUND, YEAR, ALL, OWN = PRESETS = ("round", "year", "all", "own")
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
MOST_MONTHS = 60
"""Longer periods begin with one step for all that was before."""


class Times(Protocol):
    """A round as far as a report needs it."""

    @property
    def title(self) -> str: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...


@dataclass(frozen=True)
class Wish:
    """What the reader asked for; `fault` says what of it cannot be."""

    preset: str = ""
    from_on: date | None = None
    until_on: date | None = None
    fault: str = ""
    """`day`: no day could be read; `order`: the first day is after the last."""


@dataclass(frozen=True)
class Period:
    """From a moment on and before another."""

    preset: str
    begins_at: datetime
    ends_at: datetime
    round: str = ""
    """The title of the round, where it is one."""

    def holds(self, at: datetime) -> bool:
        return self.begins_at <= at < self.ends_at

    def first_on(self, zone: tzinfo) -> date:
        return self.begins_at.astimezone(zone).date()

    def last_on(self, zone: tzinfo) -> date:
        return (self.ends_at - timedelta(microseconds=1)).astimezone(zone).date()


def wish(preset: str, from_on: str, until_on: str) -> Wish:
    """What stands in an address, read; days that are none are left out and said."""
    if preset not in PRESETS:
        preset = OWN if from_on or until_on else ""
    if preset != OWN:
        return Wish(preset)
    first, last = _day(from_on), _day(until_on)
    fault = "day" if (from_on and first is None) or (until_on and last is None) else ""
    if first is not None and last is not None and first > last:
        fault, first, last = "order", last, first
    return Wish(OWN, first, last, fault)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None


def period(
    wish: Wish,
    rounds: Iterable[Times],
    begun_at: Callable[[], datetime | None],
    at: datetime,
    zone: tzinfo,
) -> Period:
    """The period of a wish. Without one: the round that is open or was open last, else everything.

    `begun_at` tells when anything happened first; `all` begins there.
    """
    opened = [round for round in rounds if round.opens_at <= at]
    latest = max(opened, key=lambda round: (round.closes_at > at, round.closes_at), default=None)
    preset = wish.preset or (ROUND if latest else ALL)
    now = at + timedelta(microseconds=1)
    if preset == ROUND and latest is not None:
        return Period(ROUND, latest.opens_at, min(latest.closes_at, now), latest.title)
    if preset == YEAR:
        return Period(YEAR, _midnight(_year_before(at.astimezone(zone).date()), zone), now)
    if preset == OWN:
        begins_at = _midnight(wish.from_on, zone) if wish.from_on else begun_at() or at
        ends_at = _midnight(wish.until_on + timedelta(days=1), zone) if wish.until_on else now
        return Period(OWN, min(begins_at, ends_at - timedelta(microseconds=1)), ends_at)
    return Period(ALL, min(begun_at() or at, at), now)


def _year_before(day: date) -> date:
    """The day after the same one a year ago: twelve months up to today."""
    try:
        return day.replace(year=day.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, month=3, day=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True)
class Month:
    """A calendar month, or the part of it that a period has, in the federation's zone."""

    first_on: date
    begins_at: datetime
    ends_at: datetime
    and_before: bool = False
    """Stands also for all that was before."""


def months(period: Period, zone: tzinfo) -> list[Month]:
    """The calendar months of a period, the oldest first; of a very long one the last, the first with all before."""
    day, last = period.first_on(zone).replace(day=1), period.last_on(zone)
    found: list[Month] = []
    while day <= last:
        following = (day + timedelta(days=31)).replace(day=1)
        begins_at = max(_midnight(day, zone), period.begins_at)
        found.append(Month(day, begins_at, min(_midnight(following, zone), period.ends_at)))
        day = following
    if len(found) <= MOST_MONTHS:
        return found
    kept = found[-MOST_MONTHS:]
    return [Month(kept[0].first_on, period.begins_at, kept[0].ends_at, and_before=True), *kept[1:]]
