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


@dataclass(frozen=True)
class ApprovalWords:
    """What a second key would confirm, in words, and the page where it is read and confirmed."""

    label: str
    url: str


approval_words: Question[dict[int, ApprovalWords]] = Question("approval words")
"""Asked with (person, approvals): for those that are about the room's own subjects {approval.id: words}.

One page of approvals is asked at once; answer in a fixed number of statements."""

organisation_panels: Question[Markup | None] = Question("organisation panels")
"""Asked with (person, organisation_id): a part of the organisation's page that a later room brings, or None."""
