"""What deliberation looks after every minute: members are called to rounds that have opened or will soon close."""

from __future__ import annotations

from datetime import datetime

from consult.deliberation import calls
from consult.deliberation.actions.telling import call_due
from consult.deliberation.queries.rounds import open_now
from consult.kit.db import transaction


def call_to_rounds(at: datetime) -> None:
    """One statement while nothing is due. What was told stands in a table of its own: nobody is called twice."""
    with transaction(writing=False):
        due = any(calls.due(round.opens_at, round.closes_at, at, told) for round, told in open_now(at))
    if due:
        with transaction(writing=True):
            call_due(at)
