"""Who reads the desk: the secretariat."""

from __future__ import annotations

from consult.kit.visitor import Visitor
from consult.network.permissions import is_secretary


def read_desk(person: Visitor | None, *rows: object) -> bool:
    """What is open, late, missing or about to close."""
    return is_secretary(person)


def keep_letters(person: Visitor | None, *rows: object) -> bool:
    """Read which letters wait, went or came back, and send or hold back one."""
    return is_secretary(person)
