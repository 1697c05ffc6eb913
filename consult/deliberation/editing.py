"""The law of editing: for a quarter of an hour, until somebody replies, by whoever spoke; and marks of what one saw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

EDITABLE_FOR = timedelta(minutes=15)


def fault(posted_at: datetime, at: datetime, *, replied: bool, hidden: bool) -> str | None:
    """Why a posted comment may not be edited now, as the code of a refusal, or None.

    It may be edited up to the last instant before a quarter of an hour is over.
    """
    if hidden:
        return "comment-hidden"
    if at >= posted_at + EDITABLE_FOR:
        return "editing-over"
    if replied:
        return "comment-answered"
    return None


def may_edit(person_id: int, author_id: int, posted_by_id: int | None) -> bool:
    """Whether somebody is the author of a comment or posted it."""
    return person_id in {author_id, posted_by_id}


def mark(words: Sequence[str | int | None]) -> str:
    """A short mark of what a writer saw: other words have another one."""
    return sha256(json.dumps(list(words)).encode()).hexdigest()[:16]
