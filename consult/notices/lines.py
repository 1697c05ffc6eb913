"""What the pages, letters and jobs of notices are made from, as they read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo


@dataclass(frozen=True)
class Place:
    """Where a notice leads to, or what it is grouped under: without an address it is no longer open to the reader."""

    kind: str
    id: int
    label: str = ""
    title: str = ""
    url: str = ""

    def under(self, root: str) -> Place:
        """The same with its whole address."""
        return replace(self, url=root + self.url) if self.url else self


@dataclass(frozen=True)
class Line:
    """One notice as it is read: its sentence, where it leads, and the beginning of what was said there."""

    id: int
    sentence: str
    place: Place
    within: Place
    topic: str
    at: datetime
    read: bool
    quote: str = ""
    quote_language: str = ""

    def under(self, root: str) -> Line:
        """The same with whole addresses."""
        return replace(self, place=self.place.under(root), within=self.within.under(root))


@dataclass(frozen=True)
class Group:
    """Notices about one thing, the newest first."""

    within: Place
    lines: tuple[Line, ...]

    @property
    def about(self) -> Place:
        """What stands above the group: where that is not open to the reader, the first notice's own place."""
        return self.within if self.within.url else self.lines[0].place

    @property
    def itself(self) -> bool:
        """Whether its notices are about the very thing they are grouped under: their sentences name it."""
        return all(
            (line.place.kind, line.place.id) == (self.within.kind, self.within.id) for line in self.lines
        )

    @property
    def unread(self) -> int:
        """How many of them are unread."""
        return sum(not line.read for line in self.lines)

    @property
    def newest(self) -> int:
        """The latest notice of the group: what came after it was not seen with it."""
        return max(line.id for line in self.lines)


def grouped(lines: Sequence[Line]) -> list[Group]:
    """Lines, the newest first, put together by what they are within; the group with the newest line comes first."""
    found: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        found.setdefault((line.within.kind, line.within.id), []).append(line)
    return [Group(members[0].within, tuple(members)) for members in found.values()]


@dataclass(frozen=True)
class Tray:
    """How many notices somebody has: (all, unread) by topic."""

    counts: Mapping[str, tuple[int, int]]
    newest: int = 0
    """The id of the latest."""

    def number(self, unread: bool, topic: str = "") -> int:
        """How many of a kind."""
        chosen = [both for name, both in self.counts.items() if topic in ("", name)]
        return sum(new if unread else all for all, new in chosen)


@dataclass(frozen=True)
class Subscription:
    """Letters of some topics to somebody, as the word in a letter names them; nobody's when the word is wrong."""

    token: str
    person_id: int = 0
    topics: tuple[str, ...] = ()
    language: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Day:
    """The notices of one day on the reader's calendar."""

    day: date
    groups: tuple[Group, ...]


def by_day(lines: Sequence[Line], zone: tzinfo) -> list[Day]:
    """Lines, the newest first, by the day on which they were told and by what they are within."""
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.at.astimezone(zone).date(), []).append(line)
    return [Day(day, tuple(grouped(members))) for day, members in days.items()]
