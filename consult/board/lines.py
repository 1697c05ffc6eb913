"""The board's figures as plain values: who took part, what was said, who was silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """An organisation's part in the work on a strategy.

    `may_vote` and `voted` count ballots that have opened; `spoken` counts comments made for the organisation,
    `personal` those its people made in their own name.
    """

    slug: str
    name: str
    country: str
    region: str
    category: str
    may_vote: int = 0
    voted: int = 0
    spoken: int = 0
    personal: int = 0


@dataclass(frozen=True)
class Group:
    """The organisations of a region and category (empty: of all), and how many of them took part."""

    region: str
    category: str
    members: int
    may_vote: int
    voted: int
    spoken: int


@dataclass(frozen=True)
class Voter:
    """An organisation that may vote in a ballot and whose vote is missing."""

    slug: str
    name: str
    region: str


@dataclass(frozen=True)
class Attendance:
    """How many of the organisations of a kind have voted in one ballot; it tells nothing of how."""

    region: str
    category: str
    voted: int
    may_vote: int


def group(parts: Iterable[Part], region: str = "", category: str = "") -> Group:
    """Count the organisations that took part at least once, of one region and category or of all."""
    chosen = [
        part
        for part in parts
        if (not region or part.region == region) and (not category or part.category == category)
    ]
    return Group(
        region,
        category,
        members=len(chosen),
        may_vote=sum(part.may_vote > 0 for part in chosen),
        voted=sum(part.voted > 0 for part in chosen),
        spoken=sum(part.spoken > 0 for part in chosen),
    )


def groups(parts: Iterable[Part]) -> list[Group]:
    """One group for every region and category that has organisations, in the order of their names."""
    known = list(parts)
    kinds = sorted(
        {(part.region, part.category) for part in known}, key=lambda kind: (kind[0], kind[1] != "full")
    )
    return [group(known, region, category) for region, category in kinds]


def regions(parts: Iterable[Part]) -> list[Group]:
    """One group for every region."""
    known = list(parts)
    return [group(known, region) for region in sorted({part.region for part in known})]


def by_region(voters: Iterable[Voter]) -> list[tuple[str, list[Voter]]]:
    """The same voters under their regions, in the order of names."""
    found: dict[str, list[Voter]] = {}
    for voter in sorted(voters, key=lambda voter: (voter.region, voter.name.casefold())):
        found.setdefault(voter.region, []).append(voter)
    return list(found.items())
