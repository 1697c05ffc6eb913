"""What the network announces to later rooms, and what it asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from consult.kit.room import Question


@dataclass(frozen=True)
class AboutToChange:
    """Organisations, their membership or their regions are about to change: what must be held fast, hold it now."""

    at: datetime


@dataclass(frozen=True)
class Changed:
    """They have changed, in this transaction: whoever cannot live with it refuses it now."""

    at: datetime


organisation_panels: Question[Markup | None] = Question("organisation panels")
"""Asked with (person, organisation_id): a part of the organisation's page that a later room brings, or None."""
