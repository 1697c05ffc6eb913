"""Who reads the desk: the secretariat."""

from __future__ import annotations

from consult.kit.visitor import Visitor
from consult.network.permissions import is_secretary


def read_desk(person: Visitor | None, *rows: object) -> bool:
    """What is open, late, missing or about to close."""
    return is_secretary(person)
