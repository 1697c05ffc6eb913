"""What a proposal would cost, when, on which basis and by whom: its terms, and what of them may be said."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from consult.strategy import money


@dataclass(frozen=True)
class Terms:
    """The terms of a proposal; empty where nothing is stated."""

    cost_minor: int | None = None
    cost_currency: str = ""
    cost_bound: str = ""
    cost_note: str = ""
    from_on: date | None = None
    until_on: date | None = None
    legal_basis: str = ""
    owner_id: int | None = None
    terms_basis: str = ""

    def fault(self) -> str:
        """The code of what cannot be; empty when all is well."""
        if self.cost_minor is not None:
            if not 0 < self.cost_minor <= money.LARGEST or self.cost_currency not in money.DECIMALS:
                return "cost-unclear"
            if self.cost_bound not in money.BOUNDS:
                return "cost-unclear"
        elif self.cost_note:
            return "cost-missing"
        if self.from_on and self.until_on and self.until_on < self.from_on:
            return "period-backwards"
        return ""


NAMES = tuple(field.name for field in fields(Terms))


def changes(before: Terms, after: Terms) -> dict[str, dict[str, object]]:
    """What changed, each with what it was and what it is now, as a journal keeps it."""
    found: dict[str, dict[str, object]] = {}
    for name in NAMES:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            found[name] = {"was": _kept(was), "now": _kept(now)}
    return found


def _kept(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
