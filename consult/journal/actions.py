"""Writing into the journal, in the act's own transaction."""

from __future__ import annotations

from datetime import datetime

from consult.journal.models import Entry
from consult.kit.db import db
from consult.kit.visitor import Visitor


def record(
    actor: Visitor | None,
    verb: str,
    subject: tuple[str, int],
    at: datetime,
    *,
    reason: str = "",
    sensitive: bool = False,
    details: dict[str, object] | None = None,
) -> None:
    """Note one act. `verb` is kebab-case and in the past tense, such as `ballot-scheduled`.

    Sensitive acts (of office, with effect on decisions) are shown to members together with their reason.
    """
    kind, id = subject
    db.session.add(
        Entry(
            at=at,
            actor_id=actor.id if actor else None,
            verb=verb,
            subject_kind=kind,
            subject_id=id,
            reason=reason,
            details=details or {},
            sensitive=sensitive,
        )
    )
