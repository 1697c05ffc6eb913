"""The law of hiding comments: under which rule, how an appeal goes, who may decide it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

OFF_TOPIC, INSULT, PERSONAL_DATA, DOUBLED, OTHER = RULES = (
    "off-topic",
    "insult",
    "personal-data",
    "doubled",
    "other",
)
APPEAL_MOST = 4000


@dataclass(frozen=True)
class Steps:
    """How far the hiding of a comment has come."""

    hidden_by_id: int
    appealed_at: datetime | None = None
    decided_at: datetime | None = None
    shown_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether the comment is hidden now."""
        return self.shown_at is None

    @property
    def awaits_decision(self) -> bool:
        return self.appealed_at is not None and self.decided_at is None and self.stands


def appeal_fault(steps: Steps) -> str | None:
    """Why no appeal can be made: the comment is shown, or there was one before."""
    if not steps.stands:
        return "comment-shown"
    return "appealed-before" if steps.appealed_at is not None else None


def decision_fault(steps: Steps, person_id: int, secretaries: Collection[int]) -> str | None:
    """Why this person may not decide an appeal: whoever hid the comment leaves it to a colleague who is there."""
    if not steps.stands:
        return "comment-shown"
    if steps.appealed_at is None:
        return "no-appeal"
    if steps.decided_at is not None:
        return "appeal-decided"
    if person_id == steps.hidden_by_id and set(secretaries) - {person_id}:
        return "appeal-of-own"
    return None
