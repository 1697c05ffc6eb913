"""What falls due around a ballot by the clock: its roll is written down, and those concerned are told."""

from __future__ import annotations

from datetime import datetime

from consult.voting import occasions, phases
from consult.voting.actions import telling
from consult.voting.actions.rolls import freeze_roll
from consult.voting.models import Ballot
from consult.voting.occasions import Occasion


def look_after(ballot: Ballot, at: datetime) -> Occasion | None:
    """Do what is due for one ballot; answers what was told. The ballot's row must be held; twice does it once."""
    found = occasions.due(ballot, ballot.told_until, at)
    if phases.roll_is_due(ballot, at) and ballot.roll_frozen_at is None:
        freeze_roll(ballot, at)
    ballot.told_until, ballot.due_at = found.until, found.next_at
    if found.occasion is Occasion.OPENED:
        telling.opened(ballot, at)
    elif found.occasion is Occasion.RESULT:
        telling.decided(ballot, at)
    elif found.occasion is not None:
        telling.reminded(ballot, found.occasion, at)
    return found.occasion
