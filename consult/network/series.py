"""When a stated figure holds, in the order of time: a day, a year, about a year, a page without a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

DAY, YEAR, ABOUT, UNDATED, AFTER, UNKNOWN = KINDS = ("day", "year", "about", "undated", "after", "unknown")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d|21\d\d)\b")


@dataclass(frozen=True)
class When:
    """The time of a figure as far as its source says it."""

    kind: str
    year: int
    day: date | None
    period: str

    @property
    def order(self) -> tuple[date, int, str]:
        """Sorts by time. A year without a day comes after its days, and what is only `after` it comes last."""
        if self.day is not None:
            return self.day, 0, self.period
        end = date(self.year, 12, 31) if self.year else date.max
        return end, KINDS.index(self.kind), self.period


def when(as_of: date | None, period: str) -> When:
    """The time of a figure by its day, or else by the words of its period."""
    if as_of is not None:
        return When(DAY, as_of.year, as_of, period)
    found = _YEAR.search(period)
    if found is None:
        return When(UNKNOWN, 0, None, period)
    words = period.casefold()
    kind = YEAR
    if "after" in words:
        kind = AFTER
    elif "about" in words:
        kind = ABOUT
    elif "without a date" in words:
        kind = UNDATED
    return When(kind, int(found[0]), None, period)


def tenths(whole: int, parts: int) -> tuple[int, int]:
    """A division with one decimal, rounded to the nearest: 7,386,572 by 18,024 as (409, 8)."""
    return divmod((whole * 20 + parts) // (parts * 2), 10)
