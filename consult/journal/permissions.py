"""Who may read the journal."""

from __future__ import annotations

from consult.journal.questions import readers
from consult.kit.visitor import Visitor


def read_journal(person: Visitor | None, *rows: object) -> bool:
    """Those of whom a later room says so: members and people in office."""
    return person is not None and any(readers.ask(person))
