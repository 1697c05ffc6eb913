"""The terms that come of one person taking another's place: for a time and back again, or for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Term:
    """From when to when somebody holds a role; without an end, until it is ended."""

    from_at: datetime
    until_at: datetime | None

    @property
    def is_empty(self) -> bool:
        return self.until_at is not None and self.until_at <= self.from_at


@dataclass(frozen=True)
class StandIn:
    """Somebody stands in: their own term, and from when the other one is back."""

    term: Term
    afterwards: Term | None
    """When the person stood in for has the role again; None: when it is taken back, or never."""


def stand_in(at: datetime, whole_until: datetime | None, until: datetime | None) -> StandIn:
    """Divide what is left of a mandate: a stand-in from now, and its holder again afterwards."""
    if until is None or (whole_until is not None and until >= whole_until):
        return StandIn(Term(at, whole_until), None)
    return StandIn(Term(at, until), Term(until, whole_until))


def back(at: datetime, term_until: datetime | None, afterwards: Term | None) -> Term | None:
    """What the person stood in for gets back at a moment: all that was left; None when nothing is."""
    term = Term(at, afterwards.until_at if afterwards is not None else term_until)
    return None if term.is_empty else term
