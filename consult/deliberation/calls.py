"""The law of calling members to a round: when it has opened, and before it closes, each once for each deadline."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

OPENED, WEEK, DAYS = CALLS = ("opened", "closes-in-a-week", "closes-in-two-days")
BEFORE = {WEEK: timedelta(days=7), DAYS: timedelta(days=2)}
FRESH = timedelta(days=1)
"""A round that has been open for less than this needs no reminder: its opening was just told."""


def reached(opens_at: datetime, closes_at: datetime, at: datetime) -> tuple[str, ...]:
    """The calls whose moment has come at a moment, the latest last; none while the round is not open."""
    if not opens_at <= at < closes_at:
        return ()
    moments = ((call, closes_at - before) for call, before in BEFORE.items())
    reminders = [call for call, moment in moments if opens_at + FRESH <= moment <= at]
    return (OPENED, *reminders)


def due(opens_at: datetime, closes_at: datetime, at: datetime, told: Collection[str]) -> str | None:
    """The one call that is to be made now. After a pause only the latest is made: a late one would say untrue things.

    `told` are the calls made before: the reminders of this deadline, the opening of any.
    """
    come = reached(opens_at, closes_at, at)
    return come[-1] if come and come[-1] not in told else None
