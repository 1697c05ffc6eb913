"""Where the organisations stand on each proposal: each counts once, by its latest official comment with a stance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.deliberation.stances import STANCES, UNSTATED

Key = tuple[str, int]
"""("proposal", id) or ("pillar", id)."""


@dataclass(frozen=True)
class Stand:
    """How many organisations, or persons in their own name, stand where on one text."""

    counts: Mapping[str, int]

    def of(self, stance: str) -> int:
        return self.counts.get(stance, 0)

    @property
    def stated(self) -> int:
        """How many said where they stand."""
        return sum(self.of(stance) for stance in STANCES)

    @property
    def unstated(self) -> int:
        """How many spoke without saying it."""
        return self.of(UNSTATED)

    @property
    def total(self) -> int:
        return self.stated + self.unstated

    def __add__(self, other: Stand) -> Stand:
        return Stand({code: self.of(code) + other.of(code) for code in (*STANCES, UNSTATED)})


NOBODY = Stand({})


@dataclass(frozen=True)
class Standing:
    """A proposal or pillar with its organisations, and its persons beside them."""

    organisations: Stand = NOBODY
    persons: Stand = NOBODY


def stands(rows: Iterable[tuple[Key, bool, str, int]]) -> dict[Key, Standing]:
    """(what, for an organisation, stance, how many) as one standing a text."""
    found: dict[Key, tuple[dict[str, int], dict[str, int]]] = {}
    for key, official, stance, count in rows:
        known = stance if stance in STANCES else UNSTATED
        counts = found.setdefault(key, ({}, {}))[0 if official else 1]
        counts[known] = counts.get(known, 0) + count
    return {key: Standing(Stand(official), Stand(personal)) for key, (official, personal) in found.items()}


def together(standings: Sequence[Standing]) -> Standing:
    """The stands of several texts: an organisation counts once on each of them."""
    official, personal = NOBODY, NOBODY
    for standing in standings:
        official, personal = official + standing.organisations, personal + standing.persons
    return Standing(official, personal)
