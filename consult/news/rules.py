"""The law of notes: what a slug is, in which state a note is, and what may be done to it there."""

from __future__ import annotations

import re
from datetime import datetime

DRAFT, PUBLISHED, WITHDRAWN = STATES = ("draft", "published", "withdrawn")
RESERVED = frozenset({"feed.xml"})
TITLE, TEXT, SOURCE = 200, 20_000, 300
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def slug_holds(slug: str) -> bool:
    """Whether this may be a note's permanent address."""
    return bool(_SLUG.match(slug)) and len(slug) <= 80 and slug not in RESERVED


def state(published_at: datetime | None, withdrawn_at: datetime | None) -> str:
    """Where a note stands."""
    if withdrawn_at is not None:
        return WITHDRAWN
    return DRAFT if published_at is None else PUBLISHED


def another_slug(wanted: str, taken: set[str]) -> str:
    """The slug wanted, or the next free one after it."""
    first = (wanted or "note")[:76].strip("-")
    found, number = first, 1
    while found in taken or not slug_holds(found):
        number += 1
        found = f"{first}-{number}"
    return found
