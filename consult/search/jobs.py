"""An installation older than the search fills its index by itself."""

from __future__ import annotations

from datetime import datetime

from consult.kit.db import transaction
from consult.search.actions import rebuild
from consult.search.queries import is_empty


def fill(at: datetime) -> None:
    """Build the index when there is none; otherwise nothing."""
    with transaction(writing=False):
        empty = is_empty()
    if empty:
        rebuild(lambda: transaction(writing=True))
