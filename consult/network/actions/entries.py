"""How the acts of this room enter the journal."""

from __future__ import annotations

from datetime import date, datetime

from consult.journal.actions import record
from consult.kit.languages import federation_zone
from consult.kit.visitor import Visitor


def day_of(at: datetime) -> date:
    """The day of a moment in the federation's zone."""
    return at.astimezone(federation_zone()).date()


def journal(
    actor: Visitor | None, verb: str, kind: str, id: int, at: datetime, reason: str = "", **details: object
) -> None:
    # nearly every act of this room decides who may vote for whom
    record(actor, verb, (kind, id), at, reason=reason, sensitive=True, details=details)
